"""The experiment on the law of forgetting: `law.toml`'s processes, predicted, then trained and measured."""

import json
import time
import tomllib
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from ..export import write_model
from ..model import Transformer
from ..processes import PROCESSES, Process
from ..recipe import Network, Recipe, Training
from ..teacher import Teacher, exact_teacher, stratified_choice
from ..train import initialise, learning_rate
from .capacity import best_pole, noisy_regret, polynomial_regret
from .fixed_pattern import best_filter
from .influence import attention_by_lag, interventions, path_effects
from .kalman import kalman_kernel, kalman_poles, zeta_kernel, zeta_poles
from .law_checks import check_kalman_poles, check_one_layer
from .one_layer import Parameters, logits, patterns, stack, unstack
from .pole import fit_pole, interval, sizes
from .prefixes import all_prefixes

FOLDER = Path(__file__).parents[2]
PREDICTIONS = FOLDER / "results" / "law-predictions.json"
RESULTS = FOLDER / "results" / "law.json"
MEASURED_WORDS = 2000  # for what isn't a loss: means over words drawn in proportion to their probability
CAPACITY_CONTEXT = 8  # for the curves of limited readouts, which need many minima


def read_experiment() -> dict:
    return tomllib.loads((FOLDER / "law.toml").read_text())


# ---- Predictions -----------------------------------------------------------------------------------------------------


def predict(only: list[str]) -> None:
    """Theory's poles for each process, written before the networks are trained."""
    for name, settings in read_experiment()["process"].items():
        if only and name not in only:
            continue
        process, context = PROCESSES[settings["id"]](**settings["params"]), settings["context"]
        started = time.monotonic()
        prediction = {"process": {"id": settings["id"], "params": settings["params"]}, "context": context}
        prediction["kalman"] = _law(kalman_kernel(process, context), kalman_poles(process))
        prediction["zeta"] = _law(zeta_kernel(process, context), zeta_poles(process))
        prediction["ownReadout"] = _own_readouts(process, context)
        if settings["id"] == "messN" and settings["params"]["n"] == 3:
            prediction["limitedReadout"] = _limited_readouts(process, prediction)
        _write(PREDICTIONS, "python -m beliefscope_train law predict", "processes", name, prediction)
        print(f"{name}: predicted in {time.monotonic() - started:.0f} s", flush=True)


def _law(kernel: np.ndarray, poles: list[complex]) -> dict:
    size = sizes(kernel)
    return {"poles": [[float(np.real(z)), float(np.imag(z))] for z in poles], **_poles_of(size / size[0])}


def _poles_of(size: np.ndarray) -> dict:
    """Influence by lag, lag 0 = 1, and its fitted poles over both windows."""
    return {
        "influenceByLag": size.tolist(),
        "poleFromLag0": fit_pole(size, 0),
        "poleFromLag1": fit_pole(size, 1),
    }


def _own_readouts(process: Process, context: int) -> dict:
    """The best fixed filters under each readout, and their influence measured as that of networks."""
    prefixes = all_prefixes(process, context)
    words = _measured_words(exact_teacher(process, context))
    filters = {}
    linear = [("pole", "linear", 1), ("toeplitz", "linear", 1), ("positive", "linear", 1)]
    for kernel, readout, starts in [*linear, ("pole", "norm", 1), ("softmax", "norm", 2)]:
        best = best_filter(prefixes, kernel, readout, starts)
        size = sizes(interventions(lambda w: best.logits(w)[None], words, process.num_tokens)[0])
        weights = best.lag_weights(context)
        filters[f"{kernel}-{readout}"] = {
            "regret": best.regret,
            "weightByLag": weights.tolist(),
            "weightPoleFromLag1": fit_pole(weights, 1),
            **_poles_of(size / size[0]),
        }
    return filters


def _limited_readouts(process: Process, prediction: dict) -> dict:
    """Best poles, and what theta and zeta cost, for readouts of growing capacity."""
    prefixes = all_prefixes(process, CAPACITY_CONTEXT)
    theta, zeta = (prediction[key]["poles"][0][0] for key in ("kalman", "zeta"))
    grid = np.linspace(max(0.04, theta - 0.3), min(0.95, zeta + 0.06), 14)

    def curve(regret) -> dict:
        pole, least = best_pole(regret, grid)
        return {"pole": pole, "regret": least, "regretAtTheta": regret(theta), "regretAtZeta": regret(zeta)}

    return {
        "context": CAPACITY_CONTEXT,
        "polynomialDegree": {str(p): curve(lambda z: polynomial_regret(prefixes, z, p)) for p in (1, 2, 3, 5)},
        "noiseSd": {str(s): curve(lambda z: noisy_regret(prefixes, z, s)) for s in (0.01, 0.03, 0.1, 0.3, 1)},
    }


