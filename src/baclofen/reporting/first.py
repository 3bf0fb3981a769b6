"""What of a report is read first: what to do, what must be answered, what speaks against it, and
when to come back."""

from __future__ import annotations

from baclofen.reporting.report import Report, Section
from baclofen.value import replace

#: Kinds of section that are the first screen, in its order; of findings what is no mere consent.
FIRST = (
    "opening", "needed", "refusals", "up", "options", "down", "ladder", "before", "settings",
    "offer", "mode", "bridge", "findings", "back",
)  # fmt: skip


def arranged(report: Report) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The sections of the first screen, in its order, and the rest, in the report's.

    Findings are in both where they are of both kinds: each stands once. A finding that is said
    already, as what nothing more is printed for, is among the rest.
    """
    first: list[Section] = []
    rest: list[Section] = []
    said = {line.why for s in report.sections if s.kind == "refusals" for line in s.lines}
    for section in report.sections:
        if section.kind not in FIRST:
            rest.append(section)
            continue
        if section.kind != "findings":
            first.append(section)
            continue
        loud = tuple(x for x in section.lines if x.level != "plain" and x.why not in said)
        quiet = tuple(x for x in section.lines if x not in loud)
        if loud:
            first.append(replace(section, kind="findings", lines=loud))
        if quiet:
            rest.append(replace(section, kind="agreed" if loud else "findings", lines=quiet))
    return tuple(sorted(first, key=lambda s: FIRST.index(s.kind))), tuple(rest)
