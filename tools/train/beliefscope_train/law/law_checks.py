"""What would make the experiment on the law worthless, tested before it starts."""

import torch

from ..model import Transformer
from ..processes import mess_n
from ..recipe import Network
from .kalman import kalman_poles
from .one_layer import Parameters, logits

# (x, a, theta) of messN, n = 3, computed independently of this code.
REFERENCE_POLES = [(0.05, 0.85, 0.4942706356), (0.15, 0.6, 0.46661), (0.10, 0.95, 0.16), (0.05, 0.95, 0.27)]


def check_kalman_poles() -> None:
    for x, a, reference in REFERENCE_POLES:
        digits = len(str(reference)) - 2
        for pole in kalman_poles(mess_n(x, a, 3)):
            near = abs(pole - reference) < 0.5 * 10**-digits + 1e-9
            assert near, f"pole of messN({x}, {a}) must be {reference}, got {pole}"


def check_one_layer(models: list[Transformer], p: Parameters, network: Network, positions: int) -> None:
    """The tables give the logits of the networks they were made from."""
    vocab = p["embed.weight"].shape[1]
    words = torch.randint(0, vocab, (64, positions), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = torch.stack([model(words) for model in models])
        everywhere, last = logits(p, words, network), logits(p, words, network, last=True)
    delta = max((everywhere - expected).abs().max(), (last - expected[:, :, -1:]).abs().max())
    assert delta < 1e-4, f"tables must give the networks' logits within 1e-4, differ by {delta}"
