"""The classic recurrent networks as mixers: the state after each token."""

import torch
from torch import Tensor, nn


class Recurrent(nn.Module):
    """tanh RNN or GRU with d_model units."""

    def __init__(self, d_model: int, cell: type[nn.RNN] | type[nn.GRU]):
        super().__init__()
        self.cell = cell(d_model, d_model, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        start = torch.zeros_like(x[:, 0]).unsqueeze(0)  # [1, batch, d_model]
        return self.cell(x, start)[0]
