"""The texts of a record that tell of danger in these days, whatever they stand in, and those by
which baclofen may not be taken.

A text of which nothing grave is heard says nothing here: its resource stays what its reader made
of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.condition_days import recent
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.findings import Finding, finding_of
from baclofen.exchange.fhir.kidney_words import words_of_value
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.fhir.texts import MESSAGE, Said
from baclofen.exchange.fhir.told import WISHES, is_stop, may_be_stop, sounds_of_note
from baclofen.exchange.names import is_spoken_of
from baclofen.exchange.single_doses import Doubt
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import UnreadSign
from baclofen.value import Value

#: So many characters of these texts are looked through; a record that has more says so.
MOST_CHARACTERS = 500_000
_TAKEN = frozenset({"MedicationRequest", "MedicationStatement"})
#: One dose of it that was held back is no stop: the chart is read for that.
_CHARTED = frozenset({"MedicationAdministration", "MedicationDispense"})
#: Where these name what is taken.
_NAMED = "medicationCodeableConcept"
_SIGN = "signs."
#: What a stop in words sounds like, and one beside signs that may come of it.
_STOPPED, WITHDRAWN = "USE-STOP-TOLD", "signs.baclofen_withdrawal"


class Heard(Value):
    """Texts of one place that sound like something of now: the place, their words, the alarms."""

    place: str
    words: str
    sounds: tuple[str, ...]


class ToldNow(Value):
    """What is `heard` of danger; why what is taken is not certain, by the place of the order that a
    note stands with, empty where it stands elsewhere (`stops`). `left` are places whose texts
    were too long to be looked through."""

    heard: tuple[Heard, ...]
    stops: Mapping[str, Doubt]
    left: tuple[str, ...] = ()


def read_told(
    texts: Iterable[Said], findings: Iterable[Finding], known: Knowledge, *, today: date,
    age_y: float | None, conditions: frozenset[str],
) -> ToldNow:  # fmt: skip
    """What these texts of these days, of what runs, and of no day say. Of no day only what is
    gravest is heard: coma, failing breath, too much that was swallowed, a wish to die.

    Facts: `UNREAD-SIGN`, `patient.sign_recent`.
    """
    gravest = known.of(UnreadSign).grave | known.of(UnreadSign).poisoned | WISHES
    since, left_of = recent(known, today), MOST_CHARACTERS
    heard: dict[str, Heard] = {}
    stops: dict[str, Doubt] = {}
    too_long: dict[str, None] = {}
    once: dict[tuple[str, bool], tuple[str, ...]] = {}
    for said in texts:
        if not said.is_of(since, today):
            continue
        left_of -= len(said.words)
        if left_of < 0:
            too_long[said.resource.where] = None
            continue
        if said.answer is not None:
            words, sounds = _answered(said.answer, said, known, today)
        else:
            words = said.words
            is_message = said.kind == MESSAGE
            if (words, is_message) not in once:
                once[words, is_message] = sounds_of_note(
                    words, known, today=today, age_y=age_y, conditions=conditions,
                    from_kin=is_message,
                )  # fmt: skip
            sounds = once[words, is_message]
        if said.is_read:
            sounds = tuple(one for one in sounds if one in WISHES)
        if said.is_loose:
            sounds = tuple(one for one in sounds if one in gravest)
        if sounds:
            _take(heard, said, words, sounds)
        told = said.words or _told_of_use(said.answer, known, today)
        if (doubt := _stop(said, told, known, today)) is not None:
            is_ill = known.codes.told.tells_withdrawal(told, year=today.year)
            _take(heard, said, told, (_STOPPED, *((WITHDRAWN,) if is_ill else ())))
            place = said.resource.where if said.kind in _TAKEN else ""
            stops.setdefault(place, doubt)
    for one in findings:
        if one.says == "sounds":
            place = one.part.where
            heard[place] = Heard(place, one.said, one.sounds)
    return ToldNow(tuple(heard.values()), stops, tuple(too_long))


def write_told(told: ToldNow, ledger: Ledger) -> None:
    """Writes of each place that it sounds like a danger, and was not understood."""
    for one in told.heard:
        named = tuple(
            "a stop" if sound == _STOPPED else sound.removeprefix(_SIGN).replace("_", " ")
            for sound in one.sounds
        )
        ledger.unread(Element({}, one.place), "sign", one.words, sounds=one.sounds, heard=named)
    for place in told.left:
        words = f"notes of {place} (too long to be looked through)"
        ledger.unread(Element({}, f"{place}.note"), "resource", words, sounds=())


def _take(heard: dict[str, Heard], said: Said, words: str, sounds: tuple[str, ...]) -> None:
    """Takes in what a text sounds like: the first of a place is quoted, the same note once."""
    if (one := heard.get(said.place)) is not None:
        sounds = tuple(dict.fromkeys((*one.sounds, *sounds)))
        heard[said.place] = Heard(one.place, one.words, sounds)
        return
    quoted = f"{said.kind}: {words}"
    if not (said.is_note and any(quoted == one.words for one in heard.values())):
        heard[said.place] = Heard(said.place, quoted, sounds)


def _answered(
    answer: Element, said: Said, known: Knowledge, today: date
) -> tuple[str, tuple[str, ...]]:
    """What an answer of a questionnaire says, and sounds like."""
    found = finding_of(answer, known, day=said.day, today=today, from_kin=True)
    if found.says == "sign":
        return found.said, sounds_of_note(found.words, known, today=today, from_kin=True)
    return found.said, found.sounds


def _told_of_use(answer: Element | None, known: Knowledge, today: date) -> str:
    """What an answer says of whether a medicine is taken, with what was asked where it says no more
    than yes, or no to the question whether it is taken."""
    if answer is None:
        return ""
    told, asked = known.codes.told, words_of(answer.child("code"))
    value = words_of_value(answer)
    flag = answer.raw.get("valueBoolean")
    asks_stop = is_stop(asked, known, today=today)
    if told.missed_all(asked, value):
        return f"missed all: {asked}"
    if flag is True or told.is_there(value):
        return asked if asks_stop else ""
    is_of_use = told.asks_use(asked) and not asks_stop
    if flag is False or told.is_not_there(value):
        return f"not taking: {asked}" if is_of_use or told.asks_many(asked) else ""
    if is_of_use and told.is_not_there(value.split(",")[0]):
        return f"not taking: {asked}"
    return value if is_spoken_of(value, known.codes) else f"{value} ({asked})"


def _is_of_another(entry: Element, known: Knowledge) -> bool:
    """Whether an entry of a medicine names one, and that is not baclofen."""
    named = known.codes.medicines.named_in(words_of(entry.child(_NAMED)))
    return bool(named) and known.codes.baclofen not in named


def _stop(said: Said, words: str, known: Knowledge, today: date) -> Doubt | None:
    """That baclofen is not taken: by a note of what runs of it, or by a text that names it, or
    names none where no reader of its own speaks."""
    is_ours = said.kind in _TAKEN | _CHARTED and not _is_of_another(said.resource, known)
    if is_ours and said.kind in _CHARTED:
        return None
    is_named = is_ours or is_spoken_of(words, known.codes)
    if not is_named and said.is_note:
        return None
    if not (is_stop if is_named else may_be_stop)(words, known, today=today):
        return None
    of = f" of {said.day.last}" if said.day is not None else ""
    return Doubt(f'a note{of} says "{plain(words, 80)}"')
