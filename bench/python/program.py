"""What every program here shares: its input (the layout is in src/input.ts), and what it is asked on standard input.

A line at a time:
    write PATH   do the job once and write its numbers to PATH, as raw float64
    run COUNT    do the job COUNT times and print {"cpuSeconds": S}, S the CPU time of one
"""

import json
import sys
import time
from dataclasses import dataclass

import numpy as np


@dataclass
class Input:
    """A process, in labelled form and in emission form (arrival, stationary start), and words of it."""

    initial_belief: np.ndarray  # [state]
    labeled_transitions: np.ndarray  # [token, from, to]
    transition: np.ndarray  # [from, to]
    emission: np.ndarray  # [state, token]
    batch: int
    length: int
    words: np.ndarray  # [batch, length]


def read_input():
    """Reads the input that the command line names."""
    with open(sys.argv[1], "rb") as file:
        tokens, states, batch, length = (int(size) for size in np.fromfile(file, np.int32, 4))

        def take(*shape):
            return np.fromfile(file, np.float64, int(np.prod(shape))).reshape(shape)

        return Input(
            initial_belief=take(states),
            labeled_transitions=take(tokens, states, states),
            transition=take(states, states),
            emission=take(states, tokens),
            batch=batch,
            length=length,
            words=np.fromfile(file, np.int32, batch * length).reshape(batch, length),
        )


def serve(job, numbers=None):
    """Serves standard input until it ends. `numbers` returns arrays that show the job done right; default: as `job`."""
    for line in sys.stdin:
        request, argument = line.split()
        if request == "write":
            with open(argument, "wb") as file:
                for array in (numbers or job)():
                    np.asarray(array, np.float64).tofile(file)
            print("{}", flush=True)
        else:
            count = int(argument)
            start = time.process_time()
            for _ in range(count):
                job()
            print(json.dumps({"cpuSeconds": (time.process_time() - start) / count}), flush=True)