# ---- Networks --------------------------------------------------------------------------------------------------------


def train_all(only: list[str], out: Path) -> None:
    """Trains and measures process/network/teacher, all or those whose name contains one of `only`.

    `longer` runs go on for twice the steps, as process/network/teacher/steps. The first network of each other run with
    exact teachers goes into `out`, as law-PROCESS-NETWORK.onnx, unless it has an MLP.
    """
    check_kalman_poles()
    experiment = read_experiment()
    for name, settings in experiment["process"].items():
        runs = [(kind, "exact", 1) for kind in settings["networks"]]
        runs += [(kind, "tokens", 1) for kind in settings["sampled"]]
        runs += [(*longer.split("/"), 2) for longer in settings.get("longer", [])]
        for kind, teacher, times in runs:
            steps = times * experiment["steps"]
            seeds = experiment["network"][kind]["seeds"] if times == 1 else experiment["longer_seeds"]
            run = f"{name}/{kind}/{teacher}" + (f"/{steps}" if times > 1 else "")
            if only and not any(part in run for part in only):
                continue
            result = _run({**experiment, "steps": steps}, seeds, settings, kind, teacher, run, out)
            _write(RESULTS, "python -m beliefscope_train law train", "runs", run, result)


def _run(
    experiment: dict, num_seeds: int, settings: dict, kind: str, teacher_kind: str, name: str, out: Path
) -> dict:
    options = dict(experiment["network"][kind])
    exported = f"law-{name.removesuffix('/exact').replace('/', '-')}"
    del options["seeds"]
    seeds = list(range(1, num_seeds + 1))
    process = PROCESSES[settings["id"]](**settings["params"])
    bos = process.num_tokens if options.pop("bos", False) else None
    network = Network(layers=1, heads=1, d_model=experiment["d_model"], context=settings["context"], bos=bos, **options)
    keys = ("steps", "batch_size", "learning_rate", "warmup_steps")
    training = Training(seed=0, teacher=teacher_kind, **{key: experiment[key] for key in keys})
    trainings = [Training(**{**vars(training), "seed": seed}) for seed in seeds]
    recipes = [Recipe(exported, settings["id"], settings["params"], network, each, False) for each in trainings]
    models = [initialise(recipe) for recipe in recipes]
    p = stack(models)
    check_one_layer(models, p, network, recipes[0].positions)
    teacher = exact_teacher(process, settings["context"])
    started = time.monotonic()
    late = _train(p, network, training, teacher)
    seconds = round(time.monotonic() - started)
    result = {
        "process": {"id": settings["id"], "params": settings["params"]},
        "network": vars(network),
        "training": {**vars(training), "seed": seeds, "seconds": seconds},
        **_measure(p, network, process, teacher),
    }
    final = np.array(result["regret"]["values"])
    result["convergence"] = {"regretAt90Percent": late.tolist(), "largestChange": float(np.abs(late / final - 1).max())}
    # from_matrices has no id in the registry of processes
    if name.endswith("/exact") and network.d_mlp is None and settings["id"] != "from_matrices":
        models[0].load_state_dict(unstack(p, 0))
        rule_out(models[0], bos)
        manifest = write_model(models[0], recipes[0], out, seconds / len(models))
        difference = manifest["metrics"]["regret"] - final[0]
        if abs(difference) > 1e-6:
            raise ValueError(f"train_all: {exported}.onnx must have the network's regret, differs by {difference}")
        result["exported"] = {"model": manifest["model"], "sha256": manifest["sha256"]}
    poles = {key: [round(value[end], 3) for end in ("low", "mean", "high")] for key, value in result["poles"].items()}
    print(f"{name}: {seconds} s, regret {final.mean():.6f}, {poles}", flush=True)
    return result


def rule_out(model: Transformer, bos: int | None) -> None:
    """Gives BOS, which the losses here leave out as it never comes, the logit -30."""
    if bos is not None:
        with torch.no_grad():
            model.unembed.weight[:, bos] = 0
            model.unembed.bias[bos] = -30


