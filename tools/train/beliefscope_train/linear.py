"""An affine map whose weight is [in, out]: the exported MatMul then keeps the parameter and its name."""

import torch
from torch import Tensor, nn


class Linear(nn.Module):
    """x W + b."""

    def __init__(self, d_in: int, d_out: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(d_in, d_out))
        self.bias = nn.Parameter(torch.zeros(d_out))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias
