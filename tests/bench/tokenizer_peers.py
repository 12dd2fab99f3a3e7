#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The libraries that Timbre's tokenizers are held to, behind one face; used by tokenizer_bench.py and tokenizer_compare.py.

    python3 tokenizer_peers.py LIBRARY NAME DATA_FOLDER DOCUMENTS

encodes every document once (encode_batch, one thread) and prints CPU seconds and tokens as JSON.
"""
import base64
import json
import os
import struct
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
CL100K = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
O200K = "|".join([rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTIONS}?", rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTIONS}?", r"\p{N}{1,3}",
                  r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
LLAMA3 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
TEKKEN = "|".join([rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+", rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*", r"\p{N}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])

# name: rank file, pattern, NFC before it
RANKS = {
    "gpt2": ("gpt2/gpt2.tiktoken", GPT2, False),
    "r50k": ("tiktoken-openai/r50k_base.tiktoken", GPT2, False),
    "p50k": ("tiktoken-openai/p50k_base.tiktoken", GPT2, False),
    "cl100k": ("tiktoken-openai/cl100k_base.tiktoken", CL100K, False),
    "o200k": ("tiktoken-openai/o200k_base.tiktoken", O200K, False),
    "qwen": ("qwen1/qwen.tiktoken", QWEN, True),
    # Meta's vocabulary is not at hand: its pattern and rules over the 100,256 ranks that its own 128,000 begin with.
    "llama3": ("tiktoken-openai/cl100k_base.tiktoken", LLAMA3, False),
    "tekken": ("tiktoken-openai/o200k_base.tiktoken", TEKKEN, False),
}


def documents(path):
    raw = open(path, "rb").read()
    out, at = [], 0
    while at + 4 <= len(raw):
        length = struct.unpack_from("<I", raw, at)[0]
        out.append(raw[at + 4:at + 4 + length].decode("utf-8"))
        at += 4 + length
    return out


def ranks(path):
    return {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in open(path, "rb") if line.strip())}


def byte_letters():
    kept = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    letters, extra = {b: chr(b) for b in kept}, 256
    for b in range(256):
        if b not in letters:
            letters[b] = chr(extra)
            extra += 1
    return letters


def split_token(table, token, rank):
    """The two tokens that merging by rank makes `token` of; the last step of byte-pair merging below its rank."""
    parts = [bytes([b]) for b in token]
    while len(parts) > 2:
        best, at = min(((table.get(parts[i] + parts[i + 1], rank), i) for i in range(len(parts) - 1)))
        if best >= rank:
            return None
        parts[at:at + 2] = [parts[at] + parts[at + 1]]
    return parts if len(parts) == 2 else None


def json_from_ranks(data, name, ignore_merges=True):
    """A tokenizer.json of a rank file, as transformers' converter makes it."""
    file, pattern, nfc = RANKS[name]
    table = ranks(os.path.join(data, "tokenizers", file))
    letters = byte_letters()
    spelt = lambda token: "".join(letters[b] for b in token)
    merges = []
    for token, rank in sorted(table.items(), key=lambda item: item[1]):
        if len(token) > 1 and (pair := split_token(table, token, rank)):
            merges.append([spelt(pair[0]), spelt(pair[1])])
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    hf_pattern = {GPT2: r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", CL100K: LLAMA3}.get(pattern, pattern)
    split = {"type": "Split", "pattern": {"Regex": hf_pattern}, "behavior": "Isolated", "invert": False}
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": {"type": "NFC"} if nfc else None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, level]}, "post_processor": None, "decoder": dict(level, use_regex=True),
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
                      "ignore_merges": ignore_merges, "vocab": {spelt(t): r for t, r in table.items()}, "merges": merges}}


def hf_tokenizer(data, name, cache="/tmp"):
    from tokenizers import Tokenizer
    path = os.path.join(cache, f"timbre_{name}_tokenizer.json")
    if os.path.exists(name):
        path = name
    elif name == "qwen2.5":
        from tokenizers import Regex, models, normalizers, pre_tokenizers
        folder = os.path.join(data, "tokenizers/qwen2.5")
        out = Tokenizer(models.BPE.from_file(os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt")))
        out.normalizer = normalizers.NFC()
        out.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN), "isolated"), pre_tokenizers.ByteLevel(False, False, False)])
        return out
    elif name == "gpt2-merges":
        from tokenizers import models, pre_tokenizers
        folder = os.path.join(data, "tokenizers/gpt2")
        out = Tokenizer(models.BPE.from_file(os.path.join(folder, "encoder.json"), os.path.join(folder, "vocab.bpe")))
        out.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        return out
    elif name.endswith(".json"):
        path = os.path.join(data, "tokenizers", name)
    elif not os.path.exists(path):
        with open(path + ".part", "w") as out:
            json.dump(json_from_ranks(data, name), out)
        os.replace(path + ".part", path)
    return Tokenizer.from_file(path)


class Peer:
    """encode(list of texts) → list of lists of ids."""

    def __init__(self, library, name, data):
        self.nfc = False
        if library == "tokenizers":
            from tokenizers import AddedToken
            t = hf_tokenizer(data, name)
            if name == "gpt2-merges":
                t.add_special_tokens([AddedToken("<|endoftext|>", normalized=False)])
            elif name == "qwen2.5":
                config = json.load(open(os.path.join(data, "tokenizers/qwen2.5/tokenizer_config.json")))
                for id, entry in sorted(config["added_tokens_decoder"].items(), key=lambda item: int(item[0])):
                    t.add_tokens([AddedToken(entry["content"], single_word=entry["single_word"], lstrip=entry["lstrip"], rstrip=entry["rstrip"], normalized=entry["normalized"],
                                             special=entry["special"])])
            self.batch = lambda texts: t.encode_batch(texts, add_special_tokens=False)
            self.ids = lambda result: result.ids
        elif library == "tiktoken":
            import tiktoken
            file, pattern, self.nfc = RANKS[name]
            t = tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks(os.path.join(data, "tokenizers", file)), special_tokens={})
            self.batch = lambda texts: t.encode_ordinary_batch(texts, num_threads=1)
            self.ids = lambda result: result
        elif library == "tekken":  # what mistral-common does: tiktoken with the file's own pattern, ids after the special tokens
            import tiktoken
            root = json.load(open(name, encoding="utf8"))
            config = root["config"]
            first = config["default_num_special_tokens"]
            table = {base64.b64decode(entry["token_bytes"]): entry["rank"] for entry in root["vocab"][:config["default_vocab_size"] - first]}
            t = tiktoken.Encoding("tekken", pat_str=config["pattern"], mergeable_ranks=table, special_tokens={})
            self.batch = lambda texts: t.encode_ordinary_batch(texts, num_threads=1)
            self.ids = lambda result: [id + first for id in result]
        else:
            import sentencepiece
            path = name if os.path.exists(name) else os.path.join(data, "tokenizers", name)
            t = sentencepiece.SentencePieceProcessor(model_proto=open(path, "rb").read())
            self.batch = lambda texts: t.encode(texts, num_threads=1)
            self.ids = lambda result: result

    def encode(self, texts):
        return [self.ids(result) for result in self.batch(texts)]


def main():
    library, name, data, path = sys.argv[1:5]
    texts = documents(path)
    peer = Peer(library, name, data)
    begin = time.process_time()
    results = peer.batch(texts)
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "tokens": sum(len(peer.ids(r)) for r in results), "bytes": sum(len(t.encode()) for t in texts)}))


if __name__ == "__main__":
    main()
