"""The most that a label's steps reach is the maximum that its rules state: one figure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from types import MappingProxyType

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import Rule
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.numbers import AdultTitration
from baclofen.value import replace


def check_ceilings(known: Knowledge) -> None:
    """Raises `KnowledgeError` for a label that goes up to another figure than its rules have."""
    for label in known.every(AdultTitration):
        for rule, most in _maxima(label, known):
            if most != label.ceiling_mg_per_day:
                raise KnowledgeError(
                    f"{label.id} goes up to {label.ceiling_mg_per_day:g} mg a day, and {rule.id} "
                    f"has {most:g}"
                )


def with_ceilings(known: Knowledge, tried: Collection[str]) -> Knowledge:
    """The same knowledge, where labels go up to the maximum of those of their rules that are tried,
    of several the lowest, and no target is above it."""
    schedules = dict(known.schedules)
    for label in known.every(AdultTitration):
        stated = [most for rule, most in _maxima(label, known) if rule.id in tried]
        if not stated:
            continue
        ceiling = min(stated)
        own = schedules[label.id]
        target = min(label.target_mg_per_day, ceiling)
        values = {**own.values, "ceiling_mg_per_day": ceiling, "target_mg_per_day": target}
        schedules[label.id] = replace(own, values=MappingProxyType(values))
    return replace(known, schedules=MappingProxyType(schedules))


def _maxima(label: AdultTitration, known: Knowledge) -> Iterator[tuple[Rule, float]]:
    """The limits that state a maximum by mouth for this label, each with its mg a day."""
    for rule in known.rules.values():
        most = (rule.values or {}).get("max_mg_per_day")
        ours = rule.id == label.ceiling_rule or (rule.only_in & set(label.places))
        if rule.role == "limit" and most is not None and ours:
            yield rule, most
