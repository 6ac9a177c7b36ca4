"""Hidden Markov processes as labelled transition matrices, and exact samples of their words.

    T[token, from, to] = P(emit token, go to `to` | in state `from`)

The definitions are those of `@beliefscope/hmm-core`; `checks.py` holds them to the same reference numbers.
"""

from dataclasses import dataclass
from typing import Callable

import numpy as np


@dataclass(frozen=True)
class Process:
    """A process that starts from its stationary law."""

    transitions: np.ndarray  # [token, from, to], float64; for each `from` it sums to 1
    initial: np.ndarray  # [state], the stationary law

    @property
    def num_tokens(self) -> int:
        return self.transitions.shape[0]


def mess3(x: float, a: float) -> Process:
    """Three states in arrival form (the papers'): T[token, from, to] = P(from -> to) E(token | to)."""
    move = np.full((3, 3), x) + (1 - 3 * x) * np.eye(3)
    emit = np.full((3, 3), (1 - a) / 2) + (a - (1 - a) / 2) * np.eye(3)  # [state, token]
    return _stationary(np.einsum("ij,jx->xij", move, emit))


def mess_n(x: float, a: float, n: int) -> Process:
    """n states in departure form: T[token, from, to] = E(token | from) P(from -> to)."""
    return _departure(_mostly_same(n, x), _mostly_same(n, (1 - a) / (n - 1)))


def circle_n(x: float, a: float, n: int) -> Process:
    """As messN, but the likely move goes from each state to the next one round the circle."""
    return _departure(np.roll(_mostly_same(n, x), 1, axis=1), _mostly_same(n, (1 - a) / (n - 1)))


def trap_n(x: float, a: float, n: int) -> Process:
    """Moves as messN; a state shows its own token with probability a, else the token n, which says nothing."""
    emit = np.column_stack([a * np.eye(n), np.full(n, 1 - a)])
    return _departure(_mostly_same(n, x), emit)


def rrxor(p1: float, p2: float) -> Process:
    """Two random bits, then their exclusive or: S -> (s0 | s1) -> (T | F) -> S."""
    S, s0, s1, T, F = range(5)
    return _from_edges(
        5,
        [
            *[(S, 0, s0, p1), (S, 1, s1, 1 - p1)],
            *[(s0, 0, F, p2), (s0, 1, T, 1 - p2), (s1, 0, T, p2), (s1, 1, F, 1 - p2)],
            *[(T, 1, S, 1.0), (F, 0, S, 1.0)],
        ],
    )


def z1r(p: float) -> Process:
    """Zero, one, random: S0 -0-> S1 -1-> R -> S0, where R emits 1 with probability p."""
    S0, S1, R = range(3)
    return _from_edges(3, [(S0, 0, S1, 1.0), (S1, 1, R, 1.0), (R, 0, S0, 1 - p), (R, 1, S0, p)])


def from_matrices(T: list[list[float]], E: list[list[float]]) -> Process:
    """Any departure process: P(from -> to) = T[from][to], P(token | state) = E[state][token]."""
    return _departure(np.array(T), np.array(E))


PROCESSES: dict[str, Callable[..., Process]] = {
    "mess3": mess3,
    "messN": mess_n,
    "circleN": circle_n,
    "trapN": trap_n,
    "rrxor": rrxor,
    "z1r": z1r,
    "from_matrices": from_matrices,
}


def sample_words(process: Process, words: int, length: int, rng: np.random.Generator) -> np.ndarray:
    """Draws independent words [word, position] (int64) from the stationary start, all words at once."""
    num_tokens, num_states, _ = process.transitions.shape
    # One row per state: the cumulative law of (token, next state). Dividing by the last entry makes it exactly 1.
    law = process.transitions.transpose(1, 0, 2).reshape(num_states, num_tokens * num_states).cumsum(axis=1)
    law /= law[:, -1:]
    start = process.initial.cumsum()
    state = np.searchsorted(start / start[-1], rng.random(words), side="right")
    tokens = np.empty((words, length), dtype=np.int64)
    for t in range(length):
        # The number of entries <= u is the outcome whose interval holds u; an outcome of probability 0 has none.
        outcome = (law[state] <= rng.random((words, 1))).sum(axis=1)
        tokens[:, t], state = np.divmod(outcome, num_states)
    return tokens


def _mostly_same(n: int, other: float) -> np.ndarray:
    """Stochastic matrix with `other` off the diagonal."""
    return np.full((n, n), other) + (1 - n * other) * np.eye(n)


def _departure(move: np.ndarray, emit: np.ndarray) -> Process:
    """T[token, from, to] = emit[from, token] move[from, to]."""
    return _stationary(np.einsum("ix,ij->xij", emit, move))


def _from_edges(num_states: int, edges: list[tuple[int, int, int, float]]) -> Process:
    """Binary process from its edges (from, token, to, probability)."""
    transitions = np.zeros((2, num_states, num_states))
    for source, token, target, probability in edges:
        transitions[token, source, target] += probability
    return _stationary(transitions)


def _stationary(transitions: np.ndarray) -> Process:
    """Adds the stationary law: the solution of pi (T - I) = 0 with sum(pi) = 1."""
    chain = transitions.sum(axis=0)
    size = len(chain)
    equations = np.vstack([chain.T - np.eye(size), np.ones(size)])
    initial = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)[0]
    return Process(transitions, initial)
