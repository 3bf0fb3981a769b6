"""Creatinine and eGFR of a record: which values are kept, and what is said of the rest.

The newest creatinine decides a dose. When it has no usable unit or cannot be true, the
record is refused: an older value in its place would hide it. What else cannot be read, and what is
dated later, is handed on: the judgement tells whether a value answers it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from baclofen.assessment import left_open, recent_since
from baclofen.cleaned import plain
from baclofen.exchange.fhir.kidney_result import Read, read_result
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.observations import (
    LEFT_OUT,
    Measured,
    Results,
    called,
    is_creatinine,
    is_cystatin,
    is_egfr,
    is_kidney,
)
from baclofen.exchange.fhir.people import Person
from baclofen.exchange.fhir.quantities import INDEXED
from baclofen.exchange.wording import listed, many, was
from baclofen.knowledge import Knowledge
from baclofen.patient import KidneyValue, Patient, UnreadKidney
from baclofen.value import Value

#: So many results that nobody could read are carried on, the newest of them.
_MOST_UNREAD = 50


class KidneyRead(Value):
    """Kidney values up to the day judged, oldest first, notes, and each result that may be left
    open with the element that holds it. `read` are the places of all of them."""

    values: tuple[KidneyValue, ...]
    notes: tuple[str, ...]
    unread: tuple[UnreadKidney, ...]
    places: tuple[tuple[UnreadKidney, Measured], ...]
    read: frozenset[str]


def read_kidney_values(
    results: Results, person: Person, known: Knowledge, *, today: date
) -> KidneyRead:
    """The kidney values of a record, and what of it could not be read.

    Kept are those that are still of now by their age (a rise within days, and a fall that a later
    value hides, must be seen) and the newest of each kind. Raises `UnitProblem` or `OutOfRange` for
    the newest of a kind.
    """
    since = recent_since(known, today)
    found = [
        read_result(m, person, known) for key in results.by_key if is_kidney(key)
        for m in results.of(key)
    ]  # fmt: skip
    creatinine = [r for r in found if is_creatinine(r.of.key)]
    egfr = [r for r in found if not is_creatinine(r.of.key)]
    notes: list[str] = []
    kept: list[KidneyValue] = []
    for name, of_kind in (("creatinine", creatinine), ("eGFR", egfr)):
        notes += _unusable(name, of_kind)
        values, note = _kept([r.value for r in of_kind if r.value], name, since)
        kept += values
        notes += note
    if len({r.unit for r in creatinine if r.value}) > 1:
        notes.append(
            "The record gives creatinine in mg/dL and in umol/L: each was read by its own unit."
        )
    if idle := sum(r.lowers_nothing and not r.said for r in found):
        what = many(idle, "clearance or cystatin C", "clearances or values of cystatin C")
        notes.append(f"{what} {was(idle)} left out: of these only a low one counts.")
    later = [read_result(m, person, known) for m in results.later]
    open_ = [(_unread(r), r.of) for r in found if r.value is None and not r.lowers_nothing]
    open_ = sorted(open_, key=lambda pair: pair[0].on or today)[-_MOST_UNREAD:]
    open_ += [(_unread(r), r.of) for r in later if not r.lowers_nothing][:_MOST_UNREAD]
    undated = [(UnreadKidney("", None, r.value), r.of) for r in found if r.value and r.on is None]
    return KidneyRead(
        tuple(sorted(kept, key=lambda v: v.on or date.min)), tuple(notes),
        tuple(result for result, _ in open_), (*open_, *undated),
        frozenset(r.of.whole.where for r in (*found, *later)),
    )  # fmt: skip


def write_open(
    read: KidneyRead, person: Patient, known: Knowledge, ledger: Ledger, *, today: date
) -> None:
    """Writes of what no value of this person answers that it was not understood, and of what is
    dated later and is answered that it does not count."""
    still = left_open(person, known, today)
    for result, of in read.places:
        is_later = of.on is not None and of.on > today
        if result in still:
            named = _shown(result)
            if result.value is not None:
                named = f"{_name(of)} {named}"
            if is_later:
                ledger.unread(of.whole, "measurement", named, sounds=())
            else:
                ledger.misread(of.what, named)
        elif is_later:
            ledger.harmless(of.whole, "measurement", called(of.whole), LEFT_OUT["late"])


def _unread(read: Read) -> UnreadKidney:
    """A result that gives no value to count with. A figure in a creatinine, and one that an eGFR
    begins with, may be the value of its day."""
    words = read.words.strip("' ")
    has_figure = is_creatinine(read.of.key) and any(mark.isdigit() for mark in words)
    is_grave = read.of.is_critical or "critical" in words.casefold()
    return UnreadKidney(
        plain(f"{_name(read.of)} {words}", 80), read.on, read.value,
        is_grave or has_figure or words[:1].isdigit() or words[:1] in ("<", ">"),
    )  # fmt: skip


def _name(of: Measured) -> str:
    """What a result is called, in the record or here."""
    if words := called(of.what):
        return words
    if is_creatinine(of.key):
        return "creatinine"
    return "cystatin C" if is_cystatin(of.key) else "eGFR" if is_egfr(of.key) else "clearance"


def _shown(result: UnreadKidney) -> str:
    value = result.value
    if value is None:
        return result.words
    unit = "mg/dL" if value.kind == "creatinine" else INDEXED
    return f"{value.value:.3g} {unit}, {f'dated {value.on}' if value.on else 'without a date'}"


# --- what is kept -----------------------------------------------------------------------


def _unusable(name: str, found: Sequence[Read]) -> list[str]:
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
