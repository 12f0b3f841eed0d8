"""Logistic regression, 10,000 rows of 20: "gd", "adam", "batch" of 32, "shuffled"."""
import numpy as np
from bench import WORDS, draws, report
from scipy.special import expit

ROWS, COLS = 10000, 20
KIND = WORDS[0]
BATCH = 32 if KIND in ("batch", "shuffled") else ROWS


def make_data():
    draw = draws(ROWS * (COLS + 1))
    X, y = np.empty((ROWS, COLS)), np.empty(ROWS)
    for i in range(ROWS):
        total = 0.0
        for j in range(COLS):
            X[i, j] = next(draw)
            total += X[i, j] if j % 2 == 0 else -X[i, j]
        y[i] = total > next(draw)
    return X, y


DATA = make_data()


def work(count):
    X, y = DATA
    rng = np.random.default_rng(1)
    w, m, v, t = np.zeros(COLS), np.zeros(COLS), np.zeros(COLS), 0
    for _ in range(count):
        if KIND == "shuffled":
            order = rng.permutation(ROWS)
            X, y = DATA[0][order], DATA[1][order]
        total, mean = 0.0, np.zeros(COLS)
        for begin in range(0, ROWS, BATCH):
            A, b = X[begin:begin + BATCH], y[begin:begin + BATCH]
            z = A @ w
            total += (np.logaddexp(0, z) - b * z).sum()
            s = (expit(z) - b) @ A
            mean += s / ROWS
            g = s / len(b)
            if KIND == "adam":
                t += 1
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g * g
                w -= 0.001 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
            else:
                w -= 0.01 * g
        if not np.isfinite(total) or np.abs(mean).max() <= 1e-6:
            break
    return [np.linalg.norm(w)]


report(work)
