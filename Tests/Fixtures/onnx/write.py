"""Writes the networks of this folder and what ONNX Runtime makes of them.

    python write.py small DIR     the networks and single operators of the tests, with expected.json
    python write.py full DIR      EfficientNet-Lite0, ResNet-50, DenseNet-121 and a ViT at full size, for a check by hand

Needs numpy, onnx 1.23 and onnxruntime 1.32. Weights and images are numbers of SplitMix64 keyed by the FNV-1a hash of a name, as
`GeneratedTensors` of the tests makes them. ONNX Runtime runs in float32 with every optimisation off and one thread.
"""
import base64
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

M = (1 << 64) - 1


def uniform(name, count):
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = ((key ^ byte) * 0x100000001B3) & M
    with np.errstate(over="ignore"):
        mixed = np.uint64(key) + (np.arange(count, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ mixed >> np.uint64(31)) >> np.uint64(11)).astype(np.float64) * 2.0**-53


class Graph:
    def __init__(self, name, shape, opset=17):
        self.name, self.opset, self.nodes, self.weights, self.count = name, opset, [], {}, 0
        self.shape = shape

    def node(self, op, inputs, outputs=1, **attributes):
        self.count += 1
        names = [f"{op.lower()}_{self.count}" + ("" if outputs == 1 else f"_{k}") for k in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name=f"node_{self.count}", **attributes))
        return names[0] if outputs == 1 else names

    def tensor(self, array, name=None):
        name = name or f"c{len(self.weights)}"
        self.weights[name] = np.asarray(array)
        return name

    def ints(self, *values):
        return self.tensor(np.array(values, dtype=np.int64))

    def random(self, name, shape, low, high):
        values = uniform(self.name + "." + name, int(np.prod(shape))) * (high - low) + low
        return self.tensor(values.reshape(shape).astype(np.float32), name)

    def conv(self, x, name, cin, cout, k=3, groups=1, bias=True, **attributes):
        k = k if isinstance(k, (list, tuple)) else [k, k]
        bound = float(np.sqrt(6 / (cin // groups * np.prod(k))))
        inputs = [x, self.random(name + ".weight", [cout, cin // groups, *k], -bound, bound)]
        if bias:
            inputs.append(self.random(name + ".bias", [cout], -0.1, 0.1))
        attributes.setdefault("kernel_shape", list(k))
        if groups > 1:
            attributes["group"] = groups
        return self.node("Conv", inputs, **attributes)

    def bn(self, x, name, c, epsilon=1e-5):
        parts = [
            self.random(name + ".weight", [c], 0.5, 1), self.random(name + ".bias", [c], -0.1, 0.1),
            self.random(name + ".running_mean", [c], -0.1, 0.1), self.random(name + ".running_var", [c], 0.5, 1.5)]
        return self.node("BatchNormalization", [x, *parts], epsilon=epsilon)

    def gemm(self, x, name, cin, cout):
        bound = float(np.sqrt(6 / cin))
        return self.node(
            "Gemm", [x, self.random(name + ".weight", [cout, cin], -bound, bound), self.random(name + ".bias", [cout], -0.1, 0.1)],
            transB=1)

    def linear(self, x, name, cin, cout):
        bound = float(np.sqrt(3 / cin))
        y = self.node("MatMul", [x, self.random(name + ".weight", [cin, cout], -bound, bound)])
        return self.node("Add", [self.random(name + ".bias", [cout], -0.1, 0.1), y])

    def norm(self, x, name, c):
        return self.node(
            "LayerNormalization", [x, self.random(name + ".weight", [c], 0.5, 1.5), self.random(name + ".bias", [c], -0.1, 0.1)],
            axis=-1, epsilon=1e-6)

    def model(self, output, layer=None):
        outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)]
        if layer and layer != output:
            outputs.append(helper.make_tensor_value_info(layer, TensorProto.FLOAT, None))
        graph = helper.make_graph(
            self.nodes, self.name, [helper.make_tensor_value_info("image", TensorProto.FLOAT, self.shape)], outputs,
            [numpy_helper.from_array(v, k) for k, v in self.weights.items()])
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8, producer_name="apus")


# Networks


def resnet(name, shape, blocks, width, classes):
    g = Graph(name, shape)
    x = g.node("Relu", [g.bn(g.conv("image", "conv1", 3, width, 7, bias=False, strides=[2, 2], pads=[3] * 4), "bn1", width)])
    x = g.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    c = width
    for layer, count in enumerate(blocks):
        w = width << layer
        for block in range(count):
            p, s, start = f"layer{layer + 1}.{block}", 2 if block == 0 and layer > 0 else 1, x
            x = g.node("Relu", [g.bn(g.conv(x, p + ".conv1", c, w, 1, bias=False), p + ".bn1", w)])
            x = g.node("Relu", [g.bn(g.conv(x, p + ".conv2", w, w, 3, bias=False, strides=[s, s], pads=[1] * 4), p + ".bn2", w)])
            x = g.bn(g.conv(x, p + ".conv3", w, 4 * w, 1, bias=False), p + ".bn3", 4 * w)
            if block == 0:
                start = g.bn(g.conv(start, p + ".down", c, 4 * w, 1, bias=False, strides=[s, s]), p + ".downbn", 4 * w)
            x = g.node("Relu", [g.node("Add", [x, start])])
            c = 4 * w
    x = g.node("Flatten", [g.node("GlobalAveragePool", [x])])
    return g, g.gemm(x, "fc", c, classes), x


def densenet(name, shape, blocks, growth, first, classes):
    g = Graph(name, shape, opset=13)
    x = g.node("Relu", [g.bn(g.conv("image", "conv0", 3, first, 7, bias=False, strides=[2, 2], pads=[3] * 4), "norm0", first)])
    x = g.node("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    c = first
    for b, count in enumerate(blocks):
        features = [x]
        for k in range(count):
            p = f"block{b}.{k}"
            y = g.node("Concat", features, axis=1) if len(features) > 1 else x
            y = g.conv(g.node("Relu", [g.bn(y, p + ".norm1", c)]), p + ".conv1", c, 4 * growth, 1, bias=False)
            y = g.conv(g.node("Relu", [g.bn(y, p + ".norm2", 4 * growth)]), p + ".conv2", 4 * growth, growth, 3, bias=False, pads=[1] * 4)
            features.append(y)
            c += growth
        x = g.node("Concat", features, axis=1)
        if b + 1 < len(blocks):
            x = g.conv(g.node("Relu", [g.bn(x, f"t{b}.norm", c)]), f"t{b}.conv", c, c // 2, 1, bias=False)
            x = g.node("AveragePool", [x], kernel_shape=[2, 2], strides=[2, 2])
            c //= 2
    x = g.node("Relu", [g.bn(x, "norm5", c)])
    x = g.node("Flatten", [g.node("GlobalAveragePool", [x])], axis=1)
    return g, g.gemm(x, "classifier", c, classes), x


STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


def efficientnet(name, shape, stages, stem, head, classes):
    """EfficientNet-Lite: SAME padding, ReLU6 as Clip with inputs (version 11 and later)."""
    g = Graph(name, shape, opset=13)
    low, high = g.tensor(np.float32(0), "zero"), g.tensor(np.float32(6), "six")

    def layer(x, p, cin, cout, k, s, groups=1, act=True):
        x = g.bn(g.conv(x, p, cin, cout, k, groups, bias=False, strides=[s, s], auto_pad="SAME_UPPER"), p + ".bn", cout, 1e-3)
        return g.node("Clip", [x, low, high]) if act else x

    x, c = layer("image", "stem", 3, stem, 3, 2), stem
    for n, (repeats, k, stride, expand, out) in enumerate(stages):
        for r in range(repeats):
            p, s, start, cin = f"b{n}.{r}", stride if r == 0 else 1, x, c
            if expand > 1:
                x, c = layer(x, p + ".expand", c, c * expand, 1, 1), c * expand
            x = layer(x, p + ".depth", c, c, k, s, groups=c)
            x = layer(x, p + ".project", c, out, 1, 1, act=False)
            c = out
            if s == 1 and cin == out:
                x = g.node("Add", [x, start])
    x = layer(x, "head", c, head, 1, 1)
    x = g.node("Squeeze", [g.node("GlobalAveragePool", [x]), g.ints(2, 3)])
    return g, g.node("Softmax", [g.gemm(x, "fc", head, classes)]), x


def mobilenet(name, shape):
    """Hard swish, and squeeze and excitation by means and 1 x 1 convolutions, as MobileNetV3 has them."""
    g = Graph(name, shape, opset=14)
    x = g.node("HardSwish", [g.bn(g.conv("image", "stem", 3, 8, 3, strides=[2, 2], pads=[1] * 4), "bn", 8)])
    for k in range(2):
        start = x
        y = g.node("Relu", [g.conv(x, f"b{k}.expand", 8, 24, 1)])
        y = g.conv(y, f"b{k}.depth", 24, 24, 5, 24, pads=[2] * 4)
        y = g.node("Mul", [y, g.node("Sigmoid", [y])])
        s = g.node("ReduceMean", [y], axes=[2, 3], keepdims=1)
        s = g.node("Relu", [g.conv(s, f"b{k}.squeeze", 24, 6, 1)])
        s = g.node("HardSigmoid", [g.conv(s, f"b{k}.excite", 6, 24, 1)], alpha=1 / 6)
        x = g.node("Add", [start, g.conv(g.node("Mul", [s, y]), f"b{k}.project", 24, 8, 1)])
    x = g.node("GlobalAveragePool", [g.node("HardSwish", [g.conv(x, "last", 8, 20, 1)])])
    x = g.node("Reshape", [x, g.ints(-1, 20)])
    return g, g.gemm(x, "fc", 20, 4), x


def vgg(name, shape):
    """Channels behind the places, turned at the start, with shapes computed by nodes, as tf2onnx writes it."""
    g = Graph(name, shape, opset=13)
    x, c = g.node("Transpose", ["image"], perm=[0, 3, 1, 2]), 3
    for k, out in enumerate([6, 10]):
        x = g.node("Relu", [g.conv(x, f"conv{k}a", c, out, 3, pads=[1] * 4)])
        x = g.node("Relu", [g.conv(x, f"conv{k}b", out, out, 3, pads=[1] * 4)])
        x, c = g.node("MaxPool", [x], kernel_shape=[2, 2], strides=[2, 2]), out
    x = g.node("Transpose", [x], perm=[0, 2, 3, 1])
    size = g.node("Cast", [g.node("Shape", [x])], to=TensorProto.FLOAT)
    size = g.node("Cast", [size], to=TensorProto.INT64)
    size = g.node("Slice", [size, g.ints(0), g.ints(1), g.ints(0)])
    x = g.node("Reshape", [x, g.node("Concat", [size, g.ints(8 * 8 * 10)], axis=0)])
    x = g.node("Relu", [g.linear(x, "fc1", 8 * 8 * 10, 12)])
    x = g.node("Mul", [x, g.random("scale", [12], 0.5, 1)])
    return g, g.node("Softmax", [g.linear(x, "fc2", 12, 4)], axis=-1), x


def convnext(name, shape):
    g = Graph(name, shape, opset=17)
    x = g.conv("image", "stem", 3, 12, 4, strides=[4, 4])
    root = g.tensor(np.float32(np.sqrt(2)), "root")
    one, half = g.tensor(np.float32(1), "one"), g.tensor(np.float32(0.5), "half")
    for k in range(2):
        start = x
        y = g.node("Transpose", [g.conv(x, f"b{k}.depth", 12, 12, 7, 12, pads=[3] * 4)], perm=[0, 2, 3, 1])
        y = g.linear(g.norm(y, f"b{k}.norm", 12), f"b{k}.in", 12, 48)
        e = g.node("Add", [g.node("Erf", [g.node("Div", [y, root])]), one])
        y = g.node("Mul", [g.node("Mul", [y, e]), half])
        y = g.node("Mul", [g.random(f"b{k}.gamma", [12], 0.1, 1), g.linear(y, f"b{k}.out", 48, 12)])
        x = g.node("Add", [start, g.node("Transpose", [y], perm=[0, 3, 1, 2])])
    # Channel-wise layer normalisation in single steps, as the earlier exporter wrote it.
    mean = g.node("ReduceMean", [x], axes=[1])
    d = g.node("Sub", [x, mean])
    var = g.node("ReduceMean", [g.node("Pow", [d, g.tensor(np.float32(2), "two")])], axes=[1])
    x = g.node("Div", [d, g.node("Sqrt", [g.node("Add", [var, g.tensor(np.float32(1e-6), "small")])])])
    x = g.conv(x, "down", 12, 20, 2, strides=[2, 2])
    x = g.node("Flatten", [g.node("GlobalAveragePool", [x])])
    return g, g.gemm(g.norm(x, "norm", 20), "head", 20, 4), None


def vit(name, shape, side, patch, dim, depth, heads, classes, opset=17):
    """Shapes by Shape, Gather and Concat and the class token by ConstantOfShape, Where and Expand, as PyTorch writes them."""
    g = Graph(name, shape, opset=opset)
    x = g.conv("image", "patch", 3, dim, patch, strides=[patch] * 2)
    batch = g.node("Gather", [g.node("Shape", [x]), g.tensor(np.int64(0), "i0")], axis=0)
    b1 = g.node("Unsqueeze", [batch, g.ints(0)])
    x = g.node("Reshape", [x, g.node("Concat", [b1, g.ints(dim), g.ints(-1)], axis=0)])
    x = g.node("Transpose", [x], perm=[0, 2, 1])
    want = g.node("Concat", [b1, g.ints(-1), g.ints(-1)], axis=0)
    ones = g.node("ConstantOfShape", [g.ints(3)], value=helper.make_tensor("v", TensorProto.INT64, [1], [1]))
    minus = g.node("Mul", [ones, g.ints(-1)])
    want = g.node("Where", [g.node("Equal", [want, minus]), ones, want])
    token = g.node("Expand", [g.random("cls", [1, 1, dim], -1, 1), want])
    count = (side // patch) ** 2 + 1
    x = g.node("Concat", [token, x], axis=1)
    x = g.node("Add", [x, g.random("pos", [1, count, dim], -0.5, 0.5)])
    scale = g.tensor(np.float32((dim // heads) ** -0.5), "scale")
    for k in range(depth):
        y = g.linear(g.norm(x, f"b{k}.n1", dim), f"b{k}.qkv", dim, 3 * dim)
        y = g.node("Reshape", [y, g.node("Concat", [b1, g.ints(count, 3, heads, dim // heads)], axis=0)])
        y = g.node("Transpose", [y], perm=[2, 0, 3, 1, 4])
        if k % 2:
            q, kk, v = [g.node("Gather", [y, g.tensor(np.int64(i), f"b{k}.i{i}")], axis=0) for i in range(3)]
        else:
            q, kk, v = [g.node("Squeeze", [s, g.ints(0)]) for s in g.node("Split", [y, g.ints(1, 1, 1)], outputs=3, axis=0)]
        a = g.node("MatMul", [g.node("Mul", [q, scale]), g.node("Transpose", [kk], perm=[0, 1, 3, 2])])
        y = g.node("MatMul", [g.node("Softmax", [a], axis=-1), v])
        y = g.node("Transpose", [y], perm=[0, 2, 1, 3])
        y = g.node("Reshape", [y, g.node("Concat", [b1, g.ints(count, dim)], axis=0)])
        x = g.node("Add", [x, g.linear(y, f"b{k}.proj", dim, dim)])
        y = g.linear(g.norm(x, f"b{k}.n2", dim), f"b{k}.fc1", dim, 4 * dim)
        if opset >= 20:
            y = g.node("Gelu", [y])
        else:
            e = g.node("Erf", [g.node("Div", [y, g.tensor(np.float32(np.sqrt(2)), f"b{k}.r")])])
            y = g.node("Mul", [y, g.node("Add", [e, g.tensor(np.float32(1), f"b{k}.1")])])
            y = g.node("Mul", [y, g.tensor(np.float32(0.5), f"b{k}.h")])
        x = g.node("Add", [x, g.linear(y, f"b{k}.fc2", 4 * dim, dim)])
    tokens = g.norm(x, "norm", dim)
    x = g.node("Gather", [tokens, g.tensor(np.int64(0), "first")], axis=1)
    return g, g.gemm(x, "head", dim, classes), x, tokens


def volume(name, shape):
    """One channel, three axes of places, instance normalisation."""
    g = Graph(name, shape, opset=16)
    x, c = "image", 1
    for k, out in enumerate([4, 6]):
        x = g.conv(x, f"conv{k}", c, out, [3, 3, 3], strides=[1, 2, 2], pads=[1] * 6)
        x = g.node("InstanceNormalization", [x, g.random(f"s{k}", [out], 0.5, 1), g.random(f"t{k}", [out], -0.1, 0.1)])
        x, c = g.node("LeakyRelu", [x], alpha=0.1), out
    x = g.node("AveragePool", [x], kernel_shape=[2, 2, 2], strides=[2, 2, 2])
    return g, x, x


# Single operators over an image of 3 x 32 x 32; each entry is a name and how the graph goes on from a tensor.


def operators():
    def one(op, **attributes):
        return lambda g, x: g.node(op, [x], **attributes)

    def binary(op, shape, low=0.5, high=1.5):
        return lambda g, x: g.node(op, [x, g.random("other", shape, low, high)])

    def half(g, x):
        return g.node("Sub", [x, g.tensor(np.float32(0.5), "mid")])

    def compared(g, x):
        """A shape by comparisons of integers, from the image's own."""
        shape, ones = g.node("Shape", [x]), g.ints(1, 1, 1, 1)
        large, odd = g.node("Greater", [shape, g.ints(3)]), g.node("Less", [shape, g.ints(4)])
        both = g.node("And", [g.node("GreaterOrEqual", [shape, g.ints(1)]), g.node("LessOrEqual", [shape, g.ints(3)])])
        sizes = g.node("Where", [g.node("Or", [large, both]), shape, ones])
        return g.node("Reshape", [x, g.node("Where", [odd, shape, sizes])])

    cases = {}
    for op in ["Relu", "Sigmoid", "HardSwish", "Tanh", "Erf", "Exp", "Abs", "Neg", "Softplus", "Elu", "HardSigmoid", "LeakyRelu", "Mish", "Identity"]:
        cases[op] = lambda g, x, op=op: g.node(op, [half(g, x)])
    for op in ["Sqrt", "Log", "Reciprocal"]:
        cases[op] = lambda g, x, op=op: g.node(op, [g.node("Add", [x, g.tensor(np.float32(0.25), "q")])])
    cases["Gelu"] = lambda g, x: g.node("Gelu", [half(g, x)])
    cases["Gelu tanh"] = lambda g, x: g.node("Gelu", [half(g, x)], approximate="tanh")
    cases["Elu alpha"] = lambda g, x: g.node("Elu", [half(g, x)], alpha=0.3)
    cases["PRelu"] = lambda g, x: g.node("PRelu", [half(g, x), g.random("slope", [3, 1, 1], 0, 1)])
    cases["Clip"] = lambda g, x: g.node("Clip", [x, g.tensor(np.float32(0.2), "l"), g.tensor(np.float32(0.7), "h")])
    cases["Clip crossed"] = lambda g, x: g.node("Add", [x, g.node("Clip", [x, g.tensor(np.float32(0.7), "l"), g.tensor(np.float32(0.2), "h")])])
    cases["Clip low"] = lambda g, x: g.node("Clip", [x, g.tensor(np.float32(0.2), "l")])
    for op in ["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min"]:
        cases[op] = binary(op, [3, 1, 1])
        cases[op + " row"] = binary(op, [32])
    cases["Sum"] = binary("Sum", [3, 1, 1])
    cases["Add all"] = lambda g, x: g.node("Add", [x, g.node("Mul", [x, x])])
    cases["Sub turned"] = lambda g, x: g.node("Sub", [g.random("other", [1, 3, 1, 32], 0, 1), x])
    cases["Transpose"] = one("Transpose", perm=[0, 2, 3, 1])
    cases["Transpose default"] = lambda g, x: g.node("Unsqueeze", [g.node("Transpose", [g.node("Squeeze", [x])]), g.ints(0)])
    cases["Flatten"] = one("Flatten")
    cases["Flatten 0"] = one("Flatten", axis=0)
    cases["Flatten -1"] = lambda g, x: g.node("Reshape", [g.node("Flatten", [x], axis=-1), g.ints(1, 3, 32, 32)])
    cases["Reshape"] = lambda g, x: g.node("Reshape", [x, g.ints(0, 12, -1)])
    cases["Unsqueeze"] = lambda g, x: g.node("Squeeze", [g.node("Unsqueeze", [x, g.ints(-1, 0)]), g.ints(1, 5)])
    cases["Concat"] = lambda g, x: g.node("Concat", [x, g.random("more", [1, 2, 32, 32], 0, 1), x], axis=-3)
    cases["Concat rows"] = lambda g, x: g.node("Concat", [x, x], axis=2)
    cases["Slice"] = lambda g, x: g.node("Slice", [x, g.ints(1, -30), g.ints(9223372036854775807, -2), g.ints(1, 3), g.ints(1, 3)])
    cases["Slice back"] = lambda g, x: g.node("Slice", [x, g.ints(-1, 30), g.ints(-9223372036854775807, 3), g.ints(1, 2), g.ints(-1, -2)])
    cases["Split"] = lambda g, x: g.node("Split", [x, g.ints(1, 2)], outputs=2, axis=1)[1]
    cases["Split equal"] = lambda g, x: g.node("Split", [x], outputs=4, axis=2, num_outputs=4)[3]
    cases["Gather"] = lambda g, x: g.node("Gather", [x, g.ints(2, 0, -1, 0)], axis=1)
    cases["Gather one"] = lambda g, x: g.node("Gather", [x, g.tensor(np.int64(-2), "i")], axis=2)
    cases["Pad"] = lambda g, x: g.node("Pad", [x, g.ints(0, 1, 2, 0, 0, 0, 3, 4), g.tensor(np.float32(0.25), "v")])
    cases["Pad axes"] = lambda g, x: g.node("Pad", [x, g.ints(1, 0, 2, 3), g.tensor(np.float32(0), "v"), g.ints(3, 2)])
    cases["Expand"] = lambda g, x: g.node("Expand", [g.node("ReduceMean", [x, g.ints(3)]), g.ints(1, 3, 1, 5)])
    cases["Dropout"] = one("Dropout")
    cases["Cast"] = one("Cast", to=TensorProto.FLOAT)
    cases["Comparisons"] = lambda g, x: compared(g, x)
    cases["Swish"] = one("Swish", alpha=1.5)
    cases["Range"] = lambda g, x: g.node("Mul", [x, g.node("Cast", [g.node("Range", [g.tensor(np.int64(0), "a"), g.tensor(np.int64(32), "b"), g.tensor(np.int64(1), "c")])], to=1)])
    cases["Size"] = lambda g, x: g.node("Div", [x, g.node("Cast", [g.node("Size", [x])], to=1)])
    cases["Shape part"] = lambda g, x: g.node("Reshape", [x, g.node("Concat", [g.ints(1, -1), g.node("Shape", [x], start=-2)], axis=0)])
    cases["Constant"] = lambda g, x: g.node("Mul", [x, g.node("Constant", [], value_floats=[0.5, 0.25] * 16)])
    for op in ["ReduceMean", "ReduceMax", "ReduceSum", "ReduceL2"]:
        cases[op] = lambda g, x, op=op: g.node(op, [x, g.ints(2, 3)], keepdims=0)
        cases[op + " middle"] = lambda g, x, op=op: g.node(op, [x, g.ints(1, -1)])
    cases["GlobalAveragePool"] = one("GlobalAveragePool")
    cases["GlobalMaxPool"] = one("GlobalMaxPool")
    for op in ["MaxPool", "AveragePool"]:
        cases[op] = one(op, kernel_shape=[3, 2], strides=[2, 3], pads=[1, 0, 0, 1])
        cases[op + " ceil"] = one(op, kernel_shape=[3, 3], strides=[3, 2], ceil_mode=1)
        cases[op + " ceil pads"] = one(op, kernel_shape=[2, 3], strides=[5, 4], pads=[1, 1, 1, 1], ceil_mode=1)
        cases[op + " same"] = one(op, kernel_shape=[5, 5], strides=[3, 3], auto_pad="SAME_UPPER")
        cases[op + " same lower"] = one(op, kernel_shape=[4, 4], strides=[3, 3], auto_pad="SAME_LOWER")
        cases[op + " valid"] = one(op, kernel_shape=[4, 3], auto_pad="VALID")
        cases[op + " dilated"] = one(op, kernel_shape=[3, 3], dilations=[2, 3], strides=[2, 2])
    cases["AveragePool counts"] = one("AveragePool", kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1)
    cases["AveragePool counts ceil"] = one("AveragePool", kernel_shape=[3, 3], strides=[3, 3], pads=[1, 0, 0, 1], count_include_pad=1, ceil_mode=1)
    cases["Conv"] = lambda g, x: g.conv(x, "conv", 3, 5, [3, 2], strides=[2, 1], pads=[2, 0, 1, 1])
    cases["Conv dilated"] = lambda g, x: g.conv(x, "conv", 3, 4, 3, dilations=[2, 3], pads=[2, 3, 2, 3])
    cases["Conv groups"] = lambda g, x: g.conv(x, "conv", 3, 6, 3, 3, pads=[1] * 4)
    cases["Conv same"] = lambda g, x: g.conv(x, "conv", 3, 4, 4, strides=[3, 3], auto_pad="SAME_UPPER")
    cases["Conv same lower"] = lambda g, x: g.conv(x, "conv", 3, 4, 4, strides=[2, 2], auto_pad="SAME_LOWER")
    cases["Conv 1d"] = lambda g, x: g.conv(g.node("Reshape", [x, g.ints(1, 3, -1)]), "conv", 3, 4, [5], strides=[4], pads=[2, 2])
    cases["Conv bn relu"] = lambda g, x: g.node("Relu", [g.bn(g.conv(x, "conv", 3, 5, 3), "bn", 5)])
    cases["Conv bn twice read"] = lambda g, x: (lambda y: g.node("Add", [y, g.bn(y, "bn", 5)]))(g.conv(x, "conv", 3, 5, 3))
    cases["Conv sigmoid"] = lambda g, x: g.node("Mul", [g.node("Sigmoid", [g.conv(x, "conv", 3, 5, 3)]), g.tensor(np.float32(2), "t")])
    cases["BatchNormalization"] = lambda g, x: g.bn(x, "bn", 3)
    cases["InstanceNormalization"] = lambda g, x: g.node("InstanceNormalization", [x, g.random("s", [3], 0.5, 1), g.random("b", [3], -1, 1)])
    cases["LayerNormalization"] = lambda g, x: g.norm(x, "n", 32)
    cases["LayerNormalization axes"] = lambda g, x: g.node("LayerNormalization", [g.node("AveragePool", [x], kernel_shape=[4, 4], strides=[4, 4]), g.tensor(np.ones([3, 8, 8], np.float32), "s")], axis=1)
    cases["Softmax"] = one("Softmax")
    cases["Softmax channels"] = one("Softmax", axis=1)
    cases["MatMul"] = lambda g, x: g.node("MatMul", [x, g.random("w", [32, 7], -1, 1)])
    cases["MatMul batches"] = lambda g, x: g.node("MatMul", [x, g.random("w", [3, 32, 7], -1, 1)])
    cases["MatMul weights first"] = lambda g, x: g.node("MatMul", [g.random("w", [5, 32], -1, 1), x])
    cases["MatMul both"] = lambda g, x: g.node("MatMul", [x, g.node("Transpose", [x], perm=[0, 1, 3, 2])])
    cases["Gemm"] = lambda g, x: g.node("Gemm", [g.node("Flatten", [g.node("GlobalMaxPool", [x])]), g.random("w", [3, 4], -0.1, 0.1), g.random("c", [1, 4], -1, 1)], alpha=0.5, beta=2.0)
    cases["Gemm plain"] = lambda g, x: g.node("Gemm", [g.node("Flatten", [g.node("GlobalMaxPool", [x])]), g.random("w", [4, 3], -0.1, 0.1)], transB=1)
    for op in ["Ceil", "Floor"]:
        cases[op] = lambda g, x, op=op: g.node(op, [g.node("Mul", [half(g, x), g.tensor(np.float32(5), "five")])])
    # ReLU6 as TorchScript writes it from version 11 on: its limits stand between the convolution and the clamp.
    cases["Conv clip constants"] = lambda g, x: clamp(g, g.conv(x, "conv", 3, 5, 3))
    cases["Conv bn clip constants"] = lambda g, x: clamp(g, g.bn(g.conv(x, "conv", 3, 5, 3), "bn", 5))
    cases["Conv clip by shape"] = lambda g, x: byshape(g, x, g.conv(x, "conv", 3, 5, 3))
    cases["Resize nothing"] = lambda g, x: g.node("Resize", [x, "", "", g.node("Shape", [x])], mode="cubic", coordinate_transformation_mode="pytorch_half_pixel")
    for op in ["Sum", "Max", "Min"]:
        cases[op + " of three"] = lambda g, x, op=op: g.node(op, [x, g.random("other", [3, 1, 1], 0.2, 0.8), half(g, x)])
        cases[op + " of one"] = lambda g, x, op=op: g.node(op, [x])
    cases["Pow integer"] = lambda g, x: g.node("Pow", [half(g, x), g.tensor(np.int64(3), "three")])
    cases["ReduceMin"] = lambda g, x: g.node("ReduceMin", [x, g.ints(2, 3)], keepdims=0)
    cases["Tile"] = lambda g, x: g.node("Tile", [x, g.ints(1, 2, 1, 3)])
    cases["GroupNormalization"] = lambda g, x: g.node(
        "GroupNormalization", [g.conv(x, "conv", 3, 6, 3), g.random("s", [6], 0.5, 1), g.random("b", [6], -1, 1)], num_groups=2)
    cases["Pad cuts"] = lambda g, x: g.node("Pad", [x, g.ints(0, 0, -2, 1, 0, -1, 3, -4), g.tensor(np.float32(0.5), "v")])
    for mode in ["reflect", "edge", "wrap"]:
        cases["Pad " + mode] = lambda g, x, mode=mode: g.node("Pad", [x, g.ints(0, 0, 3, 1, 0, 0, 0, 7)], mode=mode)
    even = np.arange(32) % 2 == 0
    cases["Where image"] = lambda g, x: g.node("Where", [g.tensor(even, "even"), x, g.random("other", [3, 1, 1], 0, 1)])
    # Maps of the image, as decoders and pyramids resize them.
    for mode in ["nearest", "linear", "cubic"]:
        for places in ["half_pixel", "align_corners", "asymmetric"]:
            for sizes in [(64, 64), (47, 20), (9, 33)]:
                cases[f"Resize image {mode} {places} {sizes[0]} x {sizes[1]}"] = lambda g, x, m=mode, p=places, s=sizes: g.node(
                    "Resize", [x, "", "", g.ints(1, 3, *s)], mode=m, coordinate_transformation_mode=p)
    cases["Resize image scales"] = lambda g, x: g.node("Resize", [x, "", g.tensor(np.array([1, 1, 1.7, 0.6], np.float32), "scales")], mode="linear")
    cases["Resize image axes"] = lambda g, x: g.node("Resize", [x, "", "", g.ints(40, 24)], mode="linear", axes=[3, 2])
    cases["Not and Mod"] = lambda g, x: parity(g, x)
    # The embedding of positions of a vision transformer, resized to the image as PyTorch and TensorFlow write it.
    for mode in ["nearest", "linear", "cubic"]:
        for places in ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]:
            for by in ["sizes", "scales"]:
                cases[f"Resize {mode} {places} {by}"] = lambda g, x, m=mode, p=places, b=by: positions(g, x, b, mode=m, coordinate_transformation_mode=p)
    cases["Resize cubic sharp"] = lambda g, x: positions(g, x, "sizes", mode="cubic", cubic_coeff_a=-0.5, exclude_outside=1)
    for rule in ["round_prefer_ceil", "floor", "ceil"]:
        cases[f"Resize nearest {rule}"] = lambda g, x, r=rule: positions(g, x, "sizes", mode="nearest", nearest_mode=r, coordinate_transformation_mode="asymmetric")
    cases["Resize symmetric"] = lambda g, x: positions(g, x, "scales", mode="linear", coordinate_transformation_mode="half_pixel_symmetric")
    return cases


def positions(g, x, by, **attributes):
    """Adds weights of another size, resized to the image."""
    sizes = g.ints(1, 1, 32, 32) if by == "sizes" else ""
    scales = g.tensor(np.array([1, 1, 32.1 / 3, 32.1 / 45], np.float32), "scales") if by == "scales" else ""
    return g.node("Add", [x, g.node("Resize", [g.random("positions", [1, 1, 3, 45], -1, 1), "", scales, sizes], **attributes)])


def constant(g, value):
    return g.node("Constant", [], value=numpy_helper.from_array(np.float32(value)))


def clamp(g, y):
    return g.node("Clip", [y, constant(g, 0), constant(g, 6)])


def byshape(g, x, y):
    """A limit that is known only once the shape of the image is."""
    rows = g.node("Gather", [g.node("Shape", [x]), g.tensor(np.int64(2), "two")])
    return g.node("Clip", [y, g.tensor(np.float32(0), "zero"), g.node("Div", [g.node("Cast", [rows], to=1), g.tensor(np.float32(64), "half")])])


def parity(g, x):
    """Ones in every third column, by integers that do not depend on the image."""
    columns = g.node("Range", [g.tensor(np.int64(-16), "a"), g.tensor(np.int64(16), "b"), g.tensor(np.int64(1), "c")])
    odd = g.node("Cast", [g.node("Mod", [columns, g.tensor(np.int64(3), "m")])], to=9)
    return g.node("Mul", [x, g.node("Cast", [g.node("Not", [odd])], to=1)])


def run(model, image, output):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run([output], {"image": image})[0]


def vector(values):
    """Means over the places of (batch, channel, places...), or over the parts of (batch, part, feature)."""
    values = values[0].astype(np.float64)
    if values.ndim == 2:
        values = values.T
    return values.reshape(values.shape[0], -1).mean(axis=1)


def picture(shape, last=False):
    greys = uniform("input", int(np.prod(shape[2:]))).astype(np.float32).reshape(shape[2:])
    image = np.broadcast_to(greys, shape).copy()
    return np.moveaxis(image, 1, -1) if last else image


def small(folder):
    networks = {
        "resnet": resnet("resnet", ["n", 3, 32, 32], [1, 1], 4, 5),
        "densenet": densenet("densenet", [1, 3, 32, 32], [2, 2], 4, 6, 5),
        "efficientnet": efficientnet("efficientnet", [1, 3, "h", "w"], [(1, 3, 1, 1, 4), (2, 5, 2, 3, 6)], 6, 16, 5),
        "mobilenet": mobilenet("mobilenet", ["n", 3, 32, 32]),
        "vgg": vgg("vgg", ["n", 32, 32, 3]),
        "convnext": convnext("convnext", ["n", 3, 32, 32]),
        "vit": vit("vit", ["n", 3, 32, 32], 32, 8, 12, 2, 3, 5),
        "vit20": vit("vit20", [1, 3, 32, 32], 32, 8, 12, 1, 2, 5, opset=20),
        "volume": volume("volume", ["n", 1, "d", 32, 32]),
    }
    expected = {"networks": {}, "operators": {}}
    covered = {n.op_type for g, *_ in networks.values() for n in g.nodes}
    for name, (g, output, layer, *_) in networks.items():
        if layer is None:
            layer = next(n.input[0] for n in g.nodes if n.output[0] == output)
        onnx.save(g.model(output), f"{folder}/{name}.onnx")
        shape = [1, 1, 5, 32, 32] if name == "volume" else [1, 3, 32, 32]
        values = run(g.model(output, layer), picture(shape, name == "vgg"), layer)
        expected["networks"][name] = {"layer": layer, "features": [float(f"{v:.9g}") for v in vector(values)]}
    tokens = networks["vit"][3]
    values = run(networks["vit"][0].model(tokens), picture([1, 3, 32, 32]), tokens)
    expected["networks"]["vit"]["tokens"] = tokens
    expected["networks"]["vit"]["mean"] = [float(f"{v:.9g}") for v in vector(values)]
    for name, make in operators().items():
        new = name.startswith(("Gelu", "Mish", "Reduce", "Split equal", "Pad axes", "Expand", "AveragePool", "Resize symmetric", "Resize image axes", "Pad wrap"))
        g = Graph("op." + name, [1, 3, 32, 32], opset=20 if new else 17)
        if name.startswith("AveragePool"):
            g.opset = 19
        if name == "GroupNormalization":
            g.opset = 21
        if name == "Swish":
            g.opset = 24
        output = make(g, "image")
        model = g.model(output)
        covered |= {n.op_type for n in g.nodes}
        values = run(model, picture([1, 3, 32, 32]), output)
        flat = values.astype(np.float64).reshape(-1)
        # All numbers would be large; a sum, a weighted sum and some places tell any two results apart.
        weights = uniform("check", flat.size)
        places = [int(k * (flat.size - 1) / 15) for k in range(16)]
        expected["operators"][name] = {
            "graph": base64.b64encode(model.SerializeToString()).decode(),
            "layer": output, "shape": list(values.shape), "sum": float((flat * weights).sum()), "largest": float(np.abs(flat).max()),
            "places": [float(f"{flat[p]:.9g}") for p in places]}
    expected["covered"] = sorted(covered)
    with open(f"{folder}/expected.json", "w") as file:
        json.dump(expected, file, indent=0, sort_keys=True)
        file.write("\n")


def full(folder):
    networks = {
        "efficientnet-lite0": efficientnet("efficientnet-lite0", ["n", 3, 224, 224], STAGES, 32, 1280, 1000),
        "resnet50": resnet("resnet50", ["n", 3, 224, 224], [3, 4, 6, 3], 64, 1000),
        "densenet121": densenet("densenet121", ["n", 3, 224, 224], [6, 12, 24, 16], 32, 64, 1000),
        "vit": vit("vit", ["n", 3, 224, 224], 224, 16, 192, 12, 3, 1000),
    }
    for name, (g, output, layer, *_) in networks.items():
        onnx.save(g.model(output), f"{folder}/{name}.onnx")
        values = run(g.model(output, layer), picture([1, 3, 224, 224]), layer)
        np.save(f"{folder}/{name}.npy", vector(values))
        print(name, layer, values.shape, float(np.abs(values).max()))


if __name__ == "__main__":
    os.makedirs(sys.argv[2], exist_ok=True)
    {"small": small, "full": full}[sys.argv[1]](sys.argv[2])
