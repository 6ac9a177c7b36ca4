"""A selective state-space block: what is kept and what is written depend on the token that is read."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import future
from .linear import Linear


class Selective(nn.Module):
    """Mamba-2's recurrence (without its convolution), in its dual form, which a graph of any length can run:

        H_t = exp(-rate delta_t) H_{t-1} + delta_t B_t' x_t,    y_t = C_t H_t + skip x_t
        y = (exp(S_t - S_s) C_t B_s' [s <= t]) (delta x),       S = cumulative sum of -rate delta

    delta, B, C and the gate are linear in the input; one rate and one delta a head.
    """

    def __init__(self, d_model: int, heads: int, d_state: int):
        super().__init__()
        self.d_head = d_model // heads
        self.value = Linear(d_model, d_model)
        self.gate = Linear(d_model, d_model)
        self.delta = Linear(d_model, heads)
        self.write = Linear(d_model, d_state)  # B
        self.read = Linear(d_model, d_state)  # C
        self.rate = nn.Parameter(torch.linspace(0.2, 2, heads).log())
        self.skip = nn.Parameter(torch.ones(heads))
        self.output = Linear(d_model, d_model)

    def forward(self, x: Tensor) -> Tensor:
        v = torch.stack(F.silu(self.value(x)).split(self.d_head, dim=-1), dim=1)  # [batch, head, position, d_head]
        delta = F.softplus(self.delta(x)).transpose(1, 2)  # [batch, head, position]
        kept = (-self.rate.exp()[:, None] * delta).cumsum(-1)
        decay = kept.unsqueeze(-1) - kept.unsqueeze(-2)  # [batch, head, to, from]
        similarity = (self.read(x) @ self.write(x).transpose(1, 2)).unsqueeze(1)
        pattern = similarity * torch.exp(decay + future(decay))
        y = pattern @ (delta.unsqueeze(-1) * v) + self.skip[:, None, None] * v
        return self.output(torch.cat(y.unbind(1), dim=-1) * F.silu(self.gate(x)))
