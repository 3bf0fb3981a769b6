"""What rules speak of so strongly that words which only sound like it are asked about first."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.knowledge.condition import All, Compare, Has
from baclofen.knowledge.fact import Rule

#: Conditions that strong rules know by a field of their own: kidneys, pregnancy, what is
#: taken, what may be swallowed. And
#: the one sign of a stop that is a diagnosis by itself.
_BY_FIELD = frozenset({
    "aki", "ckd", "dialysis", "kidney_transplant", "pregnancy", "pump_presence", "withdrawal",
    "nil_by_mouth", "bowel_obstruction", "signs.baclofen_withdrawal",
})  # fmt: skip

#: Topics of rules on what happens after a dose was missed, cut or stopped.
_AFTER_A_STOP = frozenset({"stop", "withdrawal"})
#: The topic of rules on how a pump stands.
_OF_A_PUMP = "pump-state"


def stopped_for(rules: Iterable[Rule], *, of_needle: bool) -> frozenset[str]:
    """What rules stop or warn off a start or a raise for: conditions, signs ("signs.coma"), and the
    ids of such rules; those on a needle or a pump alone only where `of_needle`.

    What is watched for after a stop stops no start.
    """
    strong = [
        rule
        for rule in rules
        if rule.when
        and rule.severity in ("avoid", "contraindicated", "emergency")
        and (of_needle or not _is_of_needle(rule))
    ]
    now = (rule for rule in strong if rule.topic not in _AFTER_A_STOP)
    signs = {f"signs.{sign}" for sign in members("signs", now)}
    return members("conditions", strong) | signs | {rule.id for rule in strong} | _BY_FIELD


def members(field: str, rules: Iterable[Rule]) -> frozenset[str]:
    """The members of a set that these rules ask for."""
    leaves = (x for rule in rules for c in (rule.when, rule.beyond) if c for x in c.leaves())
    return frozenset(x.member for x in leaves if isinstance(x, Has) and x.field == field)


def _is_of_needle(rule: Rule) -> bool:
    """Whether a rule speaks only of baclofen given into the spinal canal."""
    parts = rule.when.parts if isinstance(rule.when, All) else ()
    return rule.topic == _OF_A_PUMP or any(
        isinstance(part, Compare) and (part.field, part.value) == ("route", "intrathecal")
        for part in parts
    )
