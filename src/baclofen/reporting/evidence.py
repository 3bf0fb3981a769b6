"""The living summary in a terminal: the sentence first, then each body with its judgement."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Sequence

from baclofen.evidence import (
    Answer,
    Body,
    Cell,
    NotPooled,
    Summary,
    effect_of,
    pooled_in_words,
    size_in_words,
    spread_of,
    title,
)
from baclofen.knowledge import Basis, Claim, Study, Trials
from baclofen.reporting.evidence_pictures import forest_of
from baclofen.synthesis import Pooled
from baclofen.version import VERSION, WHAT_THIS_IS

WIDEST = 100


def summary_text(
    found: Summary, trials: Trials, *, as_of: str = "", changed: Sequence[str] | None = None,
    width: int | None = None,
) -> str:  # fmt: skip
    """The summary as plain text; pain and what is pooled in full, the others a line each.

    `as_of` is the cut-off in words. `changed` says what an added file changes (None: no file).
    """
    columns = min(width or shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    names = ", ".join(trials.syndromes[s].title for s in found.syndromes)
    out = [*_wrap(f"Evidence on baclofen: {names}", columns)]
    if as_of:
        out += _wrap(f"As known {as_of}; later studies are left out.", columns)
    if changed is not None:
        out += ["", *_heading("What the added studies change")]
        out += _listed(changed or ("Nothing here: no answer on this syndrome differs.",), columns)
    if found.headlines:
        out += ["", *_heading("In short")]
        out += _listed([f"{h.says} {h.basis}".strip() for h in found.headlines], columns)
    whole = [b for b in found.bodies if _in_full(b, trials)]
    for body in whole:
        out += ["", *_body(body, trials, columns)]
    others = [b for b in found.bodies if not _in_full(b, trials)]
    if others:
        out += ["", *_heading("Other outcomes")]
        for body in others:
            out += _line_of(body, trials, columns)
    out += _rest(found, columns)
    out += ["", *_wrap(f"baclofen {VERSION}. {WHAT_THIS_IS}", columns)]
    return "\n".join(out) + "\n"


def _in_full(body: Body, trials: Trials) -> bool:
    """Pain, and whatever is pooled: its heterogeneity belongs beside it."""
    return trials.families[body.question.family].pain or isinstance(body.pooled, Pooled)


def _body(body: Body, trials: Trials, columns: int) -> list[str]:
    name = title(body.question, trials)
    out = _wrap(name[:1].upper() + name[1:], columns)
    out.append("-" * min(columns, max(len(line) for line in out)))
    forest, drawn = forest_of(body, trials, columns)
    if forest:
        out += [*forest.splitlines(), ""]
    for answer in body.answers:
        who = f"{answer.label}{_mark(answer.study)}"
        out += _wrap(f"{who}: {_said(answer, trials)}", columns, "  ")
    out += _wrap(_joined(body), columns)
    out += _without_flagged(body, columns)
    out += _wrap(body.verdict, columns)
    out += _certainty(body, columns)
    several = body.k > 1
    doubts = dict.fromkeys(
        f"{a.label}: {d}" if several else d for a in body.answers for d in a.doubts
    )
    if doubts:
        out += ["Read with care:", *_listed(doubts, columns)]
    further = [a for a in body.further if a not in drawn]
    if further:
        out.append("Further readings of the same studies, not pooled:")
        out += _listed(
            [
                f"{a.label}, {a.outcome}, {a.time}, {a.arm}"
                f"{f' against {a.versus}' if a.versus else ''}: {plainly(a)}"
                for a in further
            ],
            columns,
        )
    return out


def _said(answer: Answer, trials: Trials) -> str:
    people = f", n {answer.people}" if answer.people else ""
    against = f" against {answer.versus}" if answer.versus else ""
    others = "".join(f"; {size_in_words(s)}" for s in answer.others)
    basis = f" [{answer.size.basis}]" if answer.size else ""
    finding = {"better": "better", "worse": "worse", "no-difference": "no difference"}
    told = f"; the source says: {finding[answer.finding]}" if answer.finding in finding else ""
    side = f", {_side(answer)}" if answer.size else ""
    return (
        f"{answer.outcome}{_on(answer, trials)}, {answer.time}, {answer.arm}{against}{people}: "
        f"{plainly(answer)}{side}{others}{basis}{told}"
    )


def _on(answer: Answer, trials: Trials) -> str:
    """The scale and its range, in brackets; nothing where counts were made."""
    scale = trials.scales.get(answer.scale)
    if scale is None:
        return ""
    span = ""
    if scale.low is not None and scale.high is not None:
        span = f", {scale.low:g} to {scale.high:g}"
    return f" ({scale.says}{span})"


def plainly(answer: Answer) -> str:
    """The effect, or what is known in its place."""
    return answer.shown if answer.size is None else size_in_words(answer.size)


def _side(answer: Answer) -> str:
    """Which side of no effect favours baclofen."""
    size = answer.size
    if size is None:
        return ""
    null = "1" if size.measure in ("RR", "OR") else "0"
    return f"{'above' if size.sign > 0 else 'below'} {null} favours {answer.arm}"


def _joined(body: Body) -> str:
    """How many studies, the pooled effect or why there is none, and how much they differ."""
    k = f"k = {body.k}" + ("" if body.k == body.k_with_figures else
                           f", {body.k_with_figures} with figures")  # fmt: skip
    if not body.question.is_controlled:
        k = f"k = {body.k}"
    if isinstance(body.pooled, NotPooled):
        return f"{k}. {body.pooled.says}"
    pooled = body.pooled
    test = {"z": "normal interval", "knha": "Knapp and Hartung", "adhoc": "Knapp and Hartung"}
    inside = pooled.prediction_hts
    expects = f"; a further study expected from {inside}" if inside is not None else ""
    return (
        f"{k}. {effect_of(body)[:1].upper() + effect_of(body)[1:]}, random effects "
        f"({pooled.method}, {test[pooled.test]}), p = {pooled.p:.2g}; {spread_of(body)}{expects}."
    )


def _without_flagged(body: Body, columns: int) -> list[str]:
    if body.unflagged is None:
        return []
    if isinstance(body.unflagged, Pooled):
        shown = f"{pooled_in_words(body.unflagged, body.unit)}."
    else:
        shown = body.unflagged.says
    return _wrap(f"Without studies to be read with care: {shown}", columns)


def _certainty(body: Body, columns: int) -> list[str]:
    sure = body.certainty
    steps = "".join(f" - {d.down} {d.name}" for d in sure.domains if d.down)
    out = _wrap(f"Certainty: {sure.level} (starts {sure.start}{steps})", columns)
    for d in sure.domains:
        if d.down:
            out += _wrap(f"{d.name}: {d.why}", columns, "  ")
    return out


def _line_of(body: Body, trials: Trials, columns: int) -> list[str]:
    who = ", ".join(a.label for a in body.answers)
    return _wrap(
        f"- {title(body.question, trials)}: {who}: {effect_of(body)}. {body.verdict} "
        f"({body.certainty.level} certainty)",
        columns, "  ", first="",
    )  # fmt: skip


def _rest(found: Summary, columns: int) -> list[str]:
    out: list[str] = []
    parts = (
        ("Reviews, for context (never pooled)", found.context),
        ("Finished and never published", found.missing),
        ("Not counted: the same people are in another study", found.overlapping),
        ("Known of, and without a figure that was seen", found.silent),
    )
    for name, studies in parts:
        if studies:
            out += ["", *_heading(name)]
            out += _listed([f"{s.cite}{_mark(s)}: {s.use_why}" for s in studies], columns)
    return out


def map_text(cells: Sequence[Cell], trials: Trials) -> str:
    """The evidence map as a table: syndromes down, routes across.

    A cell counts controlled trials + studies of one arm, with reviews and unpublished trials
    marked: `2c 1s 1r 1u`.
    """
    routes = [r for r in trials.routes if any(c.count for c in cells if c.route == r)]
    wide = max(len(trials.syndromes[c.syndrome].title) for c in cells)
    columns = [max(13, len(trials.routes[r])) for r in routes]
    head = " ".join(f"{trials.routes[r]:>{w}}" for r, w in zip(routes, columns, strict=True))
    lines = [f"{'':{wide}} {head}"]
    by = {(c.syndrome, c.route): c for c in cells}
    for syndrome in trials.syndromes:
        row = " ".join(
            f"{cell_in_words(by[syndrome, r]):>{w}}" for r, w in zip(routes, columns, strict=True)
        )
        lines.append(f"{trials.syndromes[syndrome].title:{wide}} {row}")
    lines += ["", "c controlled trial, s study of one arm, r review, u finished and unpublished"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def cell_in_words(cell: Cell) -> str:
    """The counts of one cell: `2c 1s`, or a dot where nothing is.

    >>> from types import MappingProxyType
    >>> cell_in_words(Cell("crps", "oral", MappingProxyType({})))
    '.'
    """
    marks = (("controlled", "c"), ("one arm", "s"), ("review", "r"), ("unpublished", "u"))
    return " ".join(f"{cell.kind(k)}{m}" for k, m in marks if cell.kind(k)) or "."


def claims_text(claims: Iterable[Claim], *, full: bool, width: int | None = None) -> str:
    """The audit: a line a claim and the counts, or one claim with all it rests on."""
    columns = min(width or shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    found = list(claims)
    out: list[str] = []
    for claim in found:
        mark = f"{claim.id} {claim.verdict}, {claim.certainty.replace('-', ' ')} certainty"
        if not full:
            out += _wrap(
                f"{claim.id} {claim.verdict:12} {claim.claim}", columns, " " * 17, first=""
            )
            continue
        out += [mark, *_wrap(claim.claim, columns, "  "), f"  Section: {claim.section}"]
        if claim.note:
            out += _wrap(claim.note, columns, "  ")
        for b in claim.basis:
            at = b.link or (f"Read at {b.url} (not a link we vouch for)" if b.url else "")
            out += _wrap(f"- {b.says}{_mark(b)}. {b.cite}. {at}", columns, "    ", first="  ")
    if not full:
        verdicts = ("supported", "partly", "unsupported", "contradicted")
        counts = {v: sum(c.verdict == v for c in found) for v in verdicts}
        out += ["", ", ".join(f"{n} {v}" for v, n in counts.items()) + f", of {len(found)} claims"]
        out += ['Each with its sources: "baclofen evidence claims C19".']
    return "\n".join(out) + "\n"


def _mark(read: Basis | Study) -> str:
    """That it is from memory, or was read in a copy, in brackets; nothing where it was seen."""
    return f" [{read.mark}]" if read.mark else ""


def _heading(text: str) -> list[str]:
    return [text, "-" * len(text)]


def _listed(lines: Iterable[str], columns: int) -> list[str]:
    return [row for line in lines for row in _wrap(f"- {line}", columns, "  ", first="")]


def _wrap(text: str, columns: int, indent: str = "", *, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        text, columns, initial_indent=indent if first is None else first,
        subsequent_indent=indent if first is not None else indent + ("  " if indent else ""),
        break_long_words=False, break_on_hyphens=False,
    ) or [""]  # fmt: skip
