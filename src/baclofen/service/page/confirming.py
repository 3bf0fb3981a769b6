"""What two people type of a pump: the drug, its concentration, and the rate that is set or runs.
Pure.

A slip of a unit or of a digit has killed: what is typed is held against what was planned or
told, and nothing of that is shown in the fields.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from baclofen.assessment import PumpSetting
from baclofen.errors import InputRefused
from baclofen.service.page.number import number

DRUG = "baclofen"
#: The fields, in their order.
FIELDS = ("drug", "mcg_per_mL", "mcg_per_day")
#: Numbers are typed as they are printed: to four digits of a rate, and six of a concentration.
_PRINTED = 5e-4


def confirm(typed: Mapping[str, str], held: PumpSetting, *, runs: bool = False) -> None:
    """Raises `InputRefused` where a field is not what was planned, or was told of what `runs`; it
    never says what was."""
    was = "told" if runs else "planned"
    if typed.get("drug", "").strip().lower() != DRUG:
        raise _differs("drug", typed.get("drug", ""), "the label of the ampoule", was)
    if held.mcg_per_mL is None:
        raise InputRefused(
            "concentration", "not known", "nothing can be confirmed without it",
            do="Tell what is in the pump first.",
        )  # fmt: skip
    for name, says, value, place in (
        ("mcg_per_mL", "concentration", held.mcg_per_mL, "the label of the ampoule"),
        ("mcg_per_day", "rate, mcg a day", held.per_day.in_mcg, "the programmer"),
    ):
        if not math.isclose(
            number(says, typed.get(name, ""), as_on_a_label=True), value, rel_tol=_PRINTED
        ):
            raise _differs(says, typed.get(name, ""), place, was)


def _differs(name: str, came: str, place: str, was: str) -> InputRefused:
    then = "tell the pump anew" if was == "told" else "compare with the plan"
    return InputRefused(
        name, repr(came[:40]), f"it is not what was {was}",
        do=f"Read it again on {place}, then {then}. Nothing was set.", why="P-FORMULAS",
    )  # fmt: skip
