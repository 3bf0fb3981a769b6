"""The report of a qualification: as lines, as a page, as JSON."""

from __future__ import annotations

import json
import math
from typing import Any

from baclofen.drawing import draw_chart
from baclofen.knowledge import CREDENCES, Knowledge, why
from baclofen.qualification import Gate, Picture, Qualification, Result, Summary, measure_of
from baclofen.reporting.credibility import about_credit, credibility_data, credits_in_order
from baclofen.reporting.page import frame_words, marks_of
from baclofen.reporting.template import render_template
from baclofen.value import asdict
from baclofen.version import VERSION, WHAT_THIS_IS

#: The shape of the JSON; it changes when a reader would have to.
FORMAT = "baclofen-qualification-1"
#: What the model does not predict, and says so.
LEFT_OUT = (
    "Encephalopathy in kidney disease: the published table by dose and eGFR is used, not a curve.",
    "The risk of withdrawal: ways of stopping are only compared. What clinics counted is "
    "literature, and stands in the rules.",
    "Levels on granules: none were found; they are taken as tablets.",
    "Baclofen on the skin and R-baclofen (arbaclofen) alone.",
)


def qualification_text(q: Qualification) -> str:
    """The report as lines for a terminal."""
    lines = [f"Kinetics: {q.kinetics}", ""]
    lines += [f"{'target':26} {'observed':>16} {'predicted':>10} {'ratio':>7}"]
    lines += [r.line for r in q.results]
    lines += ["", "Gates"]
    lines += [
        f"{g.id:32} {g.value:>9.3g} {g.unit} (allowed {g.low:g} to {g.high:g}): {g.verdict}"
        for g in q.gates
    ]
    lines += ["", f"{'domain':20} {'n':>3} {'1.25-fold':>10} {'2-fold':>8} {'AFE':>6} {'AAFE':>6}"]
    lines += [
        f"{s.domain:20} {s.n:>3} {s.within_125:>10} {s.within_2:>8} {s.afe:>6.2f} {s.aafe:>6.2f}"
        for s in q.summaries
    ]
    lines += ["", *_beside(q)]
    total = q.summaries[-1]
    lines += ["", "Missed, as expected:"]
    lines += [
        f"  {r.target.id}: {r.target.expect}"
        for r in q.results
        if r.target.expect and r.as_expected
    ]
    lines += [f"Not as expected: {', '.join(q.unexpected) or 'none'}"]
    lines += [f"{_ranges(q)} of these are ranges: anything inside one counts as met"]
    lines += [f"{total.within_125} within 1.25, {total.within_2} within 2, of {total.n}"]
    return "\n".join(lines) + "\n"


def _ranges(q: Qualification) -> int:
    """How many figures are ranges, which tell less than one number does."""
    return sum(r.target.value is None for r in q.results)


def _beside(q: Qualification) -> list[str]:
    """Beside the model the two predictors that know no drug, and how the bands held; then the same
    of what the model had not been fitted to."""
    head = (
        "Mean distance of falls, shares and logs: model, constant (the other trials' mean), last "
        "value (nothing changes). Bands: 90 % of the mean of as many people."
    )
    width = max(len(d) for d in q.domains)
    lines = [head]
    for title, found in (("all figures", q.summaries), ("not fitted", tuple(q.earned.values()))):
        lines += [f"{title:{width}} {'n':>3} {'model':>6} {'const.':>6} {'last':>6} {'held':>8}"]
        lines += [
            f"{s.domain:{width}} {s.compared:>3} {_short(s.error)} {_short(s.constant_error)} "
            f"{_short(s.last_error)} {f'{s.covered} of {s.banded}':>8}"
            f"{'' if s.beats_beside is not False else '  no better than knowing no drug'}"
            f"{'' if s.coverage_is_chance is not False else '  bands too narrow or too wide'}"
            for s in found
        ]
    return lines


def _short(number: float | None) -> str:
    return f"{'-':>6}" if number is None else f"{number:6.3f}"


