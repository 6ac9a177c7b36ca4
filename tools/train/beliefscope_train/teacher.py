"""Exact teachers: words with the law of the next token after each prefix, instead of a token drawn from it.

The cross-entropy to the law has the mean of the cross-entropy to sampled tokens, without their noise. What noise is
left comes from the choice of words, and stratified drawing keeps it small.
"""

from dataclasses import dataclass

import numpy as np

from .optimal import all_words
from .processes import Process


@dataclass(frozen=True)
class Teacher:
    """Every word of one length, with its probability and its laws."""

    words: np.ndarray  # [word, position], in order: words that share a prefix are neighbours
    probabilities: np.ndarray  # [word]
    laws: np.ndarray  # [word, k, token] = P(token | first k tokens), k = 0..length, float32


def exact_teacher(process: Process, length: int) -> Teacher:
    words, probabilities = all_words(process, length)
    order = np.lexsort(words.T[::-1])
    return Teacher(words[order], probabilities[order], next_token_laws(process, words[order]))


def next_token_laws(process: Process, words: np.ndarray) -> np.ndarray:
    """P(token | first k tokens) for each word and k = 0..length, by Bayes' filter: [word, k, token], float32."""
    belief = np.broadcast_to(process.initial, (len(words), len(process.initial)))
    emit = process.transitions.sum(axis=2).T  # [state, token]
    laws = np.empty((len(words), words.shape[1] + 1, process.num_tokens), dtype=np.float32)
    laws[:, 0] = belief @ emit
    for k in range(words.shape[1]):
        belief = np.einsum("wi,wij->wj", belief, process.transitions[words[:, k]])
        belief = belief / belief.sum(axis=1, keepdims=True)
        laws[:, k + 1] = belief @ emit
    return laws


def stratified_choice(probabilities: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Draws indices so that each stretch of them comes as often as its probability says, give or take one.

    The i-th is where the cumulative law passes (i + u)/number, with one uniform u: over words in order, the shares of
    all prefixes are right at once.
    """
    cumulative = probabilities.cumsum()
    where = (np.arange(number) + rng.random()) / number
    return np.searchsorted(cumulative / cumulative[-1], where, side="right")
