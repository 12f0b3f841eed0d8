"""Descent of Rosenbrock's function of two variables."""
import numpy as np
from bench import report


def work(count):
    p = np.array([-1.2, 1.0])
    for _ in range(count):
        t, u = p[1] - p[0] ** 2, 1 - p[0]
        cost = 100 * t * t + u * u
        g = np.array([-400 * p[0] * t - 2 * u, 200 * t])
        if not np.isfinite(cost) or np.abs(g).max() <= 1e-6:
            break
        p -= 1e-5 * g
    return p


report(work)
