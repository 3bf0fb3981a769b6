"""Rules by what they are about: topic, severity, label, how they were come by, words."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.errors import UnknownName
from baclofen.knowledge import HOWS, SEVERITIES, Knowledge, Rule


def find_rules(
    known: Knowledge, *, words: Sequence[str] = (), topic: str | None = None,
    severity: str | None = None, how: str | None = None, jurisdiction: str | None = None,
) -> tuple[Rule, ...]:  # fmt: skip
    """The rules that fit every filter, in the order of the files.

    `words` are looked for in id, sentence, note and origin; a jurisdiction keeps the rules that
    hold there, those of every label included. Raises `UnknownName`.

    >>> from baclofen.knowledge import load_knowledge
    >>> [r.id for r in find_rules(load_knowledge(), words=["peptic"])]
    ['CI-PEPTIC-UK', 'W-PEPTIC-CA']
    """
    topics = {rule.topic for rule in known.rules.values()}
    for name, came, allowed in (
        ("topic", topic, topics), ("severity", severity, SEVERITIES), ("how", how, HOWS),
    ):  # fmt: skip
        if came is not None and came not in allowed:
            raise UnknownName(name, came, allowed)
    family = None if jurisdiction is None else set(known.family(jurisdiction))
    return tuple(
        rule
        for rule in known.rules.values()
        if (topic is None or rule.topic == topic)
        and (severity is None or rule.severity == severity)
        and (how is None or rule.how == how)
        and (family is None or not rule.only_in or rule.only_in & family)
        and all(word.lower() in _text(rule) for word in words)
    )


def _text(rule: Rule) -> str:
    return " ".join((rule.id, rule.says, rule.note, rule.origin, rule.population)).lower()
