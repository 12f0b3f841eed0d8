"""Chained Rosenbrock by SciPy's L-BFGS-B, n = 1000: time per evaluation."""
import numpy as np
from scipy.optimize import minimize
from bench import report

N = 1000


def cost_and_gradient(x):
    t, u = x[1:] - x[:-1] ** 2, 1 - x[:-1]
    g = np.zeros(N)
    g[:-1] = -400 * t * x[:-1] - 2 * u
    g[1:] += 200 * t
    return 100 * (t @ t) + u @ u, g


def work(count):
    start = np.ones(N)
    start[::2] = -1.2
    calls = 0
    for _ in range(count):
        r = minimize(cost_and_gradient, start, jac=True, method="L-BFGS-B",
                     options={"maxcor": 5, "gtol": 1e-6, "ftol": 0, "maxiter": 10000, "maxfun": 20000})
        calls += r.nfev
    return [r.fun], calls


report(work)
