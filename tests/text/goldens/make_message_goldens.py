# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows what transformers' apply_chat_template makes of messages before a template sees them: every conversation of a list through
templates that print the messages as they arrive.

    python make_message_goldens.py

Writes message_goldens.json: a list of {conversation, whole: all messages as JSON, read: what a template that asks for single members
prints}; both are null where the library refuses the conversation.
"""
import json
import pathlib

from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

HERE = pathlib.Path(__file__).parent
WHOLE = "{{ messages | tojson }}"
READ = ("{% for m in messages %}{{ loop.index0 }}:{% for k in ['content', 'reasoning_content', 'thinking', 'reasoning', 'tool_calls'] %}"
        "{{ '-' if m[k] is not defined else 'none' if m[k] is none else m[k] | tojson }}|{% endfor %}{{ m.content }}\n{% endfor %}")
MESSAGES = [
    [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "reasoning": "r"}],
    [{"role": "assistant", "content": "a", "thinking": "t"}],
    [{"role": "assistant", "content": "a", "reasoning_content": "rc"}],
    [{"role": "assistant", "reasoning": "r", "content": "a", "thinking": "t"}],
    [{"role": "assistant", "reasoning": "r", "content": "a", "thinking": "t", "reasoning_content": "rc"}],
    [{"role": "assistant", "content": "a", "reasoning_content": None, "reasoning": "r"}],
    [{"role": "assistant", "content": "a", "thinking": None, "reasoning_content": "rc"}],
    [{"role": "assistant", "content": "a", "reasoning_content": "", "thinking": "t", "reasoning": "r"}],
    [{"role": "assistant", "content": "a", "thinking": "", "reasoning": "r"}],
    [{"role": "assistant", "content": "a", "reasoning": False}],
    [{"role": "assistant", "content": "a", "reasoning": ["x", None, {"y": None}]}],
    [{"role": "assistant", "content": "a", "reasoning": None, "thinking": None, "reasoning_content": None}],
    [{"role": "user", "content": "a", "thinking": "the user's"}],
    [{"role": "assistant", "content": None, "tool_calls": [{"type": "function", "function": {"name": "f", "arguments": None}}]}],
    [{"role": "assistant", "content": "a", "tool_calls": None, "name": None}],
    [{"role": None, "content": "a"}],
    [{}],
    [],
]


def main():
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))
    rows = []
    for messages in MESSAGES:
        row = {"conversation": messages}
        for name, template in [("whole", WHOLE), ("read", READ)]:
            try:
                row[name] = tokenizer.apply_chat_template(messages, chat_template=template, tokenize=False)
            except ValueError:
                row[name] = None
        rows.append(json.dumps(row))
    (HERE / "message_goldens.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
    print(len(rows), "conversations")


if __name__ == "__main__":
    main()
