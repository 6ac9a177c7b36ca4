"""hmmlearn's `sample`, `sampling_hmmlearn.py INPUT COUNT`: one sequence of COUNT tokens, since it is slow."""

import sys

import numpy as np
from model import categorical_hmm
from program import read_input, serve

model = categorical_hmm(read_input())
count = int(sys.argv[2])
random = np.random.RandomState(1)

serve(lambda: [model.sample(count, random_state=random)[0]])
