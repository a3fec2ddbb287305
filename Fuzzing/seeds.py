"""Writes small valid files for script/fuzz to mutate.

Usage: seeds.py TARGET FOLDER. Needs only Python; state dicts are pickled by Python's own pickler under the names that torch.save uses.
"""
import base64
import collections
import io
import json
import pickle
import struct
import sys
import types
import zipfile
from pathlib import Path

target, folder = sys.argv[1], Path(sys.argv[2])
fixtures = Path(__file__).parent.parent / "Tests" / "Fixtures"


def module(name):
    made = sys.modules.setdefault(name, types.ModuleType(name))
    return made


def rebuild(*arguments):
    return arguments


torch, utils, parameter = module("torch"), module("torch._utils"), module("torch.nn.parameter")
module("torch.nn")
for place, names in [(utils, ["_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_parameter"])]:
    for name in names:
        made = types.FunctionType(rebuild.__code__, globals(), name)
        made.__module__, made.__qualname__ = place.__name__, name
        setattr(place, name, made)
for name in ["FloatStorage", "HalfStorage", "BFloat16Storage", "DoubleStorage", "LongStorage"]:
    made = type(name, (), {})
    made.__module__ = "torch"
    setattr(torch, name, made)


class Tensor:
    def __init__(self, key, kind, count, offset, shape, strides, parameter=False):
        self.storage = ("storage", getattr(torch, kind), key, "cpu", count)
        self.view = (offset, shape, strides, False, collections.OrderedDict())
        self.parameter = parameter

    def __reduce__(self):
        if self.parameter:
            return utils._rebuild_parameter, (Tensor(self.storage[2], self.storage[1].__name__, self.storage[4], *self.view[:3]), True,
                                              collections.OrderedDict())
        return utils._rebuild_tensor_v2, (Storage(self.storage), *self.view)


class Storage:
    def __init__(self, words):
        self.words = words


class Pickler(pickle.Pickler):
    def __init__(self, stream, legacy):
        super().__init__(stream, protocol=2)
        self.legacy = legacy

    def persistent_id(self, value):
        if isinstance(value, Storage):
            return value.words + ((None,) if self.legacy else ())
        return None


def pickled(value, legacy=False):
    stream = io.BytesIO()
    Pickler(stream, legacy).dump(value)
    return stream.getvalue()


def numbers(count, code="f"):
    return struct.pack(f"<{count}{code}", *range(count))


def states():
    simple = collections.OrderedDict(w=Tensor("0", "FloatStorage", 6, 0, (2, 2), (2, 1)), v=Tensor("0", "FloatStorage", 6, 4, (2,), (1,)))
    trained = {"state_dict": {"module.conv1.weight": Tensor("0", "FloatStorage", 6, 0, (1, 1, 2, 3), (6, 6, 3, 1)),
                              "module.layer1.0.conv1.weight": Tensor("0", "FloatStorage", 6, 0, (1, 1, 2, 3), (6, 6, 3, 1))},
               "epoch": 7, "best": 0.5, "names": ["a", None, True], "lr": (1e-3,)}
    tied = {"a": Tensor("0", "FloatStorage", 6, 0, (6,), (1,), True), "b": Tensor("0", "FloatStorage", 6, 0, (6,), (1,)),
            "n": Tensor("1", "LongStorage", 1, 0, (), ())}
    half = {"h": Tensor("0", "HalfStorage", 6, 1, (5,), (1,)), "empty": Tensor("0", "HalfStorage", 6, 0, (0, 3), (3, 1))}
    return {"simple": (simple, {"0": numbers(6)}), "trained": (trained, {"0": numbers(6)}),
            "tied": (tied, {"0": numbers(6), "1": numbers(1, "q")}), "half": (half, {"0": numbers(6, "e")})}


def archive(state, storages):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as made:
        made.writestr("archive/data.pkl", pickled(state))
        made.writestr("archive/byteorder", "little")
        for key, content in storages.items():
            made.writestr(f"archive/data/{key}", content)
    return stream.getvalue()


def legacy(state, storages):
    parts = [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}]
    widths = {"0": 4, "1": 8}
    content = b"".join(pickle.dumps(part, protocol=2) for part in parts) + pickled(state, True) + pickle.dumps(list(storages), protocol=2)
    for key, data in storages.items():
        content += struct.pack("<q", len(data) // (2 if b"HalfStorage" in content else widths[key])) + data
    return content


def safetensors(entries):
    header, body = {"__metadata__": {"format": "pt"}}, b""
    for name, (kind, shape, data) in entries.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + body


def tensors():
    yield "one", safetensors({"w": ("F32", [2, 2], numbers(4))})
    yield "types", safetensors({"a": ("F16", [3], numbers(3, "e")), "b": ("BF16", [2, 1], b"\0\0\x80\x3f"), "c": ("F64", [1], numbers(1, "d")),
                                "d": ("I64", [], numbers(1, "q")), "e\\\"\u00e9": ("F32", [0, 4], b"")})
    network = {"conv1.weight": ("F32", [1, 1, 2, 2], numbers(4)), "layer1.0.conv1.weight": ("F32", [1, 1, 1, 1], numbers(1)),
               "bn1.running_var": ("F32", [1], numbers(1)), "bn1.num_batches_tracked": ("I64", [], numbers(1, "q"))}
    yield "network", safetensors(network)
    yield "prefixed", safetensors({f"module.encoder_q.{name}": entry for name, entry in network.items()})
    yield "numbered", safetensors({"backbone.0.weight": network["conv1.weight"], "backbone.4.0.conv1.weight": network["layer1.0.conv1.weight"]})


def sheets():
    row = "<row r='%d'>%s</row>"
    cells = ["<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='inlineStr'><is><r><t>a &amp; b</t></r></is></c>",
             "<c r='A2' t='s'><v>3</v></c><c r='B2'><v>1.5E-2</v></c><c r='C2' t='b'><v>1</v></c>",
             "<c r='A3' t='str'><f>A1</f><v>x_x000D_</v></c><c t='e'><v>#N/A</v></c><c r='C3' t='d'><v>2026-03-01</v></c>"]
    data = "<sheetData>" + "".join(row % (at + 1, text) for at, text in enumerate(cells)) + "</sheetData>"
    merged = "<mergeCells><mergeCell ref='A2:A3'/></mergeCells>"
    yield "plain", f"<?xml version='1.0' encoding='UTF-8'?><worksheet>{data}</worksheet>"
    yield "merged", f"<x:worksheet xmlns:x='y'><cols><col min='1' max='2' hidden='1'/></cols>{data}{merged}</x:worksheet>"
    yield "marks", f"<!-- a --><worksheet><![CDATA[ ]]>{data}<?a b?></worksheet>"


def seeds():
    if target == "workbook":
        yield from ((name + ".xml", text.encode()) for name, text in sheets())
        return
    if target == "onnx":
        for path in sorted((fixtures / "onnx").glob("*.onnx")):
            yield path.name, path.read_bytes()
        for name, entry in json.loads((fixtures / "onnx" / "expected.json").read_text())["operators"].items():
            yield name.replace(" ", "-") + ".onnx", base64.b64decode(entry["graph"])
        return
    if target in ("weights", "safetensors"):
        yield from ((name + ".safetensors", content) for name, content in tensors())
    for name, (state, storages) in states().items():
        if target in ("weights", "zip"):
            yield name + ".pth", archive(state, storages)
        if target == "weights":
            yield name + ".old", legacy(state, storages)
        if target == "pickle":
            yield name + ".pkl", pickled(state) + b"".join(storages.values())


for name, content in seeds():
    (folder / f"seed-{name}").write_bytes(content)
