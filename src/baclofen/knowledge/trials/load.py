"""Reads the trial data that ships, and takes in studies that are added to it."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from baclofen.errors import InputRefused, KnowledgeError
from baclofen.knowledge.fact import HOWS, Fact
from baclofen.knowledge.trials.check import check_words
from baclofen.knowledge.trials.problem import refuse_first
from baclofen.knowledge.trials.read import read_figures, read_reported, read_scale, read_study
from baclofen.knowledge.trials.recompute import check_figures
from baclofen.knowledge.trials.values import Family, Name, Trials
from baclofen.value import replace

DATA = Path(__file__).parents[1] / "data" / "trials"
#: What a file of further studies may hold.
PARTS = ("studies", "arms", "contrasts", "scales")


@cache
def load_trials() -> Trials:
    """The trial data that ships with this package; read and checked once a process.

    Raises `KnowledgeError` where a figure contradicts itself or another.

    >>> len(load_trials().studies)
    77
    """
    frame = _toml("frame.toml")
    empty = Trials(
        studies=MappingProxyType({}),
        figures=(),
        reported=(),
        scales=MappingProxyType({}),
        syndromes=_named(frame["syndromes"]),
        groups=_named(frame["groups"]),
        routes=MappingProxyType(frame["routes"]),
        drugs=MappingProxyType(frame["drugs"]),
        comparators=MappingProxyType(frame["comparators"]),
        designs=_named(frame["designs"]),
        families=MappingProxyType({k: Family(id=k, **v) for k, v in frame["families"].items()}),
        phases=MappingProxyType(frame["phases"]),
        uses=MappingProxyType(frame["uses"]),
        risks=MappingProxyType(frame["risks"]),
        policy=_policy(),
    )
    studies = _toml("studies.toml")
    if untold := [id for id, raw in studies.items() if not raw.get("read_at")]:
        raise KnowledgeError(f"trial data: {', '.join(untold)} do not say where they were read")
    try:
        return with_studies(
            empty,
            {
                "studies": studies,
                "arms": _rows("arms.csv"),
                "contrasts": _rows("contrasts.csv"),
                "scales": _toml("scales.toml"),
            },
        )
    except InputRefused as wrong:
        raise KnowledgeError(f"trial data: {wrong}") from None


def with_studies(trials: Trials, added: Mapping[str, Any]) -> Trials:
    """The data with further studies, all checked together; `trials` itself is not changed.

    `added` holds `studies` (a table by id), `arms` and `contrasts` (rows of these studies), and
    `scales` of its own where it needs any; docs/how-to/read-the-evidence.md shows one. Raises
    `InputRefused`, naming the row, for a missing or unknown field, an id that is there already, a
    row given twice, and every figure that contradicts another; then nothing of it is taken in.
    """
    if not isinstance(added, Mapping) or not added.get("studies"):
        raise InputRefused(
            "added studies", "without a study", "there must be a table `studies`",
            do="See docs/how-to/read-the-evidence.md for an example.",
        )  # fmt: skip
    if unknown := sorted(set(added) - set(PARTS)):
        raise InputRefused("added studies", f"with {unknown}", f"the parts are {', '.join(PARTS)}")
    studies = _table("studies", added)
    scales = _table("scales", added)
    for part, there in (("study", trials.studies), ("scale", trials.scales)):
        if twice := sorted(set(studies if part == "study" else scales) & set(there)):
            raise InputRefused(
                part, repr(twice[0]), "it is in the data already",
                do="Give it an id of its own; the data that ship are never changed.",
            )  # fmt: skip
    new = {id: read_study(id, raw) for id, raw in studies.items()}
    arms, contrasts = _listed("arms", added), _listed("contrasts", added)
    joined = replace(
        trials,
        studies=MappingProxyType({**trials.studies, **new}),
        scales=MappingProxyType(
            {**trials.scales, **{id: read_scale(id, raw) for id, raw in scales.items()}}
        ),
        figures=trials.figures + read_figures(arms, new),
        reported=trials.reported + read_reported(contrasts, new),
    )
    refuse_first(check_words(joined))
    refuse_first(check_figures(joined))
    return joined


def _table(name: str, added: Mapping[str, Any]) -> Mapping[str, Any]:
    part = added.get(name, {})
    if not isinstance(part, Mapping):
        raise InputRefused(name, type(part).__name__, "it must be a table by id")
    return part


def _listed(name: str, added: Mapping[str, Any]) -> list[Any] | tuple[Any, ...]:
    part = added.get(name, ())
    if not isinstance(part, list | tuple):
        raise InputRefused(name, type(part).__name__, "it must be a list of rows")
    return part


def _policy() -> Mapping[str, Fact]:
    found = {}
    for id, raw in _toml("policy.toml").items():
        fact = Fact(id=id, population="bodies of evidence", **raw)
        if fact.how not in HOWS:
            raise KnowledgeError(f"policy {id}: how is {fact.how!r}, not one of {HOWS}")
        found[id] = fact
    return MappingProxyType(found)


def _named(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Name]:
    return MappingProxyType(
        {
            id: Name(
                id,
                raw["title"],
                tuple(raw.get("aliases", ())),
                tuple(raw.get("members", ())),
                raw.get("start", ""),
                raw.get("pain", ""),
            )
            for id, raw in table.items()
        }
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
