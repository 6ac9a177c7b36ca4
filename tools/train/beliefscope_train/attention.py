"""Mixing over positions by a pattern [batch, head, to, from]: one that the content decides, or a learned matrix."""

import math
from typing import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .linear import Linear


class Attention(nn.Module):
    """softmax(q k' / sqrt(d_head) + mask) v, spelled out."""

    def __init__(self, d_model: int, heads: int):
        super().__init__()
        self.d_head = d_model // heads
        self.query = Linear(d_model, d_model)
        self.key = Linear(d_model, d_model)
        self.value = Linear(d_model, d_model)
        self.output = Linear(d_model, d_model)
        self.rewrite: Callable[[Tensor], Tensor] | None = None  # sees the pattern, and may put another in its place

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self._split(self.query(x)), self._split(self.key(x)), self._split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.d_head)  # [batch, head, to, from]
        pattern = F.softmax(scores + future(scores), dim=-1)
        if self.rewrite is not None:
            pattern = self.rewrite(pattern)
        return self.output(torch.cat((pattern @ v).unbind(1), dim=-1))

    def _split(self, x: Tensor) -> Tensor:
        return torch.stack(x.split(self.d_head, dim=-1), dim=1)  # [batch, head, position, d_head]


class FixedAttention(nn.Module):
    """M v, with one learned matrix M [head, to, from] for all inputs: of softmax rows, or free (any sign, any sum)."""

    def __init__(self, d_model: int, heads: int, positions: int, free: bool):
        super().__init__()
        self.d_head = d_model // heads
        self.free = free
        past = torch.ones(positions, positions).tril()
        start = past / past.sum(dim=1, keepdim=True) if free else torch.zeros_like(past)  # uniform over the past
        self.matrix = nn.Parameter(start.repeat(heads, 1, 1))
        self.value = Linear(d_model, d_model)
        self.output = Linear(d_model, d_model)

    def forward(self, x: Tensor) -> Tensor:
        v = torch.stack(self.value(x).split(self.d_head, dim=-1), dim=1)
        length = x.shape[1]
        matrix = self.matrix[:, :length, :length].expand(x.shape[0], -1, -1, -1)  # [batch, head, to, from]
        pattern = matrix.tril() if self.free else F.softmax(matrix + future(matrix), dim=-1)
        return self.output(torch.cat((pattern @ v).unbind(1), dim=-1))


def future(scores: Tensor) -> Tensor:
    """The causal mask: -inf where from > to, 0 elsewhere."""
    return torch.full_like(scores, -math.inf).triu(1)
