"""From a network to NAME.onnx and its manifest NAME.json."""

import hashlib
import io
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch

from .model import Transformer
from .optimal import Predictor, network_losses, optimal_losses, sampled_regrets
from .processes import Process, sample_words
from .recipe import Network, Recipe
from .teacher import next_token_laws

OPSET = 17
MAX_BYTES = 1_000_000
HELD_OUT_WORDS = 8192  # where the words are too many to count them all
HELD_OUT_SEED = 2**31  # of no training run
TORCH_VERSION = torch.__version__.split("+")[0]  # without the name of the build


def to_onnx(model: Transformer) -> bytes:
    """The network as an ONNX file with dynamic batch and length, and weights under the names they have in PyTorch.

    Training mode changes nothing here (there is no dropout) but keeps the exporter from merging equal weights, so that
    the untrained network, whose biases are all zero, has the same graph as the trained one. Folding constants would
    rename weights.
    """
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the other exporter's names say nothing about modules
        warnings.filterwarnings("ignore", message=".*variable length with")  # recurrent cells are given their start
        torch.onnx.export(
            model,
            (torch.zeros((2, 3), dtype=torch.int64),),
            file,
            dynamo=False,
            opset_version=OPSET,
            training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False,
            input_names=["tokens"],
            output_names=["logits"],
            dynamic_axes={"tokens": {0: "batch", 1: "length"}, "logits": {0: "batch", 1: "length"}},
        )
    graph = onnx.load_model_from_string(file.getvalue())
    onnx.checker.check_model(graph, full_check=True)
    return graph.SerializeToString()


def onnx_predictor(model: bytes) -> Predictor:
    """Logits of an ONNX file, by onnxruntime on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return lambda tokens: session.run(["logits"], {"tokens": tokens})[0]


def write_model(model: Transformer, recipe: Recipe, out: Path, seconds: float | None) -> dict:
    """Writes the network and its manifest, whose losses are those of the written file.

    `seconds` is what the training took; None says that the network is the untrained control.
    """
    trained = seconds is not None
    name = recipe.name if trained else control_name(recipe)
    data = to_onnx(model)
    if len(data) > MAX_BYTES:
        raise ValueError(f"write_model: {name}.onnx must have at most {MAX_BYTES} bytes, got {len(data)}")
    manifest = describe(model, recipe, data, seconds)
    manifest["metrics"] = measure(onnx_predictor(data), recipe.process, recipe.network.context, recipe.network.bos)
    manifest["onnx"] = {"opset": OPSET, "exporter": "torch.onnx.export (TorchScript)", "torch": TORCH_VERSION}
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.onnx").write_bytes(data)
    (out / f"{name}.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return manifest


def describe(model: Transformer, recipe: Recipe, data: bytes, seconds: float | None) -> dict:
    """The manifest's account of what the network is and how it was trained, without what is measured."""
    trained = seconds is not None
    name = recipe.name if trained else control_name(recipe)
    network, training = recipe.network, recipe.training
    return {
        "schemaVersion": 1,
        "model": f"{name}.onnx",
        "sha256": hashlib.sha256(data).hexdigest(),
        "process": {"id": recipe.process_id, "params": recipe.process_params},
        "context": network.context,
        "bos": network.bos,
        "tokenMap": None,
        "control": f"{control_name(recipe)}.onnx" if trained and recipe.control else None,
        **({"hooks": unrecognised_hooks(network)} if unrecognised_hooks(network) else {}),
        "config": {
            "layers": network.layers,
            "heads": network.heads,
            "dModel": network.d_model,
            "dMlp": network.d_mlp,
            "mixer": network.mixer,
            "skip": network.skip,
            "norm": "LayerNorm" if network.norm else None,
            "positions": "learned" if network.positions else None,
            "attentionOnly": network.d_mlp is None,
            "activation": None if network.d_mlp is None else "relu",
            "vocab": recipe.vocab,
            "parameters": sum(parameter.numel() for parameter in model.parameters()),
        },
        "training": {
            "recipe": recipe.name,
            "seed": training.seed,
            "teacher": training.teacher,
            "steps": training.steps if trained else 0,
            "batchSize": training.batch_size if trained else None,
            "optimizer": "Adam" if trained else None,
            "learningRate": training.learning_rate if trained else None,
            "schedule": f"{training.warmup_steps} steps of linear warm-up, cosine to 0" if trained else None,
            "tokens": training.steps * training.batch_size * recipe.positions if trained else 0,
            "seconds": round(seconds) if trained else 0,
            "torch": TORCH_VERSION,
            "device": "cpu",
        },
    }


def unrecognised_hooks(network: Network) -> dict[str, str]:
    """Inner tensors by hook name, for networks without skip connections, by which those of others are recognised."""
    if network.skip:
        return {}
    recurrent = network.mixer in ("rnn", "gru")
    pattern = {"attention": "Softmax", "fixed": "Softmax", "free": "Trilu"}.get(network.mixer)
    return {
        **({} if pattern is None else {"blocks.0.attn.hook_pattern": f"/blocks.0/attn/{pattern}_output_0"}),
        "blocks.0.hook_resid_post": f"/blocks.0/attn/{'cell/Transpose_1' if recurrent else 'output/Add'}_output_0",
    }


def control_name(recipe: Recipe) -> str:
    return f"{recipe.name}-untrained"


def measure(predict: Predictor, process: Process, context: int, bos: int | None) -> dict:
    """Exact losses of a network beside the optimal ones, by k and as means over k = 1..context."""
    losses = network_losses(predict, process, context, bos)
    optimal = optimal_losses(process, context)
    loss_mean, optimal_mean = float(np.mean(losses[1:])), float(np.mean(optimal[1:]))
    return {
        "lossByTokensRead": losses,
        "optimalLossByTokensRead": optimal,
        "positions": [1, context],
        "lossMean": loss_mean,
        "optimalLossMean": optimal_mean,
        "regret": loss_mean - optimal_mean,
        "how": "exact over all words",
    }


def measure_on_samples(predict: Predictor, process: Process, context: int, bos: int | None) -> dict:
    """As `measure`, on held-out words with exact laws: for contexts whose words are too many to count them all."""
    words = sample_words(process, HELD_OUT_WORDS, context, np.random.default_rng(HELD_OUT_SEED))
    regrets, least = sampled_regrets(predict, words, next_token_laws(process, words), bos)
    by_k, optimal = regrets.mean(axis=0), least.mean(axis=0)
    of_words = regrets[:, 1:].mean(axis=1)
    return {
        "lossByTokensRead": [None if np.isnan(regret) else regret for regret in (by_k + optimal).tolist()],
        "optimalLossByTokensRead": optimal.tolist(),
        "positions": [1, context],
        "lossMean": float((by_k + optimal)[1:].mean()),
        "optimalLossMean": float(optimal[1:].mean()),
        "regret": float(of_words.mean()),
        "regretSe": float(of_words.std(ddof=1) / np.sqrt(len(words))),
        "how": f"exact laws after each prefix of {HELD_OUT_WORDS} held-out words, seed {HELD_OUT_SEED}",
    }
