"""All words in numpy, level by level, `words.py INPUT einsum|matmul`.

Both carry the joint vectors, P(word) times belief, and divide at the end. "einsum" is the formula as one would write it;
"matmul" writes each level in its place with one matrix product, the fastest way known to us.
"""

import sys

import numpy as np
from program import read_input, serve

given = read_input()
transitions = given.labeled_transitions
num_tokens, num_states, _ = transitions.shape
by_state = np.ascontiguousarray(transitions.transpose(1, 0, 2).reshape(num_states, num_tokens * num_states))


def words_einsum():
    levels = [given.initial_belief[None]]
    for _ in range(given.length):
        levels.append(np.einsum("wf,xft->wxt", levels[-1], transitions).reshape(-1, num_states))
    joint = np.concatenate(levels)
    probability = joint.sum(axis=1)
    return probability, joint / probability[:, None]


def words_matmul():
    nodes = sum(num_tokens**k for k in range(given.length + 1))
    joint = np.empty((nodes, num_states))
    joint[0] = given.initial_belief
    start, end = 0, 1
    for _ in range(given.length):
        children = end + (end - start) * num_tokens
        np.matmul(joint[start:end], by_state, out=joint[end:children].reshape(end - start, -1))
        start, end = end, children
    probability = joint @ np.ones(num_states)
    joint /= probability[:, None]
    return probability, joint


serve({"einsum": words_einsum, "matmul": words_matmul}[sys.argv[2]])
