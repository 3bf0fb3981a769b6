"""What words say of swallowing: that nothing may be swallowed now, or from a coming hour, or
nothing but medicines; and that a bowel is closed.

Beside the names of these, other words may stand than beside other diagnoses: how complete it is,
for what, until when, and what may be swallowed all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Literal

from baclofen.knowledge.diagnosis_text import staged, without_kind
from baclofen.knowledge.names import Names
from baclofen.knowledge.word_tables import Row, index_of
from baclofen.value import Value

#: What may not, or cannot, be swallowed, as a key of conditions.
NIL, NIL_LATER, GUT = "nil_by_mouth", "nil_by_mouth_later", "bowel_obstruction"
#: A time of the clock, of which midnight stands for all.
_HOUR = re.compile(
    r"(?<![\d.,])(?:(?:[01]?\d|2[0-4])(?:[:h.][0-5]\d(?!\d)(?:\s*(?:am|pm|uhr|hrs?|h)(?![^\W_]))?"
    r"|\s*(?:am|pm|uhr|o'clock)(?![^\W_])|\s?h(?![^\W_]))"
    r"|(?:[01]\d|2[0-4])[0-5]\d\s*(?:h|hrs?|hours)(?![^\W_]))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
#: What an order of a diet says: nothing by mouth, now or from an hour on; medicines alone; food or
#: drink that is known; or what nobody can read.
Diet = Literal["nil", "later", "medicines", "food", ""]

#: How the kinds of these words begin in their table.
_KIND = "swallow "


class Swallowing(Value, dict=True):
    """The words of swallowing. `names` are names and the words beside them with what each is:
    a key, "medicines" (they may be swallowed), "later" (from a coming hour), or "nil" and "gut"
    for what may stand beside these keys; `foods` are words of diets, and `none` the names that say
    nothing by mouth in an order of a diet alone."""

    names: Names[str]
    foods: Names[str]
    none: Names[str]

    def keys(self, text: str, *beside: Names[str]) -> frozenset[str]:
        """The conditions of a text that says this and nothing else."""
        found = self._found(text, beside)
        if NIL not in found:
            return found & {GUT}
        if "medicines" in found:
            return frozenset()
        return found & {GUT} | {NIL_LATER if "later" in found else NIL}

    def may_take_medicines(self, text: str, *beside: Names[str]) -> bool:
        """Whether a text says that nothing but medicines may be swallowed, and nothing else."""
        found = self._found(text, beside)
        return {NIL, "medicines"} <= found and GUT not in found

    def diet(self, text: str, *beside: Names[str]) -> Diet:
        """What the words of an order of a diet say, as far as they are known from end to end."""
        words = staged(_HOUR.sub(" midnight ", text))
        if self.none.only(words, self.names, *beside) and not self._found(text, beside) & {NIL}:
            found = frozenset(self.names.only(words, self.none, *beside))
            is_medicine, is_later = "medicines" in found, "later" in found
            return "medicines" if is_medicine else "later" if is_later else "nil"
        if self.may_take_medicines(text, *beside):
            return "medicines"
        keys = self.keys(text, *beside)
        if keys & {NIL, NIL_LATER}:
            return "nil" if NIL in keys else "later"
        return "food" if self.foods.only(staged(_NUMBER.sub(" ", text)), *beside) else ""

    def _found(self, text: str, beside: tuple[Names[str], ...]) -> frozenset[str]:
        words = staged(_HOUR.sub(" midnight ", without_kind(text)))
        return frozenset(self.names.only(words, *beside)) if words else frozenset()


def swallowing_tables(
    words: Iterable[Row], diagnoses: Iterable[Row], forms: Callable[[Row], Iterable[str]]
) -> dict[str, Any]:
    """`Swallowing` as plain objects, from the rows of the tables of words and of diagnoses; `forms`
    are the endings of a word."""
    of_kind: dict[str, list[str]] = defaultdict(list)
    for row in words:
        if row["kind"].startswith(_KIND):
            of_kind[row["kind"].removeprefix(_KIND)] += forms(row)
    keys = [(row["name"], [row["means"]]) for row in diagnoses if row["means"] in (NIL, GUT)]
    beside = [(n, [kind]) for kind in ("medicines", "later", "nil", "gut") for n in of_kind[kind]]
    return {
        "names": index_of([*keys, *beside]),
        "foods": index_of((name, ["food"]) for name in of_kind["diet"]),
        "none": index_of((name, [NIL]) for name in of_kind["none"]),
    }
