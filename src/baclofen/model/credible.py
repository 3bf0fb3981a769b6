"""Where the model may be believed: what is read of it at which door, and whose table entry that is.

The table of knowledge says what may be believed; here stands what there is to be judged, so that no
output and no door is left out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Literal, get_args

from baclofen.knowledge import Credit, Knowledge, Note, Setting, Use, check_table

if TYPE_CHECKING:
    from baclofen.model.link import Output

#: For whom something is computed. A `person`: whoever decides for one. `comparison`: to be held
#: against what was published; then nothing is refused, and what comes out carries that mark.
Purpose = Literal["person", "comparison"]
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

#: Settings of baclofen by mouth.
_BY_MOUTH: tuple[Setting, ...] = ("mouth", "child", "weak_kidneys", "overdose")
#: What a start by mouth may gain, and cost, by the outputs that tell it.
GAINS = ("nrs_change", "ashworth_1_5", "paroxysm_ratio")
COSTS = ("prob_drowsiness", "prob_dizziness", "prob_weakness")

_READ: Mapping[Use, tuple[tuple[str, ...], tuple[Setting, ...]]] = {
    "gain": (GAINS, _BY_MOUTH),
    "trade": ((*GAINS, *COSTS), _BY_MOUTH),
    "order": (("rebound_cord",), _BY_MOUTH),
    "day_of_rebound": (("rebound_cord",), _BY_MOUTH),
    "onset": (("ashworth_1_5",), ("bolus",)),
    "peak": (("ashworth_1_5",), ("bolus",)),
    "end": (("ashworth_1_5",), ("bolus",)),
    "time_after_stop": (("rebound_cord", "withdrawal_drive"), (*_BY_MOUTH, "pump")),
    "group_mean": (("ashworth_1_5", "mas_0_4"), ("pump",)),
}
#: What doors read of an output beyond its course: by use the outputs, each with its setting. The
#: last two are read where the model is held against what was published.
DOORS: Mapping[Use, tuple[tuple[str, Setting], ...]] = {
    use: tuple(product(outputs, settings)) for use, (outputs, settings) in _READ.items()
}


def check_credibility(known: Knowledge, outputs: Iterable[str]) -> None:
    """Raise `KnowledgeError` where the table lacks an output or a use at a door, or has one that
    there is not."""
    check_table(known.credibility, outputs=outputs, doors=DOORS)


def setting_by_mouth(*, is_child: bool, crcl: float | None, known: Knowledge) -> Setting:
    """The setting of someone who takes baclofen by mouth, with this kidney clearance in mL/min."""
    if is_child:
        return "child"
    weakest = known.number("oral.domain.crcl_from")
    return "weak_kidneys" if crcl is not None and crcl < weakest else "mouth"


def basis_of(credit: Credit, known: Knowledge) -> tuple[str, ...]:
    """The facts behind a verdict: those it names, and those of the targets it names."""
    of_targets = {f"targets.{target['id']}": str(target["fact"]) for target in known.targets}
    ids = (of_targets.get(id, id) for id in credit.evidence)
    return tuple(dict.fromkeys(id for id in ids if id in known.facts))


def refused_note(outputs: Sequence[Output], credit: Credit, known: Knowledge) -> Note:
    """Why outputs of one entry are refused, and what to do instead."""
    return known.note(
        "credible.refused", *basis_of(credit, known), outputs=tuple(o.says for o in outputs),
        because=credit.because, instead=credit.instead,
    )  # fmt: skip


def refused_use_note(output: Output, credit: Credit, known: Knowledge) -> Note:
    """The same of the entry's use of an output: its end, say."""
    return known.note(
        "credible.refused_use", *basis_of(credit, known), output=output.says, use=credit.use,
        because=credit.because, instead=credit.instead,
    )  # fmt: skip


def mark_note(credit: Credit, known: Knowledge) -> Note:
    """What stands beside an illustration; and beside what is refused, where it is compared."""
    name = "credible.illustration" if credit.verdict == "illustration" else "credible.withheld"
    return known.note(name, *basis_of(credit, known), because=credit.because)
