"""Weight and height of a record: the newest of each, in kg and cm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from baclofen.errors import UnitProblem
from baclofen.exchange.fhir.dates import years_between
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.observations import Measured, Results
from baclofen.exchange.fhir.quantities import HEIGHT, WEIGHT, read_quantity
from baclofen.exchange.wording import listed, many, was
from baclofen.patient import ADULT_FROM_Y
from baclofen.units import convert, months_before
from baclofen.value import Value

_TO_KG = {"kg": 1.0, "g": 0.001, "lb": convert(1.0, "lb", "kg")}
_TO_CM = {"cm": 1.0, "m": 100.0, "in": convert(1.0, "in", "cm")}
#: Results of one day that differ by more than this share are said to differ.
DIFFER = 0.05
#: A weight that halves or doubles within so many days is remarked on.
HALVED, HALVED_DAYS = 0.5, 30


class Body(Value):
    """Weight with its day, and height; None where no usable value is recorded. `misread` are the
    results that hold none, each with its words."""

    weight_kg: float | None
    weight_on: date | None
    height_cm: float | None
    notes: tuple[str, ...]
    misread: tuple[tuple[Element, str], ...] = ()


def read_body(results: Results, *, today: date, age_y: float | None) -> Body:
    """The newest weight and height with a unit. Ranges are checked by `Patient`."""
    misread: list[tuple[Element, str]] = []
    weights, weight_notes = _values(
        results.of("weight", "weight_measured"), WEIGHT, _TO_KG, "weight", misread
    )
    heights, height_notes = _values(results.of("height"), HEIGHT, _TO_CM, "height", misread)
    notes = [*weight_notes, *height_notes]
    # More kilograms mean a better kidney estimate: of two on one day, the lower is used.
    weight, weight_on = _newest(weights, min, "weight", "kg", notes)
    notes += _halved(weights)
    height, height_on = _newest(heights, min, "height", "cm", notes)
    if height_on and age_y is not None:
        then = age_y - years_between(height_on, today)
        if then < ADULT_FROM_Y and height_on < months_before(today, 12):
            notes.append(f"The height is of {height_on}, when the patient was growing: measure.")
    return Body(weight, weight_on, height, tuple(notes), tuple(misread))


def _values(
    found: Sequence[Measured],
    spellings: Mapping[str, str],
    factors: Mapping[str, float],
    name: str,
    misread: list[tuple[Element, str]],
) -> tuple[list[tuple[date | None, float]], list[str]]:
    values: list[tuple[date | None, float]] = []
    said: list[str] = []
    for result in found:
        try:
            quantity = read_quantity(result.what.child("valueQuantity"), spellings)
        except UnitProblem as gap:
            quantity, words = None, gap.came
        else:
            words = "no number" if quantity is None else quantity.as_written
        if quantity is None or not quantity.unit or quantity.comparator:
            said.append(f"{words}{f' of {result.on}' if result.on else ''}")
            misread.append((result.what, f"{name}: {words}"))
        else:
            values.append((result.on, quantity.value * factors[quantity.unit]))
    if not said:
        return values, []
    return values, [
        f"{many(len(said), f'{name} result')} could not be read and {was(len(said))} left out "
        f"({listed(said, 3)})."
    ]


def _halved(weights: Sequence[tuple[date | None, float]]) -> list[str]:
    """A weight that is half or double what it was some days before: one of the two has slipped."""
    dated = sorted((on, value) for on, value in weights if on is not None)
    if not dated:
        return []
    newest, now = dated[-1]
    for on, value in reversed(dated[:-1]):
        low, high = sorted((value, now))
        if (newest - on).days <= HALVED_DAYS and low <= HALVED * high:
            return [
                f"The weight went from {value:g} kg on {on} to {now:g} kg on {newest}: one of them "
                "may be in pounds or of someone else; weigh again."
            ]
    return []


def _newest(
    values: Sequence[tuple[date | None, float]],
    choose: Callable[..., float],
    name: str,
    unit: str,
    notes: list[str],
) -> tuple[float | None, date | None]:
    dated = [(on, value) for on, value in values if on is not None]
    if not dated:
        if values:
            notes.append(f"The {name} on record has no date and was not used: confirm it.")
        return None, None
    newest = max(on for on, _ in dated)
    same_day = [value for on, value in dated if on == newest]
    used = choose(same_day)
    if max(same_day) - used > DIFFER * max(same_day):
        notes.append(
            f"The record gives several values for the {name} on {newest} ({used:g} and "
            f"{max(same_day):g} {unit}): the lower was used; confirm it."
        )
    return used, newest
