"""Creatinine and eGFR of a record: which values are kept, and what is said of the rest.

The newest creatinine decides a dose. When it has no usable unit or cannot be true, the
record is refused: an older value in its place would hide it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.assessment import recent_since
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.exchange.fhir.observations import Measured, Results, is_creatinine, is_egfr
from baclofen.exchange.fhir.quantities import (
    CREATININE,
    EGFR,
    INDEXED,
    PLAIN,
    Quantity,
    read_quantity,
)
from baclofen.exchange.wording import listed, many, sentence, was
from baclofen.knowledge import Knowledge
from baclofen.patient import LIMITS, KidneyValue, creatinine_in_mg_per_dL
from baclofen.value import Value

_EQUATIONS = {
    "egfr_ckdepi_2021_cr": "CKD-EPI 2021",
    "egfr_ckdepi_2021_cr_cys": "CKD-EPI 2021 with cystatin C",
    "egfr_ckdepi_2009": "CKD-EPI 2009",
    "egfr_ckdepi_2009_black": "CKD-EPI 2009 with its race term",
    "egfr_ckdepi_2009_nonblack": "CKD-EPI 2009",
    "egfr_ckdepi_2012_cr_cys": "CKD-EPI 2012 with cystatin C",
    "egfr_cystatin": "cystatin C",
    "egfr_mdrd": "MDRD",
    "egfr_mdrd_nonblack": "MDRD",
    "egfr_mdrd_black": "MDRD with its race term",
    "egfr_mdrd_any_specimen": "MDRD",
    "egfr_schwartz": "Schwartz",
}
_NOT_STATED = "equation not stated"


class _Read(Value):
    """One result as read: a value, or the reason why there is none."""

    on: date | None
    value: KidneyValue | None = None
    unit: str = ""
    problem: InputRefused | None = None
    said: str = ""


def read_kidney_values(
    results: Results, known: Knowledge, *, today: date
) -> tuple[tuple[KidneyValue, ...], tuple[str, ...]]:
    """Kidney values up to `today`, oldest first, and notes.

    Kept are those that are still of now by their age (a rise within days, and a fall that a later
    value hides, must be seen) and the newest of each kind. Raises `UnitProblem` or `OutOfRange` for
    the newest of a kind.
    """
    since = recent_since(known, today)
    creatinine = [_creatinine(m) for key in results.by_key if is_creatinine(key)
                  for m in results.of(key)]  # fmt: skip
    egfr = [_egfr(m) for key in results.by_key if is_egfr(key) for m in results.of(key)]
    notes: list[str] = []
    kept: list[KidneyValue] = []
    for name, found in (("creatinine", creatinine), ("eGFR", egfr)):
        notes += _unusable(name, found)
        values, note = _kept([r.value for r in found if r.value], name, since)
        kept += values
        notes += note
    if len({r.unit for r in creatinine if r.value}) > 1:
        notes.append(
            "The record gives creatinine in mg/dL and in umol/L: each was read by its own unit."
        )
    return tuple(sorted(kept, key=lambda v: v.on or date.min)), tuple(notes)


# --- creatinine -------------------------------------------------------------------------


def _creatinine(result: Measured) -> _Read:
    try:
        quantity = read_quantity(result.what.child("valueQuantity"), CREATININE)
    except UnitProblem as gap:
        return _Read(result.on, problem=_dated(gap, result.on))
    if quantity is None:
        return _no_number(result, "creatinine")
    unit = quantity.unit or _written_unit(result)
    try:
        value = creatinine_in_mg_per_dL(quantity.value, unit)
    except OutOfRange as gap:
        allowed = gap.allowed.removeprefix("it must be ")
        problem: InputRefused = OutOfRange(
            _on("creatinine", result.on), quantity.value, unit, allowed, do=gap.do, why=gap.why
        )
        return _Read(result.on, problem=problem)
    except UnitProblem as gap:
        return _Read(result.on, problem=_dated(gap, result.on))
    flags = [result.flag]
    if quantity.comparator in ("<", "<="):
        flags.append(f"reported as {quantity.as_written}, the number was used")
    elif quantity.comparator:
        # The true value is higher by an unknown amount: the kidney would look too good.
        return _Read(result.on, problem=_not_one_number("creatinine", quantity, result.on))
    if result.key.endswith("_moles") != (quantity.unit == "umol/L"):
        flags.append(f"its LOINC code is not one for {quantity.unit}, the printed unit was used")
    seen = KidneyValue(
        "creatinine", value, on=result.on, undated=result.on is None, flag=_join(flags)
    )
    return _Read(result.on, seen, unit=quantity.unit)


def _written_unit(result: Measured) -> str:
    quantity = result.what.child("valueQuantity")
    return plain(quantity.text("unit") or quantity.text("code"), 30) if quantity else ""


def _no_number(result: Measured, name: str) -> _Read:
    """A result in words. With a figure in it, it may be the value: then it is a problem."""
    words = result.what.text("valueString")
    if concept := result.what.child("valueCodeableConcept"):
        words = words or concept.text("text")
    if any(mark.isdigit() for mark in words):
        problem = UnitProblem(
            _on(name, result.on), repr(plain(words, 40)),
            "it must be a number with its unit, not a text",
            do="Export it as a quantity, or leave it out knowingly.", why="M-UNITS",
        )  # fmt: skip
        return _Read(result.on, problem=problem)
    return _Read(result.on, said=plain(words, 40) or "no value")


# --- eGFR -------------------------------------------------------------------------------


def _egfr(result: Measured) -> _Read:
    try:
        quantity = read_quantity(result.what.child("valueQuantity"), EGFR)
    except UnitProblem as gap:
        return _Read(result.on, said=gap.came)
    if quantity is None:
        no_number = _no_number(result, "eGFR")
        return _Read(
            result.on, said=no_number.problem.came if no_number.problem else no_number.said
        )
    low, high, unit = LIMITS["egfr"]
    if not low <= quantity.value <= high:
        allowed = f"between {low:g} and {high:g}"
        return _Read(
            result.on, problem=OutOfRange(_on("egfr", result.on), quantity.value, unit, allowed)
        )
    if quantity.unit not in (INDEXED, PLAIN):
        return _Read(result.on, said=quantity.as_written)
    flags = [result.flag]
    if quantity.unit == PLAIN:
        flags.append(
            "the unit printed is mL/min, not mL/min per 1.73 m2; read as per 1.73 m2 because of "
            "its LOINC code"
        )
    below = quantity.comparator in ("<", "<=")
    if below:
        flags.append(f"reported as {quantity.as_written}, how far below is not known")
    elif quantity.comparator:
        flags.append(f"reported as {quantity.as_written}, the number was used")
    value = KidneyValue(
        "egfr", quantity.value, on=result.on, undated=result.on is None,
        equation=_EQUATIONS.get(result.key, _NOT_STATED), flag=_join(flags), below=below,
    )  # fmt: skip
    return _Read(result.on, value, unit=quantity.unit)


# --- what is kept -----------------------------------------------------------------------


def _unusable(name: str, found: Sequence[_Read]) -> list[str]:
    """Notes on results that could not be used. Raises when the newest is one of them."""
    newest = max((r.on for r in found if r.on), default=None)
    bad = [r for r in found if r.problem]
    for read in bad:
        if read.problem and read.on == newest and newest is not None:
            raise read.problem
    notes = []
    if bad:
        examples = listed((f"{r.problem.field}: {r.problem.came}" for r in bad if r.problem), 3)
        notes.append(
            f"{many(len(bad), f'older {name} value')} could not be read and {was(len(bad))} left "
            f"out ({examples})."
        )
    said = [r for r in found if r.said]
    if said:
        used = max((r.on for r in found if r.value and r.on), default=None)
        newer = used is not None and any(r.on and r.on > used for r in said)
        examples = listed((f"{r.said}{f' of {r.on}' if r.on else ''}" for r in said), 3)
        notes.append(
            f"{many(len(said), f'{name} result')} could not be used and {was(len(said))} left out "
            f"({examples}): check {'it' if len(said) == 1 else 'them'}."
            + (f" It is newer than every {name} that was used." if newer else "")
        )
    return notes


def _kept(
    values: Sequence[KidneyValue], name: str, since: date
) -> tuple[list[KidneyValue], list[str]]:
    dated = sorted((v for v in values if v.on), key=lambda v: (v.on or date.min, v.value))
    undated = [v for v in values if v.on is None]
    by_day: dict[date | None, list[KidneyValue]] = {}
    for value in dated:
        by_day.setdefault(value.on, []).append(value)
    newest = dated[-1].on if dated else None
    kept: list[KidneyValue] = []
    left_out: list[KidneyValue] = []
    for day, found in by_day.items():
        if day == newest or (day and day >= since):
            # The lowest and the highest of a day say all about a rise or a discord.
            kept += dict.fromkeys((found[0], found[-1]))
            left_out += found[1:-1]
        else:
            left_out += found
    notes = []
    if left_out:
        notes.append(
            f"{many(len(left_out), f'further {name} value')} ({left_out[0].on} to "
            f"{left_out[-1].on}) {was(len(left_out))} left out: the newest counts."
        )
    if undated:
        # The one that allows least: it is shown, and never counts as recent.
        worst = max if name == "creatinine" else min
        kept.append(worst(undated, key=lambda v: v.value))
        if len(undated) > 1:
            notes.append(
                f"Of {len(undated)} {name} values without a date, the one that allows least was "
                "kept."
            )
    return kept, notes


# --- wording ----------------------------------------------------------------------------


def _on(name: str, on: date | None) -> str:
    return f"{name} of {on}" if on else f"{name} without a date"


def _dated(gap: UnitProblem, on: date | None) -> UnitProblem:
    """The same refusal of a creatinine, naming the day of the value."""
    return UnitProblem(_on("creatinine", on), gap.came, gap.allowed, do=gap.do, why=gap.why)


def _not_one_number(name: str, quantity: Quantity, on: date | None) -> InputRefused:
    return UnitProblem(
        _on(name, on), f"reported as {quantity.as_written}", "it must be one number",
        do="The true value is higher: ask the laboratory.", why="M-UNITS",
    )  # fmt: skip


def _join(flags: Iterable[str]) -> str:
    joined = sentence(flags)
    return joined[:1].lower() + joined[1:]
