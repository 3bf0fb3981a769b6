"""A study as a file would bring it, changed by what a test wants wrong or other."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from baclofen.knowledge import Figures, Reported, Trials, load_trials
from baclofen.value import asdict

EXAMPLE = Path(__file__).parents[1] / "examples" / "made_up_trial.json"


def trials() -> Trials:
    """The trial data that ship."""
    return load_trials()


def added(**arm: Any) -> dict[str, Any]:
    """The made-up trial of the examples; its first arm changed by what is given."""
    raw: dict[str, Any] = copy.deepcopy(json.loads(EXAMPLE.read_text(encoding="utf-8")))
    raw["arms"][0].update(arm)
    return raw


def lacking(name: str) -> dict[str, Any]:
    """The same, its first arm without one field."""
    raw = added()
    del raw["arms"][0][name]
    return raw


def study(raw: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """The same file, its study changed by what is given."""
    raw["studies"]["made_up_2026"].update(changed)
    return raw


def copied(of: str, named: str) -> dict[str, Any]:
    """A study of the data under another id, with its figures and contrasts: an identical one."""
    known = trials()
    source = known.studies[of]
    raw: dict[str, Any] = {
        k: v
        for k, v in asdict(source).items()
        if k not in ("id", "compare", "risk", "risk_why", "n", "indirect", "sums") and v
    }
    raw["cite"] = f"{named}, the same again"
    raw["n"] = dict(source.n)
    raw["indirect"] = dict(source.indirect)
    raw["compare"] = [asdict(c) for c in source.compare]
    raw["risk"] = {"level": source.risk, "why": source.risk_why}
    rows: dict[str, tuple[Figures | Reported, ...]] = {
        "arms": known.figures,
        "contrasts": known.reported,
    }
    return {
        "studies": {named: raw},
        **{
            part: [
                {k: v for k, v in asdict(row).items() if v not in (None, "", ()) and k != "fits"}
                | {"study": named}
                for row in found
                if row.study == of
            ]
            for part, found in rows.items()
        },
    }
