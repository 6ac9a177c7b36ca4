"""Many one-layer transformers at once, the same functions as `Transformer`, run on tables.

In one layer all that a token contributes depends on the token and its position alone: queries, keys, values and the
residual are computed once for each such pair, and a word only looks them up. Every parameter has a leading dimension,
the network's number.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from ..model import Transformer
from ..recipe import Network

Parameters = dict[str, Tensor]


def stack(models: list[Transformer]) -> Parameters:
    """Parameters of networks of one shape, stacked, as leaves."""
    states = [model.state_dict() for model in models]
    return {key: torch.stack([state[key] for state in states]).requires_grad_() for key in states[0]}


def unstack(parameters: Parameters, number: int) -> Parameters:
    """One network's state_dict."""
    return {key: value[number].detach().clone() for key, value in parameters.items()}


def patterns(p: Parameters, words: Tensor, network: Network, last: bool = False) -> Tensor:
    """Attention [network, word, to, from]; with `last`, of the last position only."""
    pairs = _pairs(p)
    z = _norm(p, "blocks.0.ln1", pairs) if network.norm else pairs
    queries, keys = _linear(p, "blocks.0.attn.query", z), _linear(p, "blocks.0.attn.key", z)
    scores = queries @ keys.transpose(1, 2) / math.sqrt(network.d_model)  # [network, pair, pair]
    index = _index(p, words)
    to = index[:, -1:] if last else index
    each = to[:, :, None] * scores.shape[2] + index[:, None, :]
    looked_up = scores.flatten(1).index_select(1, each.flatten()).unflatten(1, each.shape)
    if not last:
        looked_up = looked_up + torch.full(each.shape[1:], -math.inf).triu(1)
    return F.softmax(looked_up, dim=-1)


def logits(
    p: Parameters, words: Tensor, network: Network, last: bool = False, pattern: Tensor | None = None
) -> Tensor:
    """Logits [network, word, position, token]; with `last`, of the last position only. `pattern` replaces attention."""
    pairs = _pairs(p)
    z = _norm(p, "blocks.0.ln1", pairs) if network.norm else pairs
    added = _linear(p, "blocks.0.attn.value", z) @ p["blocks.0.attn.output.weight"]
    kept = pairs + p["blocks.0.attn.output.bias"][:, None]
    if not network.norm and network.d_mlp is None:  # all that follows is linear: do it to the pairs
        added, kept = added @ p["unembed.weight"], _linear(p, "unembed", kept)
    index = _index(p, words)
    to = index[:, -1:] if last else index
    pattern = patterns(p, words, network, last) if pattern is None else pattern
    x = pattern @ _look_up(added, index) + _look_up(kept, to)
    if not network.norm and network.d_mlp is None:
        return x
    if network.d_mlp is not None:
        hidden = F.relu(_linear(p, "blocks.0.mlp.input", _norm(p, "blocks.0.ln2", x)))
        x = x + _linear(p, "blocks.0.mlp.output", hidden)
    return _linear(p, "unembed", _norm(p, "ln_final", x))


def token_outputs(p: Parameters, network: Network) -> tuple[Tensor, Tensor]:
    """What a token at a position sends to the logits: by attention (times its weight), and by the skip connection.

    Both [network, token, position, logit], through the norm's centring and weights but not its scale: up to one factor.
    """
    pairs = _pairs(p)
    z = _norm(p, "blocks.0.ln1", pairs) if network.norm else pairs
    added = _linear(p, "blocks.0.attn.value", z) @ p["blocks.0.attn.output.weight"]
    readout = p["unembed.weight"]
    if network.norm:
        readout = p["ln_final.weight"][:, :, None] * readout
        added, pairs = (v - v.mean(dim=-1, keepdim=True) for v in (added, pairs))
    shape = (p["embed.weight"].shape[1], p["pos_embed.weight"].shape[1])
    return (added @ readout).unflatten(1, shape), (pairs @ readout).unflatten(1, shape)


def _pairs(p: Parameters) -> Tensor:
    """Residual stream of each (token, position), [network, token * positions + position, d_model]."""
    return (p["embed.weight"][:, :, None] + p["pos_embed.weight"][:, None]).flatten(1, 2)


def _index(p: Parameters, words: Tensor) -> Tensor:
    return words * p["pos_embed.weight"].shape[1] + torch.arange(words.shape[1])


def _look_up(table: Tensor, index: Tensor) -> Tensor:
    return table.index_select(1, index.flatten()).unflatten(1, index.shape)


def _linear(p: Parameters, name: str, x: Tensor) -> Tensor:
    weight, bias = p[f"{name}.weight"], p[f"{name}.bias"]
    return torch.baddbmm(bias[:, None], x.flatten(1, -2), weight).unflatten(1, x.shape[1:-1])


def _norm(p: Parameters, name: str, x: Tensor) -> Tensor:
    shape = (x.shape[0], *[1] * (x.dim() - 2), x.shape[-1])
    return F.layer_norm(x, x.shape[-1:]) * p[f"{name}.weight"].view(shape) + p[f"{name}.bias"].view(shape)
