"""What trials found of baclofen: bodies of evidence, how sure they are, and what may be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.evidence.answers import known_by
    from baclofen.evidence.body import Body
    from baclofen.evidence.certainty import LEVELS, Certainty, Domain
    from baclofen.evidence.joined import NotPooled
    from baclofen.evidence.living import Headline, Summary, changes, spread_of, summary
    from baclofen.evidence.mapped import Cell, evidence_map
    from baclofen.evidence.question import Answer, Question, Size
    from baclofen.evidence.shown import (
        amount,
        effect_of,
        measured,
        named,
        natural,
        pooled_in_words,
        size_in_words,
        title,
    )

__all__ = [
    "LEVELS",
    "Answer",
    "Body",
    "Cell",
    "Certainty",
    "Domain",
    "Headline",
    "NotPooled",
    "Question",
    "Size",
    "Summary",
    "amount",
    "changes",
    "effect_of",
    "evidence_map",
    "known_by",
    "measured",
    "named",
    "natural",
    "pooled_in_words",
    "size_in_words",
    "spread_of",
    "summary",
    "title",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "answers": ("known_by",),
            "body": ("Body",),
            "certainty": ("LEVELS", "Certainty", "Domain"),
            "joined": ("NotPooled",),
            "living": ("Headline", "Summary", "changes", "spread_of", "summary"),
            "mapped": ("Cell", "evidence_map"),
            "question": ("Answer", "Question", "Size"),
            "shown": (
                "amount",
                "effect_of",
                "measured",
                "named",
                "natural",
                "pooled_in_words",
                "size_in_words",
                "title",
            ),
        },
    )
