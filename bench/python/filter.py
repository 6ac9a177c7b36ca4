"""hmmlearn's forward pass, `filter.py INPUT scaling|log`.

hmmlearn has no public function for filtered beliefs. `score` makes this very call and keeps the likelihood alone. What is
timed is its compiled part and nothing else: the likelihood of each token in each state, which it computes in Python first, is
left out, and so is turning the log lattice of "log" into beliefs.
"""

import sys

import numpy as np
from hmmlearn import _hmmc
from model import categorical_hmm
from program import read_input, serve

given = read_input()
tokens = given.words.reshape(-1, 1)
model = categorical_hmm(given, implementation=sys.argv[2])

if sys.argv[2] == "scaling":
    likelihood = model._compute_likelihood(tokens)

    def forward():
        log_likelihood, beliefs, _ = _hmmc.forward_scaling(model.startprob_, model.transmat_, likelihood)
        return beliefs, log_likelihood

    serve(forward)
else:
    log_likelihood = model._compute_log_likelihood(tokens)

    def forward_log():
        return _hmmc.forward_log(model.startprob_, model.transmat_, log_likelihood)

    def beliefs():
        total, lattice = forward_log()
        joint = np.exp(lattice - lattice.max(axis=1, keepdims=True))
        return joint / joint.sum(axis=1, keepdims=True), total

    serve(forward_log, beliefs)
