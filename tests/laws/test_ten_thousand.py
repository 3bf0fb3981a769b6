"""Ten thousand random people and requests of every kind: what must hold for each of them."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.errors import NotPlanned
from baclofen.knowledge import Verdict
from baclofen.patient import SIGNS, Medicine, Patient
from baclofen.planning import Plan, plan_oral, work_figures
from baclofen.value import replace
from tests.laws.crowd import CONDITIONS, DRUGS, K, person_and_request
from tests.saying import worded

SHARDS = 20
EACH = 500
#: Words of which a current user reads at least one.
WAYS = ("abruptly", "emergency care", "do not restart", "pump clinic")


@pytest.mark.parametrize("shard", range(SHARDS))
def test_for_everyone(shard: int) -> None:
    met: Counter[Verdict] = Counter()
    for seed in range(shard * EACH, (shard + 1) * EACH):
        who, request = person_and_request(seed)
        fit = assess(who, K, request)
        met[fit.verdict] += 1
        work_figures(fit, K)
        plan = planned(fit)
        if plan is not None:
            nothing_is_printed_that_must_not(fit, plan, seed)
        order_of_inputs_never_matters(who, request, fit, seed)
        a_risk_never_improves(who, request, fit, seed)
    # The crowd must meet every verdict that a living person can get, or the laws say little.
    assert {Verdict.EMERGENCY, Verdict.CONTRAINDICATED, Verdict.AVOID, Verdict.CAUTION} <= set(met)
    assert Verdict.NEEDS_INFO in met


def planned(fit: Assessment) -> Plan | None:
    """The plan, or None where an order is none by mouth; an emergency is always answered."""
    try:
        return plan_oral(fit, K)
    except NotPlanned:
        assert fit.request.route in ("intrathecal", "other") or fit.kind == "prepare"
        assert fit.verdict is not Verdict.EMERGENCY
        return None


def nothing_is_printed_that_must_not(fit: Assessment, plan: Plan, seed: int) -> None:
    if fit.verdict >= Verdict.AVOID or fit.uses:
        assert plan.up is None, seed
        assert plan.if_needed is None, seed
    current = any(u.status != "stopped" for u in fit.uses)
    if current and fit.verdict not in (Verdict.EMERGENCY, Verdict.REJECT_INPUT):
        notes = (plan.headline, *plan.opening, *plan.options, *plan.reasons)
        words = " ".join(worded(n) for n in notes)
        assert plan.down is not None or any(way in words for way in WAYS), seed


def said(fit: Assessment) -> tuple[object, ...]:
    return (
        fit.verdict,
        {(f.rule.id, f.role, f.verdict) for f in (*fit.findings, *fit.information, *fit.cited)},
        {(q.question.id, q.worst, frozenset(q.rules)) for q in fit.questions},
        fit.kidney.egfr,
        fit.kidney.fraction,
    )


def order_of_inputs_never_matters(
    who: Patient, request: Request, fit: Assessment, seed: int
) -> None:
    shuffled = replace(
        who,
        medicines=None if who.medicines is None else who.medicines[::-1],
        baclofen=None if who.baclofen is None else who.baclofen[::-1],
        kidney=who.kidney[::-1],
    )
    assert said(assess(shuffled, K, request)) == said(fit), seed


def a_risk_never_improves(who: Patient, request: Request, fit: Assessment, seed: int) -> None:
    """An illness, a medicine, a sign, alcohol, dialysis, a pregnancy: each can only make it worse.

    A diagnosis that may change the indication is left out where none is told: it says what
    baclofen is for.
    """
    r = Random(seed)  # noqa: S311 - a seed for tests
    worse = []
    if who.syndrome is not None:
        worse.append(replace(who, conditions=who.conditions | {r.choice(CONDITIONS)}))
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
        assert assess(other, K, request).verdict >= fit.verdict, (seed, other)
