"""What goes into a picture of an output: its mark, or a refusal.

A picture travels without the course that it is of: what only illustrates carries its mark inside,
and what is refused is not drawn, though it was computed to be held against what was published.
"""

from __future__ import annotations

from textwrap import fill

from baclofen.knowledge import Credit, load_knowledge
from baclofen.model import Output, mark_note, refused_note

#: Letters of a line over a picture.
_WIDE = 88


def mark_in_picture(output: Output, credit: Credit | None) -> str:
    """The words over a picture of this output; none where it is believed, or of no table.

    Raises `NotPlanned` where it is refused.
    """
    if credit is None or credit.verdict == "believed":
        return ""
    known = load_knowledge()  # a course keeps no knowledge; printed are the words that ship
    if credit.verdict == "refused":
        raise known.refusal(refused_note([output], credit, known))
    return fill(known.say(mark_note(credit, known)), _WIDE)
