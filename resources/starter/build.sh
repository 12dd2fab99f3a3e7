#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the starter model anew, from the tables to the folder resources/models/starter. Run it from the repository root.
#   TIMBRE_CLI=build/release/app/timbre-cli WORK=/tmp/starter resources/starter/build.sh
# Needs python3 (standard library) for the corpus; everything else is timbre-cli.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
CLI=${TIMBRE_CLI:-timbre-cli}
WORK=${WORK:-/tmp/starter}
SEED=20240501
LINES=480000
MODEL=${MODEL:-$HERE/../models/starter}
mkdir -p "$WORK/tokenizer"

# 1. Corpus: 480,000 distinct documents, about 26 million tokens, 25 seconds. Then the proof that the probes are not in it.
python3 "$HERE/generate.py" --lines $LINES --seed $SEED --out "$WORK/corpus.jsonl" --tokenizer-text "$WORK/tokenizer.txt"
python3 "$HERE/check_probes.py" --corpus "$WORK/corpus.jsonl"

# 2. Tokenizer: 4,096 entries, CJK characters isolated, digits single.
cp "$HERE/tokenizer/tokenizer_config.json" "$HERE/tokenizer/generation_config.json" "$WORK/tokenizer/"
"$CLI" train-tokenizer --vocab 4096 --out "$WORK/tokenizer/tokenizer.json" "$WORK/tokenizer.txt"

# 3. Weights: one pass over the corpus.
OMP_WAIT_POLICY=passive "$CLI" --device cpu pretrain --recipe "$HERE/recipe.json" --model-config "$HERE/model.json" \
  --tokenizer "$WORK/tokenizer" --data "$WORK/corpus.jsonl" --out "$WORK/run"

# 4. The folder that ships.
"$CLI" export --run "$WORK/run" --out "$MODEL" --dtype bf16
