"""Training on fresh samples of the process: no data set, no epochs, every word new."""

import math
import time

import numpy as np
import torch
from torch.nn import functional as F

from .model import Transformer
from .optimal import network_input
from .processes import sample_words
from .recipe import Recipe, Training


def initialise(recipe: Recipe) -> Transformer:
    """The untrained network of a recipe; the same one at every call."""
    torch.manual_seed(recipe.training.seed)
    return Transformer(recipe.network, recipe.vocab, recipe.positions)


def train(model: Transformer, recipe: Recipe) -> float:
    """Trains the network in place, printing a line now and then; returns the seconds that it took."""
    training, bos = recipe.training, recipe.network.bos
    process = recipe.process
    rng = np.random.default_rng(training.seed)
    optimizer = torch.optim.Adam(model.parameters())
    started = time.monotonic()
    total, reported = 0.0, 0
    for step in range(training.steps):
        words = sample_words(process, training.batch_size, recipe.network.context + 1, rng)
        logits = model(torch.from_numpy(network_input(words, bos)))
        targets = torch.from_numpy(words[:, -logits.shape[1] :])
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(training, step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if (step + 1) % 500 == 0 or step + 1 == training.steps:
            mean, seconds = total / (step + 1 - reported), time.monotonic() - started
            progress = f"step {step + 1}/{training.steps}, sampled loss {mean:.4f}, {seconds:.0f} s"
            print(f"{recipe.name}: {progress}", flush=True)
            total, reported = 0.0, step + 1
    return time.monotonic() - started


def learning_rate(training: Training, step: int) -> float:
    """Linear warm-up times a cosine from the full rate to 0."""
    warmup = min(1.0, (step + 1) / training.warmup_steps)
    return training.learning_rate * warmup * (1 + math.cos(math.pi * step / training.steps)) / 2
