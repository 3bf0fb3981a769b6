"""What to ask next, most decisive first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baclofen.knowledge import Knowledge, Question, Rule, Verdict
from baclofen.value import Value


class Asked(Value):
    """One question, how bad an answer could be, and the rules that wait for it."""

    question: Question
    worst: Verdict
    rules: tuple[str, ...]
    blocks: bool = False


def ask(
    blocking: Iterable[Rule],
    open_rules: Iterable[tuple[Rule, Verdict, tuple[str, ...]]],
    merged: Mapping[str, str],
    known: Knowledge,
) -> tuple[Asked, ...]:
    """The open questions: those that block first, then by the worst verdict an answer could bring.

    Rules that hang on the same thing share one question. `merged` sends a field to the
    question that covers it.
    """
    worst: dict[str, Verdict] = {}
    waiting: dict[str, list[str]] = {}
    blocks: set[str] = set()
    for rule in blocking:
        blocks.add(rule.asks)
        worst[rule.asks] = Verdict.NEEDS_INFO
        waiting.setdefault(rule.asks, []).append(rule.id)
    for rule, verdict, names in open_rules:
        ids = (known.question(merged.get(name, name)).id for name in names)
        for name in dict.fromkeys(ids):
            worst[name] = max(worst.get(name, Verdict.OK), verdict)
            waiting.setdefault(name, []).append(rule.id)
    asked = [
        Asked(known.questions[name], worst[name], tuple(waiting[name]), name in blocks)
        for name in worst
    ]
    return tuple(sorted(asked, key=lambda a: (not a.blocks, -a.worst.rank, -len(a.rules))))
