"""The measured poles beside the predicted ones, as a table."""

import json

from ..table import markdown, write_table
from .experiment import FOLDER, PREDICTIONS, RESULTS, read_experiment

OWN_READOUT = {"linear": "positive-linear", "norm": "softmax-norm"}


def update_law_table() -> None:
    """results/README.md's tables of the law: one row a process, network and teacher."""
    predictions = json.loads(PREDICTIONS.read_text())["processes"]
    runs = json.loads(RESULTS.read_text())["runs"]
    rows = []
    processes = list(read_experiment()["process"])
    for name, run in sorted(runs.items(), key=lambda item: processes.index(item[0].split("/")[0])):
        process, kind, teacher, *_ = name.split("/")
        poles, prediction = run["poles"], predictions[process]
        own = prediction["ownReadout"].get(OWN_READOUT.get(kind, ""))
        rows.append(
            [
                process,
                kind,
                teacher,
                f"{run['training']['steps']:,}",
                str(len(run["regret"]["values"])),
                _modulus(prediction["kalman"]),
                _modulus(prediction["zeta"]),
                "–" if own is None else f"{own['weightPoleFromLag1']:.3f}",
                _interval(poles["attentionFromLag1"]),
                "–" if own is None else f"{own['poleFromLag0']:.3f} / {own['poleFromLag1']:.3f}",
                _interval(poles["influenceFromLag0"]),
                _interval(poles["influenceFromLag1"]),
                f"{run['regret']['mean']:.6f}",
                f"{run['regretWithMeanAttention']['mean']:.6f}",
                "–" if own is None else f"{own['regret']:.6f}",
            ]
        )
    head = ["process", "network", "teacher", "steps", "networks", "θ", "ζ", "own: weights", "attention, lags 1…"]
    head += ["own: influence", "influence, lags 0…", "influence, lags 1…"]
    head += ["regret", "with mean attention", "own: regret"]
    write_table(FOLDER / "results" / "README.md", "law", markdown(head, rows))
    write_table(FOLDER / "results" / "README.md", "capacity", _capacity(predictions))


def _capacity(predictions: dict) -> str:
    rows = []
    for name, prediction in predictions.items():
        for limit, curves in prediction.get("limitedReadout", {}).items():
            for value, curve in ({} if limit == "context" else curves).items():
                costs = [f"{curve[key]:.6f}" for key in ("regret", "regretAtTheta", "regretAtZeta")]
                poles = [_modulus(prediction["kalman"]), _modulus(prediction["zeta"]), f"{curve['pole']:.3f}"]
                words = {"polynomialDegree": "polynomial of degree", "noiseSd": "any function, noise"}[limit]
                rows.append([name, f"{words} {value}", *poles, *costs])
    return markdown(["process", "readout", "θ", "ζ", "best pole", "its regret", "regret at θ", "regret at ζ"], rows)


def _modulus(law: dict) -> str:
    return " ".join(sorted({f"{abs(complex(*pole)):.3f}" for pole in law["poles"]}, reverse=True))


def _interval(value: dict) -> str:
    return f"{value['mean']:.3f} [{value['low']:.3f}, {value['high']:.3f}]"
