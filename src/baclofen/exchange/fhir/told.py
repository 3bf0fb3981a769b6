"""What a note, or any text that no other reader speaks of, says of danger and of doses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from baclofen.exchange.measured import in_words
from baclofen.exchange.single_doses import POISONED, may_poison
from baclofen.knowledge import Knowledge, plain_letters
from baclofen.knowledge.numbers import UnreadSign

#: Two amounts of a slip: "200 mg instead of 20 mg".
_SLIP = (
    r"(?<!\d)(\d{{1,5}}(?:[.,]\d{{1,3}})?)\s?mg\b[^.;\d]{{0,40}}?"
    r"\b(?:{})\s+(?:the\s+)?(\d{{1,5}}(?:[.,]\d{{1,3}})?)\s?mg\b"
)
_SIGN = "signs."
#: What tells of nothing from end to end is short; it is read word against word.
_LONGEST_ASIDE = 400
#: Jerks of a note are reflexes and spasms too: they count by their words, or as new ones.
_JERKS = "signs.myoclonus"
#: A wish to die: no sign of baclofen, and a reason to go slowly and to give little at a time.
WISHES = frozenset({"suicidality"})


def sounds_of_note(
    text: str, known: Knowledge, *, today: date, age_y: float | None = None,
    conditions: Iterable[str] = (), from_kin: bool = False,
) -> tuple[str, ...]:  # fmt: skip
    """The signs of danger, of an overdose and of a withdrawal, and a wish to die, that a note tells
    of now, each once.

    What is to be watched for, denied, of before or a relative's is none; `from_kin`: in a message
    what a relative has now is the patient's. Facts: `UNREAD-SIGN`,
    `SIGN-MEASURED`, `DO-DOUBLE-MORE`.
    """
    counts = (known.of(UnreadSign).heard | known.of(UnreadSign).poisoned) | WISHES
    lungs = frozenset(conditions)

    def alarms(part: str) -> list[str]:
        values = in_words(part, known, age_y=age_y, conditions=lungs, within=text)
        heard = known.codes.alarms_in(values.beside if values.is_told else part)
        signs = (f"{_SIGN}{sign}" for sign in sorted(values.signs))
        return [one for one in (*heard, *signs, *values.sounds) if one in counts]

    found: list[str] = []
    told = known.codes.told
    text = told.as_rated(known.codes.harmless.functions.of_persons(text))
    for sentence in told.news_in(
        text, lambda part: bool(alarms(part)), year=today.year, from_kin=from_kin
    ):
        is_theirs = from_kin and told.is_now_of_kin(sentence)
        is_short = len(sentence) <= _LONGEST_ASIDE and not is_theirs
        is_aside = is_short and known.codes.is_denied(sentence)
        heard = () if is_aside else alarms(sentence)
        found += (one for one in heard if one != _JERKS or told.tells_jerks(sentence))
    if _is_slip(text, known):
        found.append(POISONED)
    return tuple(dict.fromkeys(found))


def is_stop(text: str, known: Knowledge, *, today: date) -> bool:
    """Whether a note says that baclofen is not taken, or not to be given: it names no other
    medicine."""
    ours = known.codes.baclofen

    def is_other(part: str) -> bool:
        named = known.codes.medicines.named_in(part)
        return bool(named) and ours not in named

    def is_ours(part: str) -> bool:
        return ours in known.codes.medicines.named_in(part)

    return known.codes.told.stop_in(text, year=today.year, is_other=is_other, is_ours=is_ours)


def may_be_stop(text: str, known: Knowledge, *, today: date) -> bool:
    """Whether a text that names no medicine says that what is taken is not, or no more."""
    if known.codes.medicines.named_in(text):
        return False
    return known.codes.told.unnamed_stop_in(text, year=today.year)


def _is_slip(text: str, known: Knowledge) -> bool:
    """Whether an amount was given in place of one that is smaller by far."""
    instead = "|".join(re.escape(plain_letters(one)) for one in known.codes.told.words["instead"])
    for given, meant in re.findall(_SLIP.format(instead), plain_letters(text)):
        amount, usual = (float(one.replace(",", ".")) for one in (given, meant))
        if usual and may_poison(amount, known, single=usual, due=usual, of_day=amount):
            return True
    return False
