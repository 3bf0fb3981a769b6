"""Medicine entries of a record: what each is, and whether it is taken now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from baclofen.cleaned import plain
from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.standing import BANNED, Standing, read_standing
from baclofen.exchange.fhir.systems import ABSENT, codes_of, codings, words_of
from baclofen.exchange.fhir.worded_steps import dosages_in_words, ends_in_words
from baclofen.exchange.names import has_lost_letters, is_baclofen
from baclofen.exchange.routes import route_notes
from baclofen.exchange.wording import listed, many, was
from baclofen.knowledge import ATC, RXNORM, SNOMED, Knowledge, Recognised, name_of_code
from baclofen.patient import Medicine
from baclofen.value import Value, replace

Kind = Literal[
    "MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"
]
KINDS: tuple[Kind, ...] = (
    "MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration",
)  # fmt: skip
#: The rule that a ban on baclofen sounds like until its reason is known.
_FORBIDS = "ORDER-FORBIDS"
#: Why an entry that is not taken now does not count.
_PAST = {
    "past": "no longer current", "planned": "planned only", "refused": "not given, or not to be",
}  # fmt: skip
#: What a route is called that came as a bare code.
_CODED_ROUTES = {"spinal": "intrathecal", "skin": "topical", "eye": "ophthalmic"}
#: A name is cut here: longer than any product, mixtures with all their parts included.
_LONGEST = 400
_NONE_SAID = re.compile(
    r"\W*no (known |current |active |regular )*(medications?|medicines?|drugs?)( known| taken)?\W*"
    r"|\W*(none|nil|nkm)( known)?\W*",
    re.IGNORECASE,
)


class Order(Value):
    """One medicine entry. `words` are all its names together; `is_named` is False without any.
    `then_none`: its words say that none is taken when its days are over."""

    kind: Kind
    resource: Element
    name: str
    also: tuple[str, ...]
    words: str
    rxnorm: tuple[str, ...]
    atc: tuple[str, ...]
    is_named: bool
    is_baclofen: bool
    standing: Standing
    taken_for: Recognised
    then_none: bool = False

    @property
    def is_unread(self) -> bool:
        """Whether it is taken now and has neither words nor a code known here."""
        known = self.is_named or self.taken_for.ingredients or self.taken_for.problem
        return self.standing.is_current and not known

    @property
    def as_medicine(self) -> Medicine:
        return Medicine(self.name, self.rxnorm, self.atc, self.standing.since, self.also)


class Orders(Value):
    """All medicine entries not entered in error; `late` are dated after the day judged. `is_list`:
    they are all that there are, also where there are none."""

    found: tuple[Order, ...]
    late: tuple[Order, ...]
    notes: tuple[str, ...]
    is_list: bool = False

    @property
    def current(self) -> tuple[Order, ...]:
        return tuple(o for o in self.found if o.standing.is_current)

    @property
    def on_list(self) -> int:
        """How many entries make a medicine list. What is only planned makes none."""
        return sum(o.standing.name != "planned" for o in self.found)

    @property
    def has_list(self) -> bool:
        """Whether it is known which medicines are taken, be it none."""
        return self.is_list or bool(self.on_list)

    @property
    def medicines(self) -> tuple[Medicine, ...] | None:
        """The medicines taken now, each once; None when the record lists no medicine at all."""
        if not self.has_list:
            return None
        first: dict[tuple[frozenset[str], frozenset[str]], Medicine] = {}
        for order in self.current:
            medicine = order.as_medicine
            names = frozenset(n.lower() for n in (medicine.name, *medicine.also))
            key = names, frozenset((*medicine.rxnorm, *medicine.atc))
            known = first.get(key)
            # A renewal is no new medicine: the earliest start counts.
            if known is None or _earlier(medicine.since, known.since):
                first[key] = medicine
        return tuple(first.values())


def read_orders(
    entries: Entries, known: Knowledge, ledger: Ledger, *, today: date, is_list: bool = False
) -> Orders:
    """Every medicine entry: what it is, since when, and how it stands on `today`."""
    found: list[Order] = []
    late: list[Order] = []
    void = said_none = 0
    for kind in KINDS:
        for resource in entries.of(kind):
            standing = read_standing(kind, resource, known, today=today)
            if standing.is_void:
                void += 1
                ledger.harmless(resource, "medicine", kind, "entered in error")
                continue
            order = _order(kind, resource, standing, entries, known)
            if order is not None and order.is_baclofen:
                order = _with_worded_steps(order, known, today)
                standing = order.standing
            if order is None:
                said_none += 1
                ledger.read(resource, "medicine", "none, it says", ("medicine_classes",))
                continue
            _write(order, known, ledger, today)
            if standing.since is not None and standing.since > today:
                late.append(order)
            else:
                found.append(order)
    notes = tuple(_notes(found, len(late), void, said_none, known, today))
    return Orders(tuple(found), tuple(late), notes, is_list)


def _write(order: Order, known: Knowledge, ledger: Ledger, today: date) -> None:
    """What became of one medicine entry."""
    standing, resource, name = order.standing, order.resource, order.name
    ledger.count(order.words)
    if order.is_baclofen:
        ledger.read(resource, "medicine", name, ("baclofen", "baclofen_known"))
        if standing.status == BANNED and resource.text("status") in ("active", "on-hold", ""):
            # Whoever forbade it had a reason, an allergy perhaps: it is asked for first.
            words = f"an order not to give {name} (read; who forbade it, and why?)"
            ledger.unread(resource, "allergy", words, sounds=(_FORBIDS,))
    elif standing.since is not None and standing.since > today:
        ledger.harmless(resource, "medicine", name, f"dated after {today}")
    elif not standing.is_current:
        ledger.harmless(resource, "medicine", name, _PAST.get(standing.name, standing.name))
    elif not order.taken_for.ingredients:
        ledger.unread(resource, "medicine", name)
    else:
        means = known.classes_spoken_of & order.taken_for.classes
        if means:
            ledger.read(
                resource, "medicine", name, (f"medicine_classes.{m}" for m in sorted(means))
            )
        elif has_lost_letters(name):
            ledger.unread(resource, "medicine", name)
        else:
            ledger.harmless(resource, "medicine", name, "recognised: no rule here speaks of it")


def _order(
    kind: Kind, resource: Element, standing: Standing, entries: Entries, known: Knowledge
) -> Order | None:
    """The entry read; None when it says that there is no medicine."""
    itself, parts, fallback = _what(resource, entries)
    found = tuple(c for concept in (*itself, *parts) for c in codings(concept))
    if any(c.system == ABSENT for c in found):
        return None
    own, inside = _names(itself), [n for part in parts for n in _part(part, known)]
    names = list(dict.fromkeys((*own, *inside)))
    if names and all(_NONE_SAID.fullmatch(n) for n in names):
        return None
    rxnorm, atc = codes_of(found, RXNORM), codes_of(found, ATC)
    codes = (*rxnorm, *atc, *(c.code for c in found if c.code))
    fallback = plain(name_of_code(codes), 80) or fallback
    name, also = _name(own, inside, known) if names else (fallback, ())
    words = " / ".join(names) or fallback
    taken_for = known.codes.medicine(name, also=also, rxnorm=rxnorm, atc=atc)
    ours = is_baclofen(taken_for, words, known.codes)
    if not ours and (way := _way(kind, resource, name, known)):
        name = plain(f"{name} ({way})", _LONGEST)
        taken_for = known.codes.medicine(name, also=also, rxnorm=rxnorm, atc=atc)
    return Order(
        kind,
        resource,
        name,
        also,
        words,
        rxnorm,
        atc,
        is_named=bool(names),
        is_baclofen=ours,
        standing=standing,
        taken_for=taken_for,
    )


def dosages_of(kind: Kind, resource: Element) -> tuple[Element, ...]:
    """The dosages of a medicine entry, which each kind of entry calls and counts otherwise."""
    if kind == "MedicationAdministration":
        given = resource.child("dosage")
        return (given,) if given else ()
    return resource.children("dosage" if kind == "MedicationStatement" else "dosageInstruction")


def _with_worded_steps(order: Order, known: Knowledge, today: date) -> Order:
    """An order whose words tell its steps as one that is coded so; any other as it is."""
    dosages = dosages_of(order.kind, order.resource)
    if order.kind == "MedicationAdministration" or len(dosages) != 1:
        return order
    steps = dosages_in_words(dosages[0])
    if steps is None:
        return order
    name = "dosage" if order.kind == "MedicationStatement" else "dosageInstruction"
    resource = order.resource._replace(raw={**order.resource.raw, name: steps})
    standing = read_standing(order.kind, resource, known, today=today)
    return replace(order, resource=resource, standing=standing, then_none=ends_in_words(dosages[0]))


def _way(kind: Kind, resource: Element, name: str, known: Knowledge) -> str:
    """The route of a dosage, where it is one that counts here and the name does not say it."""
    said = set(known.codes.routes_in(name))
    for dosage in dosages_of(kind, resource):
        route = dosage.child("route")
        words = words_of(route)
        if found := known.codes.routes_in(words):
            return "" if set(found) <= said else plain(words, 60)
        for coding in codings(route):
            found = known.codes.routes_in(coding.code) if coding.system == SNOMED else ()
            if found and not set(found) <= said:
                return _CODED_ROUTES[found[0]]
    return ""


def _what(
    resource: Element, entries: Entries
) -> tuple[tuple[Element, ...], tuple[Element, ...], str]:
    """The concept of a medicine if it has one, those of its parts, and what to call it at worst.

    Parts make a mixture: a pump may hold baclofen and more.
    """
    nameless = "medicine without a name"
    if concept := resource.child("medicationCodeableConcept"):
        return (concept,), (), nameless
    reference = resource.child("medicationReference")
    if reference is None:
        return (), (), nameless
    target, display = reference.text("reference"), reference.text("display")
    medication = entries.index.resolve(target, resource) if target else None
    concept = medication.child("code") if medication else None
    if concept is None and display:
        concept = Element({"text": display}, "medicationReference", resource)
    itself = (concept,) if concept else ()
    if medication is None:
        return itself, (), f"medicine behind an unresolved reference {plain(target, 60)}".strip()
    parts = [i.child("itemCodeableConcept") for i in medication.children("ingredient")]
    return itself, tuple(part for part in parts if part), nameless


def _names(concepts: Iterable[Element]) -> list[str]:
    said = [(c.text("text"), *(coding.display for coding in codings(c))) for c in concepts]
    return list(dict.fromkeys(plain(n, _LONGEST) for names in said for n in names if n))


def _part(concept: Element, known: Knowledge) -> list[str]:
    """What a part of a mixture is called: by its words, else by what its codes stand for."""
    if names := _names((concept,)):
        return names
    found = codings(concept)
    meant = known.codes.medicine("", rxnorm=codes_of(found, RXNORM), atc=codes_of(found, ATC))
    return [i.name for i in meant.ingredients]


def _name(own: list[str], inside: list[str], known: Knowledge) -> tuple[str, tuple[str, ...]]:
    """The name to print and to recognise, with what its parts add; and names that contradict it."""
    name, *others = own or inside
    said, also = set(known.codes.medicine(name).ingredients), []
    for other in (*others, *(inside if own else ())):
        more = set(known.codes.medicine(other).ingredients)
        if said and more and not said & more and other not in inside:
            also.append(other)
        elif not more <= said:
            name, said = plain(f"{name} ({other})", _LONGEST), said | more
    return name, tuple(also)


def _earlier(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one < other)


def _notes(
    found: list[Order], late: int, void: int, said_none: int, known: Knowledge, today: date
) -> Iterable[str]:
    if late:
        yield f"{_entries(late)} dated after {today} {was(late)} left out."
    if void:
        yield f"{_entries(void)} marked as entered in error {was(void)} left out."
    if said_none:
        yield (
            "The record says in place of a medicine that there is none, or none known. This is "
            "not taken as proof: ask."
        )
    past = [o for o in found if o.standing.name == "past"]
    if past:
        count = len(past)
        yield f"{_entries(count)} no longer current (completed or stopped) {was(count)} left out."
    # Of baclofen itself more is said elsewhere.
    others = [o for o in found if not o.is_baclofen]
    planned = [o.name for o in others if o.standing.name == "planned"]
    if planned:
        yield f"Only planned, proposed or drafted, and not counted as taken: {listed(planned)}."
    refused = [o.name for o in others if o.standing.name == "refused"]
    if refused:
        yield f"Recorded as not given or not to be given: {listed(refused)}."
    yield from route_notes(((o.name, o.taken_for) for o in others if o.standing.is_current), known)
    unread = [o.name for o in found if o.is_unread]
    if unread:
        yield f"{_entries(len(unread))} could not be told by name: {listed(unread)}."


def _entries(count: int) -> str:
    return many(count, "medicine entry", "medicine entries")
