"""What must hold for the judgement of everybody, whatever is asked: in any order the inputs judge
alike, a risk never improves, and no current user is left without a way.

`python -m tests.laws.everyone 100000` tries so many on all processors, as `tests.laws.soak` does.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from random import Random

from baclofen.assessment import Assessment, Request, assess
from baclofen.errors import NotPlanned
from baclofen.knowledge import Verdict
from baclofen.patient import SIGNS, Medicine, Patient
from baclofen.planning import Plan, plan_oral, work_figures
from baclofen.value import replace
from tests.laws.crowd import CONDITIONS, DRUGS, K, person_and_request
from tests.saying import worded
from tests.seeds import failures, run

#: Words of which a current user reads at least one.
WAYS = ("abruptly", "emergency care", "do not restart", "pump clinic")


def wrong_with(seed: int) -> list[str]:
    """What does not hold for the person and request of a seed; empty when all does."""
    who, request = person_and_request(seed)
    fit = assess(who, K, request)
    work_figures(fit, K)
    return [
        *_printed(fit),
        *_in_another_order(who, request, fit),
        *_with_a_risk(who, request, fit, seed),
    ]


def _printed(fit: Assessment) -> Iterator[str]:
    """No dose where none may be, and a way for whoever takes it; an emergency is always answered.
    Without a plan the order is none by mouth."""
    try:
        plan: Plan = plan_oral(fit, K)
    except NotPlanned:
        if fit.request.route not in ("intrathecal", "other") and fit.kind != "prepare":
            yield "an order by mouth is not planned"
        if fit.verdict is Verdict.EMERGENCY:
            yield "an emergency is not answered"
        return
    if (fit.verdict >= Verdict.AVOID or fit.uses) and (plan.up or plan.if_needed):
        yield f"a dose is printed for {fit.verdict.value}"
    current = any(u.status != "stopped" for u in fit.uses)
    if current and fit.verdict not in (Verdict.EMERGENCY, Verdict.REJECT_INPUT):
        notes = (plan.headline, *plan.opening, *plan.options, *plan.reasons)
        words = " ".join(worded(n) for n in notes)
        if plan.down is None and not any(way in words for way in WAYS):
            yield "a current user is told no way"


def said(fit: Assessment) -> tuple[object, ...]:
    return (
        fit.verdict,
        {(f.rule.id, f.role, f.verdict) for f in (*fit.findings, *fit.information, *fit.cited)},
        {(q.question.id, q.worst, frozenset(q.rules)) for q in fit.questions},
        fit.kidney.egfr,
        fit.kidney.fraction,
    )


def _in_another_order(who: Patient, request: Request, fit: Assessment) -> Iterator[str]:
    shuffled = replace(
        who,
        medicines=None if who.medicines is None else who.medicines[::-1],
        baclofen=None if who.baclofen is None else who.baclofen[::-1],
        kidney=who.kidney[::-1],
    )
    if said(assess(shuffled, K, request)) != said(fit):
        yield "another order of the inputs is judged otherwise"


def _with_a_risk(who: Patient, request: Request, fit: Assessment, seed: int) -> Iterator[str]:
    """An illness, a medicine, a sign, alcohol, dialysis, a pregnancy: each can only make it worse.

    A diagnosis that may change the indication is left out where none is told: it says what
    baclofen is for; and a newborn's withdrawal where no age is: it says who is judged, a newborn
    for whom nothing is asked but who decides now.
    """
    r = Random(seed)  # noqa: S311 - a seed for tests
    worse = []
    if who.syndrome is not None:
        may = [c for c in CONDITIONS if who.age_y is not None or c != "neonatal_withdrawal"]
        worse.append(replace(who, conditions=who.conditions | {r.choice(may)}))
    if who.medicines is not None:
        worse.append(replace(who, medicines=(*who.medicines, Medicine(r.choice(DRUGS)))))
    worse += [
        replace(who, signs=who.signs | {r.choice(SIGNS)}),
        replace(who, alcohol=True),
        replace(who, dialysis=True),
        replace(who, pregnant=True),
        replace(who, infection_active=True),
        replace(who, allergies=frozenset({"baclofen"})),
    ]
    if who.egfr is not None:
        worse.append(replace(who, egfr=who.egfr / 2))
    for other in r.sample(worse, 3):
        verdict = assess(other, K, request).verdict
        if verdict < fit.verdict:
            yield f"worse is judged {verdict.value}, not {fit.verdict.value}: {other}"


try_many = partial(failures, wrong_with)

if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, try_many))
