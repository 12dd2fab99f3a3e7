# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the built-in chat templates with Python's jinja2 and stores what came out.

    TIMBRE_TEMPLATE_DUMP=FOLDER builtin_templates_test likePython     (writes the templates' texts)
    python make_builtin_goldens.py FOLDER

Writes builtin_goldens.json: per template and conversation of template_contexts.json "length:first 16 digits of the SHA-256",
or {"raised": message}.
"""
import hashlib
import json
import pathlib
import sys

from make_template_goldens import HERE, render


def main():
    contexts = json.loads((HERE / "template_contexts.json").read_text())
    goldens = {}
    for file in sorted(pathlib.Path(sys.argv[1]).glob("*.jinja")):
        row = goldens[file.stem] = {}
        for name, context in contexts.items():
            text, problem = render(file.read_text(), {"bos_token": "<s>", "eos_token": "</s>", "tools": None, "documents": None, **context})
            row[name] = {"raised": str(problem)} if text is None else f"{len(text.encode())}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    lines = [json.dumps(name) + ": " + json.dumps(row, ensure_ascii=False) for name, row in goldens.items()]
    (HERE / "builtin_goldens.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(len(goldens), "templates")


if __name__ == "__main__":
    main()
