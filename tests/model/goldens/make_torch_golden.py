#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes torch_state_dict.bin with torch.save: every element type, a tied pair, a transposed window, a slice in the middle of
a storage, a scalar, an empty tensor, a Parameter. Element i of each tensor counted row by row is i (mod 7 where small).
Made with torch 2.11.0."""
import collections
import pathlib

import torch


def counted(*shape, dtype=torch.float32):
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count) % 7).reshape(shape).to(dtype)


state = collections.OrderedDict()
for name, dtype in {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "f64": torch.float64, "i64": torch.int64,
                    "i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8}.items():
    state["dtype." + name] = counted(3, 5, dtype=dtype)
state["dtype.bool"] = counted(3, 5) > 0
state["tied.a"] = counted(4, 6)
state["tied.b"] = state["tied.a"]
state["strided.transposed"] = counted(5, 4).t().contiguous().t()  # row-major numbers in a column-major storage
state["strided.slice"] = counted(9, 4)[2:8:2, 1:3]
state["strided.middle"] = counted(8, 3)[2:5]
state["scalar"] = torch.tensor(3.0)
state["empty"] = torch.zeros(0, 4)
state["parameter"] = torch.nn.Parameter(counted(2, 2))
state._metadata = collections.OrderedDict({"": {"version": 1}})
torch.save(state, pathlib.Path(__file__).parent / "torch_state_dict.bin")
