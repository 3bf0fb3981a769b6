"""What two people type before a pump is set: the drug, its concentration, and the rate. Pure.

A slip of a unit or of a digit has killed: what is typed is held against what was planned, and
nothing that was planned is shown in the fields.
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
        if not math.isclose(
            number(says, typed.get(name, ""), as_on_a_label=True), planned, rel_tol=_PRINTED
        ):
            raise _differs(says, typed.get(name, ""), place)


def _differs(name: str, came: str, place: str) -> InputRefused:
    return InputRefused(
        name, repr(came[:40]), "it is not what was planned", do=f"Read it again on {place}, then "
        "compare with the plan. Nothing was set.", why="P-FORMULAS",
    )  # fmt: skip
