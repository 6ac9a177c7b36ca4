"""A diagonal state-space model: modes that decay and turn, each at a rate of its own, the same for all inputs."""

import torch
from torch import Tensor, nn

from .linear import Linear


class DiagonalSsm(nn.Module):
    """h_t = z h_{t-1} + u_t for each mode, read as (Re h, Im h); run as a convolution, h_t = sum_{s<=t} z^(t-s) u_s.

        z = exp(-exp(decay) + i turn)

    Real arithmetic: Re z^d = r^d cos(turn d), Im z^d = r^d sin(turn d), r = exp(-exp(decay)).
    """

    def __init__(self, d_model: int, modes: int):
        super().__init__()
        self.decay = nn.Parameter(torch.linspace(0.05, 1.5, modes).log())  # moduli from .95 to .22
        self.turn = nn.Parameter(torch.linspace(0, 3, modes).roll(modes // 2))  # from real and positive to negative
        self.input = Linear(d_model, modes)
        self.output = Linear(2 * modes, d_model)

    def forward(self, x: Tensor) -> Tensor:
        u = self.input(x).transpose(1, 2).unsqueeze(-1)  # [batch, mode, from, 1]
        ones = torch.ones_like(x[0, :, 0])
        time = ones.cumsum(0)
        lag = time[:, None] - time[None, :]  # [to, from]
        decay, turn = self.decay[:, None, None], self.turn[:, None, None]
        modulus = torch.exp(-torch.exp(decay) * lag.relu()) * torch.outer(ones, ones).tril()
        real, imaginary = modulus * torch.cos(turn * lag), modulus * torch.sin(turn * lag)  # [mode, to, from]
        state = torch.cat([(real @ u).squeeze(-1), (imaginary @ u).squeeze(-1)], dim=1)  # [batch, 2 modes, to]
        return self.output(state.transpose(1, 2))
