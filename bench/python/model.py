"""The process of an input as hmmlearn's CategoricalHMM."""

import logging

from hmmlearn.hmm import CategoricalHMM

logging.getLogger("hmmlearn").setLevel(logging.ERROR)


def categorical_hmm(given, **options):
    model = CategoricalHMM(n_components=len(given.initial_belief), init_params="", **options)
    model.n_features = given.emission.shape[1]
    return start_at(model, given)


def start_at(model, given):
    model.startprob_ = given.initial_belief
    model.transmat_ = given.transition
    model.emissionprob_ = given.emission
    return model
