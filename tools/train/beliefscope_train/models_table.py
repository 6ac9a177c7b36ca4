"""What `measure-models.ts` found of every model, as a table: beliefs by site, attention, and how it forgets."""

import json
from pathlib import Path

from .table import markdown, write_table

FOLDER = Path(__file__).parent.parent
RESULTS = FOLDER / "results" / "models.json"


def update_models_table() -> None:
    """results/README.md's table of the models: one row each."""
    rows = []
    for name, model in json.loads(RESULTS.read_text())["models"].items():
        sites = {site["name"]: site for site in model["sites"] if site["name"] != "all sites"}
        best = max(sites.values(), key=lambda site: site["r2HeldOut"] or -9)
        baseline = max(model["baselines"], key=lambda key: model["baselines"][key]["r2HeldOut"] or -9)
        posts = [name for name in sites if name.endswith("hook_resid_post")]
        mids = [name for name in sites if name.endswith("hook_resid_mid")]
        heads, costs = model["heads"], model["costOfMeans"]
        rows.append(
            [
                name,
                "classes" if model["probe"]["foldRule"] == "targetClass" else "words",
                _r2(sites, ["blocks.0.hook_resid_pre"]),
                _r2(sites, mids or posts),
                _r2(sites, posts if mids else []),
                _r2(sites, ["ln_final.hook_normalized"]),
                f"{model['baselines'][baseline]['r2HeldOut']:.3f} ({baseline})",
                f"{best['gainOverBestBaseline']:.3f} ± {best['r2HeldOutSe']:.3f}",
                f"{best['untrained']['r2HeldOut']:.3f}",
                " / ".join(f"{head['fixedness']:.3f}" for head in heads) or "–",
                "–" if costs is None else f"{costs['nats']:.6f}",
                " / ".join(_pole(head["decay"]) for head in heads) or "–",
                _pole(model["influence"]["decay"]),
                *(_modulus(model["laws"][law]) for law in ("kalman", "zeta")),
            ]
        )
    head = ["model", "held out", "embedding", "after attention", "after block", "final norm", "best baseline"]
    head += ["gain of the best site (± s.e. of its R²)", "that site, untrained", "fixedness of attention"]
    head += ["loss from mean attention", "pole of attention", "pole of influence", "θ", "ζ"]
    write_table(FOLDER / "results" / "README.md", "models", markdown(head, rows))


def _r2(sites: dict, names: list[str]) -> str:
    return " / ".join(f"{sites[name]['r2HeldOut']:.3f}" for name in names if name in sites) or "–"


def _pole(decay: dict | None) -> str:
    """With half the width of its interval; a fit that explains less than half of the kernel isn't one."""
    if decay is None or decay["r2"] < 0.5:
        return "–"
    low, high = decay["interval"] or (decay["pole"], decay["pole"])
    return f"{decay['pole']:.3f} ± {(high - low) / 2:.3f}"


def _modulus(law: dict) -> str:
    return "–" if law["modulus"] is None else f"{law['modulus']:.3f}"
