"""Descent of Rosenbrock's function with central differences."""
import math
import numpy as np
from bench import report


def cost(p):
    return 100 * (p[1] - p[0] ** 2) ** 2 + (1 - p[0]) ** 2


def work(count):
    x, g, h = np.array([-1.2, 1.0]), np.zeros(2), 1e-6
    for _ in range(count):
        value = cost(x)
        for i in range(2):
            before = x[i]
            x[i] = before + h
            above = cost(x)
            x[i] = before - h
            g[i] = (above - cost(x)) / (2 * h)
            x[i] = before
        if not math.isfinite(value) or np.abs(g).max() <= 1e-6:
            break
        x -= 1e-5 * g
    return x


report(work)
