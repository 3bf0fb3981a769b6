"""What of a report is read first: what to do, what must be answered, what speaks against it, and
when to come back."""

from __future__ import annotations

from collections.abc import Collection

from baclofen.knowledge import Knowledge, Verdict
from baclofen.reporting.report import Line, Report, Section, line_of, title
from baclofen.value import replace

#: Kinds of section that are the first screen, in its order; of findings what is no mere consent.
FIRST = (
    "opening", "ordered", "needed", "options", "tell", "refusals", "details", "up", "down",
    "ladder", "before", "settings", "cautions", "offer", "mode", "bridge", "provided", "back",
    "findings",
)  # fmt: skip
#: Findings of a first screen where nothing is graver than a caution: of more the rest is counted.
MOST_CAUTIONS = 4


def arranged(report: Report, known: Knowledge) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The sections of the first screen, in its order, and the rest, in the report's.

    Findings are in both where they are of both kinds: each stands once. A finding that is said
    already, as what nothing more is printed for, is among the rest, and so are cautions beside
    something graver, and those beyond the first few. What would still change the verdict is said
    in short; how each is answered is among the rest.
    """
    first: list[Section] = []
    rest: list[Section] = []
    for section in report.sections:
        ahead, behind = _parted(section, report, known)
        first += [ahead] if ahead else []
        rest += [behind] if behind else []
    return tuple(sorted(first, key=lambda s: FIRST.index(s.kind))), tuple(rest)


def _parted(
    section: Section, report: Report, known: Knowledge
) -> tuple[Section | None, Section | None]:
    """What of a section is on the first screen, and what is not."""
    if section.kind == "findings":
        return _findings(section, report, known)
    if section.kind == "provided":
        answers = replace(section, kind="answers", title=title(known, "answers"))
        return replace(section, lines=report.opens), answers
    if section.kind == "refusals" and (report.verdict is Verdict.EMERGENCY or _has_steps(report)):
        # The gravest of it is the reason in the headline; on paper all of it stands.
        return None, section
    return (section, None) if section.kind in FIRST else (None, section)


def _has_steps(report: Report) -> bool:
    return any(s.kind in ("up", "down", "ladder", "settings") for s in report.sections)


def _findings(
    section: Section, report: Report, known: Knowledge
) -> tuple[Section | None, Section | None]:
    loud = _loud(section.lines, report)
    quiet = tuple(x for x in section.lines if x not in loud)
    hidden = sum(x.level == "caution" for x in quiet)
    shown = loud
    if hidden:
        shown += (
            line_of(
                known,
                known.note("report.more_cautions", n=hidden, under=known.note("title.agreed")),
            ),
        )
    if not shown:
        return None, section
    behind = replace(section, kind="agreed", title=title(known, "agreed"), lines=quiet)
    return replace(section, lines=shown), behind if quiet else None


def _loud(lines: Collection[Line], report: Report) -> tuple[Line, ...]:
    """The findings that are read first: what speaks against it and is not said already; cautions
    where there is nothing graver, the first few."""
    said = {x.why for s in report.sections if s.kind in ("refusals", "opening") for x in s.lines}
    grave = tuple(x for x in lines if x.level == "alert" and x.why not in said)
    if report.verdict > Verdict.CAUTION and report.verdict is not Verdict.NEEDS_INFO:
        return grave
    cautions = tuple(x for x in lines if x.level == "caution" and x.why not in said)
    return grave + cautions[: max(0, MOST_CAUTIONS - len(grave))]
