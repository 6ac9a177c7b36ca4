"""Do networks trained on the trap look for the most recent informative token, and with which head?

`trap.toml`'s networks, each from several seeds, with the shares of every head's attention beside controls, what its
replacement costs, and what of the logits the most recent informative token and its age explain.
"""

import itertools
import json
import tomllib
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from .checks import check_causality, check_process
from .model import Transformer
from .most_recent import by_lag, gathered, informative_tokens, looks_at, shares
from .processes import Process, sample_words
from .recipe import Network, Recipe, Training
from .table import markdown, write_table
from .teacher import exact_teacher, next_token_laws, stratified_choice
from .train import initialise, train

FOLDER = Path(__file__).parent.parent
RESULTS = FOLDER / "results" / "trap.json"
SEARCH = FOLDER / "results" / "trap-search.json"  # by tools/trained/src/search-for-traps.ts
MEASURED_WORDS = 4096
HELD_OUT_SEED = 2**31

Head = tuple[int, int]  # layer, number in the layer


class Ensemble:
    """Words with their weights and the laws after each of their prefixes of 1..context tokens.

    `every`: all words, each with its probability. Else MEASURED_WORDS held-out ones: drawn by strata of all words where
    these can be listed, else sampled.
    """

    def __init__(self, process: Process, context: int, listed: bool, every: bool = False):
        rng = np.random.default_rng(HELD_OUT_SEED)
        if listed:
            teacher = exact_teacher(process, context)
            probabilities = teacher.probabilities
            if not every:
                chosen = stratified_choice(probabilities, MEASURED_WORDS, rng)
                probabilities = np.bincount(chosen, minlength=len(probabilities)) / MEASURED_WORDS
            self.words, self.weights = teacher.words[probabilities > 0], probabilities[probabilities > 0]
        else:
            self.words = sample_words(process, MEASURED_WORDS, context, rng)
            self.weights = np.full(MEASURED_WORDS, 1 / MEASURED_WORDS)
        self.every = every
        self.laws = next_token_laws(process, self.words)[:, 1:].astype(np.float64)
        self.informative = informative_tokens(self.words, silent=process.num_tokens - 1)

    def regrets(self, logits: np.ndarray) -> np.ndarray:
        """KL(law || softmax(logits)) [word, k-1]."""
        shifted = logits - logits.max(axis=2, keepdims=True)
        log_q = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
        return (self.laws * (np.log(self.laws) - log_q)).sum(axis=2)

    def mean(self, by_word: np.ndarray) -> dict:
        """Mean over words and its standard error, for words drawn by strata that of independent ones, which is larger."""
        value = float(self.weights @ by_word)
        variance = 0.0 if self.every else float(self.weights @ (by_word - value) ** 2)
        return {"nats": value, "se": (variance / MEASURED_WORDS) ** 0.5}

    def cost(self, regrets: np.ndarray, of: np.ndarray) -> dict:
        return self.mean(regrets.mean(axis=1) - of.mean(axis=1))


def run_trap(only: list[str]) -> None:
    """Trains and measures every network of trap.toml whose name contains one of `only`, all if empty."""
    for name, recipe in trap_recipes().items():
        if only and not any(part in name for part in only):
            continue
        model = initialise(recipe)
        check_process(recipe)
        check_causality(model, recipe)
        listed = recipe.training.teacher == "exact"
        ensemble = Ensemble(recipe.process, recipe.network.context, listed)
        before = Patterns(model, recipe.network, ensemble)
        seconds = train(model, recipe)
        if listed:
            everything = Ensemble(recipe.process, recipe.network.context, listed, every=True)
            exact = everything.mean(everything.regrets(logits_of(model, everything.words)).mean(axis=1))
        result = {
            "process": {"id": recipe.process_id, "params": recipe.process_params},
            "network": vars(recipe.network),
            "training": {**vars(recipe.training), "seconds": round(seconds)},
            "ensemble": {"kind": "stratified" if listed else "sampled", "words": MEASURED_WORDS, "seed": HELD_OUT_SEED},
            **measure_network(model, recipe, ensemble, before),
            **({"exactRegret": exact["nats"]} if listed else {}),
        }
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {"command": "", "runs": {}}
        results["command"] = "python -m beliefscope_train trap"
        results["runs"][name] = result
        results["runs"] = {key: results["runs"][key] for key in trap_recipes() if key in results["runs"]}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        print(f"{name}: regret {result['regret']['nats']:.6f}, {seconds:.0f} s", flush=True)


