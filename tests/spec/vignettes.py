"""Vignettes: a patient and a request in words, and what must come out. Any file of the format.

`python -m tests.spec.vignettes FILE` prints a line a vignette (what was expected, what came), ends
with `N passed, M failed`, and exits 0 only if all hold. Each vignette is typed in as a user would
type it, through the product's own door; only `input` and `jurisdiction` are read before it is
judged. It goes through its plan too, by mouth, by needle or by pump as it asks: what the plan says
otherwise than the worked figures fails it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from baclofen.assessment import assess
from baclofen.errors import InputRefused
from baclofen.exchange import read_table
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.planning import work_figures
from baclofen.review import Played, complaints, play
from tests.laws.two_doors import disagreements, plan_of
from tests.spec.arithmetic import check
from tests.spec.vignette_words import TODAY, typed

#: A vignette's name for what the product calls otherwise.
NAMES = {
    "within_window_h": "onset_h", "above_200": "above", "age_years": "age_y",
    "dose_mg_if_1_2_5_mg_mL": "dose_mg_by_mg_per_mL",
}  # fmt: skip
#: Jurisdictions that are none: the US label governs.
_NO_PLACE = {"any", "literature", "guideline"}


def place_of(words: str | None) -> str:
    """The jurisdiction that governs: the first named; a word that names none means US."""
    first = re.split(r"[/;,]", words or "any")[0].strip()
    return "US" if first in _NO_PLACE else first


def judge(vignette: Mapping[str, Any], known: Knowledge) -> tuple[Played | None, list[str]]:
    """What the product says, and what of the expectation does not hold."""
    try:
        table, place = typed(vignette["input"])
        jurisdiction = place_of(place or vignette.get("jurisdiction"))
        got = play(table, known, today=TODAY, jurisdiction=jurisdiction)
    except Exception as gap:
        # Any file of the format: what it says beyond our words fails by name, and nothing crashes.
        return None, [f"cannot be judged: {type(gap).__name__}: {gap}"]
    want = vignette["expect"]
    expected = {}
    named = dict(got.values)
    for name, value in (want.get("values") or {}).items():
        expected[name] = value
        named[name] = _value(name, got.values)
    got = Played(got.verdict, got.fires, got.cited, named)
    wrong = complaints(
        got, verdict=want["verdict"], flags=want.get("must_flag") or (),
        silent=want.get("must_not_flag") or (), values=expected,
    )  # fmt: skip
    return got, [*wrong, *against_plan(table, known, jurisdiction)]


def against_plan(table: Mapping[str, Any], known: Knowledge, jurisdiction: str) -> list[str]:
    """What the plan of the same input says otherwise than the worked figures; a refused input
    has neither."""
    try:
        record = read_table(table, known, today=TODAY)
        request = record.asks(today=TODAY, jurisdiction=jurisdiction)
        fit = assess(record.patient, known, request)
    except InputRefused:
        return []
    plan = plan_of(fit, known)
    figures = {f.name: f.value for f in work_figures(fit, known)}
    return [] if plan is None else disagreements(fit, figures, plan)


def _value(name: str, values: Mapping[str, Any]) -> Any:
    """The product's value of this name; a name with a number in it is looked up by it."""
    if found := re.fullmatch(r"cumulative_mg_day1_(\d+)", name):
        ends = [last for _, last in values.get("day_ranges", ())]
        day = int(found[1])
        return values["cumulative_mg"][ends.index(day)] if day in ends else None
    if re.fullmatch(r"dose_if_[\d.]+_mL_given_mg", name):
        return values.get("dose_if_volume_given_mg")
    come = values.get(NAMES.get(name, name))
    if name == "missing":
        return tuple("age_years" if word == "age_y" else word for word in come or ())
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
        got, wrong = judge(vignette, known)
        failed += bool(wrong)
        want = vignette["expect"]["verdict"]
        came = got.verdict if got else "nothing"
        told = f"expected {want}, came {came}" + "".join(f"; {w}" for w in wrong)
        print(f"{'FAIL' if wrong else 'ok  '} {vignette['id']} {vignette['title']}: {told}")
    for vector in vectors:
        wrong = check(vector)
        failed += bool(wrong)
        told = "; ".join(wrong) or f"expected and came {vector['expect']}"
        print(f"{'FAIL' if wrong else 'ok  '} {vector['id']} {vector['title']}: {told}")
    total = len(vignettes) + len(vectors)
    print(f"{total - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
