"""Writes layouts.json: features of networks whose layers Apus writes itself from weights of published layouts, by ONNX Runtime.

    python layouts.py DIR

Needs numpy, onnx 1.23 and onnxruntime 1.32, and write.py beside it. The graphs are written here from the papers and from torchvision's,
MONAI's and MedicalNet's descriptions of their layers; weights are numbers of SplitMix64 keyed by the name that torchvision gives them.
"""
import json
import os
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from write import uniform


class Net:
    def __init__(self, axes, channels, places):
        self.axes, self.channels, self.places, self.nodes, self.weights, self.count = axes, channels, places, [], {}, 0

    def node(self, op, *inputs, **attributes):
        self.count += 1
        self.nodes.append(helper.make_node(op, list(inputs), [f"v{self.count}"], **attributes))
        return f"v{self.count}"

    def draw(self, name, shape, low, high):
        values = uniform(name, int(np.prod(shape))) * (high - low) + low
        self.weights[name] = values.reshape(shape).astype(np.float32)
        return name

    def conv(self, x, name, cin, cout, k, stride=1, dilation=1):
        bound = float(np.sqrt(6 / (cin * k**self.axes)))
        w = self.draw(name + ".weight", [cout, cin] + [k] * self.axes, -bound, bound)
        return self.node(
            "Conv", x, w, kernel_shape=[k] * self.axes, strides=[stride] * self.axes, dilations=[dilation] * self.axes,
            pads=[dilation * (k // 2)] * 2 * self.axes)

    def bn(self, x, name, c):
        parts = [
            self.draw(name + ".weight", [c], 0.5, 1), self.draw(name + ".bias", [c], -0.1, 0.1),
            self.draw(name + ".running_mean", [c], -0.1, 0.1), self.draw(name + ".running_var", [c], 0.5, 1.5)]
        return self.node("BatchNormalization", x, *parts, epsilon=1e-5)

    def relu(self, x):
        return self.node("Relu", x)

    def maxpool(self, x):
        return self.node("MaxPool", x, kernel_shape=[3] * self.axes, strides=[2] * self.axes, pads=[1] * 2 * self.axes)

    def features(self, x):
        y = self.node("GlobalAveragePool", x)
        graph = helper.make_graph(
            self.nodes, "net", [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, self.channels] + self.places)],
            [helper.make_tensor_value_info(y, TensorProto.FLOAT, None)],
            [numpy_helper.from_array(v, k) for k, v in self.weights.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
        model.ir_version = 8
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(model.SerializeToString(), options)
        grey = uniform("input", int(np.prod(self.places))).astype(np.float32).reshape([1, 1] + self.places)
        return session.run(None, {"image": np.repeat(grey, self.channels, 1)})[0].ravel()


def densenet121(channels):
    n = Net(2, channels, [64, 64])
    x = n.maxpool(n.relu(n.bn(n.conv("image", "features.conv0", channels, 64, 7, 2), "features.norm0", 64)))
    c = 64
    for b, count in enumerate([6, 12, 24, 16], 1):
        for layer in range(1, count + 1):
            p = f"features.denseblock{b}.denselayer{layer}"
            y = n.conv(n.relu(n.bn(x, p + ".norm1", c)), p + ".conv1", c, 128, 1)
            y = n.conv(n.relu(n.bn(y, p + ".norm2", 128)), p + ".conv2", 128, 32, 3)
            x = n.node("Concat", x, y, axis=1)
            c += 32
        if b < 4:
            p = f"features.transition{b}"
            x = n.conv(n.relu(n.bn(x, p + ".norm", c)), p + ".conv", c, c // 2, 1)
            x = n.node("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
            c //= 2
    return n.features(n.relu(n.bn(x, "features.norm5", c)))


def volume(blocks, bottleneck, projects, medicalnet):
    n = Net(3, 1, [9, 32, 32])
    x = n.maxpool(n.relu(n.bn(n.conv("image", "conv1", 1, 64, 7, 2 if medicalnet else 1), "bn1", 64)))
    c = 64
    for layer, count in enumerate(blocks):
        width = 64 << layer
        out = 4 * width if bottleneck else width
        dilation = {2: 2, 3: 4}.get(layer, 1) if medicalnet else 1
        for b in range(count):
            p = f"layer{layer + 1}.{b}"
            stride = 2 if b == 0 and (layer == 1 or layer > 1 and not medicalnet) else 1
            if bottleneck:
                y = n.relu(n.bn(n.conv(x, p + ".conv1", c, width, 1), p + ".bn1", width))
                y = n.relu(n.bn(n.conv(y, p + ".conv2", width, width, 3, stride, dilation), p + ".bn2", width))
                y = n.bn(n.conv(y, p + ".conv3", width, out, 1), p + ".bn3", out)
            else:
                y = n.relu(n.bn(n.conv(x, p + ".conv1", c, width, 3, stride, dilation), p + ".bn1", width))
                y = n.bn(n.conv(y, p + ".conv2", width, width, 3, 1, dilation), p + ".bn2", width)
            if stride > 1 or c != out:
                if projects:
                    x = n.bn(n.conv(x, p + ".downsample.0", c, out, 1, stride), p + ".downsample.1", out)
                else:
                    if stride > 1:
                        x = n.node("AveragePool", x, kernel_shape=[1, 1, 1], strides=[stride] * 3)
                    pads = f"pads{p}"
                    n.weights[pads] = np.array([0, 0, 0, 0, 0, 0, out - c, 0, 0, 0], dtype=np.int64)
                    x = n.node("Pad", x, pads)
            x = n.relu(n.node("Add", y, x))
            c = out
    return n.features(x)


NETWORKS = {
    "densenet121 of 3 channels": lambda: densenet121(3),
    "densenet121 of 1 channel": lambda: densenet121(1),
    "resnet10-3d with projections": lambda: volume([1, 1, 1, 1], False, True, False),
    "resnet18-3d without projections": lambda: volume([2, 2, 2, 2], False, False, False),
    "resnet50-3d with projections": lambda: volume([3, 4, 6, 3], True, True, False),
    "medicalnet-resnet10 with projections": lambda: volume([1, 1, 1, 1], False, True, True),
    "medicalnet-resnet34 without projections": lambda: volume([3, 4, 6, 3], False, False, True),
}

if __name__ == "__main__":
    made = {}
    for name, build in NETWORKS.items():
        values = build()
        made[name] = {
            "count": len(values), "first": [float(v) for v in values[:24]], "last": [float(v) for v in values[-8:]],
            "sum": float(values.astype(np.float64).sum()), "largest": float(np.abs(values).max())}
    with open(os.path.join(sys.argv[1], "layouts.json"), "w") as file:
        json.dump(made, file, indent=1, sort_keys=True)
