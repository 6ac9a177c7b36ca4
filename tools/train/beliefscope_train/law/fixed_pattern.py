"""The best fixed filters under a readout, by exact risk: what a one-layer network could do if it ignored content.

    x = r(o_t) + sum_d kappa_d v(o_{t-d}) + b_k,   logits = x U + c        (linear)
                                                   logits = x/|x| U + c    (norm)

kappa: one decay, any function of the lag (Toeplitz), or rows of their own for every number k of tokens read, as a head
with positions has them: of softmax weights, or only positive where a BOS token can take up the rest of the weight.
Shift-invariant filters have no r, and no b but a constant.

The minimum is the best of L-BFGS from a few starts: certain where starts agree (linear one-pole and Toeplitz filters),
elsewhere an upper bound.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from .prefixes import Prefixes

STEPS = 200
WIDTH = 6  # of x: more than the tokens span, so that a norm can weigh a constant


@dataclass(frozen=True)
class FixedFilter:
    kernel: str  # "pole", "toeplitz", "softmax" or "positive"
    readout: str  # "linear" or "norm"
    parameters: dict[str, Tensor]
    regret: float

    def lag_weights(self, read: int) -> np.ndarray:
        """kappa [lag] after `read` tokens."""
        return _weights(self.kernel, self.parameters)[read - 1, :read].numpy()

    def logits(self, words: np.ndarray) -> np.ndarray:
        """Of the token after each word [word, position], all of one length: [word, token]."""
        length = words.shape[1]
        vocab, longest = self.parameters["value"].shape[0], len(self.parameters["bias"])
        tokens = torch.zeros((len(words), longest, vocab), dtype=torch.float64)
        tokens[:, :length] = F.one_hot(torch.from_numpy(words[:, ::-1].copy()), vocab).double()
        with torch.no_grad():
            return _logits(self, tokens, torch.full((len(words),), length)).numpy()


def best_filter(prefixes: Prefixes, kernel: str, readout: str, starts: int) -> FixedFilter:
    """The least regret of `starts` runs of L-BFGS."""
    runs = [_minimise(prefixes, kernel, readout, seed) for seed in range(1, starts + 1)]
    return min(runs, key=lambda run: run.regret)


def _minimise(prefixes: Prefixes, kernel: str, readout: str, seed: int) -> FixedFilter:
    generator = torch.Generator().manual_seed(seed)
    longest, vocab = prefixes.tokens.shape[1:]

    def normal(*shape: int) -> Tensor:
        return 0.5 * torch.randn(shape, generator=generator, dtype=torch.float64)

    start = 0.4 + 0.3 * torch.rand(1, generator=generator, dtype=torch.float64)
    decay = start ** torch.arange(longest, dtype=torch.float64)
    parameters = {
        "pole": torch.logit(start),
        "toeplitz": decay,
        "softmax": decay.log().repeat(longest, 1),
        "positive": decay.log().repeat(longest, 1),
    }
    parameters = {
        "pattern": parameters[kernel].clone(),
        "value": normal(vocab, WIDTH),
        "residual": normal(vocab, WIDTH),
        "bias": normal(longest, WIDTH),
        "unembed": normal(WIDTH, vocab),
        "offset": torch.zeros(vocab, dtype=torch.float64),
    }
    by_position = kernel in ("softmax", "positive")
    if not by_position:  # shift-invariant throughout
        parameters["bias"] = normal(1, WIDTH).repeat(longest, 1)
        parameters["residual"] = torch.zeros(vocab, WIDTH, dtype=torch.float64)
    trained = [key for key in parameters if by_position or key not in ("residual", "bias")]
    if not by_position and readout == "norm":
        trained.append("constant")
        parameters["constant"] = normal(WIDTH)
    for key in trained:
        parameters[key].requires_grad_()
    optimizer = torch.optim.LBFGS(
        [parameters[key] for key in trained],
        max_iter=STEPS,
        history_size=30,
        tolerance_grad=1e-9,
        tolerance_change=1e-13,
        line_search_fn="strong_wolfe",
    )
    model = FixedFilter(kernel, readout, parameters, float("nan"))

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = prefixes.risk(_logits(model, prefixes.tokens, prefixes.read))
        loss.backward()
        return loss

    optimizer.step(closure)
    with torch.no_grad():
        regret = float(prefixes.risk(_logits(model, prefixes.tokens, prefixes.read)))
    return FixedFilter(kernel, readout, {key: value.detach() for key, value in parameters.items()}, regret)


def _weights(kernel: str, parameters: dict[str, Tensor]) -> Tensor:
    """kappa [read - 1, lag]."""
    pattern, longest = parameters["pattern"], len(parameters["bias"])
    lags = torch.arange(longest)
    past = lags[None, :] <= lags[:, None]
    match kernel:
        case "toeplitz":
            return pattern * past
        case "pole":
            return torch.sigmoid(pattern) ** lags * past
        case "positive":
            return pattern.exp() * past
        case _:
            return pattern.masked_fill(~past, -torch.inf).softmax(dim=1)


def _logits(model: FixedFilter, tokens: Tensor, read: Tensor) -> Tensor:
    """`read` must not decrease along the prefixes."""
    p = model.parameters
    weights = _weights(model.kernel, p)
    parts = []
    for k, count in zip(*(part.tolist() for part in read.unique_consecutive(return_counts=True))):
        start = sum(len(part) for part in parts)
        effect = weights[k - 1, :, None, None] * p["value"]  # [lag, token, width]
        effect = torch.cat([effect[:1] + p["residual"], effect[1:]])
        part = tokens[start : start + count].flatten(1) @ effect.flatten(0, 1)
        parts.append(part + p["bias"][k - 1])
    x = torch.cat(parts)
    if "constant" in p:
        x = x + p["constant"]
    if model.readout == "norm":
        x = x / x.norm(dim=1, keepdim=True)
    return x @ p["unembed"] + p["offset"]
