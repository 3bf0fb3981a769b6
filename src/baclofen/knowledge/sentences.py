"""The sentences of facts, rules, schedules and questions: written with placeholders, filled once.

    says = "US maximum: {max_mg_per_day} mg a day, as {single_mg} mg four times daily."
    values = { max_mg_per_day = 80, single_mg = 20 }

A figure stands in the values alone; the sentence names it. An undotted name, or one whose first
part is a key of the rule's own values, is looked up there, any other where a phrase looks things
up. What was filled keeps the sentence as it was written, so that a change of a value fills it anew
and another language can be held to the same placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import Fact, Question, Rule, Schedule
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.phrases import FIRST, Speaker, holes
from baclofen.value import replace

S = TypeVar("S", Fact, Rule, Schedule, Question)

#: The texts of each kind that may hold figures of rules.
_TEXTS = {
    Fact: ("says",), Rule: ("says", "short"), Schedule: ("says",), Question: ("ask", "provided"),
}  # fmt: skip


def with_sentences(known: Knowledge) -> Knowledge:
    """The same knowledge with every placeholder filled from it. Raises `KnowledgeError`."""
    speaker = known.speaker(FIRST)
    return replace(
        known,
        facts=_all_filled(known.facts, speaker),
        rules=_all_filled(known.rules, speaker),
        schedules=_all_filled(known.schedules, speaker),
        questions=_all_filled(known.questions, speaker),
    )


def filled_tables(tables: Mapping[str, Any], known: Knowledge) -> dict[str, Any]:
    """The tables that this knowledge was read from, with its sentences filled."""
    rooms: Mapping[str, Mapping[str, Fact | Rule | Schedule | Question]] = {
        "facts": known.facts, "rules": known.rules, "schedules": known.schedules,
        "questions": known.questions,
    }  # fmt: skip
    return {
        **tables,
        **{
            name: {id: {**raw, **_changed(room[id])} for id, raw in tables[name].items()}
            for name, room in rooms.items()
        },
    }


def named_by(entry: Rule | Schedule, known: Knowledge) -> tuple[str, ...]:
    """The facts, and the other rules and schedules, whose figures this sentence names."""
    names = (hole.name for text in as_written(entry).values() for hole in holes(text))
    owners = (known.found(name, entry.id)[0] for name in names)
    return tuple(dict.fromkeys(id for id in owners if id != entry.id))


def _all_filled(entries: Mapping[str, S], speaker: Speaker) -> Mapping[str, S]:
    return MappingProxyType({id: _filled(entry, speaker) for id, entry in entries.items()})


def _filled(entry: S, speaker: Speaker) -> S:
    written = as_written(entry)
    # A doubled brace is one that opens no placeholder.
    if not any(any(holes(text)) or "{{" in text for text in written.values()):
        return entry
    try:
        texts = {name: speaker.fill(text, {}, entry.id) for name, text in written.items()}
    except KnowledgeError as gap:
        raise KnowledgeError(f"{entry.id}: {gap}") from None
    return replace(entry, **texts, written=MappingProxyType(written))


def as_written(entry: Fact | Rule | Schedule | Question) -> dict[str, str]:
    """The texts of an entry with their placeholders, by name."""
    now = {name: getattr(entry, name) for name in _TEXTS[type(entry)]}
    return {name: text for name, text in (now | dict(entry.written or {})).items() if text}


def _changed(entry: Fact | Rule | Schedule | Question) -> dict[str, Any]:
    if entry.written is None:
        return {}
    return {name: getattr(entry, name) for name in entry.written} | {"written": dict(entry.written)}
