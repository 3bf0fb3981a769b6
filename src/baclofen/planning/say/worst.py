"""Several things that speak against, as one sentence: the worst first, and nothing bad hidden."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.knowledge import Knowledge, Note, Verdict


def worst_first(
    known: Knowledge, kind: str, worst: Verdict, against: Sequence[tuple[Verdict, Note]], total: int
) -> Note:
    """The first two that come to the worst (the second may be the one that hurts), and how many are
    left of the total.

    `kind` names the phrases. Behind questions, which come first, what is to be avoided is named
    too.
    """
    first, *rest = [note for verdict, note in against if verdict is worst]
    also = rest[0] if rest else None
    left = total - (1 if also is None else 2)
    hidden = None
    if worst is Verdict.NEEDS_INFO:
        hidden = next((note for verdict, note in against if verdict is Verdict.AVOID), None)
    ids = [id for note in (first, also, hidden) if note is not None for id in note.why]
    return known.note(
        f"{kind}.worst",
        *ids,
        begins=worst.value,
        first=first,
        also=known.note("worst.also", note=also) if also is not None else None,
        left=known.note("worst.left", left=left) if left > 0 else None,
        hidden=known.note(f"{kind}.hidden", note=hidden) if hidden is not None else None,
    )
