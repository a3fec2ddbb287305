"""Grad-CAM of two heads that have a last block of their own, by hand: Tests/DeepRadiomicsTests/Tuning/TunedMapsTests.

Two slices of 4 channels and 4 x 4 places enter. Each block makes 8 maps of 2 x 2 places of a slice, and each head has one
hidden unit. Nothing is differentiated by a formula: the weight of a map is the mean of the central differences of the
score by its values (Selvaraju et al. 2017), and both blocks are one network with 16 maps. numpy 2.4, float64:
    python3 Tests/Fixtures/tuning/maps.py
Layers in the order of the program: projection, first, second. Block h = 0, 1: kernel element n is
((n + h) mod 5 - 2) / 4, bias n is (n mod 3) / 4 + 1 / 16. Entry n of both slices together is (3 n mod 7) / 2.
Head h: feature weight n is ((n + 2 h) mod 5 - 2) / 8, bias 1 / 4, moments 0 and 1, scale 1, shift 1 / 8, output weights
-(h + 1) / 2 and (h + 1) / 2, output biases 0 and 1 / 4.
"""
import numpy as np

IN, OUT, SIDE = 4, 8, 4
entry = (3 * np.arange(2 * IN * SIDE * SIDE) % 7 / 2.0).reshape(2, IN, SIDE, SIDE)


def convolved(x, w, stride, border):
    x = np.pad(x, ((0, 0), (border, border), (border, border)))
    width, side = w.shape[2], (x.shape[1] - w.shape[2]) // stride + 1
    place = lambda i, j: x[:, i * stride : i * stride + width, j * stride : j * stride + width]
    return np.array([[[np.sum(w[o] * place(i, j)) for j in range(side)] for i in range(side)] for o in range(len(w))])


def maps(h):
    kernel = lambda *shape: (((np.arange(np.prod(shape)) + h) % 5 - 2) / 4.0).reshape(shape)
    bias = ((np.arange(OUT) % 3) / 4.0 + 1 / 16)[:, None, None]
    made = []
    for x in entry:
        projected = convolved(x, kernel(OUT, IN, 1, 1), 2, 0) + bias
        first = np.maximum(convolved(x, kernel(OUT, IN, 3, 3), 2, 1) + bias, 0)
        made.append(np.maximum(convolved(first, kernel(OUT, OUT, 3, 3), 1, 1) + bias + projected, 0))
    return np.array(made)


def log_odds(h, features):
    weights = ((np.arange(OUT) + 2 * h) % 5 - 2) / 8.0
    unit = (features @ weights + 0.25) / np.sqrt(1 + 1e-5) + 0.125
    unit = unit if unit > 0 else 0.2 * unit
    return (h + 1) * unit + 0.25


def score(both):
    p = np.mean([1 / (1 + np.exp(-log_odds(h, both[h].mean(axis=(0, 2, 3))))) for h in (0, 1)])
    return np.log(p / (1 - p))


both = np.array([maps(0), maps(1)])  # head, slice, map, row, column
slopes = np.zeros_like(both)
for place in np.ndindex(both.shape):
    step = np.zeros_like(both)
    step[place] = 1e-4
    slopes[place] = (score(both + step) - score(both - step)) / 2e-4
weights = slopes.mean(axis=(1, 3, 4))  # head, map
# Times the number of places, as the program writes its maps.
found = np.maximum(np.einsum("hc,hsc...->s...", weights, both) * 2 * 4, 0)
print("maps", [[float(np.sum(both[h, s])) for s in (0, 1)] for h in (0, 1)])
print("score", repr(float(score(both))))
print("gradcam", np.round(found, 9).reshape(2, -1).tolist())
