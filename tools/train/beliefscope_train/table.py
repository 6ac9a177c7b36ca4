"""The figures of models/README.md, from the manifests: written by a command, so that they cannot go stale by hand."""

import json
from pathlib import Path

import numpy as np


def update_readme(models: Path) -> None:
    """Replaces what stands between the two marks of the README in the folder."""
    manifests = [json.loads(path.read_text()) for path in sorted(models.glob("*.json"))]
    write_table(models / "README.md", "table", f"{summary_table(manifests)}\n\n{regret_table(manifests)}")


def write_table(page: Path, name: str, table: str) -> None:
    """Replaces what stands on the page between <!-- NAME:start --> and <!-- NAME:end -->."""
    start, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
    before, rest = page.read_text().split(start)
    _, after = rest.split(end)
    page.write_text(f"{before}{start}\n\n{table}\n\n{end}{after}")


def summary_table(manifests: list[dict]) -> str:
    """One row a model: what it is, how long it was trained, mean loss and optimal loss in nats."""
    rows = []
    for manifest in manifests:
        config, training, metrics = manifest["config"], manifest["training"], manifest["metrics"]
        process = manifest["process"]
        params = ", ".join(f"{key}={value:g}" for key, value in process["params"].items())
        parts = [
            f"{config['layers']} × {config['heads']} head{'s' if config['heads'] > 1 else ''}",
            *([] if config.get("mixer", "attention") == "attention" else [config["mixer"]]),
            f"d {config['dModel']}",
            "no MLP" if config["dMlp"] is None else f"MLP {config['dMlp']}",
            *([] if config.get("skip", True) else ["no skip"]),
            *([] if config["norm"] else ["no norm"]),
            *([] if config["positions"] else ["no positions"]),
            f"context {manifest['context']}{'' if manifest['bos'] is None else ' + BOS'}",
        ]
        context = manifest["context"]
        # The published figures for 10-token words average k = 1..9: a network's last position isn't always trained.
        short, short_optimal = (np.mean(metrics[key][1:-1]) for key in ("lossByTokensRead", "optimalLossByTokensRead"))
        rows.append(
            [
                manifest["model"].removesuffix(".onnx"),
                f"{process['id']}({params})",
                ", ".join(parts),
                f"{config['parameters']:,}",
                f"{training['steps']:,} × {training['batchSize']}" if training["steps"] else "untrained",
                f"{short:.6f} ({short_optimal:.6f})",
                f"{metrics['lossMean']:.6f} ({metrics['optimalLossMean']:.6f})",
                f"{metrics['regret']:.6f}",
            ]
        )
    head = ["model", "process", "network", "parameters", "steps × batch", "k = 1…n−1", "k = 1…n", "regret, k = 1…n"]
    return markdown(head, rows)


def regret_table(manifests: list[dict]) -> str:
    """One row a model: loss minus optimal loss, by the number k of tokens read."""
    longest = max(manifest["context"] for manifest in manifests)
    rows = []
    for manifest in manifests:
        metrics = manifest["metrics"]
        pairs = zip(metrics["lossByTokensRead"], metrics["optimalLossByTokensRead"])
        regrets = ["–" if loss is None else f"{loss - optimal:.6f}" for loss, optimal in pairs]
        rows.append([manifest["model"].removesuffix(".onnx"), *regrets, *["–"] * (longest + 1 - len(regrets))])
    return markdown(["regret at k =", *map(str, range(longest + 1))], rows)


def markdown(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
