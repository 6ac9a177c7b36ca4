"""How much a token of each age moves the prediction after the full context."""

from typing import Callable

import numpy as np
import torch
from torch import Tensor

from ..recipe import Network
from .one_layer import Parameters, patterns, token_outputs

# Logits [network, word, token] of the token after each word [word, position].
LastLogits = Callable[[np.ndarray], np.ndarray]


def interventions(predict: LastLogits, words: np.ndarray, num_tokens: int) -> np.ndarray:
    """Mean logits when the token of that age is set to each in turn, [network, lag, token, logit].

    All else of the words stays: what the predictor does with the token, not what the token tells about its neighbours.
    """
    length = words.shape[1]
    effects = []
    for lag in range(length):
        row = []
        for token in range(num_tokens):
            changed = words.copy()
            changed[:, length - 1 - lag] = token
            row.append(predict(changed).mean(axis=1))
        effects.append(row)
    return np.array(effects).transpose(2, 0, 1, 3)


def attention_by_lag(p: Parameters, words: Tensor, network: Network) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation over words of the last position's attention, [network, lag]; BOS comes last."""
    with torch.no_grad():
        last = patterns(p, words, network, last=True)[:, :, 0].double().numpy()[:, :, ::-1]
    return last.mean(axis=1), last.std(axis=1)


def path_effects(p: Parameters, words: Tensor, network: Network, num_tokens: int) -> np.ndarray:
    """Attention x OV x readout, with the skip connection at lag 0: [network, lag, token, logit], up to one factor.

    The attention that counts for token o at age d is its mean over words that have o there.
    """
    first = words.shape[1] - network.context
    with torch.no_grad():
        pattern = patterns(p, words, network, last=True)[:, :, 0, first:].flip(-1)  # [network, word, lag]
        added, kept = token_outputs(p, network)
    tokens = torch.nn.functional.one_hot(words[:, first:].flip(-1), num_tokens).float()  # [word, lag, token]
    weight = torch.einsum("nwd,wdo->ndo", pattern, tokens) / tokens.sum(dim=0)
    added = added[:, :num_tokens, first:, :num_tokens].flip(2).transpose(1, 2)  # [network, lag, token, logit]
    effects = weight[..., None] * added
    effects[:, 0] += kept[:, :num_tokens, -1, :num_tokens]
    return effects.double().numpy()
