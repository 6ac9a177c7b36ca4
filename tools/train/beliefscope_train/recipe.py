"""A recipe: the process, the network and the training, as written in `recipes/NAME.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from .processes import PROCESSES, Process

RECIPES = Path(__file__).parent.parent / "recipes"


@dataclass(frozen=True)
class Network:
    layers: int
    heads: int
    d_model: int
    context: int  # process tokens that it can read; BOS comes on top
    d_mlp: int | None = None  # None: attention only
    bos: int | None = None  # id of the BOS token; None: the network has none
    mixer: str = "attention"  # or what stands in its place: fixed, free, ssm, selective, rnn, gru
    skip: bool = True  # around the mixer
    norm: bool = True
    positions: bool = True  # learned positions in the residual stream


@dataclass(frozen=True)
class Training:
    """Adam on the mean cross-entropy of all positions; the rate warms up linearly and falls to 0 as a cosine."""

    seed: int
    steps: int
    batch_size: int
    learning_rate: float
    warmup_steps: int
    teacher: str = "tokens"  # the next token; or its law, after "exact": all words, or "laws": sampled words


@dataclass(frozen=True)
class Recipe:
    name: str
    process_id: str
    process_params: dict[str, float]
    network: Network
    training: Training
    control: bool  # also export the network as it was before training, as NAME-untrained

    @property
    def process(self) -> Process:
        return PROCESSES[self.process_id](**self.process_params)

    @property
    def vocab(self) -> int:
        return self.process.num_tokens + (self.network.bos is not None)

    @property
    def positions(self) -> int:
        return self.network.context + (self.network.bos is not None)


def recipe_names() -> list[str]:
    return sorted(path.stem for path in RECIPES.glob("*.toml"))


def read_recipe(name: str) -> Recipe:
    data = tomllib.loads((RECIPES / f"{name}.toml").read_text())
    return Recipe(
        name=name,
        process_id=data["process"]["id"],
        process_params=data["process"]["params"],
        network=Network(**data["network"]),
        training=Training(**data["training"]),
        control=data["control"],
    )
