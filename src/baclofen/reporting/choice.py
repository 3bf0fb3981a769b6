"""The choice, the checks and the red flags, as sections of a plan's report."""

from __future__ import annotations

from baclofen.knowledge import Knowledge
from baclofen.planning import Choice, Monitoring
from baclofen.reporting.report import Section, Table, caption, line_of, title


def choice_section(choice: Choice | None, known: Knowledge) -> Section | None:
    """The options side by side; nothing where no choice was asked for."""
    if choice is None:
        return None
    table = Table(
        caption(known, "choice"),
        known.words("head", "option", "verdict", "why", "expected"),
        tuple(
            (
                known.say(o.name),
                o.verdict.value if o.verdict else "information",
                known.say(o.says),
                known.say(o.expected) if o.expected else "",
            )
            for o in choice.options
        ),
        tuple(dict.fromkeys(id for o in choice.options for id in o.why)),
    )
    lines = tuple(line_of(known, note) for note in choice.cautions)
    return Section("choice", title(known, "choice"), lines, table)


def monitoring_section(found: Monitoring | None, known: Knowledge) -> Section | None:
    """What to measure, when, by whom, and what calls for a review."""
    if found is None:
        return None
    table = Table(
        caption(known, "monitoring"),
        known.words("head", "what", "when", "by_whom", "review_if"),
        tuple(
            tuple(known.say(n) for n in (c.what, c.when, c.by, c.review_if)) for c in found.checks
        ),
        tuple(dict.fromkeys(id for c in found.checks for id in c.why)),
    )
    return Section("monitoring", title(known, "monitoring"), (), table)


def red_flags_section(found: Monitoring | None, known: Knowledge) -> Section | None:
    """What must not wait for a visit."""
    if found is None:
        return None
    lines = tuple(line_of(known, note, "alert") for note in found.red_flags)
    return Section("red_flags", title(known, "red_flags"), lines)
