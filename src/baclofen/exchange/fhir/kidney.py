"""Creatinine and eGFR of a record: which values are kept, and what is said of the rest.

The newest creatinine decides a dose. When it has no usable unit or cannot be true, the
record is refused: an older value in its place would hide it. What else cannot be read, and what is
dated later, is handed on: the judgement tells whether a value answers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.assessment import left_open, recent_since
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.exchange.fhir.kidney_words import (
    lowest_of_stage,
    measured_quantity,
    words_of_value,
)
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.observations import (
    LEFT_OUT,
    Measured,
    Results,
    called,
    is_creatinine,
    is_egfr,
)
from baclofen.exchange.fhir.quantities import (
    CREATININE,
    EGFR,
    INDEXED,
    PLAIN,
    Quantity,
)
from baclofen.exchange.wording import listed, many, sentence, was
from baclofen.knowledge import Knowledge
from baclofen.patient import (
    LIMITS,
    PLAUSIBLE_MG_DL,
    KidneyValue,
    Patient,
    UnreadKidney,
    creatinine_in_mg_per_dL,
)
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
_MMOL = "mmol/L"
#: So many results that nobody could read are carried on, the newest of them.
_MOST_UNREAD = 50


class _Read(Value):
    """One result as read: a value, or the reason why there is none."""

    of: Measured
    value: KidneyValue | None = None
    unit: str = ""
    problem: InputRefused | None = None
    said: str = ""

    @property
    def on(self) -> date | None:
        return self.of.on

    @property
    def words(self) -> str:
        """What is said of it where it could not be read."""
        return self.problem.came if self.problem else self.said


class KidneyRead(Value):
    """Kidney values up to the day judged, oldest first, notes, and each result that may be left
    open with the element that holds it."""

    values: tuple[KidneyValue, ...]
    notes: tuple[str, ...]
    unread: tuple[UnreadKidney, ...]
    places: tuple[tuple[UnreadKidney, Measured], ...]


def read_kidney_values(results: Results, known: Knowledge, *, today: date) -> KidneyRead:
    """The kidney values of a record, and what of it could not be read.

    Kept are those that are still of now by their age (a rise within days, and a fall that a later
    value hides, must be seen) and the newest of each kind. Raises `UnitProblem` or `OutOfRange` for
    the newest of a kind.
    """
    since = recent_since(known, today)
    creatinine = [_creatinine(m) for key in results.by_key if is_creatinine(key)
                  for m in results.of(key)]  # fmt: skip
    egfr = [_egfr(m, known) for key in results.by_key if is_egfr(key) for m in results.of(key)]
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
    later = [_creatinine(m) if is_creatinine(m.key) else _egfr(m, known) for m in results.later]
    open_ = [(_unread(r), r.of) for r in (*creatinine, *egfr) if r.value is None]
    open_ = sorted(open_, key=lambda pair: pair[0].on or today)[-_MOST_UNREAD:]
    open_ += [(_unread(r), r.of) for r in later][:_MOST_UNREAD]
    undated = [
        (UnreadKidney("", None, r.value), r.of)
        for r in (*creatinine, *egfr)
        if r.value and r.on is None
    ]
    return KidneyRead(
        tuple(sorted(kept, key=lambda v: v.on or date.min)), tuple(notes),
        tuple(result for result, _ in open_), (*open_, *undated),
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


def _unread(read: _Read) -> UnreadKidney:
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
    return called(of.what) or ("creatinine" if is_creatinine(of.key) else "eGFR")


def _shown(result: UnreadKidney) -> str:
    value = result.value
    if value is None:
        return result.words
    unit = "mg/dL" if value.kind == "creatinine" else INDEXED
    return f"{value.value:.3g} {unit}, {f'dated {value.on}' if value.on else 'without a date'}"


# --- creatinine -------------------------------------------------------------------------


def _creatinine(result: Measured) -> _Read:
    try:
        quantity = measured_quantity(result.what, CREATININE, "high")
    except UnitProblem as gap:
        return _Read(result, problem=_dated(gap, result.on))
    if quantity is None:
        return _no_number(result, "creatinine")
    if result.what.child("valueQuantity") is None and not quantity.unit:
        # A number in words has to name its unit.
        return _no_number(result, "creatinine")
    unit = quantity.unit or _written_unit(result)
    number = quantity.value
    if unit == _MMOL and number < PLAUSIBLE_MG_DL[0]:
        # So little is no slip of mg/dL.
        number, unit = 1000 * number, "umol/L"
    try:
        value = creatinine_in_mg_per_dL(number, unit)
    except OutOfRange as gap:
        allowed = gap.allowed.removeprefix("it must be ")
        problem: InputRefused = OutOfRange(
            _on("creatinine", result.on), quantity.value, unit, allowed, do=gap.do, why=gap.why
        )
        return _Read(result, problem=problem)
    except UnitProblem as gap:
        return _Read(result, problem=_dated(gap, result.on))
    flags = [result.flag]
    if quantity.comparator in ("<", "<="):
        flags.append(f"reported as {quantity.as_written}, the number was used")
    elif quantity.comparator:
        # The true value is higher by an unknown amount: the kidney would look too good.
        return _Read(result, problem=_not_one_number("creatinine", quantity, result.on))
    elif quantity.is_range:
        flags.append(f"reported as {quantity.as_written}, the highest was used")
    if result.key.endswith("_moles") != (unit == "umol/L"):
        flags.append(f"its LOINC code is not one for {unit}, the printed unit was used")
    seen = KidneyValue(
        "creatinine", value, on=result.on, undated=result.on is None, flag=_join(flags)
    )
    return _Read(result, seen, unit=unit)


def _written_unit(result: Measured) -> str:
    quantity = result.what.child("valueQuantity")
    return plain(quantity.text("unit") or quantity.text("code"), 30) if quantity else ""


def _no_number(result: Measured, name: str) -> _Read:
    """A result in words. With a figure in it, it may be the value: then it is a problem."""
    words = words_of_value(result.what)
    if (whole := result.what.number("valueInteger")) is not None:
        words = f"{whole:g} without unit"
    if any(mark.isdigit() for mark in words):
        problem = UnitProblem(
            _on(name, result.on), repr(plain(words, 40)),
            "it must be a number with its unit, not a text",
            do="Export it as a quantity, or leave it out knowingly.", why="M-UNITS",
        )  # fmt: skip
        return _Read(result, problem=problem)
    return _Read(result, said=plain(words, 40) or "no value")


# --- eGFR -------------------------------------------------------------------------------


def _egfr(result: Measured, known: Knowledge) -> _Read:
    try:
        quantity = measured_quantity(result.what, EGFR, "low")
    except UnitProblem as gap:
        return _Read(result, said=gap.came)
    if quantity is None:
        return _of_stage(result, known)
    low, high, unit = LIMITS["egfr"]
    if not low <= quantity.value <= high:
        allowed = f"between {low:g} and {high:g}"
        return _Read(
            result, problem=OutOfRange(_on("egfr", result.on), quantity.value, unit, allowed)
        )
    is_bare = not quantity.unit and not _written_unit(result)
    if is_bare and quantity.value < known.number("kidney.egfr_without_unit"):
        return _Read(result, said=quantity.as_written)
    if not is_bare and quantity.unit not in (INDEXED, PLAIN):
        return _Read(result, said=quantity.as_written)
    flags = [result.flag]
    if is_bare:
        flags.append("no unit is printed; read as mL/min per 1.73 m2, as an eGFR is given")
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
    elif quantity.is_range:
        flags.append(f"reported as {quantity.as_written}, the lowest was used")
    value = _reported(result, quantity.value, flags, quantity.comparator)
    return _Read(result, value, unit=quantity.unit)


def _of_stage(result: Measured, known: Knowledge) -> _Read:
    """An eGFR that is given as its stage, or in other words."""
    stage = lowest_of_stage(result.what, known)
    if stage is None:
        no_number = _no_number(result, "eGFR")
        return _Read(result, said=no_number.words)
    number, below = stage
    words = plain(words_of_value(result.what), 40)
    flags = [result.flag, f"reported as {words}, the lowest of that stage was used"]
    return _Read(result, _reported(result, number, flags, "<" if below else ">="))


def _reported(
    result: Measured, number: float, flags: Iterable[str], comparator: str
) -> KidneyValue:
    return KidneyValue(
        "egfr", number, on=result.on, undated=result.on is None,
        equation=_EQUATIONS.get(result.key, _NOT_STATED), flag=_join(flags),
        below=comparator in ("<", "<="), above=comparator in (">", ">="),
    )  # fmt: skip


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
