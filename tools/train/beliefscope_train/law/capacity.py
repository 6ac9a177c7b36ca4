"""The best pole under a readout of limited capacity.

A readout that may be any function of the sum h = sum_d z^d v(o_{t-d}) makes every pole optimal: for almost every z the
sum names the word, so that its law given h is the exact one (cf. the beta-expansions). "The best pole for any nonlinear
readout" needs a limit on how finely the sum is read. Two are used:

- logits that are a polynomial of degree p in h: convex for a given z, so the risk at each pole is certain;
- any function at all of h + noise of standard deviation sigma, with E|h - mean|^2 = 1: the least risk is the
  conditional entropy, by binning on a fine grid and convolution with the noise. (n = 3: h has two dimensions.)
"""

import itertools
from typing import Callable

import numpy as np
import torch
from torch import Tensor

from .prefixes import Prefixes


def polynomial_regret(prefixes: Prefixes, pole: float, degree: int) -> float:
    """Least regret of logits polynomial in h, by Newton's method from 0, with messN's token vectors."""
    powers = torch.tensor(pole, dtype=torch.float64) ** torch.arange(prefixes.tokens.shape[1])
    h = torch.einsum("d,pdo->po", powers, prefixes.tokens)
    h = (h - h.mean(dim=1, keepdim=True))[:, 1:]  # only differences between tokens matter
    h = h / (prefixes.weights @ h**2).sqrt()
    columns = range(h.shape[1])
    monomials = [c for p in range(1, degree + 1) for c in itertools.combinations_with_replacement(columns, p)]
    products = [h[:, list(monomial)].prod(dim=1) for monomial in monomials]
    features = torch.stack([torch.ones(len(h), dtype=torch.float64), *products], dim=1)
    variances, axes = torch.linalg.eigh((features * prefixes.weights[:, None]).T @ features)
    real = variances > 1e-11 * variances[-1]  # a small pole leaves few distinct sums
    features = features @ (axes[:, real] / variances[real].sqrt())
    return _newton(prefixes, features)


def _newton(prefixes: Prefixes, features: Tensor) -> float:
    """Minimum of the convex risk over weights of all logits but the first."""
    count, free = features.shape[1], prefixes.laws.shape[1] - 1
    weights = torch.zeros((count, free), dtype=torch.float64)

    def logits(w: Tensor) -> Tensor:
        return torch.cat([torch.zeros((len(features), 1), dtype=torch.float64), features @ w], dim=1)

    risk = float(prefixes.risk(logits(weights)))
    for _ in range(50):
        law = logits(weights).softmax(dim=1)[:, 1:]
        gradient = features.T @ (prefixes.weights[:, None] * (law - prefixes.laws[:, 1:]))
        hessian = torch.empty((free, count, free, count), dtype=torch.float64)
        for i, j in itertools.product(range(free), range(free)):
            curvature = prefixes.weights * law[:, i] * (float(i == j) - law[:, j])
            hessian[i, :, j] = (features * curvature[:, None]).T @ features
        step = torch.linalg.solve(hessian.view(free * count, -1), gradient.T.flatten()).view(free, count).T
        size = 1.0
        while (new := float(prefixes.risk(logits(weights - size * step)))) > risk and size > 1e-6:
            size /= 2
        if risk - new < 1e-13:
            break
        weights, risk = weights - size * step, new
    return risk


def noisy_regret(prefixes: Prefixes, pole: float, sigma: float, bins: int = 1024) -> float:
    """Least regret after the full context of any function of h + sigma * noise; three tokens."""
    read = prefixes.read == prefixes.read.max()
    tokens, laws = prefixes.tokens[read].numpy(), prefixes.laws[read].numpy()
    weights = prefixes.weights[read].numpy()
    weights = weights / weights.sum()
    corners = np.array([[1, 0], [-0.5, np.sqrt(0.75)], [-0.5, -np.sqrt(0.75)]])
    h = np.einsum("d,pdo,oc->pc", pole ** np.arange(tokens.shape[1]), tokens, corners)
    h -= weights @ h
    h /= np.sqrt(weights @ (h**2).sum(axis=1))
    margin = np.abs(h).max() + 4 * sigma
    edge = 2 * margin / bins
    corner, beyond = np.divmod((h + margin) / edge, 1)
    frequency = np.hypot(np.fft.fftfreq(bins, edge)[:, None], np.fft.rfftfreq(bins, edge))
    kernel = np.exp(-2 * (np.pi * sigma * frequency) ** 2)
    joint = []
    for token in range(laws.shape[1]):
        mass = np.zeros(bins * bins)
        for step in itertools.product((0, 1), (0, 1)):  # a sum's mass goes to the four nodes round it
            share = np.where(step, beyond, 1 - beyond).prod(axis=1) * weights * laws[:, token]
            node = (corner + step).astype(int)
            mass += np.bincount(node[:, 0] * bins + node[:, 1], share, bins * bins)
        joint.append(np.fft.irfft2(np.fft.rfft2(mass.reshape(bins, bins)) * kernel, s=(bins, bins)).clip(1e-300))
    joint = np.array(joint)
    entropy = -(joint * np.log(joint / joint.sum(axis=0))).sum()
    return float(entropy + weights @ (laws * np.log(laws)).sum(axis=1))


def best_pole(regret: Callable[[float], float], poles: np.ndarray) -> tuple[float, float]:
    """The pole of least regret, by a parabola through the grid's best points, and the regret there."""
    values = [regret(pole) for pole in poles]
    best = int(np.clip(np.argmin(values), 1, len(poles) - 2))
    a, b, _ = np.polyfit(poles[best - 1 : best + 2], values[best - 1 : best + 2], 2)
    pole = float(np.clip(-b / (2 * a), poles[best - 1], poles[best + 1])) if a > 0 else float(poles[np.argmin(values)])
    return pole, regret(pole)
