"""Values of rules and schedules that nothing reads: a misspelt name would load in silence.

A value is read by a sentence that names it (its own, another rule's, a question's, a phrase's), by
a condition (`value_of`, `has_any_of`), by the kinds of numbers that its entry gives, or by those
that code asks this entry for. One that is there to be looked up alone (`baclofen why`) is named in
`shown_only`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import Rule, Schedule
from baclofen.knowledge.known import Knowledge
from baclofen.knowledge.numbers import Kind, Numbers
from baclofen.knowledge.phrases import FIRST, holes
from baclofen.knowledge.places import value_at
from baclofen.knowledge.sentences import as_written


def check_read(known: Knowledge) -> None:
    """Raise `KnowledgeError` for the first value that nothing reads, and for one that is said to be
    shown only and is read, or is not there."""
    entries: Mapping[str, Rule | Schedule] = {**known.rules, **known.schedules}
    read = _named(known, entries)
    kinds = {kind.called: kind for kind in Kind.__subclasses__()}
    for numbers in Numbers.__subclasses__():
        read[numbers.entry].update(numbers.__struct_fields__)
    for entry in entries.values():
        for called in entry.gives:
            read[entry.id].update(kinds[called].__struct_fields__)
        names, shown = set(entry.values or {}), set(entry.shown_only)
        if unread := sorted(names - read[entry.id] - shown):
            raise KnowledgeError(
                f"nothing reads {', '.join(unread)} of the values of {entry.id}: name it in a "
                "sentence or condition, spell it as it is read, or list it in shown_only"
            )
        if idle := sorted((shown & read[entry.id]) | (shown - names)):
            raise KnowledgeError(
                f"{entry.id} lists {', '.join(idle)} in shown_only: no value of it, or read"
            )


def _named(known: Knowledge, entries: Mapping[str, Rule | Schedule]) -> defaultdict[str, set[str]]:
    """By entry the values that a sentence or a condition names."""
    read: defaultdict[str, set[str]] = defaultdict(set)
    for owner, says in _sentences(known, entries):
        for name in (hole.name for hole in holes(says)):
            if owner not in entries and "." not in name:
                continue  # the code fills it
            id, _ = known.found(name, owner)
            if id in entries:
                path = name if id == owner and _holds(entries[id], name) else name.split(".", 1)[1]
                read[id].add(path.split(".")[0])
    for rule in known.rules.values():
        read[rule.id].update(name.split(".")[0] for name in rule.compared)
        for name in rule.listed:
            owner, path = name.split(".")[:2]
            read[owner].add(path)
    return read


def _sentences(
    known: Knowledge, entries: Mapping[str, Rule | Schedule]
) -> Iterator[tuple[str, str]]:
    """Every sentence with placeholders: whose it is, and how it was written."""
    for entry in (*entries.values(), *known.questions.values()):
        yield from ((entry.id, text) for text in as_written(entry).values())
    for phrase in known.languages[FIRST].phrases.values():
        yield phrase.id, phrase.says


def _holds(entry: Rule | Schedule, path: str) -> bool:
    with suppress(KeyError):
        value_at(entry.values, path)
        return True
    return False
