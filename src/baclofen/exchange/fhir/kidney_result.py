"""One result of the kidneys as read: a value, or the reason why there is none.

Cystatin C and a clearance only ever lower: a collection that ran too long, or a cystatin C of other
origin, must not undo a creatinine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.exchange.fhir.kidney_named import NAMED, UNIT_ALONE
from baclofen.exchange.fhir.kidney_words import (
    Worse,
    is_as_usual,
    lowest_of_stage,
    measured_quantity,
    words_of_value,
)
from baclofen.exchange.fhir.observations import Measured, is_creatinine, is_cystatin, is_egfr
from baclofen.exchange.fhir.people import Person
from baclofen.exchange.fhir.quantities import (
    CREATININE,
    CYSTATIN,
    EGFR,
    INDEXED,
    PLAIN,
    Quantity,
)
from baclofen.exchange.wording import sentence
from baclofen.knowledge import Knowledge
from baclofen.patient import (
    ADULT_FROM_Y,
    LIMITS,
    PLAUSIBLE_MG_DL,
    KidneyValue,
    ckd_epi_cystatin,
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


class Read(Value):
    """One result as read: a value, or the reason why there is none. One that `lowers_nothing` was
    read, and is of a kind that counts only where it allows less than the usual dose."""

    of: Measured
    value: KidneyValue | None = None
    unit: str = ""
    problem: InputRefused | None = None
    said: str = ""
    lowers_nothing: bool = False

    @property
    def on(self) -> date | None:
        return self.of.on

    @property
    def words(self) -> str:
        """What is said of it where it could not be read."""
        return self.problem.came if self.problem else self.said


def read_result(result: Measured, person: Person, known: Knowledge) -> Read:
    """A result by its kind. One that is known by its name alone is never a reason to refuse. That
    it is as usual is no value, and no reason to ask."""
    if is_as_usual(result.what) and not result.is_critical:
        return Read(result, said=plain(words_of_value(result.what), 40), lowers_nothing=True)
    if is_creatinine(result.key):
        read = _creatinine(result)
    elif is_egfr(result.key):
        read = _egfr(result, known)
    elif is_cystatin(result.key):
        read = _cystatin(result, person, known)
    else:
        read = _clearance(result, known)
    if read.problem is not None and result.key in NAMED:
        return Read(result, said=read.words)
    return read


# --- creatinine -------------------------------------------------------------------------


def _creatinine(result: Measured) -> Read:
    try:
        quantity = measured_quantity(result.what, CREATININE, "high")
    except UnitProblem as gap:
        return Read(result, problem=_dated(gap, result.on))
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
        return Read(result, problem=problem)
    except UnitProblem as gap:
        return Read(result, problem=_dated(gap, result.on))
    flags = [result.flag]
    if quantity.comparator in ("<", "<="):
        flags.append(f"reported as {quantity.as_written}, the number was used")
    elif quantity.comparator:
        # The true value is higher by an unknown amount: the kidney would look too good.
        return Read(result, problem=_not_one_number("creatinine", quantity, result.on))
    elif quantity.is_range:
        flags.append(f"reported as {quantity.as_written}, the highest was used")
    elif quantity.has_before:
        flags.append(f"reported as {quantity.as_written}, the first number was used")
    if result.key not in NAMED and result.key.endswith("_moles") != (unit == "umol/L"):
        flags.append(f"its LOINC code is not one for {unit}, the printed unit was used")
    seen = KidneyValue(
        "creatinine", value, on=result.on, undated=result.on is None, flag=_join(flags)
    )
    return Read(result, seen, unit=unit)


def _written_unit(result: Measured) -> str:
    quantity = result.what.child("valueQuantity")
    return plain(quantity.text("unit") or quantity.text("code"), 30) if quantity else ""


def _no_number(result: Measured, name: str) -> Read:
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
        return Read(result, problem=problem)
    return Read(result, said=plain(words, 40) or "no value")


# --- eGFR -------------------------------------------------------------------------------


def _egfr(result: Measured, known: Knowledge) -> Read:
    try:
        quantity = measured_quantity(result.what, EGFR, "low")
    except UnitProblem as gap:
        return Read(result, said=gap.came)
    if quantity is None:
        return _of_stage(result, known)
    low, high, unit = LIMITS["egfr"]
    if not low <= quantity.value <= high:
        allowed = f"between {low:g} and {high:g}"
        return Read(
            result, problem=OutOfRange(_on("egfr", result.on), quantity.value, unit, allowed)
        )
    is_bare = not quantity.unit and not _written_unit(result)
    if is_bare and quantity.value < known.number("kidney.egfr_without_unit"):
        return Read(result, said=quantity.as_written)
    if not is_bare and quantity.unit not in (INDEXED, PLAIN):
        return Read(result, said=quantity.as_written)
    if quantity.comparator in (">", ">=") and quantity.value < known.number("kidney.egfr_usual"):
        # At least a low number is no value: the true one may allow all or little.
        return Read(result, said=quantity.as_written)
    flags = [result.flag]
    if is_bare:
        flags.append("no unit is printed; read as mL/min per 1.73 m2, as an eGFR is given")
    if quantity.unit == PLAIN:
        by = "what it is called" if result.key in NAMED else "its LOINC code"
        flags.append(
            "the unit printed is mL/min, not mL/min per 1.73 m2; read as per 1.73 m2 because of "
            f"{by}"
        )
    below = quantity.comparator in ("<", "<=")
    if below:
        flags.append(f"reported as {quantity.as_written}, how far below is not known")
    elif quantity.comparator:
        flags.append(f"reported as {quantity.as_written}, the number was used")
    elif quantity.is_range:
        flags.append(f"reported as {quantity.as_written}, the lowest was used")
    elif quantity.has_before:
        flags.append(f"reported as {quantity.as_written}, the first number was used")
    value = _reported(result, quantity.value, flags, quantity.comparator)
    return Read(result, value, unit=quantity.unit)


def _of_stage(result: Measured, known: Knowledge) -> Read:
    """An eGFR that is given as its stage, or in other words."""
    stage = lowest_of_stage(result.what, known)
    if stage is None:
        no_number = _no_number(result, "eGFR")
        return Read(result, said=no_number.words)
    number, below = stage
    words = plain(words_of_value(result.what), 40)
    flags = [result.flag, f"reported as {words}, the lowest of that stage was used"]
    return Read(result, _reported(result, number, flags, "<" if below else ">="))


def _reported(
    result: Measured, number: float, flags: Iterable[str], comparator: str, equation: str = ""
) -> KidneyValue:
    return KidneyValue(
        "egfr", number, on=result.on, undated=result.on is None,
        equation=equation or _EQUATIONS.get(result.key, _NOT_STATED), flag=_join(flags),
        below=comparator in ("<", "<="), above=comparator in (">", ">="),
    )  # fmt: skip


# --- cystatin C and clearances ------------------------------------------------------------


def _clearance(result: Measured, known: Knowledge) -> Read:
    """A clearance of creatinine, measured or predicted, which counts where it is low; of what only
    its unit tells no value is made."""
    quantity = _with_unit(result, EGFR, "low")
    low, high, _ = LIMITS["egfr"]
    if isinstance(quantity, Read):
        return quantity
    if not low <= quantity.value <= high:
        return Read(result, said=quantity.as_written)
    is_below = quantity.comparator in ("<", "<=")
    if quantity.value >= known.number("kidney.egfr_usual") and not is_below:
        return Read(result, lowers_nothing=True)
    if result.key == UNIT_ALONE:
        return Read(result, said=quantity.as_written)
    flags = [result.flag, f"a clearance of creatinine, {quantity.as_written}, read as an eGFR"]
    value = _reported(result, quantity.value, flags, quantity.comparator, "clearance of creatinine")
    return Read(result, value, unit=quantity.unit)


def _cystatin(result: Measured, person: Person, known: Knowledge) -> Read:
    """The eGFR of an adult's cystatin C, which counts where it is low.

    Facts: `kidney.ckdepi_cystatin`, `kidney.plausible_cystatin`.
    """
    quantity = _with_unit(result, CYSTATIN, "high")
    if isinstance(quantity, Read):
        return quantity
    low, high = known.numbers("kidney.plausible_cystatin")
    age = person.age_y if person.age_most_y is None else person.age_most_y
    if not low <= quantity.value <= high or age is None or age < ADULT_FROM_Y:
        return Read(result, said=quantity.as_written)
    number = min(
        ckd_epi_cystatin(cystatin_mg_per_L=quantity.value, age_y=age, sex=sex)
        for sex in ((person.sex,) if person.sex else ("female", "male"))
    )
    # More cystatin C is a lower eGFR.
    is_below = quantity.comparator in (">", ">=")
    if number >= known.number("kidney.egfr_usual") and not is_below:
        return Read(result, lowers_nothing=True)
    flags = [result.flag, f"reckoned here from a cystatin C of {quantity.as_written}"]
    comparator = {">": "<", ">=": "<=", "<": ">", "<=": ">="}.get(quantity.comparator, "")
    value = _reported(
        result, number, flags, comparator, "CKD-EPI 2012 with cystatin C, reckoned here"
    )
    return Read(result, value, unit=quantity.unit)


def _with_unit(result: Measured, spellings: Mapping[str, str], worse: Worse) -> Quantity | Read:
    """The quantity of a result with its unit; else what it says."""
    try:
        quantity = measured_quantity(result.what, spellings, worse)
    except UnitProblem as gap:
        return Read(result, said=gap.came)
    if quantity is None:
        return Read(result, said=_no_number(result, "clearance").words)
    return quantity if quantity.unit else Read(result, said=quantity.as_written)


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
