"""Training on fresh samples of the process, every word new, or on words with exact teachers, all or sampled."""

import math
import time
from typing import Iterator

import numpy as np
import torch
from torch.nn import functional as F

from .model import Transformer
from .optimal import network_input
from .processes import sample_words
from .recipe import Recipe, Training
from .teacher import exact_teacher, next_token_laws, stratified_choice


def initialise(recipe: Recipe) -> Transformer:
    """The untrained network of a recipe; the same one at every call."""
    torch.manual_seed(recipe.training.seed)
    return Transformer(recipe.network, recipe.vocab, recipe.positions)


def train(model: Transformer, recipe: Recipe) -> float:
    """Trains the network in place, printing a line now and then; returns the seconds that it took."""
    training = recipe.training
    optimizer = torch.optim.Adam(model.parameters())
    started = time.monotonic()
    total, reported = 0.0, 0
    for step, (read, targets) in zip(range(training.steps), batches(recipe)):
        logits = model(torch.from_numpy(read))
        loss = F.cross_entropy(logits.flatten(0, 1), torch.from_numpy(targets).flatten(0, 1))
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


def batches(recipe: Recipe) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the network reads [word, position], and its targets: tokens of that shape or laws [word, position, id]."""
    training, network = recipe.training, recipe.network
    rng = np.random.default_rng(training.seed)
    if training.teacher == "tokens":
        while True:
            words = sample_words(recipe.process, training.batch_size, network.context + 1, rng)
            read = network_input(words, network.bos)
            yield read, words[:, -read.shape[1] :]
    if training.teacher == "laws":
        while True:
            words = sample_words(recipe.process, training.batch_size, network.context, rng)
            yield _with_bos(words, next_token_laws(recipe.process, words), network.bos)
    teacher = exact_teacher(recipe.process, network.context)
    while True:
        chosen = stratified_choice(teacher.probabilities, training.batch_size, rng)
        yield _with_bos(teacher.words[chosen], teacher.laws[chosen], network.bos)


def _with_bos(words: np.ndarray, laws: np.ndarray, bos: int | None) -> tuple[np.ndarray, np.ndarray]:
    """The words to read and the laws to give; BOS, where the network has one, never comes."""
    if bos is None:
        return words, laws[:, 1:]
    return np.insert(words, 0, bos, axis=1), np.insert(laws, bos, 0, axis=2)


def learning_rate(training: Training, step: int) -> float:
    """Linear warm-up times a cosine from the full rate to 0."""
    warmup = min(1.0, (step + 1) / training.warmup_steps)
    return training.learning_rate * warmup * (1 + math.cos(math.pi * step / training.steps)) / 2
