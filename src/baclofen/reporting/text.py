"""The report in a terminal: the sentence to act on first, numbers second."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from baclofen.reporting.content import Line, Report, Section, Table

#: Sections that a terminal shows; the page has all of them.
SHOWN = (
    "opening", "needed", "up", "down", "reasons", "options", "refusals", "provided", "branches",
    "watch", "forecast", "findings", "kidney", "record", "information",
)  # fmt: skip
WIDEST = 100
#: Questions a terminal shows before it points to the page.
FIRST_QUESTIONS = 5


def render_text(report: Report, *, width: int | None = None) -> str:
    """The report as plain text, `width` columns wide (default: the terminal's, at most 100).

    Each line ends in the ids it rests on; a mark follows an id that is not read from its
    source: `REN-TIERS-PROJECT (policy)`.
    """
    columns = min(width or shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    out = [
        *_wrap(report.headline.text, columns),
        _ids(report.headline, report),
        "",
        *_wrap(f"Verdict: {report.verdict.value}. {report.about}.", columns),
        *_wrap(
            f"Judged on {report.today} under the {report.jurisdiction} label; "
            f"request: {report.request}.",
            columns,
        ),
    ]
    for section in report.sections:
        if section.kind in SHOWN:
            out += [
                "",
                section.title,
                "-" * len(section.title),
                *_section(section, report, columns),
            ]
    out += ["", *_wrap(f"baclofen {report.version}. {report.what_this_is}", columns)]
    out += _wrap('Every id above has its source: "baclofen why ID".', columns)
    return "\n".join(out) + "\n"


def _section(section: Section, report: Report, columns: int) -> list[str]:
    out: list[str] = []
    if section.table:
        out += _table(section.table, columns)
        out += [_why_line(section.table.why, report, columns)]
    lines: Sequence[Line] = section.lines
    hidden = 0
    if section.kind == "provided" and len(lines) > FIRST_QUESTIONS:
        hidden = len(lines) - FIRST_QUESTIONS
        lines = lines[:FIRST_QUESTIONS]
    for line in lines:
        lead = f"{line.lead}: " if line.lead else ""
        mark = {"alert": "! ", "caution": "* ", "plain": "- "}[line.level]
        body = f"{lead}{line.text} {_ids(line, report)}".rstrip()
        out += _wrap(body, columns, first=mark, rest="  ")
    if hidden:
        out.append(f"  and {hidden} more, in the page.")
    return out


def _ids(line: Line, report: Report) -> str:
    if not line.why:
        return ""
    shown = [f"{id} ({report.marks[id]})" if report.marks[id] else id for id in line.why]
    # A long list of ids hides the sentence; the page and the JSON carry all of them.
    if len(shown) > 4:
        shown = [*shown[:4], f"+{len(shown) - 4}"]
    return f"[{', '.join(shown)}]"


def _why_line(ids: Sequence[str], report: Report, columns: int) -> str:
    return "\n".join(_wrap(_ids(Line("", tuple(ids)), report), columns))


def _wrap(text: str, columns: int, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text, columns, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
    ) or [""]


def _table(table: Table, columns: int) -> list[str]:
    """Columns side by side when they fit, else one block a row."""
    rows = [table.header, *table.rows]
    widths = [max(len(r[i]) for r in rows) for i in range(len(table.header))]
    if sum(widths) + 2 * (len(widths) - 1) <= columns:
        made = [
            "  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows
        ]
        return [*_wrap(table.caption, columns), made[0], *made[1:]]
    blocks = []
    for row in table.rows:
        parts = [f"{h}: {c}" for h, c in zip(table.header, row, strict=True) if c]
        blocks += _wrap("; ".join(parts), columns, first="  ", rest="    ")
    return [*_wrap(table.caption, columns), *blocks]
