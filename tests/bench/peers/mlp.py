"""A network of 8 inputs, 32 hidden units and one output, 256 samples: Adam."""
import numpy as np
from bench import draws, report

SAMPLES, INPUTS, HIDDEN = 256, 8, 32
NUMBERS = np.array(list(draws(SAMPLES * INPUTS + INPUTS * HIDDEN + 2 * HIDDEN)))
X = NUMBERS[:SAMPLES * INPUTS].reshape(SAMPLES, INPUTS)
Y = X[:, 0] * X[:, 1] - X[:, 2]


def work(count):
    rest = 0.5 * NUMBERS[SAMPLES * INPUTS:]
    p = [rest[:INPUTS * HIDDEN].reshape(INPUTS, HIDDEN).copy(), rest[INPUTS * HIDDEN::2].copy(),
         rest[INPUTS * HIDDEN + 1::2].copy(), np.zeros(1)]
    m, v = [np.zeros_like(q) for q in p], [np.zeros_like(q) for q in p]
    for t in range(1, count + 1):
        W, b, w, c = p
        h = np.tanh(X @ W + b)
        e = h @ w + c - Y
        cost, d = (e @ e) / SAMPLES, 2 * e / SAMPLES
        r = np.outer(d, w) * (1 - h * h)
        g = [X.T @ r, r.sum(axis=0), d @ h, d.sum(keepdims=True)]
        if not np.isfinite(cost) or max(np.abs(q).max() for q in g) <= 1e-6:
            break
        for k in range(4):
            m[k] = 0.9 * m[k] + 0.1 * g[k]
            v[k] = 0.999 * v[k] + 0.001 * g[k] * g[k]
            p[k] -= 0.001 * (m[k] / (1 - 0.9 ** t)) / (np.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8)
    return [np.linalg.norm(p[0]), np.linalg.norm(p[2])]


report(work)
