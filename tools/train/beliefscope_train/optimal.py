"""Exact losses, in nats, by enumerating every word.

Losses are indexed by the number k of tokens that were read before the prediction: entry 0 is the prior's prediction.
"""

from typing import Callable

import numpy as np

from .processes import Process

# Logits [word, position, token] of input tokens [word, position], BOS included where the network wants one.
Predictor = Callable[[np.ndarray], np.ndarray]


def all_words(process: Process, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Every possible word and its probability: tokens [word, position] in order, probabilities [word].

    P(w) = pi T^(w1) ... T^(wL) 1
    """
    tokens = np.zeros((1, 0), dtype=np.int64)
    joint = process.initial[None]  # [word, state] = P(word, state after it)
    for _ in range(length):
        extended = np.einsum("wi,xij->wxj", joint, process.transitions)
        word, token = np.nonzero(extended.sum(axis=2) > 0)
        tokens = np.column_stack([tokens[word], token])
        joint = extended[word, token]
    return tokens, joint.sum(axis=1)


def optimal_losses(process: Process, context: int) -> list[float]:
    """Losses of the best predictor for k = 0..context: H(k+1 tokens) - H(k tokens)."""
    entropies = [_entropy(all_words(process, length)[1]) for length in range(context + 2)]
    return np.diff(entropies).tolist()


def network_losses(predict: Predictor, process: Process, context: int, bos: int | None) -> list[float | None]:
    """Exact losses of a network for k = 0..context; k = 0 is None without BOS.

    loss[k] = - sum over words w of context+1 tokens of P(w) log q(w[k] | w[0..k-1])
    """
    words, probabilities = all_words(process, context + 1)
    first = 0 if bos is not None else 1
    losses = np.zeros(context + 1 - first)
    for start in range(0, len(words), 8192):
        batch = words[start : start + 8192]
        log_law = _log_softmax(predict(network_input(batch, bos)).astype(np.float64))
        log_target = np.take_along_axis(log_law, batch[:, first:, None], axis=2)[:, :, 0]
        losses -= probabilities[start : start + 8192] @ log_target
    return [None] * first + losses.tolist()


def sampled_regrets(
    predict: Predictor, words: np.ndarray, laws: np.ndarray, bos: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Regret of a network after k = 0..context tokens of each word [word, k], and the least loss there [word, k].

    regret = KL(law || q), with the exact law of the next token; the least loss is the entropy of that law. Without BOS
    the regret after 0 tokens is NaN.
    """
    context = words.shape[1]
    laws = laws.astype(np.float64)
    regrets = np.full((len(words), context + 1), np.nan)
    first = 0 if bos is not None else 1
    log_laws = np.log(np.where(laws > 0, laws, 1))
    for start in range(0, len(words), 512):
        part = slice(start, start + 512)
        read = words[part] if bos is None else np.insert(words[part], 0, bos, axis=1)
        log_q = _log_softmax(predict(read).astype(np.float64))[..., : laws.shape[2]]
        regrets[part, first:] = (laws[part, first:] * (log_laws[part, first:] - log_q)).sum(axis=2)
    return regrets, -(laws * log_laws).sum(axis=2)


def network_input(words: np.ndarray, bos: int | None) -> np.ndarray:
    """What the network reads to predict the words: all but the last token, after BOS where there is one."""
    read = words[:, :-1]
    return read if bos is None else np.insert(read, 0, bos, axis=1)


def _entropy(probabilities: np.ndarray) -> float:
    return float(-probabilities @ np.log(probabilities))


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
