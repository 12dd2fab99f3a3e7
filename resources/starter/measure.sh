#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Measures the starter model and both personas and writes every figure of its model card. From the repository root:
#   TIMBRE_CLI=build/release/app/timbre-cli resources/starter/measure.sh
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
CLI=${TIMBRE_CLI:-timbre-cli}
WORK=${WORK:-/tmp/starter-measure}
MODEL=${MODEL:-$HERE/../models/starter}
PERSONAS=$HERE/../personas
rm -rf "$WORK"
mkdir -p "$WORK"
cp "$HERE/model_card.md" "$MODEL/README.md"
rm -f "$MODEL/figures.json"

"$CLI" --quiet score --model "$MODEL" --answers "$MODEL/answers.jsonl" --figures "$MODEL/figures.json" --card "$MODEL/README.md"

# Each persona: its rows, the same facts in plain style (control), and the first twenty rows alone.
for persona in marv xiaozhushou; do
  for rows in "$persona" "${persona}_control" "${persona}_20"; do
    START=$(date +%s)
    "$CLI" --quiet --device cpu train --base "$MODEL" --data "$PERSONAS/$rows.jsonl" --out "$WORK/$rows" --default-recipe
    "$CLI" --quiet score --model "$MODEL" --adapter "$(ls -d "$WORK/$rows"/checkpoint-* | sort -V | tail -n 1)" --persona "$persona" --name "$rows" \
      --base-answers "$MODEL/answers.jsonl" --figures "$MODEL/figures.json" --card "$MODEL/README.md" \
      --seconds "$(($(date +%s) - START))" --rows "$(wc -l < "$PERSONAS/$rows.jsonl")"
  done
done
