"""What of the model may be believed: a verdict for each output and use, with its evidence.

An entry is about some outputs in some settings, for one use of them. Which outputs the model has,
and what is read of them at which door, the model says: it checks the table against both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import product
from typing import Any, Literal, get_args

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import Fact
from baclofen.value import Value

#: Believed: may be printed, and weigh in what is advised. Illustration: behind a mark and a fold,
#: and weighs in nothing. Refused: shown to nobody who decides for a person.
Credence = Literal["believed", "illustration", "refused"]
CREDENCES: tuple[Credence, ...] = get_args(Credence)

#: To whom and how baclofen is given: an adult, a child or someone with weak kidneys by mouth, more
#: than was studied by mouth in a day, a bolus into the spine, an infusion.
Setting = Literal["mouth", "child", "weak_kidneys", "overdose", "bolus", "pump"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)

#: What is read of an output. `course`: its values, one by one or over time, of a person.
Use = Literal[
    "course",
    "gain",
    "trade",
    "onset",
    "peak",
    "end",
    "order",
    "day_of_rebound",
    "time_after_stop",
    "group_mean",
]
USES: tuple[Use, ...] = get_args(Use)

#: What ids of targets and of studies begin with.
TARGETS, STUDIES = "targets.", "studies."


class Credit(Value):
    """One entry: what is asked, for what, what hangs on it, the evidence, and what was decided.

    `favours`, `against` and `kept_back` are ids of facts and targets, and of studies
    (`studies.ID`); those kept back are figures that the model had not seen. `because` is the reason
    in a few words, `instead` what to do. `rule` is one of the table's own, by which `decided_by`
    decided.
    """

    id: str
    outputs: tuple[str, ...]
    settings: tuple[Setting, ...]
    use: Use
    question: str
    context: str
    influence: str
    verdict: Credence
    because: str
    rule: str
    decided_by: str
    instead: str = ""
    favours: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    note: str = ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """All ids of its evidence, each once."""
        return tuple(dict.fromkeys((*self.favours, *self.kept_back, *self.against)))


class Credibility(Value, dict=True):
    """The table: its entries, and the rules by which verdicts were given."""

    entries: Mapping[str, Credit]
    rules: Mapping[str, str]

    @cached_property
    def places(self) -> Mapping[tuple[str, Setting, Use], Credit]:
        """Every output, setting and use, with its entry. Raises `KnowledgeError` for two of one."""
        made: dict[tuple[str, Setting, Use], Credit] = {}
        for credit in self.entries.values():
            for output, setting in product(credit.outputs, credit.settings):
                place = (output, setting, credit.use)
                if place in made:
                    raise KnowledgeError(
                        f"{credit.id} and {made[place].id} both judge {', '.join(place)}"
                    )
                made[place] = credit
        return made

    def of(self, output: str, setting: Setting, use: Use = "course") -> Credit:
        """The entry of one output in one setting. Raises `KnowledgeError` where there is none."""
        found = self.places.get((output, setting, use))
        if found is None:
            raise KnowledgeError(f"credibility.toml has no entry for {output}, {setting}, {use}")
        return found

    def worst(
        self, outputs: Iterable[str], settings: Iterable[Setting], use: Use = "course"
    ) -> Credit:
        """The entry of the least belief among these."""
        return worst_of(self.of(o, s, use) for o, s in product(outputs, tuple(settings)))


def worst_of(credits: Iterable[Credit]) -> Credit:
    """That of the least belief, the first of several."""
    return max(credits, key=lambda credit: CREDENCES.index(credit.verdict))


def check_table(
    table: Credibility,
    *,
    outputs: Iterable[str],
    doors: Mapping[Use, Iterable[tuple[str, Setting]]],
) -> None:
    """Raise `KnowledgeError` for an output of the model, or a use at a door, that has no entry, and
    for an entry of what there is not."""
    wanted: set[tuple[str, Setting, Use]] = {
        (output, setting, "course") for output in outputs for setting in SETTINGS
    }
    wanted |= {(output, setting, use) for use, of in doors.items() for output, setting in of}
    found = set(table.places)
    for place in sorted(wanted - found):
        raise KnowledgeError(f"credibility.toml has no entry for {', '.join(place)}")
    for place in sorted(found - wanted):
        raise KnowledgeError(
            f"{table.places[place].id} of credibility.toml judges {', '.join(place)}: the model "
            "has no such output, or no door reads it"
        )


def check_evidence(
    table: Credibility, facts: Mapping[str, Fact], targets: Iterable[Mapping[str, Any]]
) -> None:
    """Raise `KnowledgeError` for an entry that contradicts itself, its evidence or its parts."""
    figures = {f"{TARGETS}{target['id']}": target for target in targets}
    used = {credit.rule for credit in table.entries.values()}
    if strange := used ^ set(table.rules):
        raise KnowledgeError(f"rules of credibility.toml, used and given: {sorted(strange)}")
    for credit in table.entries.values():
        _check_words(credit)
        for id in credit.evidence:
            if id not in facts and id not in figures and not id.startswith(STUDIES):
                raise KnowledgeError(f"{credit.id} of credibility.toml rests on {id!r}: no such id")
        for id in credit.kept_back:
            fact = facts.get(figures[id]["fact"] if id in figures else id)
            if fact is None or fact.split != "validation":
                raise KnowledgeError(f"{credit.id} keeps back {id}, which no comparison kept back")
            if id in figures and figures[id]["output"] not in credit.outputs:
                raise KnowledgeError(f"{credit.id} keeps back {id}, which is of another output")
        if twice := set(credit.kept_back) & {*credit.favours, *credit.against}:
            raise KnowledgeError(
                f"{credit.id} keeps back {sorted(twice)}, and judges by it already"
            )
        if credit.verdict == "believed" and not credit.kept_back:
            raise KnowledgeError(f"{credit.id} is believed, and nothing was kept back for it")
        if credit.rule == NOTHING_KEPT_BACK and credit.kept_back:
            raise KnowledgeError(
                f"{credit.id} is by the rule that nothing was kept back, and keeps back "
                f"{', '.join(credit.kept_back)}"
            )
    for (output, setting, use), credit in table.places.items():
        for part in _PARTS[use]:
            rests_on = table.places.get((output, setting, part))
            if rests_on is not None and worst_of((credit, rests_on)) is not credit:
                raise KnowledgeError(
                    f"{credit.id} is {credit.verdict}, and rests on {rests_on.id}, which is "
                    f"{rests_on.verdict}"
                )


#: The rule of verdicts on what was never held against a figure that the model had not seen.
NOTHING_KEPT_BACK = "not_compared"
#: What a use is made of, or the curve that it is read off: it is believed no more than that. The
#: mean of a group is of many people, and read off nobody's own course.
_PARTS: Mapping[Use, tuple[Use, ...]] = {
    "course": (), "gain": ("course",), "trade": ("gain", "course"), "onset": ("course",),
    "peak": ("course",), "end": ("course",), "order": ("course",), "day_of_rebound": ("course",),
    "time_after_stop": ("course",), "group_mean": (),
}  # fmt: skip


def _check_words(credit: Credit) -> None:
    for name, value, allowed in (
        ("verdict", credit.verdict, CREDENCES), ("use", credit.use, USES),
        *(("settings", setting, SETTINGS) for setting in credit.settings),
    ):  # fmt: skip
        if value not in allowed:
            raise KnowledgeError(f"{credit.id} of credibility.toml: {name} is {value!r}")
    if credit.verdict == "refused" and not credit.instead:
        raise KnowledgeError(f"{credit.id} is refused, and does not say what to do instead")
