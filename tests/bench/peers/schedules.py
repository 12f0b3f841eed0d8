"""Schedule and rule: the sum of three squares, or (x - 3)^2 on plain floats."""
import math
import numpy as np
from bench import WORDS, report


def schedule(t):
    return 1e-6 / (1 + 0.001 * t)


def squares(count):
    x = np.array([1.0, 2.0, 3.0])
    for t in range(count):
        cost, g = x @ x, 2 * x
        if not math.isfinite(cost) or np.abs(g).max() < 1e-9:
            break
        x -= schedule(t) * g
    return x


def parabola(count):
    x = 0.0
    for t in range(count):
        cost, g = (x - 3) ** 2, 2 * (x - 3)
        if not math.isfinite(cost) or abs(x - 3) < 1e-9:
            break
        x -= schedule(t) * g
    return [x]


report(squares if WORDS[0] == "squares" else parabola)
