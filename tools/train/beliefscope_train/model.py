"""The network: a decoder-only transformer, GPT-2's layout, written so that its ONNX graph reads like this file.

Module names become the scopes of the exported tensors: `/blocks.0/attn/Softmax_output_0` is a pattern,
`/blocks.0/Add_1_output_0` the residual stream after block 0. Sizes that depend on the input are asked from it, never
stored, so the graph serves any batch and any length up to the context.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .recipe import Network


class Linear(nn.Module):
    """x W + b, with the weight as [in, out]: the exported MatMul then keeps the parameter and its name."""

    def __init__(self, d_in: int, d_out: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(d_in, d_out))
        self.bias = nn.Parameter(torch.zeros(d_out))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


class Positions(nn.Module):
    """Learned positions: row t is added to the residual stream at position t."""

    def __init__(self, positions: int, d_model: int):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(positions, d_model))

    def forward(self, tokens: Tensor) -> Tensor:
        return self.weight[: tokens.shape[1]]


class Attention(nn.Module):
    """softmax(q k' / sqrt(d_head) + mask) v, spelled out."""

    def __init__(self, d_model: int, heads: int):
        super().__init__()
        self.d_head = d_model // heads
        self.query = Linear(d_model, d_model)
        self.key = Linear(d_model, d_model)
        self.value = Linear(d_model, d_model)
        self.output = Linear(d_model, d_model)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self._split(self.query(x)), self._split(self.key(x)), self._split(self.value(x))
        scores = q @ k.transpose(-1, -2) / math.sqrt(self.d_head)  # [batch, head, to, from]
        future = torch.full_like(scores, -math.inf).triu(1)
        pattern = F.softmax(scores + future, dim=-1)
        return self.output(torch.cat((pattern @ v).unbind(1), dim=-1))

    def _split(self, x: Tensor) -> Tensor:
        return torch.stack(x.split(self.d_head, dim=-1), dim=1)  # [batch, head, position, d_head]


class Mlp(nn.Module):
    def __init__(self, d_model: int, d_mlp: int):
        super().__init__()
        self.input = Linear(d_model, d_mlp)
        self.output = Linear(d_mlp, d_model)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(F.relu(self.input(x)))


class Block(nn.Module):
    """x + attn(ln1(x)), then x + mlp(ln2(x)) unless the network is attention only."""

    def __init__(self, network: Network):
        super().__init__()
        self.ln1 = nn.LayerNorm(network.d_model)
        self.attn = Attention(network.d_model, network.heads)
        if network.d_mlp is not None:
            self.ln2 = nn.LayerNorm(network.d_model)
            self.mlp = Mlp(network.d_model, network.d_mlp)
        self.attention_only = network.d_mlp is None

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln1(x))
        return x if self.attention_only else x + self.mlp(self.ln2(x))


class Transformer(nn.Module):
    """Logits [batch, position, token] of the token after each position, from tokens [batch, position]."""

    def __init__(self, network: Network, vocab: int, positions: int):
        super().__init__()
        self.embed = nn.Embedding(vocab, network.d_model)
        self.pos_embed = Positions(positions, network.d_model)
        self.blocks = nn.ModuleList(Block(network) for _ in range(network.layers))
        self.ln_final = nn.LayerNorm(network.d_model)
        self.unembed = Linear(network.d_model, vocab)
        # TransformerLens's scale; biases start at 0 and norms at the identity.
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.normal_(parameter, std=0.8 / math.sqrt(network.d_model))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.embed(tokens) + self.pos_embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.unembed(self.ln_final(x))
