"""python -m beliefscope_train RECIPE [--out DIR] | check | verify | table | ladder [NAME…]
| law predict|train [NAME…] | trap [NAME…]"""

import argparse
from pathlib import Path

import torch

from .checks import check_all
from .export import write_model
from .ladder import run_ladder, update_ladder_table
from .law import experiment
from .law.law_table import update_law_table
from .models_table import update_models_table
from .recipe import read_recipe, recipe_names
from .table import update_readme
from .train import initialise, train
from .trap import run_trap, update_search_table, update_trap_tables
from .verify import verify_all

MODELS = Path(__file__).parents[3] / "models"


def main() -> None:
    commands = {
        "check": "run the early checks of every recipe",
        "verify": "measure the written models again",
        "table": "write their figures into the folder's README.md",
        "law": "of forgetting: `law predict`, then `law train`, with parts of names",
        "trap": "train networks on the trap and measure their heads, all or those with parts of names",
        "ladder": "train the ladder of networks, or the processes, rungs and networks named",
    }
    parser = argparse.ArgumentParser(
        prog="python -m beliefscope_train",
        description="Trains a recipe and writes its models, or: "
        + "; ".join(f"{name} = {what}" for name, what in commands.items()),
    )
    parser.add_argument("what", choices=[*recipe_names(), *commands], metavar="RECIPE|COMMAND", help="%(choices)s")
    parser.add_argument("names", nargs="*", help="of ladder, law and trap: what to do")
    parser.add_argument("--out", type=Path, default=MODELS, help="folder of the models (default: the repository's)")
    arguments = parser.parse_args()

    # One thread and deterministic kernels: the same machine then gives the same weights.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    match arguments.what:
        case "check":
            for name in recipe_names():
                check_all(read_recipe(name))
        case "verify":
            verify_all(arguments.out)
        case "table":
            update_readme(arguments.out)
            update_ladder_table()
            update_law_table()
            update_trap_tables()
            update_search_table()
            update_models_table()
        case "law":
            match arguments.names:
                case ["predict", *only]:
                    experiment.predict(only)
                case ["train", *only]:
                    experiment.train_all(only, arguments.out)
                case other:
                    parser.error(f"law: must be followed by predict or train, got {other}")
        case "trap":
            run_trap(arguments.names)
        case "ladder":
            run_ladder(arguments.names, arguments.out)
        case name:
            run(name, arguments.out)


def run(name: str, out: Path) -> None:
    """Checks, writes the untrained control, trains, writes the trained network."""
    recipe = read_recipe(name)
    check_all(recipe)
    model = initialise(recipe)
    if recipe.control:
        write_model(model, recipe, out, seconds=None)
    seconds = train(model, recipe)
    metrics = write_model(model, recipe, out, seconds)["metrics"]
    print(f"{name}: mean loss {metrics['lossMean']:.6f}, optimal {metrics['optimalLossMean']:.6f} nats")


main()
