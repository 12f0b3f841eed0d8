"""Chained Rosenbrock: "descent n", cost, gradient and step; "calls n" without the step."""
import numpy as np
from bench import WORDS, report

N = int(WORDS[1])


def start():
    x = np.ones(N)
    x[::2] = -1.2
    return x


def cost_and_gradient(x):
    t, u = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    g = np.zeros(N)
    g[:-1] = -400 * t * x[:-1] - 2 * u
    g[1:] += 200 * t
    return 100 * (t @ t) + u @ u, g


def descent(count):
    x = start()
    for _ in range(count):
        cost, g = cost_and_gradient(x)
        if not np.isfinite(cost) or np.abs(g).max() <= 1e-6:
            break
        x -= 1e-5 * g
    return [np.linalg.norm(x)]


def calls(count):
    x, s = start(), 0.0
    y = 0.9 * x
    for i in range(count):
        cost, g = cost_and_gradient(y if i % 2 else x)
        s += cost
    return [s, g[0]]


report(descent if WORDS[0] == "descent" else calls)
