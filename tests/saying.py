"""Notes in words, for tests that look at sentences."""

from __future__ import annotations

from baclofen.knowledge import Note, load_knowledge


def worded(note: Note) -> str:
    """What the note says, in the knowledge that ships."""
    return load_knowledge().say(note)
