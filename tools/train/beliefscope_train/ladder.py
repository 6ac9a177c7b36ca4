"""The ladder of networks: `ladder.toml` unfolded into recipes, trained one after the other, measured into one table."""

import json
import tomllib
from pathlib import Path

import numpy as np

from .checks import check_causality, check_export, check_optimal_losses, check_process
from .export import MAX_BYTES, describe, measure, measure_on_samples, onnx_predictor, to_onnx, write_model
from .recipe import Network, Recipe, Training
from .table import markdown, write_table
from .train import initialise, train

FOLDER = Path(__file__).parent.parent
RESULTS = FOLDER / "results" / "ladder.json"


def ladder_recipes() -> dict[tuple[str, str], Recipe]:
    """The recipes by (process, rung), in the order in which they are to be trained."""
    data = tomllib.loads((FOLDER / "ladder.toml").read_text())
    recipes = {}
    for process, law in data["process"].items():
        for rung, options in data["rung"].items():
            if rung not in law.get("rungs", data["rung"]):
                continue
            settings = {
                "context": law.get("context", data["context"]),
                "training": data["training"] | law.get("training", {}),
            }
            recipe = Recipe(
                name=f"{process}-{rung}",
                process_id=law["id"],
                process_params=law["params"],
                network=Network(layers=1, heads=1, d_model=data["d_model"], context=settings["context"]),
                training=Training(**settings["training"]),
                control=False,
            )
            bos = {"bos": recipe.process.num_tokens} if options.get("bos") else {}
            network = {**vars(recipe.network), **options, "bos": None, **bos}
            recipes[process, rung] = Recipe(**{**vars(recipe), "network": Network(**network)})
    return recipes


def run_ladder(only: list[str], out: Path) -> None:
    """Trains what `only` names (process, rung or process-rung; all if empty), and adds it to the results."""
    check_optimal_losses()
    for (process, rung), recipe in ladder_recipes().items():
        if only and not {process, rung, recipe.name} & set(only):
            continue
        model = initialise(recipe)
        check_process(recipe)
        check_causality(model, recipe)
        check_export(model, recipe)
        seconds = train(model, recipe)
        data = to_onnx(model)
        exported = len(data) <= exported_bytes(process)
        if exported:
            manifest = write_model(model, recipe, out, seconds)
        else:
            measured = measure if recipe.training.teacher == "exact" else measure_on_samples
            metrics = measured(onnx_predictor(data), recipe.process, recipe.network.context, recipe.network.bos)
            manifest = describe(model, recipe, data, seconds) | {"metrics": metrics}
        add_result(process, rung, manifest, exported, unigram_loss(recipe))


def exported_bytes(process: str) -> int:
    """The size up to which networks of a process go into models/; larger ones are left to the recipe."""
    data = tomllib.loads((FOLDER / "ladder.toml").read_text())
    return min(MAX_BYTES, data["process"][process].get("exported_bytes", data["exported_bytes"]))


def unigram_loss(recipe: Recipe) -> float:
    """Entropy of the stationary law of one token: what a predictor loses that reads nothing."""
    law = recipe.process.initial @ recipe.process.transitions.sum(axis=2).T
    return float(-law[law > 0] @ np.log(law[law > 0]))


def add_result(process: str, rung: str, manifest: dict, exported: bool, unigram: float) -> None:
    """Puts one network's figures into results/ladder.json, in the place of older ones."""
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"networks": {}}
    metrics = manifest["metrics"]
    gap = unigram - metrics["optimalLossMean"]
    name = f"{process}-{rung}"
    results["command"] = "python -m beliefscope_train ladder"
    results["networks"][name] = {
        "ladderProcess": process,
        "rung": rung,
        "process": manifest["process"],
        "exported": manifest["model"] if exported else None,
        "sha256": manifest["sha256"],
        "bos": manifest["bos"],
        "config": manifest["config"],
        "training": manifest["training"],
        "metrics": metrics | {"unigramLoss": unigram, "gap": gap, "frac": metrics["regret"] / gap},
    }
    order = [recipe.name for recipe in ladder_recipes().values()]
    results["networks"] = {key: results["networks"][key] for key in order if key in results["networks"]}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    print(f"{name}: regret {metrics['regret']:.6f}, frac {metrics['regret'] / gap:.4f}", flush=True)


def update_ladder_table() -> None:
    """results/README.md's table of the ladder: one row a process and rung."""
    networks = json.loads(RESULTS.read_text())["networks"].values()
    rows = []
    for network in networks:
        metrics, config = network["metrics"], network["config"]
        rows.append(
            [
                network["ladderProcess"],
                network["rung"],
                f"{config['parameters']:,}",
                f"{metrics['lossMean']:.6f}",
                f"{metrics['optimalLossMean']:.6f}",
                f"{metrics['regret']:.6f}" + (f" ± {metrics['regretSe']:.6f}" if "regretSe" in metrics else ""),
                f"{metrics['frac']:.4f}",
                f"{metrics['lossByTokensRead'][-1] - metrics['optimalLossByTokensRead'][-1]:.6f}",
                str(network["training"]["seconds"]),
                "yes" if network["exported"] else "no",
            ]
        )
    losses = ["loss", "optimal", "regret", "frac", "regret at the last k"]
    head = ["process", "rung", "parameters", *losses, "seconds", "in models/"]
    write_table(FOLDER / "results" / "README.md", "ladder", markdown(head, rows))
