"""Chained Rosenbrock, or that of two variables, by SciPy's L-BFGS-B with ten
corrections: time a solution. words: n or "two"."""
import sys
import numpy as np
from scipy.optimize import minimize
from bench import report

TWO = sys.argv[2] == "two"
N = 2 if TWO else int(sys.argv[2])


def cost_and_gradient(x):
    t, u = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    g = np.zeros(N)
    g[:-1] = -400 * t * x[:-1] - 2 * u
    g[1:] += 200 * t
    return 100 * (t @ t) + u @ u, g


def work(count):
    start = np.empty(N)
    start[::2], start[1::2] = (-1.2, 1) if TWO else (0.5, 1.5)
    for _ in range(count):
        r = minimize(cost_and_gradient, start, jac=True, method="L-BFGS-B",
                     options={"maxcor": 10, "gtol": 1e-8 if TWO else 1e-6, "ftol": 0,
                              "maxiter": 10000, "maxfun": 20000})
    return [np.linalg.norm(r.x)]


report(work)
