"""A question as a control: what its answer is chosen, measured or typed with. Pure.

Keys and words are those of an answer on the command line; only how they are entered differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from baclofen.assessment import Asked
from baclofen.knowledge import Knowledge
from baclofen.patient import SIGNS, UNREAD_ANSWERS
from baclofen.record import MEASURES
from baclofen.value import Value

#: How another answer than those by one press is entered: not at all, as a name of a list, measured
#: on a day, as a number, in words, or only in a file.
Entered = Literal["", "member", "measured", "number", "date", "words", "file"]
#: Questions whose answer is a value of a day, and what is measured for it.
MEASURED: Mapping[str, tuple[str, ...]] = {
    "creatinine": ("creatinine", "egfr"), "egfr": ("egfr",), "weight_kg": ("weight",),
    "inr": ("inr",),
}  # fmt: skip
#: Questions with one answer that needs no typing, and the words of it.
_PLAIN = {"medicines": "complete", "baclofen": "none", "conditions": "none", "signs": "none"}
_YES_NO = ("no", "yes")


class Control(Value):
    """How a question is answered.

    `presses` are the words of answers that one press gives under `key`, `entered` how another is
    entered: `members` are the names, each with what it says, of which one may be told to be
    present; `measures` what may be measured for it, each with its units; `unit` that of a number.
    """

    key: str
    presses: tuple[str, ...] = ()
    entered: Entered = ""
    members: tuple[tuple[str, str], ...] = ()
    measures: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unit: str = ""


def control_of(asked: Asked, known: Knowledge) -> Control:
    """The control of a question.

    >>> from baclofen.knowledge import Verdict, load_knowledge
    >>> known = load_knowledge()
    >>> one = Asked(known.questions["dialysis"], Verdict.OK, ())
    >>> control_of(one, known).presses
    ('no', 'yes')
    """
    key = asked.question.key
    if "." in key:
        return Control(key, entered="file")
    if key in MEASURED:
        return Control(
            key, entered="measured", measures=tuple((w, MEASURES[w][1]) for w in MEASURED[key])
        )
    if key in ("conditions", "signs"):
        return Control(key, (_PLAIN[key],), "member", _members(key, known))
    if key in _PLAIN:
        return Control(key, (_PLAIN[key],), "words")
    if key == "unread":
        return Control(key, UNREAD_ANSWERS)
    if key == "syndrome":
        return Control(key, entered="member", members=syndromes(known))
    if key not in known.keys:
        # A condition, a sign or the allergy: there, or stated not to be.
        fields = (name.partition(".") for name in asked.question.covers)
        labels = known.codes.condition_labels
        covered = tuple((n, labels.get(n, n)) for field, _, n in fields if field == "conditions")
        return Control(key, _YES_NO, "member" if covered else "", covered)
    told = known.keys[key]
    if told.takes == "flag":
        return Control(key, _YES_NO)
    if told.words:
        return Control(key, told.words)
    if told.takes in ("number", "date"):
        return Control(key, entered=told.takes, unit=told.unit)
    return Control(key, entered="words")


def syndromes(known: Knowledge) -> tuple[tuple[str, str], ...]:
    """What baclofen may be for, each as it is said."""
    said = (known.say(known.note("indication.named", syndrome=id)) for id in known.syndromes)
    return tuple(zip(known.syndromes, said, strict=True))


def _members(key: str, known: Knowledge) -> tuple[tuple[str, str], ...]:
    if key == "signs":
        return tuple((sign, sign.replace("_", " ")) for sign in SIGNS)
    labels = known.codes.condition_labels
    return tuple(sorted(labels.items(), key=lambda item: item[1].casefold()))
