"""Doses by mouth of a record that were given, or were not, each at its time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Literal

from baclofen.exchange.fhir.dosage import single_dose
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.signs import read_route
from baclofen.knowledge import Knowledge
from baclofen.units import Dose, mg
from baclofen.value import Value

Said = Literal["taken", "missed", "unclear", "nothing"]

#: Less than this by mouth is rather a pump's dose (SLIP-PUMP-BY-MOUTH).
_LEAST_IN_MCG = mg(1)
#: What a state says of the dose: of every other one nobody knows whether it was taken.
_SAYS: Mapping[str, Said] = {"completed": "taken", "in-progress": "taken", "not-done": "missed"}


class Given(Value):
    """One administration of baclofen. `said` is what it says of its dose: "unclear" where nobody
    knows whether it was taken, "nothing" where it is none by mouth, or was told already. `dose` is
    what was taken, None where none was or nobody tells how much; `why` is why no dose of it is
    kept. `whole_day`: only the day is told, and `at` is its noon."""

    where: str
    at: datetime
    said: Said
    dose: Dose | None = None
    why: str = ""
    whole_day: bool = False


def administrations(orders: Iterable[Order], known: Knowledge) -> Iterator[Given | str]:
    """Every administration of baclofen; of one without its day the place alone."""
    seen: set[tuple[datetime, Dose | None]] = set()
    for order in orders:
        if order.kind != "MedicationAdministration" or not order.is_baclofen:
            continue
        resource = order.resource
        at = moment(resource)
        if at is None:
            yield resource.where
            continue
        said, dose, why = _read(order, known)
        whole_day = is_day_alone(resource)
        if not why and (at, dose) in seen and not whole_day:
            said, why = "nothing", "the same at the same time once more"
        seen.add((at, dose))
        yield Given(resource.where, at, said, dose, why, whole_day)


def _read(order: Order, known: Knowledge) -> tuple[Said, Dose | None, str]:
    """What one says of its dose, the dose by mouth, and why there is none."""
    status = order.resource.text("status")
    route, doubt = read_route(order, known)
    if route == "intrathecal":
        return "nothing", None, "given into the spine"
    if doubt:
        return "nothing", None, doubt
    said = _SAYS.get(status, "unclear")
    if said == "missed":
        return said, None, ""
    if status != "completed":
        return said, None, f"{status or 'of no status'}: whether it was taken is not told"
    return said, *_dose_given(order, known, by_mouth=route == "oral")


def _dose_given(order: Order, known: Knowledge, *, by_mouth: bool) -> tuple[Dose | None, str]:
    """The dose by mouth of one administration, in mg, else why there is none."""
    dosages = dosages_of(order.kind, order.resource)
    dose, why = single_dose(dosages[0], order, known) if dosages else (None, "no dose in it")
    if dose is None or dose.unit == "mg":
        return dose, why
    if by_mouth and dose >= _LEAST_IN_MCG:
        return mg(dose.in_mg), ""
    return None, f"{dose}: it may have gone into the spine"


# --- when -------------------------------------------------------------------------------


def moment(resource: Element) -> datetime | None:
    """When it happened: the time as written, or noon of a day without one."""
    written = _written(resource)
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    if is_day_alone(resource):
        return datetime.combine(when.date(), time(12), UTC)
    # FHIR asks for a zone with every time; without one its day is still known.
    return when if when.utcoffset() is not None else when.replace(tzinfo=UTC)


def is_day_alone(resource: Element) -> bool:
    """Whether only the day of it is told."""
    return len(_written(resource)) <= len("2026-11-22")


def _written(resource: Element) -> str:
    period = resource.child("effectivePeriod")
    return resource.text("effectiveDateTime") or (period.text("start") if period else "")
