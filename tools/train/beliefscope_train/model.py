"""The network: a decoder-only transformer, GPT-2's layout, written so that its ONNX graph reads like this file.

Module names become the scopes of the exported tensors: `/blocks.0/attn/Softmax_output_0` is a pattern,
`/blocks.0/Add_1_output_0` the residual stream after block 0. Sizes that depend on the input are asked from it, never
stored, so the graph serves any batch and any length up to the context.

The recipe can put another mixer in the place of attention, and leave out the skip connections, the norms and the
positions: that is the ladder from four layers down to one fixed matrix.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .attention import Attention, FixedAttention
from .diagonal_ssm import DiagonalSsm
from .linear import Linear
from .recipe import Network
from .recurrent import Recurrent
from .selective import Selective

MODES = 16  # of the diagonal SSM
D_STATE = 16  # of the selective block


class Positions(nn.Module):
    """Learned positions: row t is added to the residual stream at position t."""

    def __init__(self, positions: int, d_model: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(positions, d_model))

    def forward(self, tokens: Tensor) -> Tensor:
        return self.weight[: tokens.shape[1]]


class Mlp(nn.Module):
    def __init__(self, d_model: int, d_mlp: int):
        super().__init__()
        self.input = Linear(d_model, d_mlp)
        self.output = Linear(d_mlp, d_model)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(F.relu(self.input(x)))


class Block(nn.Module):
    """x + attn(ln1(x)), then x + mlp(ln2(x)) unless the network has no MLP; without skip, attn(ln1(x))."""

    def __init__(self, network: Network, positions: int):
        super().__init__()
        self.ln1 = norm(network)
        self.attn = mixer(network, positions)
        if network.d_mlp is not None:
            self.ln2 = norm(network)
            self.mlp = Mlp(network.d_model, network.d_mlp)
        self.attention_only = network.d_mlp is None
        self.skip = network.skip

    def forward(self, x: Tensor) -> Tensor:
        mixed = self.attn(self.ln1(x))
        x = x + mixed if self.skip else mixed
        return x if self.attention_only else x + self.mlp(self.ln2(x))


class Transformer(nn.Module):
    """Logits [batch, position, token] of the token after each position, from tokens [batch, position]."""

    def __init__(self, network: Network, vocab: int, positions: int):
        super().__init__()
        self.embed = nn.Embedding(vocab, network.d_model)
        self.pos_embed = Positions(positions, network.d_model) if network.positions else None
        self.blocks = nn.ModuleList(Block(network, positions) for _ in range(network.layers))
        self.ln_final = norm(network)
        self.unembed = Linear(network.d_model, vocab)
        # TransformerLens's scale; biases start at 0 and norms at the identity.
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.8 / math.sqrt(network.d_model))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens)
        if self.pos_embed is not None:
            x = x + self.pos_embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.unembed(self.ln_final(x))


def norm(network: Network) -> nn.Module:
    return nn.LayerNorm(network.d_model) if network.norm else nn.Identity()


def mixer(network: Network, positions: int) -> nn.Module:
    d_model, heads = network.d_model, network.heads
    match network.mixer:
        case "attention":
            return Attention(d_model, heads)
        case "fixed" | "free":
            return FixedAttention(d_model, heads, positions, free=network.mixer == "free")
        case "ssm":
            return DiagonalSsm(d_model, MODES)
        case "selective":
            return Selective(d_model, heads, D_STATE)
        case "rnn" | "gru":
            return Recurrent(d_model, nn.RNN if network.mixer == "rnn" else nn.GRU)
        case other:
            raise ValueError(f"mixer: must be attention, fixed, free, ssm, selective, rnn or gru, got {other}")
