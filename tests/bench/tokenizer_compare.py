#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of Timbre against those of tokenizers, tiktoken and sentencepiece, document by document.

    python3 tokenizer_compare.py BENCH_PROGRAM DATA_FOLDER DOCUMENTS [ONLY…]

DOCUMENTS comes from tokenizer_corpus.py. Prints per tokenizer how many documents differ and the first differing one; ends with 1
when any does.
"""
import array
import os
import struct
import subprocess
import sys
import tempfile
import unicodedata

import tokenizer_peers as peers

SPM = ["mistral/tokenizer.model.v1", "mistral/mistral_instruct_tokenizer_240216.model.v2", "mistral/mistral_instruct_tokenizer_240323.model.v3",
       "mistral/mistral_instruct_tokenizer_241114.model.v7", "internlm2/tokenizer_internlm.model", "internlm2/tokenizer_internlm2.model",
       "tiny-and-odd/m.model", "tiny-and-odd/sentencepiece.model", "tiny-and-odd/test_model.model", "tiny-and-odd/test_ja_model.model"]
# our file, --encoding, library, its name
CASES = [("gpt2/gpt2.tiktoken", "", "tiktoken", "gpt2"), ("tiktoken-openai/p50k_base.tiktoken", "", "tiktoken", "p50k"), ("tiktoken-openai/cl100k_base.tiktoken", "", "tiktoken", "cl100k"),
         ("tiktoken-openai/o200k_base.tiktoken", "", "tiktoken", "o200k"), ("qwen1/qwen.tiktoken", "", "tiktoken", "qwen"),
         ("tiktoken-openai/cl100k_base.tiktoken", "unknown, split like llama3", "tiktoken", "llama3"), ("gpt2", "", "tokenizers", "gpt2-merges"), ("qwen2.5", "", "tokenizers", "qwen2.5"),
         ("minimind/tokenizer.json", "", "tokenizers", "minimind/tokenizer.json"), ("mistral/hf/tokenizer.json", "", "tokenizers", "mistral/hf/tokenizer.json"),
         ("tiny-and-odd/tokenizer.json", "", "tokenizers", "tiny-and-odd/tokenizer.json"), ("tiny-and-odd/tiny_bpe_tokenizer.json", "", "tokenizers", "tiny-and-odd/tiny_bpe_tokenizer.json")]
CASES += [(name, "", "sentencepiece", name) for name in SPM]


def ours(program, data, file, encoding, documents):
    path = file if os.path.exists(file) else os.path.join(data, "tokenizers", file)
    with tempfile.NamedTemporaryFile() as out:
        subprocess.run([program, path, documents, "--ids", out.name] + (["--encoding", encoding] if encoding else []), check=True, stdout=subprocess.DEVNULL)
        raw = open(out.name, "rb").read()
    at, result = 0, []
    while at < len(raw):
        count = struct.unpack_from("<I", raw, at)[0]
        result.append(raw[at + 4:at + 4 + 4 * count])
        at += 4 + 4 * count
    return result


def main():
    program, data, path = sys.argv[1:4]
    only = sys.argv[4:]
    texts = peers.documents(path)
    total = sum(len(t.encode()) for t in texts)
    bad = False
    for file, encoding, library, name in CASES + [(f, "", lib, n) for f, lib, n in (o.split(",") for o in only if "," in o)]:
        if only and not any(o in (file, name, f"{file},{library},{name}") for o in only):
            continue
        got = ours(program, data, file, encoding, path)
        peer = peers.Peer(library, name, data)
        different, first, tokens = 0, None, 0
        step = 2000
        for begin in range(0, len(texts), step):
            part = texts[begin:begin + step]
            if peer.nfc:
                part = [unicodedata.normalize("NFC", t) for t in part]
            for offset, ids in enumerate(peer.encode(part)):
                want = array.array("i", ids).tobytes()
                tokens += len(ids)
                if got[begin + offset] != want:
                    different += 1
                    first = first or (begin + offset, want)
        print(f"{library:14} {name:50} {total / 1e6:.1f} MB {len(texts)} documents {tokens} tokens, {different} differ", flush=True)
        if first:
            bad = True
            index, want = first
            a, b = array.array("i"), array.array("i")
            a.frombytes(got[index])
            b.frombytes(want)
            at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
            print(f"   first: document {index}, token {at}: ours {list(a[at:at + 8])}, theirs {list(b[at:at + 8])}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
