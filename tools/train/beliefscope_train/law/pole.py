"""One number for how fast a kernel decays, and its interval over networks."""

import math

import numpy as np

# 97.5 % quantiles of Student's law, by degrees of freedom.
STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}


def fit_pole(kernel: np.ndarray, first: int) -> float:
    """The pole in (-1, 1) of the one decay that is nearest in least squares: min over c, z of sum (g_d - c z^d)^2.

    Over lags d >= first. No logarithm, so that lags whose weight is lost in noise don't count.
    """
    lags = np.arange(first, len(kernel))
    g = kernel[first:]

    def error(poles: np.ndarray) -> np.ndarray:
        powers = poles[:, None] ** (lags - first)
        return g @ g - (powers @ g) ** 2 / (powers**2).sum(axis=1)

    low, high = -0.999, 0.999
    for _ in range(6):
        grid = np.linspace(low, high, 401)
        best = int(error(grid).argmin())
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 400)]
    return float((low + high) / 2)


def sizes(effects: np.ndarray) -> np.ndarray:
    """Effects [lag, token, logit] as one number a lag: the Frobenius norm, after centring over both."""
    centred = effects - effects.mean(axis=1, keepdims=True)
    centred = centred - centred.mean(axis=2, keepdims=True)
    return np.sqrt((centred**2).sum(axis=(1, 2)))


def interval(values: list[float]) -> dict:
    """Mean over networks with Student's 95 % interval."""
    n = len(values)
    mean = float(np.mean(values))
    spread = float(np.std(values, ddof=1)) if n > 1 else math.nan
    half = STUDENT[n - 1] * spread / math.sqrt(n) if n > 1 else None
    return {"mean": mean, "low": mean - half, "high": mean + half, "sd": spread, "values": list(map(float, values))}
