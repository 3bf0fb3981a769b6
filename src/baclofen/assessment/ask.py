"""What to ask next, most decisive first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from baclofen.knowledge import Knowledge, Note, Question, Rule, Verdict
from baclofen.knowledge.numbers import WorthStarting
from baclofen.value import Value, replace


class Asked(Value):
    """One question, how bad an answer could be, and the rules that wait for it.

    `alone` says that an answer could bring the worst without any other answer. One that `leads`
    comes before the others: what baclofen is for, before a start. `left` are the names, of those
    that the question lists, of which nothing was told; empty where it is asked whole.
    """

    question: Question
    worst: Verdict
    rules: tuple[str, ...]
    blocks: bool = False
    alone: bool = True
    leads: bool = False
    left: tuple[str, ...] = ()

    def says(self, text: Literal["ask", "provided", "say"], known: Knowledge) -> Note:
        """What it asks, what holds without its answer, or how one is written: of what is left."""
        if not self.left:
            return known.question_says(self.question.id, text)
        if text == "say":
            return known.note("ask.say_left", key=self.question.key, name=self.left[0])
        names = self.question.names or {}
        words = tuple(known.note("ask.one", word=names[name]) for name in self.left)
        return known.note("ask.left" if text == "ask" else "ask.none_left", left=words)


def ask(
    blocking: Iterable[Rule],
    would_settle: Iterable[tuple[Rule, Verdict]],
    open_rules: Iterable[tuple[Rule, Verdict, tuple[str, ...]]],
    merged: Mapping[str, str],
    known: Knowledge,
) -> tuple[Asked, ...]:
    """The open questions: the one that leads, then those that block, then by the worst verdict an
    answer could bring.

    `would_settle` are rules that fire and that an answer would settle. Rules that hang on the same
    thing share one question. `merged` sends a field to the
    question that covers it.
    """
    worst: dict[str, Verdict] = {}
    waiting: dict[str, list[str]] = {}
    blocks: set[str] = set()
    alone: dict[str, Verdict] = {}
    for rule in blocking:
        name = merged.get(rule.asks, rule.asks)
        blocks.add(name)
        worst[name] = Verdict.NEEDS_INFO
        waiting.setdefault(name, []).append(rule.id)
    for rule, verdict in would_settle:
        name = merged.get(rule.asks, rule.asks)
        worst[name] = max(worst.get(name, Verdict.OK), verdict)
        waiting.setdefault(name, []).append(rule.id)
    # Names recur from rule to rule, and few are asked with another.
    ids: dict[str, str] = {}
    asked_with = set(merged.values())
    for rule, verdict, names in open_rules:
        for name in names:
            if name not in ids:
                ids[name] = known.question(merged.get(name, name)).id
        own = dict.fromkeys(map(ids.__getitem__, names))
        for name in own:
            if name not in worst or worst[name].rank < verdict.rank:
                worst[name] = verdict
            waiting.setdefault(name, []).append(rule.id)
        if len(own) == 1:
            (name,) = own
            # What is asked with it, as the week with a pregnancy, is a second answer.
            with_it = (
                name in asked_with and name in names and any(merged.get(n) == name for n in names)
            )
            if not with_it and (name not in alone or alone[name].rank < verdict.rank):
                alone[name] = verdict
    leads = known.of(WorthStarting).asks_first
    asked = [
        Asked(
            known.questions[name],
            worst[name],
            tuple(waiting[name]),
            name in blocks,
            alone=alone.get(name, Verdict.OK) >= worst[name],
            leads=leads in waiting[name],
        )
        for name in worst
    ]
    return _sorted(asked)


def merge_asked(parts: Iterable[Iterable[Asked]]) -> tuple[Asked, ...]:
    """The questions of several parts of a judgement, each once, at its worst."""
    found: dict[str, Asked] = {}
    for one in (one for part in parts for one in part):
        kept = found.get(one.question.id)
        found[one.question.id] = one if kept is None else _both(kept, one)
    return _sorted(found.values())


def without_told(asked: Iterable[Asked], told: frozenset[str]) -> tuple[Asked, ...]:
    """The questions without what was told: one that lists names lists only the others, and one that
    has none left is not asked."""
    kept = []
    for one in asked:
        names = tuple(one.question.names or ())
        left = tuple(name for name in names if name not in told)
        if left == names:
            kept.append(one)
        elif left:
            kept.append(replace(one, left=left))
    return tuple(kept)


def with_more(asked: Iterable[Asked], one: Asked) -> tuple[Asked, ...]:
    """The questions with one more, in their order."""
    return _sorted((*asked, one))


def _both(one: Asked, other: Asked) -> Asked:
    rules = tuple(dict.fromkeys((*one.rules, *other.rules)))
    worst = max(one.worst, other.worst)
    alone = any(each.alone for each in (one, other) if each.worst is worst)
    blocks, leads = one.blocks or other.blocks, one.leads or other.leads
    return Asked(one.question, worst, rules, blocks, alone, leads, one.left or other.left)


def _sorted(asked: Iterable[Asked]) -> tuple[Asked, ...]:
    return tuple(
        sorted(asked, key=lambda a: (not a.leads, not a.blocks, -a.worst.rank, -len(a.rules)))
    )
