"""What holds for every patient, whoever they are."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.assessment import KINDS, Request, assess
from baclofen.knowledge import Verdict
from baclofen.patient import SYNDROMES, BaclofenUse, KidneyValue, Medicine, Patient
from baclofen.planning import plan_oral
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import TODAY, known
from tests.saying import worded
from tests.size import people

K = known()
maybe = st.none
numbers = st.floats(0, 1, allow_nan=False)
CONDITIONS = sorted(K.codes.conditions)
DRUGS = [i.name for i in K.codes.ingredients if i.name != "baclofen"]


def between(low: float, high: float) -> Any:
    return st.floats(low, high, allow_nan=False)


values = st.builds(
    KidneyValue,
    kind=st.sampled_from(["creatinine", "egfr"]),
    value=between(0.3, 120),
    on=st.integers(-30, 900).map(lambda d: TODAY - timedelta(days=d)),
    undated=st.booleans(),
)
uses = st.builds(
    BaclofenUse,
    route=st.sampled_from(["oral", "intrathecal", "unknown"]),
    status=st.sampled_from(["active", "stopped", "unknown"]),
    as_written=st.just("baclofen"),
    daily=st.one_of(
        maybe(), between(1, 150).map(lambda a: mg(round(a))), between(20, 900).map(mcg)
    ),
    since=st.one_of(maybe(), st.integers(0, 900).map(lambda d: TODAY - timedelta(days=d))),
    stopped_on=st.one_of(maybe(), st.integers(0, 60).map(lambda d: TODAY - timedelta(days=d))),
)
patients = st.builds(
    Patient,
    age_y=st.one_of(maybe(), between(0, 110)),
    sex=st.sampled_from([None, "female", "male"]),
    weight_kg=st.one_of(maybe(), between(20, 200)),
    height_cm=st.one_of(maybe(), between(80, 210)),
    creatinine_mg_per_dL=st.one_of(maybe(), between(0.3, 12)),
    egfr=st.one_of(maybe(), between(0, 150)),
    kidney=st.lists(values, max_size=3).map(tuple),
    dialysis=st.sampled_from([None, True, False]),
    syndrome=st.sampled_from([None, *SYNDROMES]),
    conditions=st.frozensets(st.sampled_from(CONDITIONS), max_size=4),
    allergies=st.sampled_from([frozenset(), frozenset({"baclofen"})]),
    medicines=st.one_of(
        maybe(),
        st.lists(st.sampled_from(DRUGS), max_size=4).map(lambda n: tuple(Medicine(x) for x in n)),
    ),
    baclofen=st.one_of(maybe(), st.lists(uses, max_size=2).map(tuple)),
    signs=st.frozensets(st.sampled_from(["confusion", "seizure", "fever"]), max_size=1),
    pregnant=st.sampled_from([None, None, True, False]),
    gestation_weeks=st.one_of(maybe(), between(1, 42)),
    alcohol=st.sampled_from([None, True, False]),
    from_record=st.booleans(),
)
requests = st.builds(
    Request,
    today=st.just(TODAY),
    kind=st.sampled_from([None, *(kind for kind in KINDS if kind != "prepare")]),
    jurisdiction=st.sampled_from(sorted(K.jurisdictions)),
)


@settings(max_examples=people(400), deadline=None)
@given(who=patients, request=requests)
def test_nothing_that_stops_prints_a_start_and_no_current_user_is_restarted(
    who: Patient, request: Request
) -> None:
    fit = assess(who, K, request)
    plan = plan_oral(fit, K)
    if fit.verdict >= Verdict.AVOID:
        assert plan.up is None
        assert plan.if_needed is None
    if fit.uses:
        assert plan.up is None
    if plan.up is not None:
        assert fit.kidney.known
        assert who.age_y is not None
        top = max(s.daily for s in plan.up.steps)
        assert plan.ceiling is not None
        assert top <= plan.ceiling
        assert plan.if_needed is None or plan.if_needed.daily <= plan.ceiling
        doses = [s.daily for s in plan.up.steps]
        assert doses == sorted(doses)
    assert worded(plan.headline)
    assert plan.headline.why


@settings(max_examples=people(300), deadline=None)
@given(who=patients, request=requests)
def test_a_current_user_always_gets_a_safe_way(who: Patient, request: Request) -> None:
    fit = assess(who, K, request)
    if not fit.uses or fit.verdict in (Verdict.EMERGENCY, Verdict.REJECT_INPUT):
        return
    plan = plan_oral(fit, K)
    words = " ".join(
        worded(n) for n in (plan.headline, *plan.opening, *plan.options, *plan.reasons)
    )
    assert any(w in words for w in ("abruptly", "emergency care", "do not restart", "pump clinic"))
    if any(u.route == "intrathecal" and u.status != "stopped" for u in fit.uses):
        assert plan.down is None
    if plan.down is not None:
        doses = [s.daily for s in plan.down.steps]
        assert doses == sorted(doses, reverse=True)
        (running,) = (u for u in fit.uses if u.status != "stopped")
        assert running.daily is not None
        assert doses[0] <= running.daily
        assert plan.down.regimen.days >= 7


@settings(max_examples=people(200), deadline=None)
@given(who=patients, request=requests, risk=st.sampled_from(CONDITIONS))
def test_a_further_illness_never_improves_the_verdict(
    who: Patient, request: Request, risk: str
) -> None:
    """Diagnoses that may change the indication are left out: they say what it is for."""
    if who.syndrome is None or risk in who.no_conditions:
        return
    worse = replace(who, conditions=who.conditions | {risk})
    assert assess(worse, K, request).verdict >= assess(who, K, request).verdict


@settings(max_examples=people(200), deadline=None)
@given(who=patients, request=requests, drug=st.sampled_from(DRUGS))
def test_a_further_medicine_never_improves_the_verdict(
    who: Patient, request: Request, drug: str
) -> None:
    if who.medicines is None:
        return
    worse = replace(who, medicines=(*who.medicines, Medicine(drug)))
    assert assess(worse, K, request).verdict >= assess(who, K, request).verdict


@settings(max_examples=people(200), deadline=None)
@given(who=patients, request=requests)
def test_a_lower_egfr_never_allows_more(who: Patient, request: Request) -> None:
    if who.egfr is None or who.egfr < 1:
        return
    lower = assess(replace(who, egfr=who.egfr / 2), K, request)
    higher = assess(who, K, request)
    if lower.kidney.fraction is not None and higher.kidney.fraction is not None:
        assert lower.kidney.fraction <= higher.kidney.fraction


@settings(max_examples=people(200), deadline=None)
@given(who=patients, request=requests)
def test_every_sentence_has_a_basis_that_exists(who: Patient, request: Request) -> None:
    fit = assess(who, K, request)
    plan = plan_oral(fit, K)
    groups = (plan.opening, plan.options, plan.refusals, plan.reasons, plan.watch, fit.notes)
    for note in (plan.headline, *(n for group in groups for n in group)):
        assert note.why, worded(note)
        for id in note.why:
            K.about(id)
