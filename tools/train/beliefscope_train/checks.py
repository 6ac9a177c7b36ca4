"""Early checks: what would make a training run worthless, tested in seconds before it starts."""

import numpy as np
import torch

from .export import onnx_predictor, to_onnx
from .model import Transformer
from .optimal import all_words, optimal_losses
from .processes import PROCESSES, sample_words
from .recipe import Recipe
from .train import initialise

# (process, parameters, contexts k that are averaged, optimal mean loss in nats), computed independently of this code.
REFERENCE_LOSSES = [
    ("mess3", {"x": 0.05, "a": 0.85}, range(1, 10), 0.803518),
    ("mess3", {"x": 0.05, "a": 0.85}, range(1, 11), 0.802512),
    ("mess3", {"x": 0.05, "a": 0.85}, range(0, 10), 0.833027210),
    ("mess3", {"x": 0.15, "a": 0.6}, range(0, 10), 1.090143907),
    ("messN", {"x": 0.05, "a": 0.85, "n": 3}, range(0, 8), 0.842918722),
    ("messN", {"x": 0.15, "a": 0.6, "n": 3}, range(0, 8), 1.090457820),
    ("circleN", {"x": 0.05, "a": 0.85, "n": 3}, range(0, 8), 0.842918722),  # messN in a rotating frame
    ("trapN", {"x": 0.1, "a": 0.25, "n": 2}, range(0, 8), 0.702971739),
    ("trapN", {"x": 0.1, "a": 0.25, "n": 2}, range(0, 10), 0.701001620),
    ("rrxor", {"p1": 0.5, "p2": 0.5}, range(0, 8), 0.616112739),
    ("rrxor", {"p1": 0.5, "p2": 0.5}, range(0, 10), 0.597166056),
    ("z1r", {"p": 0.5}, range(0, 8), 0.368375596),
    ("z1r", {"p": 0.5}, range(0, 10), 0.340910289),
]


def check_all(recipe: Recipe) -> None:
    """Raises AssertionError, naming what failed, unless the recipe is fit to be trained."""
    check_optimal_losses()
    check_process(recipe)
    check_samples(recipe)
    model = initialise(recipe)
    check_causality(model, recipe)
    check_export(model, recipe)
    print(f"{recipe.name}: early checks passed", flush=True)


def check_optimal_losses() -> None:
    for process_id, params, contexts, reference in REFERENCE_LOSSES:
        losses = optimal_losses(PROCESSES[process_id](**params), max(contexts))
        mean = np.mean([losses[k] for k in contexts])
        assert abs(mean - reference) < 1e-6, f"optimal loss of {process_id} must be {reference}, got {mean}"


def check_process(recipe: Recipe) -> None:
    process = recipe.process
    out = process.transitions.sum(axis=(0, 2))
    assert np.allclose(out, 1, atol=1e-12), f"transitions from each state must sum to 1, got {out}"
    pushed = process.initial @ process.transitions.sum(axis=0)
    assert np.allclose(pushed, process.initial, atol=1e-12), f"the initial law must be stationary, pushed {pushed}"


def check_samples(recipe: Recipe, length: int = 4, samples: int = 200_000) -> None:
    """Frequencies of the sampled words, and of their ends, lie within 5 standard errors of the exact ones."""
    process = recipe.process
    sampled = sample_words(process, samples, 2 * length, np.random.default_rng(recipe.training.seed))
    words, probabilities = all_words(process, length)
    base = process.num_tokens ** np.arange(length)
    for part in (sampled[:, :length], sampled[:, length:]):
        counts = np.bincount(part @ base, minlength=process.num_tokens**length)
        frequencies = counts[words @ base] / samples
        assert np.isclose(frequencies.sum(), 1), "only possible words must be sampled"
        deviation = np.abs(frequencies - probabilities) / np.sqrt(probabilities * (1 - probabilities) / samples)
        assert deviation.max() < 5, f"word frequencies must be exact within 5 standard errors, got {deviation.max()}"


def check_causality(model: Transformer, recipe: Recipe) -> None:
    """Changing the token at position t changes the logits there, and none before; later ones may have forgotten it."""
    tokens = torch.zeros((1, recipe.positions), dtype=torch.int64)
    with torch.no_grad():
        logits = model(tokens)
        for t in range(recipe.positions):
            changed = tokens.clone()
            changed[0, t] = 1
            moved = (model(changed) - logits).abs().amax(dim=(0, 2)) > 1e-6
            assert not moved[:t].any() and bool(moved[t]), f"token {t} must move logits {t}, none before, got {moved}"


def check_export(model: Transformer, recipe: Recipe) -> None:
    """The ONNX file gives PyTorch's logits at any batch and any length up to the context."""
    predict = onnx_predictor(to_onnx(model))
    rng = np.random.default_rng(recipe.training.seed)
    for batch in (1, 7):
        for length in (1, 3, recipe.positions):
            tokens = rng.integers(0, recipe.vocab, (batch, length))
            with torch.no_grad():
                delta = np.abs(predict(tokens) - model(torch.from_numpy(tokens)).numpy()).max()
            assert delta < 1e-5, f"ONNX logits [{batch}, {length}] must equal PyTorch's within 1e-5, differ by {delta}"

