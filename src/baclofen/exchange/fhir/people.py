"""The Patient resource: age, sex, name, and whether the patient has died."""

from __future__ import annotations

from datetime import date

from baclofen.cleaned import plain
from baclofen.errors import OutOfRange
from baclofen.exchange.fhir.dates import ages_of
from baclofen.exchange.fhir.element import Element
from baclofen.patient import Sex
from baclofen.value import Value

_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
_SEXES: dict[str, Sex] = {"F": "female", "M": "male", "female": "female", "male": "male"}
_NOW = ("official", "usual", "")


class Person(Value):
    """Who the record is of, on the day of judgement."""

    age_y: float | None
    age_most_y: float | None
    sex: Sex | None
    deceased: bool
    deceased_on: date | None
    label: str
    notes: tuple[str, ...]


def read_person(patient: Element, *, today: date) -> Person:
    """Age in completed years, a child's to the day (lowest and highest, where the day of birth is
    not known), sex where the record is of one mind, death, name and id."""
    notes: list[str] = []
    died, died_on = _death(patient, today, notes)
    age, oldest = _age(patient, died_on if died and died_on else today, notes)
    if died and died_on and age is not None:
        notes.append(f"The age is that on the day of death, {died_on}.")
    sex = _sex(patient, notes)
    if patient.flag("active") is False:
        notes.append("The record of this patient is marked as no longer in use.")
    if any(link.text("type") in ("replaced-by", "refer") for link in patient.children("link")):
        notes.append("The record points to another record of this patient: it may hold more.")
    return Person(age, oldest, sex, died, died_on, _label(patient), tuple(notes))


def _death(patient: Element, today: date, notes: list[str]) -> tuple[bool, date | None]:
    day = patient.day("deceasedDateTime")
    if day is None:
        return patient.flag("deceasedBoolean") is True, None
    if not day.is_exact:
        notes.append("The date of death is given without its day: the earliest was taken.")
    return day.first <= today, day.first


def _age(patient: Element, today: date, notes: list[str]) -> tuple[float | None, float | None]:
    """The age, and the highest one where the day of birth is not recorded and allows two."""
    born = patient.day("birthDate")
    if born is None:
        notes.append("The date of birth is not recorded: the age is unknown.")
        return None, None
    if born.first > today:
        raise OutOfRange(
            f"{patient.where}.birthDate", born.first, "", f"on or before the day judged, {today}"
        )
    youngest, oldest = ages_of(born, today)
    if oldest is None:
        return float(youngest), None
    written = plain(patient.text("birthDate"), 12)
    notes.append(f"The date of birth is given as {written}: the age is {youngest:.0f} or {oldest}.")
    return float(youngest), float(oldest)


def _sex(patient: Element, notes: list[str]) -> Sex | None:
    gender = patient.text("gender")
    at_birth = next(
        (e.text("valueCode") for e in patient.children("extension") if e.text("url") == _BIRTH_SEX),
        "",
    )
    sex = _SEXES.get(gender) if gender in ("female", "male") else None
    if sex is None:
        came = f"recorded as {plain(gender, 20)}" if gender else "not recorded"
        notes.append(f"The sex is {came}: kidney estimates are made for both.")
        return None
    if _SEXES.get(at_birth, sex) != sex:
        notes.append(
            f"The record gives the gender as {sex} and the sex at birth as {_SEXES[at_birth]}: "
            "the sex is left open, and kidney estimates are made for both."
        )
        return None
    return sex


def _label(patient: Element) -> str:
    names = patient.children("name")
    ranked = sorted(
        (n for n in names if n.text("use") != "old"),
        key=lambda n: _NOW.index(n.text("use")) if n.text("use") in _NOW else len(_NOW),
    )
    name = ""
    for found in ranked[:1]:
        parts = (*found.texts("given"), found.text("family"))
        name = found.text("text") or " ".join(filter(None, parts))
    id = patient.text("id")
    return plain(f"{name} ({id})" if name and id else name or id, 120)
