"""What of a report is read first: what to do, what must be answered, what speaks against it, and
when to come back."""

from __future__ import annotations

from baclofen.reporting.report import Report, Section
from baclofen.value import replace

#: Kinds of section that are the first screen, in its order; of findings what is no mere consent.
FIRST = (
    "opening", "needed", "refusals", "up", "options", "down", "ladder", "settings", "offer", "mode",
    "bridge", "findings", "back",
)  # fmt: skip


def arranged(report: Report) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The sections of the first screen, in its order, and the rest, in the report's.

    Findings are in both where they are of both kinds: each stands once.
    """
    first: list[Section] = []
    rest: list[Section] = []
    for section in report.sections:
        if section.kind not in FIRST:
            rest.append(section)
            continue
        if section.kind != "findings":
            first.append(section)
            continue
        loud = tuple(line for line in section.lines if line.level != "plain")
        quiet = tuple(line for line in section.lines if line.level == "plain")
        if loud:
            first.append(replace(section, kind="findings", lines=loud))
        if quiet:
            rest.append(replace(section, kind="agreed" if loud else "findings", lines=quiet))
    return tuple(sorted(first, key=lambda s: FIRST.index(s.kind))), tuple(rest)
