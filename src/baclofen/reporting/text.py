"""The report in a terminal: the sentence to act on first, numbers second."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence

from baclofen.reporting.keep import tied, untied
from baclofen.reporting.report import Line, Report, Section, Table

WIDEST = 100
#: Questions a terminal shows before it points to the page.
FIRST_QUESTIONS = 3


def render_text(report: Report, *, width: int | None = None, unfolds: bool = False) -> str:
    """The report as plain text, `width` columns wide (default: the terminal's, at most 100).

    What only illustrates is named with its mark, and printed where it `unfolds`.

    Each line ends in the ids it rests on; a mark follows an id that is not read from its
    source: `REN-TIERS-PROJECT (policy)`.
    """
    columns = min(width or shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    out = [
        *_wrap(report.headline.text, columns),
        _why_line(report.headline.why, report, columns),
        "",
        *_wrap(f"Verdict: {report.verdict.value}. {report.about}.", columns),
        *_wrap(report.judged, columns),
        *(_wrap(report.account, columns) if report.account else ()),
    ]
    for section in report.sections:
        out += [
            "",
            section.title,
            "-" * len(section.title),
            *_section(section, report, columns, unfolds=unfolds),
        ]
    out += ["", *_wrap(f"baclofen {report.version}. {report.what_this_is}", columns)]
    out += _wrap(report.closing, columns)
    return "\n".join(out) + "\n"


def _section(section: Section, report: Report, columns: int, *, unfolds: bool) -> list[str]:
    out: list[str] = _wrap(section.fold, columns) if section.fold else []
    if section.fold and not unfolds:
        return [*out, *_wrap(report.folded, columns)]
    if section.table:
        out += _table(section.table, columns)
        out += [_why_line(section.table.why, report, columns)] if section.table.why else []
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
    lines = textwrap.wrap(
        tied(text),
        columns,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )
    return [untied(line) for line in lines] or [""]


def _table(table: Table, columns: int) -> list[str]:
    """Columns side by side, long cells wrapped; where even that is too wide, one block a row."""
    rows = [table.header, *table.rows]
    caption = _wrap(table.caption, columns)
    widths = _widths(rows, columns)
    if widths is not None:
        return [*caption, *(line for row in rows for line in _row(row, widths))]
    blocks = []
    for row in table.rows:
        parts = [f"{h}: {c}" for h, c in zip(table.header, row, strict=True) if c]
        blocks += _wrap("; ".join(parts), columns, first="  ", rest="    ")
    return [*caption, *blocks]


def _widths(rows: Sequence[tuple[str, ...]], columns: int) -> list[int] | None:
    """A width for each column, the widest narrowed until all fit; None when words would break."""
    cells = list(zip(*rows, strict=True))
    widths = [max(len(cell) for cell in column) for column in cells]
    longest_word = [
        max(len(w) for cell in column for w in (tied(cell).split(" ") or [""])) for column in cells
    ]
    while sum(widths) + 2 * (len(widths) - 1) > columns:
        widest = max(range(len(widths)), key=lambda i: widths[i] - longest_word[i])
        if widths[widest] <= longest_word[widest]:
            return None
        widths[widest] -= 1
    return widths


def _row(row: tuple[str, ...], widths: Sequence[int]) -> list[str]:
    wrapped = [_wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(len(lines) for lines in wrapped)
    return [
        "  ".join(
            (lines[n] if n < len(lines) else "").ljust(width)
            for lines, width in zip(wrapped, widths, strict=True)
        ).rstrip()
        for n in range(height)
    ]