def trap_recipes() -> dict[str, Recipe]:
    """The recipes by process/network/context/seed."""
    data = tomllib.loads((FOLDER / "trap.toml").read_text())
    recipes = {}
    for runs in data["runs"]:
        options = {**data["training"], **runs.get("training", {}), "teacher": runs["teacher"]}
        for process, kind in itertools.product(runs["processes"], runs["networks"]):
            law = data["process"][process]
            network = Network(d_model=data["d_model"], context=runs["context"], **data["network"][kind])
            for seed in range(1, data["seeds"] + 1):
                name = f"{process}/{kind}/{runs['context']}/{seed}"
                training = Training(seed=seed, **options)
                recipes[name] = Recipe(name, law["id"], law["params"], network, training, False)
    return recipes


class Patterns:
    """The logits and the attention of a network on an ensemble, with any heads' attention replaced."""

    def __init__(self, model: Transformer, network: Network, ensemble: Ensemble):
        self.model, self.ensemble = model, ensemble
        self.heads: list[Head] = [(layer, head) for layer in range(network.layers) for head in range(network.heads)]
        seen: dict[int, np.ndarray] = {}
        self.logits = self.run({}, seen)
        self.pattern = {(layer, head): seen[layer][:, head] for layer, head in self.heads}
        self.mean = {
            head: np.tensordot(ensemble.weights.astype(np.float32), pattern, axes=1)[None]
            for head, pattern in self.pattern.items()
        }

    def run(self, replaced: dict[Head, np.ndarray], seen: dict[int, np.ndarray] | None = None) -> np.ndarray:
        """Logits [word, position, token], float64; puts the pattern of each layer into `seen`."""
        for layer, block in enumerate(self.model.blocks):
            mine = {head: pattern for (at, head), pattern in replaced.items() if at == layer}

            def rewrite(pattern: torch.Tensor, layer: int = layer, mine: dict[int, np.ndarray] = mine) -> torch.Tensor:
                if seen is not None:
                    seen[layer] = pattern.numpy()
                heads = list(pattern.unbind(1))
                for head, other in mine.items():
                    heads[head] = torch.from_numpy(other).expand_as(heads[head])
                return torch.stack(heads, dim=1)

            block.attn.rewrite = rewrite
        logits = logits_of(self.model, self.ensemble.words)
        for block in self.model.blocks:
            block.attn.rewrite = None
        return logits


