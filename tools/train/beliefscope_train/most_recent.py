"""The most recent token that says something: where it is, and patterns that look at it.

All patterns are [word, to, from] or [1, to, from]; rows sum to one.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Informative:
    """Where the informative tokens of words are."""

    tokens: np.ndarray  # [word, position], whether a token is informative
    recent: np.ndarray  # [word, to], where the most recent one is, at or before `to`; -1 where there is none
    oldest: np.ndarray  # [word, to], where the oldest one is; -1 where there is none
    identity: np.ndarray  # [word, to], the most recent one; -1 where there is none
    conflict: np.ndarray  # [word, to], whether another informative token up to `to` differs from the most recent one

    @property
    def age(self) -> np.ndarray:
        """Tokens read since, [word, to]; where there is none, since before the first."""
        return np.arange(self.recent.shape[1]) - self.recent

    @property
    def several(self) -> np.ndarray:
        """[word, to], whether the last token says nothing and several before it do: there, patterns differ."""
        return (self.age > 0) & (self.recent != self.oldest)  # equal where there is none


def informative_tokens(words: np.ndarray, silent: int) -> Informative:
    """Of words [word, position] in which the token `silent` says nothing and any other tells the state."""
    tokens = words != silent
    position = np.arange(words.shape[1])
    recent = np.maximum.accumulate(np.where(tokens, position, -1), axis=1)
    oldest = np.where(recent < 0, -1, tokens.argmax(axis=1)[:, None])
    identity = np.where(recent < 0, -1, np.take_along_axis(words, recent.clip(0), axis=1))
    conflict = np.zeros_like(tokens)
    for token in np.unique(words[tokens]):
        conflict |= (identity >= 0) & (identity != token) & (np.cumsum(words == token, axis=1) > 0)
    return Informative(tokens, recent, oldest, identity, conflict)


def looks_at(where: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """All weight on one position each, where [word, to]; the pattern `otherwise` where that is -1."""
    chosen = (where[..., None] == np.arange(where.shape[1])).astype(otherwise.dtype)
    return np.where((where < 0)[..., None], otherwise, chosen)


def gathered(pattern: np.ndarray, informative: Informative) -> np.ndarray:
    """The pattern with all that it gives to informative tokens given to the most recent one."""
    seen = informative.tokens[:, None]
    mass = (pattern * seen).sum(axis=2, keepdims=True)
    return np.where(seen, 0, pattern) + mass * looks_at(informative.recent, np.zeros_like(pattern))


def by_lag(mean: np.ndarray) -> np.ndarray:
    """The mean over queries of a mean pattern [1, to, from] at each lag, as a pattern again."""
    length = mean.shape[1]
    lag = np.arange(length)[:, None] - np.arange(length)
    weights = np.array([mean[0][lag == d].mean() for d in range(length)])
    pattern = np.where(lag < 0, 0, weights[lag.clip(0)])
    return (pattern / pattern.sum(axis=1, keepdims=True))[None].astype(mean.dtype)


def shares(pattern: np.ndarray, informative: Informative, weights: np.ndarray) -> dict[str, float]:
    """What a pattern gives to the most recent informative token, to others, to silent ones; means over [word, to].

    `top`: how often the most recent informative token has the most weight.
    """
    total = weights.sum()
    there = informative.recent.clip(0)[..., None]
    recent = np.take_along_axis(np.broadcast_to(pattern, (len(there), *pattern.shape[1:])), there, axis=2)[..., 0]
    seen = (pattern * informative.tokens[:, None]).sum(axis=2)
    top = pattern.argmax(axis=2) == informative.recent
    values = {"recent": recent, "otherInformative": seen - recent, "silent": 1 - seen, "top": top}
    return {key: float((weights * value).sum() / total) for key, value in values.items()}
