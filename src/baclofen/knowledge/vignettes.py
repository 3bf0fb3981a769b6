"""Vignettes that ship with the rules: what is typed of a patient, and what must come out."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from baclofen.value import Value

#: The day on which every vignette is judged: their dates are set against it.
VIGNETTE_DAY = date(2026, 11, 22)


class Vignette(Value):
    """One patient and request as typed, under one label, with the verdict it must have.

    `flags` fire or are cited, `silent` do not fire; `values` are worked figures by name.
    """

    id: str
    title: str
    kind: str
    jurisdiction: str
    patient: Mapping[str, Any]
    verdict: str
    flags: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    why: str = ""


@cache
def load_vignettes() -> tuple[Vignette, ...]:
    """The vignettes of this package, in the order of their ids.

    >>> load_vignettes()[0].title
    'Standard US titration to 60 mg/day'
    """
    path = Path(__file__).parent / "data" / "vignettes.toml"
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_vignette(id, dict(entry)) for id, entry in raw.items())


def _vignette(id: str, entry: dict[str, Any]) -> Vignette:
    lists = {name: tuple(entry.pop(name, ())) for name in ("flags", "silent")}
    return Vignette(id=id, flags=lists["flags"], silent=lists["silent"], **entry)
