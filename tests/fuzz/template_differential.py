# SPDX-License-Identifier: GPL-3.0-or-later
"""Random templates, put together from the constructs of real chat templates, rendered by Python's jinja2 (as transformers sets it up)
and by `timbre-cli render`. Prints what differs: another text, or a text where the other one fails. template.unsupported is no
difference, it is counted.

    python template_differential.py CLI FIRST_SEED LAST_SEED
"""
import collections
import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "text/goldens"))
from make_template_goldens import render  # noqa: E402

WORDS = ["user", "assistant", "system", "tool", "Hello", " a b ", "x\\n", "", "é你🙂", "ßΣ ΑΣ", "<think>r</think>a", "a,b,c", "1", "-2", "3.5", "<b>&'", "ab" * 3, "Ab cD"]
CONTEXTS = [
    {"messages": [{"role": "system", "content": " Be kind.\n"}, {"role": "user", "content": "One <b>"}, {"role": "assistant", "content": "<think>\nr\n</think>\n\nA", "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1, "y": [1, None, "z"]}}}]},
                  {"role": "tool", "content": "42", "name": "f"}, {"role": "assistant", "content": "Bye"}], "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}], "add_generation_prompt": True, "bos_token": "<s>", "eos_token": "</s>"},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "é"}, {"type": "image"}]}], "tools": None, "add_generation_prompt": False, "bos_token": "<s>", "eos_token": "</s>", "enable_thinking": False},
    {"messages": [], "tools": [], "documents": None, "add_generation_prompt": True, "n": 7, "s": "ΑΣ ß", "bos_token": ""},
]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = ["messages", "tools", "add_generation_prompt", "bos_token", "eos_token", "enable_thinking", "n", "s", "nothing", "content"]
        self.macros = []

    def pick(self, *xs):
        return self.r.choice(xs)

    def name(self):
        return self.r.choice(self.names)

    def text(self):
        w = self.r.choice(WORDS)
        return "'" + w.replace("'", "\\'") + "'" if self.r.random() < .7 else '"' + w.replace('"', '\\"') + '"'

    def number(self):
        return self.pick("0", "1", "2", "3", "-1", "10", "1.5", "2.0", "-0.5")

    def atom(self, d):
        k = self.r.random()
        if k < .3:
            return self.name()
        if k < .5:
            return self.text()
        if k < .6:
            return self.number()
        if k < .68:
            return self.pick("true", "false", "none", "True", "None")
        if k < .76:
            return "[" + ", ".join(self.expr(d + 1) for _ in range(self.r.randint(0, 3))) + "]"
        if k < .82:
            return "{" + ", ".join(self.pick("'a'", "'b'", "'role'", self.text()) + ": " + self.expr(d + 1) for _ in range(self.r.randint(0, 3))) + "}"
        if k < .9:
            return "messages" + self.pick("[0]", "[-1]", "[1:]", "[::-1]", "[0].role", "[0]['content']", "[-1].content", "[:2]", "|length")
        if k < .95 and self.macros:
            return self.r.choice(self.macros) + "(" + ", ".join(self.expr(d + 1) for _ in range(self.r.randint(0, 2))) + ")"
        return "(" + self.expr(d + 1) + self.pick("", "", ",", ", " + self.expr(d + 1)) + ")"

    def suffix(self, d):
        k = self.r.random()
        e = lambda: self.expr(d + 2)  # noqa: E731
        if k < .2:
            return self.pick(".role", ".content", "['role']", "['content']", "[0]", "[-1]", "[1:]", "[:-1]", "[::2]", "[::-1]", ".function.name", ".tool_calls", ".missing", "[" + e() + "]", "[" + e() + ":" + e() + "]")
        if k < .5:
            return self.pick(".strip()", ".lstrip()", ".rstrip()", ".strip('\\n')", ".split('</think>')", ".split()", ".split(',', 1)", ".rsplit(',', 1)", ".startswith('<think>')", ".endswith('A')", ".upper()", ".lower()", ".title()", ".capitalize()",
                             ".swapcase()", ".replace('a', 'b')", ".replace('a', '', 1)", ".items()", ".keys()", ".values()", ".get('role')", ".get('x', 1)", ".find('a')", ".count('a')", ".join(['a', 'b'])", ".isdigit()", ".splitlines()", ".format(1, 2)",
                             ".rfind('a')", ".partition('a')", ".isupper()", ".zfill(5)", ".center(7, '*')", ".ljust(4)", ".removeprefix('a')", ".index('a')", ".startswith(('a', '<'))")
        return self.pick("|trim", "|length", "|tojson", "|tojson(indent=2)", "|join(', ')", "|join", "|upper", "|lower", "|title", "|capitalize", "|first", "|last", "|default('d')", "|default('d', true)", "|d(1)", "|replace('a', 'b')", "|list", "|string",
                         "|int", "|float", "|items", "|dictsort", "|indent", "|indent(2, true)", "|unique|list", "|sort", "|sum", "|min", "|max", "|batch(2)|list", "|round", "|round(1)", "|abs", "|escape", "|e", "|safe", "|reverse|list", "|wordcount",
                         "|map(attribute='role')|list", "|map('upper')|list", "|map('length')|list", "|selectattr('role', 'equalto', 'user')|list", "|selectattr('tool_calls')|list", "|rejectattr('role', 'eq', 'user')|list", "|select('string')|list",
                         "|reject('none')|list", "|selectattr('role', 'in', ['user', 'tool'])|list|length", "|groupby('role')|list|length", "|count", "|slice(2)|list", "|int(default=5)", "|trim('x')", "|truncate(5)", "|center(9)", "|format(1)", "|attr('role')",
                         "|forceescape", "|map(attribute='content', default='-')|join('/')", "|sort(reverse=true)", "|tojson|safe", "|string|length", "|list|first", "|reverse")

    def expr(self, d=0):
        if d > 4:
            return self.pick(self.name(), self.text(), self.number())
        k = self.r.random()
        if k < .4:
            return self.atom(d)
        if k < .62:
            out = self.pick(self.name(), "messages", "messages[0].content", "messages[-1].role", "s", "(" + self.expr(d + 1) + ")")
            filtered = False
            for _ in range(self.r.randint(1, 3)):
                step = self.suffix(d)
                if filtered and step[0] != "|":
                    out = "(" + out + ")"
                filtered = step[0] == "|"
                out += step
            return out
        if k < .72:
            return self.expr(d + 1) + " " + self.pick("+", "+", "~", "~", "-", "*", "//", "%", "/", "**") + " " + self.expr(d + 1)
        if k < .8:
            return self.expr(d + 1) + " " + self.pick("==", "!=", "<", ">", "<=", ">=", "in", "not in") + " " + self.expr(d + 1)
        if k < .86:
            return self.pick("not ", "") + self.atom(d + 1) + " " + self.pick("and", "or") + " " + self.expr(d + 1)
        if k < .94:
            test = self.pick("defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number", "true", "false", "boolean", "integer", "float", "odd", "even", "divisibleby(2)", "equalto(1)", "eq 'a'", "in ['a', 'user']", "callable", "lower", "upper", "sameas none", "ne 2", "gt 1", "filter")
            return "(" + self.atom(d + 1) + ")" + self.pick(" is ", " is not ") + test
        return "(" + self.expr(d + 1) + " if " + self.expr(d + 1) + self.pick("", " else " + self.expr(d + 1)) + ")"

    def tag(self, body):
        return "{%" + self.pick("-", "", "") + " " + body + " " + self.pick("-", "", "") + "%}"

    def show(self, e):
        return "{{" + self.pick("-", "", "") + " " + e + " " + self.pick("-", "", "") + "}}"

    def block(self, d=0, loop=False):
        return "".join(self.statement(d, loop) for _ in range(self.r.randint(1, 3)))

    def statement(self, d, loop):
        k = self.r.random()
        if k < .16:
            return self.pick("text", " ", "\n", "  \n  ", "<|im_start|>", "{# note #}", "{#- note -#}", "a\n\nb", "{% raw %}{{ x }}{% endraw %}", "\t")
        if k < .45 or d > 3:
            e = self.expr()
            if loop and self.r.random() < .4:
                e = self.pick("loop.index", "loop.index0", "loop.first", "loop.last", "loop.length", "loop.revindex", "loop.previtem", "loop.nextitem.role", "loop.cycle('a', 'b')", "loop.changed(n)", "loop.depth", "m", "m.role", "m.content", "m['role']", "m.content|trim")
            return self.show(e)
        if k < .58:
            n = self.pick("content", "v", "w", "n", "s", "messages", "ns")
            if self.r.random() < .2:
                out = self.tag("set " + n) + self.block(d + 1, loop) + self.tag("endset")
            elif self.r.random() < .2:
                out = self.tag("set ns = namespace(a=" + self.expr(2) + ", b=0)")
                n = "ns"
            elif self.r.random() < .2:
                out = self.tag("set ns." + self.pick("a", "b") + " = " + self.expr(1))
            elif self.r.random() < .1:
                out = self.tag("set v, w = " + self.pick("1, 2", "'ab'", "[1, 2]", self.expr()))
            else:
                out = self.tag("set " + n + " = " + self.expr())
            self.names += [n, "ns.a", "ns.b"] if n == "ns" else [n]
            return out
        if k < .74:
            out = self.tag("if " + self.expr()) + self.block(d + 1, loop)
            for _ in range(self.pick(0, 0, 1)):
                out += self.tag("elif " + self.expr()) + self.block(d + 1, loop)
            return out + (self.tag("else") + self.block(d + 1, loop) if self.r.random() < .5 else "") + self.tag("endif")
        if k < .86:
            self.names.append("m")
            items = self.pick("messages", "messages", "messages[1:]", "messages[::-1]", "range(3)", "'abc'", "tools", self.expr())
            jump = self.tag("if " + self.expr(2)) + self.tag(self.pick("break", "continue")) + self.tag("endif") if self.r.random() < .2 else ""
            target = "m" if self.r.random() < .85 else "v, w"
            if target != "m":
                items += self.pick(".items()", "|items", "|dictsort", "|batch(2)")
            return self.tag("for " + target + " in " + items + (" if " + self.expr(2) if self.r.random() < .15 else "")) + jump + self.block(d + 1, True) + (self.tag("else") + self.block(d + 1) if self.r.random() < .15 else "") + self.tag("endfor")
        if k < .91:
            name = self.pick("f", "g")
            saved = list(self.names)
            self.names += ["p", "q"]
            out = self.tag("macro " + name + "(p, q=" + self.expr(3) + ")") + self.block(d + 1) + self.tag("endmacro")
            self.names = saved
            self.macros.append(name)
            return out
        if k < .94:
            return self.tag("filter " + self.pick("upper", "trim", "lower", "title", "replace('a', 'b')", "indent")) + self.block(d + 1, loop) + self.tag("endfilter")
        if k < .97:
            return self.tag("with v = " + self.expr(1)) + self.block(d + 1, loop) + self.tag("endwith")
        if self.macros and self.r.random() < .5:
            return self.tag("call " + self.r.choice(self.macros) + "(1)") + self.block(d + 1) + self.tag("endcall")
        return self.tag("generation") + self.block(d + 1, loop) + self.tag("endgeneration")


def main():
    program, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    file = pathlib.Path(tempfile.mkdtemp()) / "template.jinja"
    lines = "".join(json.dumps(context) + "\n" for context in CONTEXTS).encode()
    counts = collections.Counter()
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(TimeoutError()))
    for seed in range(first, last):
        source = Maker(seed).block()
        file.write_text(source)
        ours = subprocess.run([program, "--json", "render", "--template", file, "-"], input=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        answers = [json.loads(line) for line in ours.stdout.splitlines()]
        answers = [answer for answer in answers if answer.keys() & {"text", "error"}]
        for number, context in enumerate(CONTEXTS):
            signal.alarm(5)
            try:
                text, problem = render(source, context)
            except TimeoutError:
                counts["oracle too slow"] += 1
                continue
            finally:
                signal.alarm(0)
            answer = answers[number] if number < len(answers) else {"error": {"code": "no answer"}}
            error = answer.get("error", {})
            if error.get("code") == "template.unsupported":
                counts["unsupported: " + error["message"][:90]] += 1
                continue
            if text is not None and "cannot be sliced" in str(answer) or "generator object" in str(text):
                counts["constants sliced, generators printed"] += 1  # Jinja folds None[1:] to undefined while compiling
                continue
            same = answer.get("text") == text if text is not None else "error" in answer
            counts["same" if same else "DIFFERENT"] += 1
            counts["texts"] += text is not None and same
            if not same:
                print(f"seed {seed} context {number}: {source!r}\n  jinja2 {text!r} {type(problem).__name__ if text is None else ''} {problem if text is None else ''}\n  ours   {answer.get('text', answer)!r}", flush=True)
    for name, count in counts.most_common():
        print(count, name)


if __name__ == "__main__":
    main()
