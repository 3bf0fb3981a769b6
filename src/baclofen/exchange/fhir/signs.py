"""One medicine entry as a sign of baclofen: by mouth or by pump, running or stopped."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dosage import DoseRead, on_day, read_dose
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.medicines import Kind, Order, dosages_of
from baclofen.exchange.fhir.of_the_day import Hours, hours_of
from baclofen.exchange.fhir.references import Index
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.routes import is_by_pump, route_of_brand
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.units import Dose, months_before
from baclofen.value import Value

Route = Literal["oral", "intrathecal", "unknown"]

#: Without a day on which it ended, an order that is over counts as recent for so long.
RECENT_MONTHS = 12
#: One that was stopped may have run for years: nothing of it tells when it was.
STOPPED_MONTHS = 36
_ORAL_ROUTE = "26643006"
_IT = re.compile(r"\bIT\b")
_ORAL = re.compile(
    r"\boral(?:ly)?\b|\bby mouth\b|\bp\.?o\b|\btab(?:let|lets|s)?\b|\bcap(?:sule|sules|s)?\b|"
    r"\bsolution for oral\b|\bgranules?\b|\bsuspension\b",
    re.IGNORECASE,
)
_INJECTED = re.compile(r"\binject|\binfusion\b|\bampoules?\b|\bvials?\b|\bsyringe", re.IGNORECASE)
_LINKS = ("basedOn", "authorizingPrescription", "derivedFrom", "partOf")


class Sign(Value):
    """A sign of baclofen, before entries that tell of the same order are put together.

    `place` is that of the entry, `links` are it and those it refers to; `is_silent` says that it
    holds no dosage at all, `is_halted` that the order itself was stopped, `is_stale` that it
    is running since long ago, `is_used_up` that its end is no stop that somebody told, `hours` when
    in the day it is taken, `unheard` words beside its dose that hold more than a dose.
    """

    kind: Kind
    use: BaclofenUse
    place: str
    links: frozenset[str]
    doubts: tuple[str, ...]
    dose_doubt: str
    is_silent: bool
    is_halted: bool
    is_stale: bool
    is_used_up: bool
    hours: Hours | None = None
    unheard: str = ""

    @property
    def is_running(self) -> bool:
        return self.use.status != "stopped"

    @property
    def dose(self) -> Dose | None:
        return self.use.daily


def read_sign(order: Order, known: Knowledge, index: Index, *, today: date) -> Sign | None:
    """The sign that an entry gives of running or recent baclofen; None when it is long past."""
    standing = order.standing
    if not standing.is_current and standing.ended is None and is_long_ago(order, today):
        is_stopped = order.kind == "MedicationRequest" and standing.status == "stopped"
        if not is_stopped or _before(order, months_before(today, STOPPED_MONTHS)):
            return None
    identity = _identity(order, known)
    route, route_doubt = read_route(order, known)
    now = on_day(order, standing.ended or today)
    dose = read_dose(now, known)
    daily, dose_doubt = _checked(dose, route, identity or route_doubt)
    doubts = [identity, route_doubt, standing.doubt if standing.is_current else ""]
    if standing.is_current:
        status: Literal["active", "stopped", "unknown"]
        status = "active" if standing.is_active else "unknown"
    else:
        status = "stopped"
        if standing.ended is None:
            doubts.append("the day on which it ended is not recorded")
    return Sign(
        order.kind,
        BaclofenUse(
            route, status, _as_written(order, dose), daily,
            stopped_on=None if standing.is_current else standing.ended, until=standing.until,
            ordered_on=standing.since,
            written=dose.written if daily is not None or dose.daily is None else dose.daily,
            is_poured_amiss=daily is None and dose.is_poured_amiss,
        ),
        order.resource.where,
        links_of(order.resource, index),
        tuple(filter(None, doubts)),
        dose_doubt,
        is_silent=dose.is_silent,
        is_halted=standing.status == "stopped",
        is_stale=standing.is_current and is_long_ago(order, today),
        is_used_up=standing.is_used_up,
        hours=hours_of(now, known),
        unheard="" if daily is None else dose.unheard,
    )  # fmt: skip


def is_long_ago(order: Order, today: date) -> bool:
    """Whether the record last spoke of it long ago."""
    return _before(order, months_before(today, RECENT_MONTHS))


def _before(order: Order, day: date) -> bool:
    told = order.standing.told or order.standing.since
    return told is not None and told < day


def _identity(order: Order, known: Knowledge) -> str:
    """What is doubtful about its being baclofen at all."""
    if order.taken_for.problem:
        return plain(order.taken_for.problem)
    others = [i.name for i in order.taken_for.ingredients if i != known.codes.baclofen]
    if others:
        return f"read as baclofen and {', '.join(others)}"
    if known.codes.baclofen not in order.taken_for.ingredients:
        return "spelt like baclofen, but not the same"
    return ""


def _checked(dose: DoseRead, route: Route, doubtful: str) -> tuple[Dose | None, str]:
    """The dose where product and route fit it; mg are for the mouth, mcg for the pump."""
    daily = dose.daily
    if daily is None:
        return None, dose.doubt
    if doubtful:
        return None, f"a dose of {daily} a day was not taken over because of that"
    if route == "oral" and daily.unit == "mcg":
        return None, f"a dose by mouth is written in micrograms ({daily} a day)"
    if route == "intrathecal" and daily.unit == "mg":
        return None, f"a dose by pump is written in milligrams ({daily} a day)"
    return daily, dose.doubt


# --- route ------------------------------------------------------------------------------


def read_route(order: Order, known: Knowledge) -> tuple[Route, str]:
    """The route by product, dosage and words; unknown where they are silent or disagree."""
    said: set[Route] = set()
    if known.codes.baclofen in order.taken_for.ingredients:
        for code in order.rxnorm:
            if (product := known.codes.products.get(code)) and product.route:
                said.add("intrathecal" if product.route == "intrathecal" else "oral")
    words = [order.words]
    for dosage in dosages_of(order.kind, order.resource):
        way = dosage.child("route")
        if any(c.code == _ORAL_ROUTE for c in codings(way)):
            said.add("oral")
        words += (words_of(way), dosage.text("text"), dosage.text("patientInstruction"))
    for text in words:
        # "IT" is a route only where it is not just a word in capitals.
        if is_by_pump(text, known) or (_IT.search(text) and not text.isupper()):
            said.add("intrathecal")
        if _ORAL.search(text):
            said.add("oral")
    if not said and (route := route_of_brand(order.words, known)):
        said.add(route)
    if len(said) == 1:
        return said.pop(), ""
    if said:
        return "unknown", "it speaks of the mouth and of the pump"
    if any(_INJECTED.search(text) for text in words):
        return "unknown", "it is to be injected: is it for a pump?"
    return "unknown", ""


# --- words and links --------------------------------------------------------------------


def _as_written(order: Order, dose: DoseRead) -> str:
    words = [order.name, *dose.words]
    if not dose.words and order.kind == "MedicationAdministration":
        given = order.resource.child("dosage")
        words.append(plain(given.text("text")) if given else "")
    if not any(dose.words) and dose.daily is not None:
        words.append(f"{dose.daily} a day, as coded")
    return plain(", ".join(filter(None, words)), 300)


def links_of(resource: Element, index: Index) -> frozenset[str]:
    """The places of this entry and of the medicine entries it belongs to."""
    references = [r for name in _LINKS for r in resource.children(name)]
    if request := resource.child("request"):
        references.append(request)
    found = (index.resolve(r.text("reference"), resource) for r in references)
    others = {e.where for e in found if e and e.text("resourceType").startswith("Medication")}
    return frozenset({resource.where, *others})
