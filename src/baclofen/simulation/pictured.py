"""What goes into a picture of an output: its mark, or a refusal.

A picture travels without the course that it is of: what only illustrates carries its mark inside,
and what is refused is not drawn, though it was computed to be held against what was published.
"""

from __future__ import annotations

from textwrap import fill

from baclofen.knowledge import Credit, load_knowledge
from baclofen.model import Output, mark_note, refused_note

#: Letters of a line over a picture.
WIDE = 88


def mark_in_picture(output: Output, credit: Credit | None) -> str:
    """The words over a picture of this output; none where it is believed, or of no table.

    Raises `NotPlanned` where it is refused.
    """
    if credit is not None and credit.verdict == "refused":
        known = load_knowledge()
        raise known.refusal(refused_note([output], credit, known))
    return "" if credit is None else fill(words_of_mark(credit), WIDE)


def words_of_mark(credit: Credit) -> str:
    """What stands over what this is said of; nothing where it is believed."""
    if credit.verdict == "believed":
        return ""
    known = load_knowledge()  # a course keeps no knowledge; printed are the words that ship
    return known.say(mark_note(credit, known))
