#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Timbre's tokenizers against tokenizers, tiktoken and sentencepiece: one thread each, every document once in a new process (no
cache is warm), peers by encode_batch, order alternating, CPU seconds; ratios of medians.

    python3 tokenizer_bench.py BENCH_PROGRAM DATA_FOLDER DOCUMENTS [ROUNDS]

BENCH_PROGRAM is tokenizer_bench of a release build; DOCUMENTS come from tokenizer_corpus.py.
"""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# vocabulary: our file, options, peers, goal per peer
RANKS = "tiktoken-openai/"
CASES = [
    ("GPT-2", "gpt2", [], [("tokenizers", "gpt2-merges", 10), ("tiktoken", "gpt2", 5)]),
    ("cl100k", RANKS + "cl100k_base.tiktoken", [], [("tokenizers", "cl100k", 10), ("tiktoken", "cl100k", 5)]),
    ("o200k", RANKS + "o200k_base.tiktoken", [], [("tokenizers", "o200k", 10), ("tiktoken", "o200k", 5)]),
    ("Llama-3 pattern, cl100k ranks", RANKS + "cl100k_base.tiktoken", ["--encoding", "unknown, split like llama3"], [("tokenizers", "llama3", 10), ("tiktoken", "llama3", 5)]),
    ("Qwen2.5", "qwen2.5", [], [("tokenizers", "qwen2.5", 10), ("tiktoken", "qwen", 5)]),
    ("Mistral tokenizer.json", "mistral/hf/tokenizer.json", [], [("tokenizers", "mistral/hf/tokenizer.json", 10)]),
    ("Mistral v1", "mistral/tokenizer.model.v1", [], [("sentencepiece", "mistral/tokenizer.model.v1", 5)]),
    ("InternLM2", "internlm2/tokenizer_internlm2.model", [], [("sentencepiece", "internlm2/tokenizer_internlm2.model", 5)]),
    ("Unigram, 2,000 pieces", "tiny-and-odd/m.model", [], [("sentencepiece", "tiny-and-odd/m.model", 5)]),
    ("Unigram, 32,000 pieces", "tiny-and-odd/sentencepiece.model", [], [("sentencepiece", "tiny-and-odd/sentencepiece.model", 5)]),
]


def seconds(command):
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    result = json.loads(out)
    return result["seconds"], result["bytes"]


def main():
    program, data, documents = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    print(f"{'vocabulary':30} {'ours':>10}  peer")
    for name, file, options, peers in CASES:
        ours = lambda more=(): [program, os.path.join(data, "tokenizers", file), documents, *options, *more]
        commands = {"ours": ours(), "ours with offsets": ours(["--with-offsets"])}
        for library, peer, _ in peers:
            commands[library] = [sys.executable, os.path.join(HERE, "tokenizer_peers.py"), library, peer, data, documents]
        times = {key: [] for key in commands}
        size = 0
        for turn in range(rounds):
            for key in sorted(commands, reverse=turn % 2 == 1):
                taken, size = seconds(commands[key])
                times[key].append(taken)
        median = {key: statistics.median(values) for key, values in times.items()}
        line = f"{name:30} {size / median['ours'] / 1e6:5.0f} MB/s "
        for library, _, goal in peers:
            # tokenizers gives offsets as well, the others do not.
            mine = median["ours with offsets" if library == "tokenizers" else "ours"]
            line += f"  {library} {size / median[library] / 1e6:.1f} MB/s: {median[library] / mine:.1f}x (goal {goal}x)"
        print(line, flush=True)


if __name__ == "__main__":
    main()