def logits_of(model: Transformer, words: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return model(torch.from_numpy(words)).double().numpy()


def measure_network(model: Transformer, recipe: Recipe, ensemble: Ensemble, before: Patterns) -> dict:
    patterns = Patterns(model, recipe.network, ensemble)
    check_replacement(patterns)
    regrets = ensemble.regrets(patterns.logits)
    conflicts = ensemble.weights[:, None] * ensemble.informative.conflict
    return {
        "regret": ensemble.mean(regrets.mean(axis=1)),
        "regretByTokensRead": (ensemble.weights @ regrets).tolist(),
        "regretInConflict": float((conflicts * regrets).sum() / conflicts.sum()),
        "shareInConflict": float(conflicts.sum() / recipe.network.context),
        "gap": gap(recipe.process, ensemble),
        "explained": explained(patterns.logits, ensemble),
        "allMean": ensemble.cost(ensemble.regrets(patterns.run(patterns.mean)), regrets),
        "heads": [measure_head(head, patterns, before, regrets) for head in patterns.heads],
    }


def check_replacement(patterns: Patterns) -> None:
    """Heads whose attention is replaced by itself leave the logits as they are; by something else they don't."""
    same = np.abs(patterns.run(patterns.pattern) - patterns.logits).max()
    assert same < 1e-4, f"attention replaced by itself must leave the logits, changes them by {same}"
    other = np.abs(patterns.run(patterns.mean) - patterns.logits).max()
    assert other > 1e-3, f"attention replaced by its mean must change the logits, changes them by {other}"


def gap(process: Process, ensemble: Ensemble) -> float:
    """Unigram loss minus optimal loss, over the same prefixes."""
    unigram = process.initial @ process.transitions.sum(axis=2).T
    return float(np.mean(ensemble.weights @ (ensemble.laws * (np.log(ensemble.laws) - np.log(unigram))).sum(axis=2)))


def measure_head(head: Head, patterns: Patterns, before: Patterns, regrets: np.ndarray) -> dict:
    """Its attention where patterns can be told apart, and what it costs to replace it."""
    ensemble = patterns.ensemble
    where = ensemble.informative
    pattern, mean = patterns.pattern[head], patterns.mean[head]
    length = pattern.shape[1]
    uniform = np.tril(np.ones((length, length), dtype=np.float32))
    uniform = (uniform / uniform.sum(axis=1, keepdims=True))[None]
    others = {other: patterns.mean[other] for other in patterns.heads if other != head}

    def attention(condition: np.ndarray) -> dict:
        weights = ensemble.weights[:, None] * condition
        return {
            "share": float(weights.sum() / length),
            "network": shares(pattern, where, weights),
            "meanOverInputs": shares(mean, where, weights),
            "meanByLag": shares(by_lag(mean), where, weights),
            "uniform": shares(uniform, where, weights),
            "untrained": shares(before.pattern[head], where, weights),
        }

    replacements = {
        "mean": {head: mean},
        "meanByLag": {head: by_lag(mean)},
        "gathered": {head: gathered(pattern, where)},
        "mostRecent": {head: looks_at(where.recent, pattern)},
        "oldest": {head: looks_at(where.oldest, pattern)},
        "othersMean": others,
        "othersMeanGathered": {**others, head: gathered(pattern, where)},
    }
    recent = np.take_along_axis(pattern, where.recent.clip(0)[..., None], axis=2)[..., 0]
    weights = ensemble.weights[:, None] * where.several
    with np.errstate(invalid="ignore"):
        by_query = (weights * recent).sum(axis=0) / weights.sum(axis=0)
    return {
        "layer": head[0],
        "head": head[1],
        "attention": {"several": attention(where.several), "conflict": attention(where.several & where.conflict)},
        "recentByTokensRead": [None if np.isnan(value) else float(value) for value in by_query],
        "costs": {
            name: ensemble.cost(ensemble.regrets(patterns.run(replaced)), regrets)
            for name, replaced in replacements.items()
        },
    }


def explained(logits: np.ndarray, ensemble: Ensemble) -> dict:
    """Of the logits, centred over tokens: the share of variance that features explain, and the regret of that part.

    `regret` is that of the logits replaced by their mean over prefixes of equal features, `leastRegret` that of the
    best predictor that knows the features alone.
    """
    words, where, context = ensemble.words, ensemble.informative, ensemble.words.shape[1]
    identity = where.identity + 1  # 0: none
    groups = {
        "lastToken": words,
        "identity": identity,
        "identityAndAge": identity * (context + 1) + where.age,
    }
    weights = np.repeat(ensemble.weights / context, context)
    z = (logits - logits.mean(axis=2, keepdims=True)).reshape(-1, logits.shape[2])
    laws = ensemble.laws.reshape(z.shape)
    total = weights @ ((z - weights @ z) ** 2).sum(axis=1)
    result = {}
    for name, group in groups.items():
        _, index = np.unique(group, return_inverse=True)
        index = index.reshape(-1)
        fitted, best = group_means(z, index, weights), group_means(laws, index, weights)
        regrets = ensemble.regrets(fitted.reshape(logits.shape))
        result[name] = {
            "groups": int(index.max() + 1),
            "r2": float(1 - weights @ ((z - fitted) ** 2).sum(axis=1) / total),
            "regret": float(ensemble.weights @ regrets.mean(axis=1)),
            "leastRegret": float(ensemble.weights @ ensemble.regrets(np.log(best).reshape(logits.shape)).mean(axis=1)),
        }
    fitted = additive_fit(z, words, weights)
    regrets = ensemble.regrets(fitted.reshape(logits.shape))
    result["additiveByLag"] = {
        "r2": float(1 - weights @ ((z - fitted) ** 2).sum(axis=1) / total),
        "regret": float(ensemble.weights @ regrets.mean(axis=1)),
    }
    return result


def group_means(values: np.ndarray, index: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted means of the values [row, column] over rows of equal index, at every row."""
    mass = np.bincount(index, weights)
    means = [np.bincount(index, weights * column) / mass for column in values.T]
    return np.stack(means, axis=1)[index]


def additive_fit(z: np.ndarray, words: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted least squares of the logits on the tokens at each lag (0 where there is none): a fixed filter."""
    context, tokens = words.shape[1], words.max() + 1
    rows = np.zeros((*words.shape, context * tokens + 1), dtype=np.float32)
    rows[..., -1] = 1
    hot = F.one_hot(torch.from_numpy(words), int(tokens)).float().numpy()
    for lag in range(context):
        rows[:, lag:, lag * tokens : (lag + 1) * tokens] = hot[:, : context - lag]
    rows = rows.reshape(len(z), -1)
    gram = (rows * weights[:, None].astype(np.float32)).T @ rows
    moments = (rows * weights[:, None].astype(np.float32)).T @ z.astype(np.float32)
    coefficients = np.linalg.lstsq(gram.astype(np.float64), moments.astype(np.float64), rcond=1e-6)[0]
    return rows.astype(np.float64) @ coefficients


def update_trap_tables() -> None:
    """results/README.md's two tables: the network as a whole, and the head that matters most."""
    runs = json.loads(RESULTS.read_text())["runs"]
    networks, heads = [], []
    for name, run in runs.items():
        parts = name.split("/")
        explained = run["explained"]
        networks.append(
            [
                *parts,
                f"{run['exactRegret']:.6f}" if "exactRegret" in run else _nats(run["regret"]),
                f"{run['regret']['nats'] / run['gap']:.4f}",
                f"{run['regretInConflict']:.6f}",
                *(f"{explained[key]['r2']:.4f}" for key in ("additiveByLag", "identity", "identityAndAge")),
                f"{explained['additiveByLag']['regret']:.6f}",
                *(f"{explained['identity'][key]:.6f}" for key in ("regret", "leastRegret")),
                f"{explained['identityAndAge']['regret']:.6f}",
                f"{max(explained['identityAndAge']['leastRegret'], 0):.6f}",
                f"{run['allMean']['nats']:.6f}",
            ]
        )
        closest = max(run["heads"], key=lambda head: head["attention"]["several"]["network"]["top"])
        head = max(run["heads"], key=lambda head: head["costs"]["mean"]["nats"])
        several, conflict = (head["attention"][key] for key in ("several", "conflict"))
        network = several["network"]
        costs = ("mean", "meanByLag", "gathered", "mostRecent", "oldest", "othersMean", "othersMeanGathered")
        heads.append(
            [
                *parts,
                f"{head['layer']}.{head['head']}",
                *(f"{network[key]:.3f}" for key in ("recent", "otherInformative", "silent")),
                *(f"{several[key]['recent']:.3f}" for key in ("meanOverInputs", "uniform", "untrained")),
                f"{network['top']:.3f} ({several['meanOverInputs']['top']:.3f})",
                f"{conflict['network']['recent']:.3f} / {conflict['network']['otherInformative']:.3f}",
                *(f"{head['costs'][key]['nats']:.6f}" for key in costs),
                f"{closest['layer']}.{closest['head']}: {closest['attention']['several']['network']['top']:.3f}",
            ]
        )
    first = ["process", "network", "context", "seed"]
    page = FOLDER / "results" / "README.md"
    head = [*first, "regret", "frac", "regret in conflict", "R²: additive by lag", "R²: identity"]
    head += ["R²: identity and age", "regret: additive", "regret: identity", "least with identity"]
    head += ["regret: identity and age", "least with both"]
    write_table(page, "trap-networks", markdown([*head, "all attention by its mean"], networks))
    head = [*first, "head", "recent", "other informative", "silent", "recent: mean pattern", "uniform", "untrained"]
    head += ["most weight (mean pattern)", "in conflict: recent / other", "cost: mean", "mean by lag", "gathered"]
    head += ["hard most recent", "hard oldest", "other heads' mean", "and gathered", "head with most weight there"]
    write_table(page, "trap-heads", markdown(head, heads))


def update_search_table() -> None:
    """results/README.md's table of the search for traps: the best by share and by nats, and two known ones."""
    rows = [
        [
            found["name"],
            str(found["states"]),
            *(f"{max(found[key], 0):.6f}" for key in ("gap", "full", "mostRecent")),
            f"{found['shareGained']:.3f}",
            *(f"{found[key]:.6f}" for key in ("norm", "normres")),
        ]
        for found in json.loads(SEARCH.read_text())["closeLooks"]
    ]
    head = ["process", "states", "gap", "best linear logits", "most recent informative token and age"]
    head += ["gained, of the gap", "softmax matrix and norm", "and residual"]
    write_table(FOLDER / "results" / "README.md", "trap-search", markdown(head, rows))


def _nats(value: dict) -> str:
    return f"{value['nats']:.6f}" + (f" ± {value['se']:.6f}" if value["se"] else "")
