"""Why a start is not recommended, or what is asked before it."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.reckon.recommend import Expected, Recommendation, recommend_more


def against_note(found: Recommendation, known: Knowledge) -> Note | None:
    """That a start is not recommended, and why; None where it is not said."""
    if found.against is None:
        return None
    return known.note(
        "recommended.against",
        *found.why,
        syndrome=found.syndrome,
        trials=known.note("recommended.trials", certainty=found.certainty)
        if found.certainty is not None
        else None,
        expected=_expected(found.expected, known),
    )


def against_more(fit: Assessment, known: Knowledge) -> Note | None:
    """That more is not recommended to someone who takes it, in the words of a start; None where it
    is not said, or was chosen all the same."""
    found = recommend_more(fit, known)
    if found is None or found.is_overridden:
        return None
    return against_note(found, known)


def _expected(found: Expected | None, known: Knowledge) -> Note:
    if found is None:
        return known.note("recommended.not_known")
    outweighs = found.net is not None and found.net <= 0
    outweighed = known.note("recommended.outweighed") if outweighs else None
    if found.measure == "paroxysms":
        return known.note("recommended.paroxysms", percent=100 * found.fall, outweighed=outweighed)
    return known.note(f"recommended.of_{found.measure}", fall=found.fall, outweighed=outweighed)


def ask_note(found: Recommendation, known: Knowledge) -> Note | None:
    """What baclofen is for, as the first question; None where that is told."""
    if not found.asks:
        return None
    if found.syndrome is None:
        return known.note("recommended.ask_untold")
    return known.note("recommended.ask_guessed", syndrome=found.syndrome)


def held_back(found: Recommendation, known: Knowledge) -> tuple[Note, ...]:
    """What must come before a sheet or a calendar is made."""
    notes = []
    if found.asks:
        notes.append(known.note("recommended.tell_first"))
    if found.against is not None and not found.is_overridden:
        notes.append(known.note("recommended.choose", found.against, rule=found.against))
    return tuple(notes)
