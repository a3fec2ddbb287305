"""Times slice features of EfficientNet-Lite0 in ONNX Runtime; a peer for script/benchmark.

Usage: time_onnx_slices.py THREADS FOLDER. The folder has weights.safetensors and volume-N.nii, whose grey values are bytes. Prints JSON:
wall and processor milliseconds a slice, with ONNX Runtime's own defaults and with threads that do not spin, the batch that cost it
least, and the mean features of each volume. Reading is not counted.
"""
import glob
import json
import sys
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

threads, folder = int(sys.argv[1]), sys.argv[2]
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


def weights(path):
    content = open(path, "rb").read()
    length = int.from_bytes(content[:8], "little")
    found = {}
    for name, entry in json.loads(content[8:8 + length]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            first, last = (8 + length + place for place in entry["data_offsets"])
            found[name] = np.frombuffer(content[first:last], np.float32).reshape(entry["shape"])
    return found


def model(found):
    nodes, used, count = [], {"low": np.float32(0), "high": np.float32(6)}, [0]

    def node(operation, inputs, **attributes):
        count[0] += 1
        name = f"{operation}.{count[0]}"
        nodes.append(helper.make_node(operation, inputs, [name], **attributes))
        return name

    def tensor(name):
        used[name] = found[name]
        return name

    def layer(source, kernel, normalisation, stride, groups=1, clips=True):
        source = node("Conv", [source, tensor(kernel + ".weight")], auto_pad="SAME_UPPER", strides=[stride, stride], group=groups)
        parts = [tensor(f"{normalisation}.{part}") for part in ("weight", "bias", "running_mean", "running_var")]
        source = node("BatchNormalization", [source, *parts], epsilon=1e-3)
        return node("Clip", [source, "low", "high"]) if clips else source

    value, channels, block = layer("image", "_conv_stem", "_bn0", 2), 32, 0
    for repeats, _, first, expansion, output in STAGES:
        for position in range(repeats):
            name, start, before = f"_blocks.{block}", value, channels
            stride = first if position == 0 else 1
            if expansion > 1:
                value = layer(value, name + "._expand_conv", name + "._bn0", 1)
            value = layer(value, name + "._depthwise_conv", name + "._bn1", stride, channels * expansion)
            value, channels = layer(value, name + "._project_conv", name + "._bn2", 1, clips=False), output
            if stride == 1 and before == output:
                value = node("Add", [value, start])
            block += 1
    value = node("Flatten", [node("GlobalAveragePool", [layer(value, "_conv_head", "_bn1", 1)])])
    graph = helper.make_graph(
        nodes, "slices", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["slices", 3, 224, 224])],
        [helper.make_tensor_value_info(value, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in used.items()])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made.SerializeToString()


def volume(path):
    content = open(path, "rb").read()
    greys = np.frombuffer(content[352:], np.uint8).reshape(-1, 1, 224, 224).astype(np.float32)
    return np.repeat((greys - 127) / 128, 3, axis=1)


def session(spins):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if not spins:
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def run(network, slices, batch):
    features, start = [], (time.perf_counter(), time.process_time())
    for first in range(0, len(slices), batch):
        features.append(network.run(None, {"image": slices[first:first + batch]})[0])
    spent = (1000 * (time.perf_counter() - start[0]) / len(slices), 1000 * (time.process_time() - start[1]) / len(slices))
    return np.concatenate(features), spent


content = model(weights(folder + "/weights.safetensors"))
paths = sorted(glob.glob(folder + "/volume-*.nii"))
probe = volume(paths[0])
result = {}
for name, spins in [("spinning", True), ("sleeping", False)]:
    network = session(spins)
    batches = [1, 2, 4, 8, 16]
    for batch in batches:
        run(network, probe[:batch], batch)
    cost = {batch: run(network, np.concatenate([probe, probe])[:32], batch)[1][1] for batch in batches}
    best = min(cost, key=cost.get)
    means, spent, slices = {}, np.zeros(2), 0
    for path in paths:
        features, each = run(network, volume(path), best)
        means[path.rsplit("/", 1)[1]] = features.astype(np.float64).mean(axis=0).tolist()
        spent += np.array(each) * len(features)
        slices += len(features)
    result[name] = {"batch": best, "wall": spent[0] / slices, "processor": spent[1] / slices}
result["features"] = means
print(json.dumps(result))