def qualification_json(q: Qualification, drawn: tuple[Picture, ...], known: Knowledge) -> str:
    """The same for machines, with the numbers behind every picture."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "what_this_is": WHAT_THIS_IS,
        "kinetics": q.kinetics,
        "targets": [_result(r) for r in q.results],
        "gates": [_gate(g) for g in q.gates],
        "summaries": [_summary(s) for s in q.summaries],
        "not_fitted": [_summary(s) for s in q.earned.values()],
        "unexpected": list(q.unexpected),
        "credibility": credibility_data(known),
        "not_predicted": list(LEFT_OUT),
        "ranges": _ranges(q),
        "pictures": [_picture(p) for p in drawn],
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def qualification_page(q: Qualification, drawn: tuple[Picture, ...], known: Knowledge) -> str:
    """The same as one page that needs nothing else: what may be believed and how near it came are
    its first screen, the rest stands behind folds."""
    from markupsafe import Markup

    strains = [why(id, known) for id in known.facts if id.startswith("strain.")]
    refitted = [
        {"id": f.id, "was": f"{f.was:g}", "now": f"{known.number(f.id):g}", "says": f.says}
        for f in known.facts.values()
        if f.was is not None
    ]
    return render_template(
        "qualification.html.j2",
        q=q,
        ranges=_ranges(q),
        # Drawn here from numbers and our own escaped words.
        pictures=[(p, Markup(draw_chart(p.chart))) for p in drawn],  # noqa: S704
        strains=strains,
        asked={
            verdict: [c.question for c in credits_in_order(known) if c.verdict == verdict]
            for verdict in CREDENCES
        },
        missed=[r for r in q.results if r.target.expect and r.as_expected],
        failed=[g for g in q.gates if not g.passes],
        no_better=[s.domain for s in q.earned.values() if s.beats_beside is False],
        words=frame_words(known),
        marks_of=marks_of,
        refitted=refitted,
        credits=[(credit, about_credit(credit)) for credit in credits_in_order(known)],
        rules=known.credibility.rules,
        left_out=LEFT_OUT,
        basis={id: why(id, known) for p in drawn for id in p.basis}
        | {
            id: why(id, known)
            for r in q.results
            for id in (r.target.fact, *r.target.doubts.values())
        },
        what_this_is=WHAT_THIS_IS,
        version=VERSION,
    )


def _result(r: Result) -> dict[str, Any]:
    t = r.target
    return {
        "id": t.id,
        "fact": t.fact,
        "domain": t.domain,
        "split": t.split,
        "standing": t.standing,
        "found": t.found,
        "over": t.over,
        "titrated": t.titrated,
        "doubts": dict(t.doubts),
        "n": t.n,
        "sd": t.sd,
        "se": t.se,
        "output": t.arm.output,
        "statistic": t.statistic,
        "unit": t.unit,
        "observed": t.value if t.value is not None else [t.low, t.high],
        "predicted": _finite(r.predicted),
        "ratio": _finite(r.ratio),
        "points": None if r.points is None else _finite(r.points),
        "measure": measure_of(t),
        "seen": [_finite(end) for end in r.seen],
        "counted": _finite(r.counted),
        "error": _finite(r.error),
        "band": None if r.band is None else [_finite(r.band.low), _finite(r.band.high)],
        "covered": r.is_covered,
        "interval_score": r.interval_score,
        "constant": None if r.beside is None else _finite(r.beside.constant),
        "last": None if r.beside is None else r.beside.last,
        "verdict": r.verdict,
        "expect": t.expect,
        "expect_ratio": t.expect_ratio,
        "assumed": list(t.assumed),
        "problem": r.problem,
        "credence": r.credence,
    }


def _summary(s: Summary) -> dict[str, Any]:
    # Of no figures there is no mean fold.
    folds = {"afe": _finite(s.afe), "aafe": _finite(s.aafe)}
    verdicts = {"beats_beside": s.beats_beside, "coverage_is_chance": s.coverage_is_chance}
    return {**asdict(s), **folds, **verdicts}


def _gate(g: Gate) -> dict[str, Any]:
    return {
        "id": g.id, "says": g.says, "value": _finite(g.value), "low": g.low, "high": g.high,
        "unit": g.unit, "verdict": g.verdict, "expect": g.expect,
        "expect_value": g.expect_value, "basis": list(g.basis),
    }  # fmt: skip


def _picture(p: Picture) -> dict[str, Any]:
    chart = p.chart
    return {
        "id": chart.id, "title": chart.title, "x": chart.x_label, "y": chart.y_label,
        "says": p.says,
        "basis": list(p.basis),
        "series": [
            {
                "label": s.label, "x": _rounded(s.x), "low": _rounded(s.low),
                "middle": _rounded(s.middle), "high": _rounded(s.high),
            }
            for s in chart.series
        ],
        "points": [asdict(point) for point in chart.points],
    }  # fmt: skip


def _rounded(values: Any) -> list[float]:
    return [float(f"{v:.6g}") for v in values]


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None
