"""Measures the written models again, from nothing but the files."""

import hashlib
import json
from pathlib import Path

import numpy as np

from .export import MAX_BYTES, measure, onnx_predictor
from .processes import PROCESSES


def verify_all(models: Path) -> None:
    """Raises AssertionError unless every manifest in the folder tells the truth about its file."""
    for path in sorted(models.glob("*.json")):
        manifest = json.loads(path.read_text())
        data = (models / manifest["model"]).read_bytes()
        assert len(data) <= MAX_BYTES, f"{path.name}: the model must have at most {MAX_BYTES} bytes, got {len(data)}"
        digest = hashlib.sha256(data).hexdigest()
        assert digest == manifest["sha256"], f"{path.name}: sha256 must be {digest}, got {manifest['sha256']}"
        process = PROCESSES[manifest["process"]["id"]](**manifest["process"]["params"])
        measured = measure(onnx_predictor(data), process, manifest["context"], manifest["bos"])
        for key, value in measured.items():
            told = manifest["metrics"][key]
            assert _close(value, told), f"{path.name}: {key} must be {value}, got {told}"
        print(
            f"{manifest['model']}: {len(data)} bytes, mean loss {measured['lossMean']:.6f}, "
            f"optimal {measured['optimalLossMean']:.6f}, regret {measured['regret']:.6f}"
        )


def _close(value: object, told: object) -> bool:
    """Equal, for numbers up to what another machine's float32 kernels may change."""
    if isinstance(value, str):
        return value == told
    return np.allclose(np.array(value, float), np.array(told, float), rtol=0, atol=1e-6, equal_nan=True)
