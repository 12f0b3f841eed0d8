"""Descent of the sum of squares of 10^7 numbers; work arrays are kept."""
import numpy as np
from bench import report

N = 10000000
X, G = np.empty(N), np.empty(N)


def work(count):
    X.fill(0.998 ** 520)  # where gdlua is when it has warmed up
    for _ in range(count):
        cost = X @ X
        np.multiply(X, 2, out=G)
        if not np.isfinite(cost) or max(G.max(), -G.min()) <= 1e-6:
            break
        np.multiply(G, 1e-3, out=G)
        np.subtract(X, G, out=X)
    return X[0], X[-1]


report(work)
