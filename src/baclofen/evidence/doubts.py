"""Warnings about figures: skewed scores, a reported p that they do not give, and the like."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.evidence.question import Size
from baclofen.knowledge import Figures, Reported, Study, Trials
from baclofen.synthesis import normal_two_sided


def doubts(
    study: Study, one: Figures | None, other: Figures | None, size: Size | None,
    report: Reported | None, trials: Trials,
) -> tuple[str, ...]:  # fmt: skip
    """All warnings about one answer, each a sentence."""
    found = [*_skewed(one, other, trials)]
    if size is not None and report is not None:
        found += _p_differs(size, report, trials)
    if study.design == "rct-crossover" and size is not None:
        found.append("A crossover trial; its paired data were not seen, so its periods count as "
                     "parallel arms.")  # fmt: skip
    if study.use == "flagged" and size is not None:
        found.append(f"{_sentence(study.use_why)}")
    for row in (one, other):
        if row is not None and row.how in ("derived", "assumed", "memory") and row.note:
            found.append(f"{row.how.capitalize()}: {row.note}.")
    if any(row is not None and "number randomised" in row.note for row in (one, other)):
        found.append("n is the number randomised; how many were analysed was not seen.")
    if report is not None and report.note and report.note != "rank test":
        found.append(f"As reported: {report.note}.")
    return tuple(dict.fromkeys(found))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _skewed(one: Figures | None, other: Figures | None, trials: Trials) -> Iterator[str]:
    """Scores too near the best end of their scale, by their SD, to be spread like a bell."""
    ratio = trials.number("skew.ratio")
    for row in (one, other):
        if row is None or row.mean is None or not row.sd or row.kind != "final":
            continue
        scale = trials.scales.get(row.scale)
        end = None if scale is None else scale.low if scale.better == "lower" else scale.high
        if end is not None and abs(row.mean - end) < ratio * row.sd:
            yield (
                f"Skewed scores: in the arm {row.arm} the mean, {row.mean:g}, is only "
                f"{abs(row.mean - end) / row.sd:.1f} SDs from the end of its scale."
            )


def _p_differs(size: Size, report: Reported, trials: Trials) -> Iterator[str]:
    """The source calls it significant and its own figures do not, or the other way round."""
    if report.p is None:
        return
    line = trials.number("significant")
    said = report.p < line or (report.p_is == "<" and report.p <= line)
    own = float(normal_two_sided(size.yi / size.se))
    if said is (own < line):
        return
    ranks = " (rank test)" if "rank" in report.note else ""
    yield (
        f"The source reports p {report.p_is} {report.p:g}{ranks}; its own figures give "
        f"p = {own:.2g} by the normal distribution: skewed scores, another n or an adjusted "
        "model."
    )
