"""A residual block of layer4 with 4 channels in and 8 out, by hand: features and gradients of Tests/DeepRadiomicsTests/Tuning.

One slice of 2 x 2 places becomes one place (stride 2), so every sum can be followed on paper. numpy 2.4, float64:
    python3 Tests/Fixtures/tuning/block.py
Layers in the order of the program: projection, first, second. Kernel element n is (n mod 5 - 2) / 4, bias n is
(n mod 3) / 4 + 1 / 16, entry n is (3 n mod 5) / 2, the slope of the score by feature n is n mod 3 - 1.
"""
import numpy as np

IN, OUT = 4, 8
x = (3 * np.arange(IN * 4) % 5 / 2.0).reshape(IN, 2, 2)
kernel = lambda *shape: ((np.arange(np.prod(shape)) % 5 - 2) / 4.0).reshape(shape)
bias = (np.arange(OUT) % 3) / 4.0 + 1 / 16
slopes = np.arange(OUT) % 3 - 1.0
w_projection, w_first, w_second = kernel(OUT, IN, 1, 1), kernel(OUT, IN, 3, 3), kernel(OUT, OUT, 3, 3)

# Projection, stride 2: place (0, 0) alone.
projected = w_projection[:, :, 0, 0] @ x[:, 0, 0] + bias
# First convolution, stride 2, border of 1: taps 1 and 2 of rows and columns meet the four places.
window = np.zeros((IN, 3, 3))
window[:, 1:, 1:] = x
first_sum = np.array([np.sum(w_first[o] * window) for o in range(OUT)]) + bias
first = np.maximum(first_sum, 0)
# Second convolution on one place with a border of zeros: the middle tap alone.
second_sum = w_second[:, :, 1, 1] @ first + bias + projected
features = np.maximum(second_sum, 0)

# Backwards: the mean over one place is the place itself.
d_second = slopes * (second_sum > 0)
g_second = np.zeros_like(w_second)
g_second[:, :, 1, 1] = np.outer(d_second, first)
g_projection = np.outer(d_second, x[:, 0, 0])
d_first = (w_second[:, :, 1, 1].T @ d_second) * (first_sum > 0)
g_first = np.array([d * window for d in d_first])

assert np.all(first_sum != 0) and np.all(second_sum != 0), "no sum lies on a kink"
print("features", features.tolist())
print("slopes", slopes.tolist())
for name, g, d in [("projection", g_projection, d_second), ("first", g_first, d_first), ("second", g_second, d_second)]:
    print(name, "kernel", float(np.sum(g)), "bias", float(np.sum(d)), "square", float(np.sum(g * g)))
