"""hmmlearn's `fit`, `baum_welch.py INPUT scaling|log PASSES`: as many iterations as our function makes passes."""

import sys

from model import categorical_hmm, start_at
from program import read_input, serve

given = read_input()
tokens = given.words.reshape(-1, 1)
lengths = [given.length] * given.batch
_, _, implementation, passes = sys.argv


def model_of(n_iter):
    return categorical_hmm(given, implementation=implementation, n_iter=n_iter, tol=0)


model = model_of(int(passes))


def fit():
    start_at(model, given).fit(tokens, lengths)
    assert model.monitor_.iter == int(passes)


def first_update():
    """log P(tokens) at the start, and the updated emission matrix."""
    once = model_of(1).fit(tokens, lengths)
    return [once.monitor_.history[0]], once.emissionprob_


serve(fit, first_update)
