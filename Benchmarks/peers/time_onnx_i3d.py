"""Times the published network (inflated ResNet-50 in full, random weights) in ONNX Runtime; a peer for script/benchmark.

Usage: time_onnx_i3d.py THREADS REPEATS. Prints the wall-clock milliseconds of each run after one that is not counted.
"""
import sys
import time

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

threads, repeats = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
nodes, tensors = [], []


def convolution(source, name, inputs, outputs, kernel, stride, relu=True, add=None):
    bound = (6 / (inputs * kernel[0] * kernel[1] * kernel[2])) ** 0.5
    weight = random.uniform(-bound, bound, (outputs, inputs, *kernel)).astype(np.float32)
    tensors.append(numpy_helper.from_array(weight, name + ".w"))
    tensors.append(numpy_helper.from_array(np.zeros(outputs, np.float32), name + ".b"))
    pads = [k // 2 for k in kernel] * 2
    nodes.append(helper.make_node("Conv", [source, name + ".w", name + ".b"], [name], strides=stride, pads=pads))
    result = name
    if add:
        nodes.append(helper.make_node("Add", [result, add], [name + ".sum"]))
        result = name + ".sum"
    if relu:
        nodes.append(helper.make_node("Relu", [result], [name + ".relu"]))
        result = name + ".relu"
    return result


node = convolution("input", "conv1", 3, 64, (3, 7, 7), (1, 2, 2))
nodes.append(
    helper.make_node("MaxPool", [node], ["pool"], kernel_shape=[3, 2, 2], strides=[2, 2, 2], pads=[1, 0, 0, 1, 0, 0]))
node, width_in = "pool", 64
for layer, blocks in enumerate([3, 4, 6, 3]):
    width = 64 << layer
    for block in range(blocks):
        name = f"layer{layer + 1}.{block}"
        stride = (2, 2, 2) if block == 0 and layer > 0 else (1, 1, 1)
        residual = node
        if block == 0:
            residual = convolution(node, name + ".down", width_in, 4 * width, (1, 1, 1), stride, relu=False)
        first = convolution(node, name + ".1", width_in, width, (1, 1, 1), (1, 1, 1))
        second = convolution(first, name + ".2", width, width, (3, 3, 3), stride)
        node = convolution(second, name + ".3", width, 4 * width, (1, 1, 1), (1, 1, 1), add=residual)
        width_in = 4 * width
nodes.append(helper.make_node("GlobalAveragePool", [node], ["output"]))
graph = helper.make_graph(
    nodes, "i3d", [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 77, 224, 224])],
    [helper.make_tensor_value_info("output", TensorProto.FLOAT, None)], tensors)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
model.ir_version = 8
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
volume = random.random((1, 3, 77, 224, 224), np.float32)
times = []
for _ in range(repeats + 1):
    start = time.perf_counter()
    session.run(None, {"input": volume})
    times.append(1000 * (time.perf_counter() - start))
print(*(f"{time:.2f}" for time in times[1:]))