def _train(p: Parameters, network: Network, training: Training, teacher: Teacher) -> np.ndarray:
    """Trains all networks on the same words, in place; returns their regrets after 90 % of the steps.

    With sampled tokens every network draws its own, from the exact laws.
    """
    rng = np.random.default_rng(training.seed)
    generator = torch.Generator().manual_seed(training.seed)
    optimizer = torch.optim.Adam(list(p.values()))
    laws = torch.from_numpy(teacher.laws if network.bos is not None else teacher.laws[:, 1:])
    num_tokens, networks = laws.shape[2], len(p["embed.weight"])
    late = None
    for step in range(training.steps):
        chosen = stratified_choice(teacher.probabilities, training.batch_size, rng)
        predicted = F.log_softmax(logits(p, _input(teacher.words[chosen], network), network)[..., :num_tokens], dim=-1)
        target = laws[chosen]
        if training.teacher == "tokens":
            drawn = torch.multinomial(target.flatten(0, 1), networks, replacement=True, generator=generator)
            target = F.one_hot(drawn.T.reshape(networks, *target.shape[:2]), num_tokens).float()
        loss = -(target * predicted).sum() / (target.shape[-3] * target.shape[-2])
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(training, step)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step + 1 == training.steps * 9 // 10:
            late = _regrets(p, network, teacher)
    return late


def _measure(p: Parameters, network: Network, process: Process, teacher: Teacher) -> dict:
    num_tokens, context = process.num_tokens, network.context
    words = _measured_words(teacher)
    read = _input(words, network)
    mean, spread = attention_by_lag(p, read, network)
    with torch.no_grad():
        averaged = patterns(p, read, network).mean(dim=1, keepdim=True)

    def last_logits(w: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return logits(p, _input(w, network), network, last=True)[:, :, 0, :num_tokens].double().numpy()

    influence = interventions(last_logits, words, num_tokens)
    path = path_effects(p, read, network, num_tokens)
    influence_sizes, path_sizes = (np.array([sizes(e) for e in effects]) for effects in (influence, path))
    measured = {
        "attention": (mean[:, :context], [1]),
        "influence": (influence_sizes, [0, 1]),
        **({} if network.d_mlp is not None else {"path": (path_sizes, [0, 1])}),
    }
    poles = {
        f"{what}FromLag{first}": interval([fit_pole(kernel, first) for kernel in kernels])
        for what, (kernels, firsts) in measured.items()
        for first in firsts
    }
    regrets, fixed = _regrets(p, network, teacher), _regrets(p, network, teacher, averaged)
    return {
        "regret": interval(list(regrets)),
        "regretWithMeanAttention": interval(list(fixed)),
        "poles": poles,
        "attentionByLag": {"mean": _round(mean.mean(axis=0)), "sdOverInputs": _round(spread.mean(axis=0))},
        "attentionByNetwork": _round(mean),  # [network, lag]
        "influenceByLag": {
            "mean": _round((influence_sizes / influence_sizes[:, :1]).mean(axis=0)),
            "sdOverNetworks": _round((influence_sizes / influence_sizes[:, :1]).std(axis=0, ddof=1)),
        },
        "pathByLag": _round((path_sizes / path_sizes[:, :1]).mean(axis=0)),
        "influence": _round(influence.mean(axis=0)),  # [lag, token, logit], mean over networks
    }


def _regrets(p: Parameters, network: Network, teacher: Teacher, pattern: torch.Tensor | None = None) -> np.ndarray:
    """Exact regret of each network, over k = 1..context, optionally with one pattern for all inputs."""
    total = np.zeros(len(p["embed.weight"]))
    shift = network.bos is not None
    for k in range(1, network.context + 1):
        # Words are in order, so those that share k tokens are neighbours: one of them stands for all.
        new = np.ones(len(teacher.words), dtype=bool)
        new[1:] = (teacher.words[1:, :k] != teacher.words[:-1, :k]).any(axis=1)
        first = np.flatnonzero(new)
        mass = np.add.reduceat(teacher.probabilities, first)
        for start in range(0, len(first), 8192):
            part = first[start : start + 8192]
            rows = None if pattern is None else pattern[:, :, k - 1 + shift, : k + shift][:, :, None]
            with torch.no_grad():
                out = logits(p, _input(teacher.words[part, :k], network), network, last=True, pattern=rows)
            law = torch.from_numpy(teacher.laws[part, k]).double()
            log_law = F.log_softmax(out[:, :, 0, : law.shape[1]].double(), dim=-1)
            kl = (law * (law.log() - log_law)).sum(dim=-1).numpy()
            total += kl @ mass[start : start + 8192]
    return total / network.context


def _input(words: np.ndarray, network: Network) -> torch.Tensor:
    return torch.from_numpy(words if network.bos is None else np.insert(words, 0, network.bos, axis=1))


def _measured_words(teacher: Teacher) -> np.ndarray:
    return teacher.words[stratified_choice(teacher.probabilities, MEASURED_WORDS, np.random.default_rng(1))]


def _round(values: np.ndarray) -> list:
    return np.round(values, 6).tolist()


def _write(path: Path, command: str, group: str, name: str, entry: dict) -> None:
    """Puts one entry into a results file, in the place of an older one."""
    results = json.loads(path.read_text()) if path.exists() else {"command": command, group: {}}
    results[group][name] = entry
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n")
