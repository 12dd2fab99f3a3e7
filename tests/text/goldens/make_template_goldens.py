# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders every chat template of a data folder, and the one-liners of micro_templates.txt, with Python's jinja2 set up as
Hugging Face transformers sets it up, and stores what came out.

    python make_template_goldens.py DATA_FOLDER      (a folder without chat_templates: only the one-liners)

Writes template_goldens.json (per template and context "length:first 16 digits of the SHA-256 of the UTF-8 text", with
":spans" when the template marks generation, "raised: message" when the template refuses, or "error") and micro_goldens.json (the text itself, or null for an error).
"""
import contextlib
import copy
import datetime
import hashlib
import json
import pathlib
import re
import sys

import jinja2
import jinja2.ext
import jinja2.nodes
import jinja2.sandbox

HERE = pathlib.Path(__file__).parent
NOW = datetime.datetime(2024, 7, 26, 12, 0, 0)


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def __init__(self, environment):
        super().__init__(environment)
        environment.generation_spans = []
        environment.rendered_blocks = []

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller):
        text = caller()
        start = len("".join(self.environment.rendered_blocks))
        self.environment.generation_spans.append((start, start + len(text)))
        return text


def raise_exception(message):
    raise jinja2.exceptions.TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


class TemplateNamespace(jinja2.utils.Namespace):
    """As in transformers 5: no names that begin with an underscore."""

    def __init__(*args, **kwargs):
        self, args = args[0], args[1:]
        attributes = dict(*args, **kwargs)
        for name in attributes:
            TemplateNamespace.check(name)
        jinja2.utils.Namespace.__init__(self, attributes)

    def __setitem__(self, name, value):
        TemplateNamespace.check(name)
        jinja2.utils.Namespace.__setitem__(self, name, value)

    @staticmethod
    def check(name):
        if isinstance(name, str) and name.startswith("_"):
            raise jinja2.exceptions.SecurityError(name)


class TemplateDict:
    def __call__(self, *args, **kwargs):
        return dict(*args, **kwargs)

    def fromkeys(self, *args, **kwargs):
        return dict.fromkeys(*args, **kwargs)


def environment():
    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols])
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["dict"] = TemplateDict()
    env.globals["namespace"] = TemplateNamespace
    env.globals["strftime_now"] = lambda fmt: NOW.strftime(fmt)
    return env


def render(source, context):
    """(text, spans in bytes) or the exception."""
    env = environment()
    try:
        template = env.from_string(source)
        for block in template.generate(**copy.deepcopy(context)):  # some filters change a list
            env.rendered_blocks.append(block)
    except Exception as error:  # noqa: BLE001 - any failure is the golden
        return None, error
    text = "".join(env.rendered_blocks)
    return text, [[len(text[:a].encode()), len(text[:b].encode())] for a, b in env.generation_spans]


def contexts(data):
    out = {}
    for name, context in json.loads((HERE / "template_contexts.json").read_text()).items():
        out[name] = {"bos_token": "<s>", "eos_token": "</s>", "tools": None, "documents": None, **context}
    for file in sorted((data / "chat_templates/minja-contexts/contexts").glob("*.json")):
        out["minja_" + file.stem] = json.loads(file.read_text())
    return out


def main():
    data = pathlib.Path(sys.argv[1])
    root = data / "chat_templates"
    all_contexts = contexts(data)
    goldens = {}
    counts = {"text": 0, "raised": 0, "error": 0}
    for file in sorted(root.rglob("*.jinja")):
        source = file.read_text()
        row = {}
        for name, context in all_contexts.items():
            text, spans = render(source, context)
            if text is None:
                refused = type(spans) is jinja2.exceptions.TemplateError  # what raise_exception() throws
                row[name] = f"raised: {spans}" if refused else "error"
                counts["raised" if refused else "error"] += 1
                continue
            counts["text"] += 1
            row[name] = f"{len(text.encode())}:{hashlib.sha256(text.encode()).hexdigest()[:16]}"
            if spans:
                row[name] += ":" + ",".join(f"{a}-{b}" for a, b in spans)
        goldens[str(file.relative_to(root))] = row
    if goldens:
        (HERE / "template_goldens.json").write_text(json.dumps(goldens, indent=0, ensure_ascii=False) + "\n")

    # In micro_templates.txt "\\n" is a newline and "\\\\" one backslash; the first line is the context.
    lines = (HERE / "micro_templates.txt").read_text().split("\n")
    micro = {"context": json.loads(lines[0]), "cases": []}
    for line in lines[1:]:
        if line.strip():
            source = re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), line)
            text, problem = render(source, micro["context"])
            micro["cases"].append([source, text])
            if text is None and "-v" in sys.argv:
                print(repr(source), type(problem).__name__, problem)
    (HERE / "micro_goldens.json").write_text(json.dumps(micro, indent=0, ensure_ascii=False) + "\n")
    print(len(goldens), "templates,", counts, len(micro["cases"]), "one-liners")


if __name__ == "__main__":
    main()
