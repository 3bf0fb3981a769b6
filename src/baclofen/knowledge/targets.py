"""Published figures as prediction targets, as kept in `targets.toml`: subjects filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen.errors import KnowledgeError
from baclofen.knowledge.fact import Fact


def fill_targets(
    table: Mapping[str, Any], facts: Mapping[str, Fact]
) -> tuple[Mapping[str, Any], ...]:
    """Every target with its id and whole subject. Raises `KnowledgeError` for a fact or
    subject that does not exist."""
    subjects = table["subjects"]
    filled = []
    for id, raw in table["targets"].items():
        if raw["fact"] not in facts:
            raise KnowledgeError(f"target {id} cites {raw['fact']!r}, which is no fact")
        whole = {"id": id, **raw, "subject": _subject(id, raw["subject"], subjects)}
        if "subject" in raw.get("versus", {}):
            other = _subject(id, raw["versus"]["subject"], subjects)
            whole["versus"] = {**raw["versus"], "subject": other}
        filled.append(whole)
    return tuple(filled)


def _subject(
    id: str, named: str | Mapping[str, Any], subjects: Mapping[str, Any]
) -> Mapping[str, Any]:
    own = {"like": named} if isinstance(named, str) else dict(named)
    like = own.pop("like", None)
    if like is None:
        return own
    if like not in subjects:
        raise KnowledgeError(f"target {id} names the subject {like!r}, which does not exist")
    return {**subjects[like], **own}
