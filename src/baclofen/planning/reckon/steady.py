"""A dose that is borne, and kidneys a little weaker than healthy: who stays on it."""

from __future__ import annotations

from datetime import timedelta

from baclofen.assessment import Assessment, by_mouth_now, has_fallen, share_within_error
from baclofen.knowledge import Knowledge, Verdict
from baclofen.knowledge.numbers import SteadyDose
from baclofen.planning.reckon.backstep import dose_before
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.titrate import label_ladder
from baclofen.units import Dose


def stays(fit: Assessment, known: Knowledge, daily: Dose) -> bool:
    """Whether a running dose above what weak kidneys leave of a start stays as it is.

    Only the share of mildly weak kidneys is set aside, and that of the band below within what
    another sample may differ by: not that of weaker kidneys, not the label's most, and not where a
    rule, a sign, a fall of kidney function, sedatives or a dose that is new speak against it. That
    nothing was told of how long it was taken leaves it, with the condition said.

    Facts: `DO-STEADY-KIDNEY`, `kidney.egfr_mid_fraction`, `kidney.steady_margin`.
    """
    if allowed_share(fit) == 1 or fit.verdict >= Verdict.AVOID or fit.person.is_minor:
        return False
    share = share_within_error(fit.kidney, fit.person, known)
    if share is None or share <= known.number("kidney.egfr_mid_fraction"):
        return False
    if label_ladder(known, fit.request.jurisdiction).excess(daily) is not None:
        return False
    return not (_is_marked(fit, known) or _is_new(fit, known))


def is_near_an_edge(fit: Assessment, known: Knowledge) -> bool:
    """Whether it is by what another sample may differ by that a dose stays."""
    return allowed_share(fit) <= known.number("kidney.egfr_mid_fraction")


def _is_marked(fit: Assessment, known: Knowledge) -> bool:
    """Whether anything tells that the dose may be too much already."""
    sedated = fit.fired("INT-OPIOID", "INT-TWO-CNS")
    return bool(fit.person.signs) or sedated or has_fallen(fit.person, known, fit.request.today)


def _is_new(fit: Assessment, known: Knowledge) -> bool:
    """Whether the dose is told to be a new one, or one to go back from."""
    if dose_before(fit) is not None:
        return True
    steady = timedelta(weeks=known.of(SteadyDose).steady_weeks)
    begun = (use.dose_begun for use in by_mouth_now(fit.uses))
    return any(day is not None and fit.request.today - day < steady for day in begun)
