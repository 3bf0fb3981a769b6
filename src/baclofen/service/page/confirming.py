"""What two people type before a pump is set: the drug, its concentration, and the rate. Pure.

A slip of a unit or of a digit has killed: what is typed is held against what was planned, and
nothing that was planned is shown in the fields.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from baclofen.assessment import PumpSetting
from baclofen.errors import InputRefused

DRUG = "baclofen"
#: The fields, in their order.
FIELDS = ("drug", "mcg_per_mL", "mcg_per_day")
#: Numbers are typed as they are printed: to four digits of a rate, and six of a concentration.
_PRINTED = 5e-4
_NUMBER = re.compile(r"(?:[0-9]{1,6}|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.][0-9]{1,6})?")


def confirm(typed: Mapping[str, str], new: PumpSetting) -> None:
    """Raises `InputRefused` where a field is not what was planned; it never says what was."""
    if typed.get("drug", "").strip().lower() != DRUG:
        raise _differs("drug", typed.get("drug", ""), "the label of the ampoule")
    if new.mcg_per_mL is None:
        raise InputRefused(
            "concentration", "not known", "nothing can be confirmed without it",
            do="Tell what is in the pump first.",
        )  # fmt: skip
    for name, says, planned, place in (
        ("mcg_per_mL", "concentration", new.mcg_per_mL, "the label of the ampoule"),
        ("mcg_per_day", "rate, mcg a day", new.per_day.in_mcg, "the programmer"),
    ):
        if not math.isclose(_number(says, typed.get(name, "")), planned, rel_tol=_PRINTED):
            raise _differs(says, typed.get(name, ""), place)


def _number(name: str, words: str) -> float:
    # Thousands as a label has them; any other comma is a point to one reader and nothing to the
    # next: "12,0" is no 120.
    if not _NUMBER.fullmatch(words.strip()):
        raise InputRefused(
            name, repr(words[:40]), "it must be a number: digits, and a point where it has one"
        )
    return float(words.replace(",", ""))


def _differs(name: str, came: str, place: str) -> InputRefused:
    return InputRefused(
        name, repr(came[:40]), "it is not what was planned", do=f"Read it again on {place}, then "
        "compare with the plan. Nothing was set.", why="P-FORMULAS",
    )  # fmt: skip
