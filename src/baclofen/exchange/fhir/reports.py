"""Reports, and results in words that nobody else reads: what they say of the kidneys.

A conclusion, a note or a page in words gives no value: what it says of failing kidneys holds a
raise, as a result in words does, until a value answers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from baclofen.assessment import allows_less, allows_none, left_open
from baclofen.cleaned import plain
from baclofen.exchange.fhir.bundle import Entries, words_of_all
from baclofen.exchange.fhir.dates import Day
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.elsewhere import NO_REPORTS, Spoken, spoken_in
from baclofen.exchange.fhir.kidney_told import Told, told_of_kidneys
from baclofen.exchange.fhir.kidney_words import words_of_value
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.observations import LEFT_OUT, called, day_of
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.fhir.texts import in_one_line, page_of
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge, plain_letters
from baclofen.patient import KidneyValue, Patient, UnreadKidney
from baclofen.value import Value

_REPORT, _RESULT = "DiagnosticReport", "Observation"
_HOPED = frozenset({"Goal"})
_VOID = frozenset({"entered-in-error", "cancelled"})
_OPERATION = re.compile(r"neph?rectom|nefrectom|transplant|trasplant|trapiant|greffe")
#: So many things that words say of the kidneys are carried on, the newest of them.
_MOST_TOLD = 50
#: What words of the kidneys sound like.
_KIDNEYS = frozenset({"aki", "ckd"})
_ANSWERED = "a value of the kidneys answers what it says of them"


class KidneyWords(Value):
    """What reports say of the kidneys up to the day judged, each with the entry that says it; notes
    on them."""

    told: tuple[tuple[UnreadKidney, Element], ...]
    late: tuple[Element, ...]
    notes: tuple[str, ...]

    @property
    def unread(self) -> tuple[UnreadKidney, ...]:
        return tuple(one for one, _ in self.told)


def read_kidney_words(
    entries: Entries, pages: Sequence[Spoken], person: Patient, known: Knowledge, *,
    read: frozenset[str], today: date,
) -> KidneyWords:  # fmt: skip
    """What reports, pages, and results that are none of those `read` (by their places), say of the
    kidneys of this person in words."""
    told: list[tuple[UnreadKidney, Element]] = []
    late: list[Element] = []
    for entry, texts, day in _spoken(entries, pages, read):
        found = [one for text in texts for one in told_of_kidneys(text, person, known)]
        if entry.text("resourceType") == "Procedure":
            found += (Told(plain(text, 60)) for text in texts[:1] if _is_operation(text, known))
        if not found:
            continue
        if day is not None and day.first > today:
            late += [entry] if entry.text("resourceType") in (_REPORT, _RESULT) else []
            continue
        on = None if day is None else day.last
        grave = [one for one in found if _is_grave(one, person.values, on, person, known)]
        worst = (grave or found)[0]
        said = plain(f"{called(entry) or entry.text('resourceType') or 'note'}: {worst.words}", 80)
        one = UnreadKidney(said, on, is_grave=bool(grave), says_failing=True)
        told.append((one, entry))
    told.sort(key=lambda pair: pair[0].on or today)
    told = told[-_MOST_TOLD:]
    notes: tuple[str, ...] = ()
    if told:
        said = listed((f"{one.words}{f' of {one.on}' if one.on else ''}" for one, _ in told), 3)
        notes = (f"Told of the kidneys in words, which give no value: {said}.",)
    return KidneyWords(tuple(told), tuple(late), notes)


def _spoken(
    entries: Entries, pages: Sequence[Spoken], read: frozenset[str]
) -> Iterator[tuple[Element, tuple[str, ...], Day | None]]:
    """Each entry that may speak of the kidneys, with its texts and its day."""
    for entry in entries.of(_REPORT, _RESULT):
        if not (entry.text("status") in _VOID or entry.where in read):
            yield entry, tuple(_texts(entry)), day_of(entry)
    spoken = [one for one in spoken_in(entries, *NO_REPORTS) if not one.is_over]
    # A bound that is hoped for is no result.
    told = (one for one in pages if one.kind not in _HOPED)
    places: dict[str, list[Spoken]] = {}
    for one in chain(spoken, told):
        places.setdefault(one.element.where, []).append(one)
    for found in places.values():
        yield found[0].element, tuple(one.text for one in found), found[0].on


def _is_operation(text: str, known: Knowledge) -> bool:
    """Whether a kidney was taken out or put in: what was measured before tells little."""
    is_of_kidneys = not {"ckd", "aki"}.isdisjoint(known.codes.alarms_in(text))
    return is_of_kidneys and bool(_OPERATION.search(plain_letters(text)))


def write_kidney_words(
    words: KidneyWords, person: Patient, known: Knowledge, ledger: Ledger, *, today: date
) -> None:
    """Writes of what no value of this person answers that it was not understood; of a report that
    says nothing else that would be asked about, that it was answered."""
    still = left_open(person, known, today)
    for told, entry in words.told:
        everything = words_of_all(entry.raw)
        if told in still:
            ledger.unread(
                entry, "measurement", told.words, sounds=(), heard=ledger.heard_in(everything)
            )
        elif ledger.sounds_only(everything, _KIDNEYS) and not ledger.has(entry):
            ledger.harmless(entry, "measurement", called(entry), _ANSWERED)
    for entry in words.late:
        if not ledger.has(entry):
            ledger.harmless(entry, "measurement", called(entry), LEFT_OUT["late"])


def _is_grave(
    told: Told, values: Iterable[KidneyValue], on: date | None, person: Patient, known: Knowledge
) -> bool:
    """Whether a value of its own day answers it not: an injury, or a figure that allows less than
    each value of that day."""
    if told.value is None:
        return told.is_acute
    of_its_day = [v for v in values if v.on == on and not v.undated]
    if allows_none(told.value, person, known):
        return not any(allows_none(v, person, known) for v in of_its_day)
    return not any(allows_less(v, person, known) for v in of_its_day)


def _texts(entry: Element) -> Iterator[str]:
    """What an entry says in words, text by text."""
    for part in (entry, *entry.children("component")):
        for note in part.children("note"):
            yield note.text("text")
    if entry.text("resourceType") == _RESULT:
        for part in (entry, *entry.children("component")):
            if words := words_of_value(part):
                # The name of a result and what it says are one sentence.
                yield f"{words_of(part.child('code'))} {words}"
        return
    yield called(entry)
    yield entry.text("conclusion")
    for concept in entry.children("conclusionCode"):
        yield words_of(concept)
    for result in entry.children("result"):
        yield result.text("display")
    if (narrative := entry.child("text")) is not None:
        yield in_one_line(narrative.text("div"))
    for form in entry.children("presentedForm"):
        yield form.text("title")
        yield in_one_line(page_of(form.raw))
