"""Vignettes: a patient and a request in words, and what must come out. Any file of the format.

`python -m tests.spec.vignettes FILE` prints a line a vignette, ends with `N passed, M failed`,
and exits 0 only if all hold. Each vignette is typed in as a user would type it, through the
product's own door; only `input` and `jurisdiction` are read before it is judged.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from baclofen.assessment import Assessment, assess
from baclofen.errors import BaclofenError, InputRefused
from baclofen.exchange import Record
from baclofen.exchange.typed import read_typed
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.planning import work_figures
from tests.spec.agreement import agrees
from tests.spec.arithmetic import check
from tests.spec.vignette_keys import Unknown
from tests.spec.vignette_words import TODAY, typed

#: A vignette's name for what the product calls otherwise.
_NAMES = {
    "within_window_h": "onset_h", "above_200": "above", "volume_mL_at_50": "volume_mL_at_50",
    "dose_mg_if_1_2_5_mg_mL": "dose_mg_by_mg_per_mL",
}  # fmt: skip
#: What a blocking question asks for, in a vignette's words.
_MISSING = {
    "kidney_known": "egfr_or_creatinine", "age": "age_years", "weight": "weight_kg",
    "baclofen_known": "current_baclofen",
}  # fmt: skip
#: Jurisdictions that are none: the US label governs.
_NO_PLACE = {"any", "literature", "guideline"}


@dataclass(frozen=True)
class Answer:
    """What the product said to one vignette."""

    verdict: str
    fires: frozenset[str]
    cited: frozenset[str]
    values: Mapping[str, Any] = field(default_factory=dict)
    trouble: str = ""


def place_of(words: str | None) -> str:
    """The jurisdiction that governs: the first named; a word that names none means US."""
    first = re.split(r"[/;,]", words or "any")[0].strip()
    return "US" if first in _NO_PLACE else first


def answer(vignette: Mapping[str, Any], known: Knowledge) -> Answer:
    """Type the vignette in, and take down what comes out."""
    try:
        table, place = typed(vignette["input"])
    except Unknown as gap:
        return Answer("", frozenset(), frozenset(), trouble=str(gap))
    try:
        read = read_typed(table, known, today=TODAY)
        record = Record(read.patient, read.notes, read.request, read.ordered)
        jurisdiction = place_of(place or vignette.get("jurisdiction"))
        fit = assess(record.patient, known, record.asks(today=TODAY, jurisdiction=jurisdiction))
    except InputRefused as refusal:
        ids = frozenset({refusal.why} - {""})
        return Answer("reject-input", ids, ids, refusal.offers)
    return _of(fit, record, known)


def _of(fit: Assessment, record: Record, known: Knowledge) -> Answer:
    figures = work_figures(fit, known)
    values: dict[str, Any] = {f.name: f.value for f in figures}
    missing = [_MISSING[f.rule.asks] for f in fit.blocking]
    if "egfr_or_creatinine" in missing and any("is no eGFR" in note for note in record.notes):
        missing[missing.index("egfr_or_creatinine")] = "egfr_number"
    values["missing"] = tuple(missing)
    said = [*fit.information, *fit.cited]
    cited = {f.rule.id for f in said} | {id for f in figures for id in f.why}
    cited |= {id for note in (*fit.notes, *fit.statements) for id in note.why}
    return Answer(
        str(fit.verdict.value), frozenset(f.rule.id for f in fit.findings), frozenset(cited), values
    )


def complaints(vignette: Mapping[str, Any], got: Answer) -> list[str]:
    """What does not hold, in words; nothing when all does."""
    if got.trouble:
        return [f"cannot be typed in: {got.trouble}"]
    want = vignette["expect"]
    found = []
    if got.verdict != want["verdict"]:
        found.append(f"verdict {got.verdict}, expected {want['verdict']}")
    for id in want.get("must_flag") or ():
        if id not in got.fires | got.cited:
            found.append(f"{id} is neither fired nor cited")
    for id in want.get("must_not_flag") or ():
        if id in got.fires:
            found.append(f"{id} fires")
    for name, expected in (want.get("values") or {}).items():
        come = _value(name, got.values)
        if come is None:
            found.append(f"{name} is not computed, expected {expected}")
        elif not agrees(come, expected, as_set=name == "ddx"):
            found.append(f"{name} {come}, expected {expected}")
    return found


def _value(name: str, values: Mapping[str, Any]) -> Any:
    """The product's value of this name; a name with a number in it is looked up by it."""
    if found := re.fullmatch(r"cumulative_mg_day1_(\d+)", name):
        ends = [last for _, last in values.get("day_ranges", ())]
        day = int(found[1])
        return values["cumulative_mg"][ends.index(day)] if day in ends else None
    if re.fullmatch(r"dose_if_[\d.]+_mL_given_mg", name):
        return values.get("dose_if_volume_given_mg")
    come = values.get(_NAMES.get(name, name))
    return tuple(come.values()) if name == "dose_mg_if_1_2_5_mg_mL" and come else come


def read(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The vignettes and the arithmetic vectors of a file."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return list(raw.get("vignettes") or ()), list(raw.get("arithmetic_vectors") or ())


def main(path: Path) -> int:
    known = load_knowledge()
    vignettes, vectors = read(path)
    failed = 0
    for vignette in vignettes:
        try:
            wrong = complaints(vignette, answer(vignette, known))
        except BaclofenError as fault:
            wrong = [f"{type(fault).__name__}: {fault}"]
        failed += bool(wrong)
        told = "; ".join(wrong) or vignette["expect"]["verdict"]
        print(f"{'FAIL' if wrong else 'ok  '} {vignette['id']} {vignette['title']}: {told}")
    for vector in vectors:
        wrong = check(vector)
        failed += bool(wrong)
        told = "; ".join(wrong) or "holds"
        print(f"{'FAIL' if wrong else 'ok  '} {vector['id']} {vector['title']}: {told}")
    total = len(vignettes) + len(vectors)
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
