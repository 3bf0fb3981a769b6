"""Several things that speak against, as one sentence: the worst first, and nothing bad hidden."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.knowledge import Knowledge, Note


def worst_first(
    known: Knowledge, kind: str, begins: str, found: Sequence[Note], hidden: Note | None, left: int
) -> Note:
    """The first two of `found` (the second may be the one that hurts), and how many are `left`.

    `kind` names the phrases, `begins` their first words. `hidden` speaks against it behind
    questions that come first.
    """
    first, *rest = found
    also = rest[0] if rest else None
    ids = [id for note in (first, also, hidden) if note is not None for id in note.why]
    return known.note(
        f"{kind}.worst",
        *ids,
        begins=begins,
        first=first,
        also=known.note("worst.also", note=also) if also is not None else None,
        left=known.note("worst.left", left=left) if left > 0 else None,
        hidden=known.note(f"{kind}.hidden", note=hidden) if hidden is not None else None,
    )
