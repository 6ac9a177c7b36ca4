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
        # With few beliefs, whole ones are held out, which no baseline survives: compare on random words instead.
        few = model["probe"]["foldRule"] == "targetClass"
        key = "r2WordsHeldOut" if few else "r2HeldOut"
        sites = {site["name"]: site for site in model["sites"] if site["name"] != "all sites"}
        best = max(sites.values(), key=lambda site: site[key])
        baselines = {name: fit[key] for name, fit in model["baselines"].items()}
        baselines["untrained"] = max(baselines["untrained"], *(site["untrained"][key] for site in sites.values()))
        baseline = max(baselines, key=lambda name: baselines[name])
        posts = [name for name in sites if name.endswith("hook_resid_post")]
        mids = [name for name in sites if name.endswith("hook_resid_mid")]
        heads, costs = model["heads"], model["costOfMeans"]

        def r2(names: list[str], sites: dict = sites, key: str = key) -> str:
            return " / ".join(f"{sites[name][key]:.3f}" for name in names if name in sites) or "–"

        rows.append(
            [
                name,
                r2(["blocks.0.hook_resid_pre"]),
                r2(mids or posts),
                r2(posts if mids else []),
                r2(["ln_final.hook_normalized"]),
                f"{baselines[baseline]:.3f} ({baseline})",
                f"{best[key] - baselines[baseline]:.3f}",
                f"{best['untrained'][key]:.3f}",
                f"{best['r2HeldOut']:.3f} ± {best['r2HeldOutSe']:.3f}" if few else "–",
                " / ".join(f"{head['fixedness']:.3f}" for head in heads) or "–",
                "–" if costs is None else f"{costs['nats']:.6f}",
                " / ".join(_pole(head["decay"]) for head in heads) or "–",
                _pole(model["influence"]["decay"]),
                *(_modulus(model["laws"][law]) for law in ("kalman", "zeta")),
            ]
        )
    head = ["model", "embedding", "after attention", "after block", "final norm", "best baseline"]
    head += ["gain of the best site", "that site, untrained", "that site, beliefs held out", "fixedness of attention"]
    head += ["loss from mean attention", "pole of attention", "pole of influence", "θ", "ζ"]
    write_table(FOLDER / "results" / "README.md", "models", markdown(head, rows))


def _pole(decay: dict | None) -> str:
    """With half the width of its interval; a fit that explains less than half of the kernel isn't one."""
    if decay is None or decay["r2"] < 0.5:
        return "–"
    low, high = decay["interval"] or (decay["pole"], decay["pole"])
    return f"{decay['pole']:.3f} ± {(high - low) / 2:.3f}"


def _modulus(law: dict) -> str:
    return "–" if law["modulus"] is None else f"{law['modulus']:.3f}"
