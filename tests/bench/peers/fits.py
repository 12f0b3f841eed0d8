"""Fits of NIST problems by SciPy's curve_fit, from their first starts: time a
fit. words: the name of the problem."""
import re
import numpy as np
from scipy.optimize import curve_fit
from bench import WORDS, report

pi = np.pi


def rational(x, a, b, c, d, e, f, g):
    return (a + b * x + c * x**2 + d * x**3) / (1 + e * x + f * x**2 + g * x**3)


def seasons(x, a, b, c, d, e, f, g, h, i):
    return (a + b * np.cos(2 * pi * x / 12) + c * np.sin(2 * pi * x / 12)
            + e * np.cos(2 * pi * x / d) + f * np.sin(2 * pi * x / d)
            + h * np.cos(2 * pi * x / g) + i * np.sin(2 * pi * x / g))


MODELS = {"Misra1a": lambda x, a, b: a * (1 - np.exp(-b * x)), "Thurber": rational, "ENSO": seasons}

NAME = WORDS[0]
LINES = open("tests/data/nist/%s.dat" % NAME).read().splitlines()
START = [float(line.split("=")[1].split()[0]) for line in LINES if re.match(r"\s*b\d+ *=", line)]
ROWS = np.array([[float(w) for w in line.split()[:2]] for line in LINES[60:] if line.split()])
Y, X = ROWS[:, 0], ROWS[:, 1]


def work(count):
    for _ in range(count):
        best, _ = curve_fit(MODELS[NAME], X, Y, START, maxfev=100000)
    return [np.sum((MODELS[NAME](X, *best) - Y) ** 2)]


report(work)
