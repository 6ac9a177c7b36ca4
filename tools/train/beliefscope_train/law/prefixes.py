"""Every prefix of up to `context` tokens, by lag, with its weight in the loss and its exact law."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from ..optimal import all_words
from ..processes import Process
from ..teacher import next_token_laws


@dataclass(frozen=True)
class Prefixes:
    tokens: Tensor  # [prefix, lag, token], one-hot, float64; zero where the prefix is shorter
    read: Tensor  # [prefix], how many tokens it has
    weights: Tensor  # [prefix], P(prefix)/context: the mean over k = 1..context
    laws: Tensor  # [prefix, token]

    def risk(self, logits: Tensor) -> Tensor:
        """Mean of KL(law || softmax(logits)): the regret over k = 1..context."""
        return -self.weights @ (self.laws * F.log_softmax(logits, dim=1)).sum(dim=1) - self.entropy

    @cached_property
    def entropy(self) -> float:
        return float(-self.weights @ (self.laws * self.laws.log()).sum(dim=1))


def all_prefixes(process: Process, context: int) -> Prefixes:
    """Of a process whose laws have no zeros."""
    parts = []
    for k in range(1, context + 1):
        words, probabilities = all_words(process, k)
        tokens = np.zeros((len(words), context, process.num_tokens))
        lag = np.arange(k)[None, :]
        tokens[np.arange(len(words))[:, None], lag, words[:, ::-1]] = 1
        laws = next_token_laws(process, words)[:, -1].astype(np.float64)
        parts.append((tokens, np.full(len(words), k), probabilities / context, laws / laws.sum(axis=1, keepdims=True)))
    return Prefixes(*(torch.from_numpy(np.concatenate(part)) for part in zip(*parts)))
