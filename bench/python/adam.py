"""The models of `trainAttention` in PyTorch, by Adam on sampled words: `adam.py INPUT RATE BATCH SEED SECONDS REGRET`.

    x_t = sum_{s <= t} M[t, s] E[token_s] + M[t, start] E[start],   logits_t = norm(x_t + c) O + bias

M is free, or a softmax over the positions and a start that gives nothing (E[start] = 0); without a norm c = 0 and O = 1. The
start is column 0 of M and row 0 of E. What is random in the beginning is so as in `trainAttention`. Batches are drawn from a
table of all words with their probabilities, which costs next to nothing.

The clock is the CPU time of the process. It stands still while the exact regret over all words is worked out, in double
precision, whenever 3% more time has passed; training ends at REGRET, or after SECONDS.
"""

import json
import math
import sys
import time

import torch
from program import serve
from torch.nn.functional import cross_entropy, embedding

torch.set_num_threads(1)
torch.set_num_interop_threads(1)

with open(sys.argv[1]) as file:
    given = json.load(file)
rate, batch, seed, seconds, enough = (float(arg) for arg in sys.argv[2:])
tokens, steps = given["hmm"]["numTokens"], given["length"] - 1
is_softmax, has_norm = given["family"]["pattern"] == "softmax", "norm" in given["family"]
words = torch.tensor(given["words"])  # [word, steps + 1]
probabilities = torch.tensor(given["probabilities"], dtype=torch.float64)
cumulative = torch.cumsum(probabilities, 0).float()
lags = torch.arange(steps)[:, None] - torch.arange(-1, steps)[None, :]  # [t, start and s]


def start(random):
    """Free parameters as `trainAttention` draws them; the pattern is that of M, or of its scores."""

    def normal(*shape):
        return torch.randn(*shape, generator=random)

    uniform = torch.rand((), generator=random)
    pattern = -2 * uniform * lags + 0.3 * normal(steps, steps + 1) if is_softmax else uniform**lags.clamp(min=0) + 0.1 * normal(steps, steps + 1)
    width = tokens + 1 if has_norm else tokens
    parameters = {"pattern": pattern, "values": normal(tokens + (not is_softmax), width), "bias": torch.zeros(tokens)}
    if has_norm:
        parameters |= {"offset": normal(width), "unembedding": normal(width, tokens)}
    return {name: value.requires_grad_() for name, value in parameters.items()}


past = lags >= 0
keys = torch.where(past, 0.0, -math.inf)
keys[:, 0] = 0
from_start = torch.zeros(steps, 1)


def pattern_of(parameters):
    """M, shape [t, start and s]."""
    if not is_softmax:
        return parameters["pattern"] * past
    scores = torch.cat([from_start.to(parameters["pattern"].dtype), parameters["pattern"][:, 1:]], 1)
    return torch.softmax(scores + keys, 1)


def logits(pattern, parameters, prefixes):
    """Shape [word, t, token]."""
    values = parameters["values"]
    on_start = 0 if is_softmax else pattern[:, :1] * values[:1]
    streams = pattern[:, 1:] @ embedding(prefixes + (not is_softmax), values) + on_start
    if has_norm:
        streams = streams + parameters["offset"]
        streams = streams * torch.rsqrt(streams.square().mean(-1, keepdim=True) + 1e-12)
        streams = streams @ parameters["unembedding"]
    return streams + parameters["bias"]


@torch.no_grad()
def regret(pattern, parameters):
    """The exact one, in nats: mean over 0 … steps tokens read, of which the first costs nothing."""
    scores = logits(pattern, parameters, words[:, :-1]).flatten(0, 1)
    losses = cross_entropy(scores, words[:, 1:].flatten(), reduction="none").view(len(words), steps)
    return ((probabilities @ losses).sum() / (steps + 1)).item() - given["optimalLoss"]


def regret_now(parameters):
    exact = {name: value.detach().double() for name, value in parameters.items()}
    return regret(pattern_of(exact), exact)


def train():
    random = torch.Generator().manual_seed(int(seed))
    parameters = start(random)
    optimizer = torch.optim.Adam(parameters.values(), lr=rate, fused=True)
    reached = [math.inf] * len(given["thresholds"])
    lowest = math.inf
    clock, look = 0.0, 0.002
    since = time.process_time()
    while True:
        drawn = torch.searchsorted(cumulative, torch.rand(int(batch), generator=random) * cumulative[-1])
        word = words[drawn.clamp_(max=len(words) - 1)]
        scores = logits(pattern_of(parameters), parameters, word[:, :-1])
        loss = cross_entropy(scores.flatten(0, 1), word[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        now = clock + time.process_time() - since
        if now < look:
            continue
        clock, look = now, max(1.03 * look, now)
        lowest = min(lowest, regret_now(parameters))
        for i, threshold in enumerate(given["thresholds"]):
            if lowest <= threshold:
                reached[i] = min(reached[i], clock)
        if clock >= seconds or lowest <= enough:
            return [lowest, *reached]
        since = time.process_time()


def same_model():
    """The regret of a model that `trainAttention` trained, as this program works it out."""
    trained = {name: torch.tensor(value, dtype=torch.float64) for name, value in given["trained"].items()}
    if is_softmax:
        trained["values"] = trained["values"][1:]
    return regret(trained["pattern"], trained)


found = []


def run():
    found[:] = train()


serve(run, lambda: [[same_model(), *found]])
