"""Why a dose is recorded as not given: whether it says that the patient did not get it.

Only what is known to say so counts towards a stop. A chart of a ward tells what the ward gave: who
took it elsewhere, or out of the own box, stands there as "not given" too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from baclofen.errors import KnowledgeError
from baclofen.knowledge.names import Names, words_in
from baclofen.knowledge.word_tables import Row, index_of
from baclofen.value import Value

NotGiven = Literal["none", "otherwise", "unneeded", "untold", ""]

_MEANINGS = frozenset({"none", "otherwise", "unneeded", "untold"})
_BESIDE = "beside"
#: How the systems of the codes are called in the table.
_OF_FHIR = "fhir"
#: What the addresses of FHIR's own list of such reasons end in, in each of its versions.
_LISTS = ("/reason-medication-not-given", "/reason-medication-not-given-codes")
_SNOMED, _SNOMED_ADDRESS = "snomed", "http://snomed.info/sct"


class Reasons(Value):
    """What a reason may be called: `words`, and `codes` by "system code".

    `none` says that the patient did not get it, "otherwise" that it was or may have been taken all
    the same, or that the entry is wrong, "unneeded" that nobody needed it, "untold" that no reason
    is known. Of `words` "beside" may stand beside any.
    """

    words: Names[str]
    codes: Mapping[str, str]

    def of_code(self, system: str, code: str) -> NotGiven:
        """What a code says; empty where it is none of the table."""
        short = (
            _OF_FHIR if system.endswith(_LISTS) else _SNOMED if system == _SNOMED_ADDRESS else ""
        )
        return _why(self.codes.get(f"{short} {code}", ""))

    def of_words(self, text: str, is_ill: Callable[[str], bool]) -> NotGiven:
        """What words say. One phrase by which it was taken otherwise is enough for that, whatever
        stands beside it; all else counts only where every word of it is known. `is_ill` tells
        whether words name an illness or a sign: for that a dose is withheld.
        """
        words, found, is_whole, at = words_in(text), set[str](), True, 0
        while at < len(words):
            name = self.words.at(words, at)
            found.update(self.words.meanings.get(name, ()))
            is_whole &= bool(name) or words[at].isdigit()
            at += max(1, name.count(" ") + 1)
        if "otherwise" in found:
            return "otherwise"
        if not is_whole or not found & _MEANINGS:
            return "none" if text and is_ill(text) else ""
        return next(_why(one) for one in ("unneeded", "none", "untold") if one in found)


def reasons_together(said: Iterable[NotGiven]) -> NotGiven:
    """What several reasons of one dose come to: that it was taken otherwise before all else, then
    what nobody could read."""
    found = set(said) or {"untold"}
    order: tuple[NotGiven, ...] = ("otherwise", "", "unneeded", "none", "untold")
    return next(one for one in order if one in found)


def _why(word: str) -> NotGiven:
    match word:
        case "none" | "otherwise" | "unneeded" | "untold":
            return word
        case _:
            return ""


def read_reasons(rows: Iterable[Row]) -> dict[str, Any]:
    """The table as plain objects. Raises `KnowledgeError` for a row that means nothing known."""
    found = list(rows)
    for row in found:
        if row["means"] not in _MEANINGS | {_BESIDE}:
            raise KnowledgeError(f"reasons_not_given.csv: {row['name']!r} means {row['means']!r}")
    return {
        "reason_words": index_of((r["name"], [r["means"]]) for r in found if not r["system"]),
        "reason_codes": {f"{r['system']} {r['name']}": r["means"] for r in found if r["system"]},
    }


def reasons_of(tables: Mapping[str, Any]) -> Reasons:
    """The reasons of tables of `read_reasons`, also after a way through JSON."""
    return Reasons(Names(**tables["reason_words"]), tables["reason_codes"])
