"""Every door answers what is its own, judges all alike, and says where another question goes."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from baclofen import planning
from baclofen.answering import (
    SEED,
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    answer_json,
    judge,
    with_entries,
)
from baclofen.assessment import Request, assess
from baclofen.errors import InputRefused, NotPlanned, OutOfRange, UnknownName
from baclofen.knowledge import Verdict
from baclofen.patient import Entry, Patient
from baclofen.planning import Plan, PumpPlan, ScreeningPlan, decide, work_figures
from baclofen.regimen import Filling, OralOrder, Order, PumpOrder, ScreeningOrder
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import TODAY, answered, known, on_baclofen, person
from tests.saying import worded

K = known()
SPINE = person(syndrome="sci_spasticity", oral_failed=True, baclofen=())
NEEDLE = ScreeningOrder(dose=mcg(50))
PUMP = PumpOrder(stage="titration", now=mcg(100), asked=mcg(120), hours_since_change=26)
#: door → who asks there, and what.
DOORS: dict[Any, tuple[Patient, dict[str, Any]]] = {
    AssessInputs: (person(weight_kg=68.0), {}),
    PlanInputs: (person(weight_kg=68.0), {}),
    TaperInputs: (on_baclofen(mg(60), weight_kg=68.0), {"kind": "taper"}),
    ScreenInputs: (SPINE, {"kind": None, "order": NEEDLE}),
    PumpInputs: (SPINE, {"kind": None, "order": PUMP}),
}
DECIDES: dict[Any, Any] = {
    PlanInputs: Plan,
    TaperInputs: Plan,
    ScreenInputs: ScreeningPlan,
    PumpInputs: PumpPlan,
}


def at(door: Any, **more: Any) -> Any:
    who, asked = DOORS[door]
    return answered(who, **{**asked, **more}, door=door)


@pytest.mark.parametrize(
    ("door", "home", "reckons"),
    [
        (PlanInputs, decide.worked, "way_up"), (TaperInputs, decide.worked, "way_down_of"),
        (ScreenInputs, planning.worked, "reckon_trial"),
        (PumpInputs, planning.worked, "reckon_pump"),
    ],
)  # fmt: skip
def test_what_a_plan_and_its_figures_share_is_reckoned_once(
    door: Any, home: ModuleType, reckons: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = getattr(home, reckons), []

    def counted(*told: Any) -> Any:
        calls.append(told)
        return real(*told)

    monkeypatch.setattr(f"{home.__name__}.{reckons}", counted)
    monkeypatch.setattr(f"{real.__module__}.{reckons}", counted)
    assert at(door).figures
    assert len(calls) == 1


@pytest.mark.parametrize("door", DOORS)
def test_every_door_judges_and_decides_its_own(door: Any) -> None:
    made = at(door)
    request = made.inputs.request
    assert made.fit == assess(made.inputs.patient, K, request)
    assert made.judgement == judge(made.fit, K, seed=SEED)[0]
    assert made.figures == work_figures(made.fit, K)
    assert made.verdict >= made.judgement.verdict >= made.fit.verdict
    assert worded(made.headline)
    if door is AssessInputs:
        assert made.decision is None
    else:
        assert isinstance(made.decision, DECIDES[door])
        assert made.headline == made.decision.headline
    assert (made.forecast is not None) is (DECIDES.get(door) is Plan)
    assert (made.compared is not None) is (door is TaperInputs)
    assert (made.optimum is not None) is (door is PlanInputs)
    assert (made.choice is not None) is (door is PlanInputs)
    assert (made.monitoring is not None) is (DECIDES.get(door) is Plan)


@pytest.mark.parametrize("door", DOORS)
def test_the_same_inputs_give_the_same_file(door: Any) -> None:
    first = at(door)
    text = answer_json(first, K)
    assert answer_json(first, K) == text
    assert answer_json(answer(first.inputs, K), K) == text
    assert text.endswith("}\n")


def test_five_and_five_point_nought_are_one_number() -> None:
    one, other = (answered(person(weight_kg=w, age_y=a)) for w, a in ((68, 45), (68.0, 45.0)))
    assert answer_json(one, K) == answer_json(other, K)


def test_the_seed_and_the_wish_to_weigh_are_inputs() -> None:
    who = person(weight_kg=68.0)
    texts = {answer_json(answered(who, seed=s, weighs=False), K) for s in (1, 2, 2)}
    assert len(texts) == 2
    assert answered(who, weighs=False).optimum is None
    tapers = answered(on_baclofen(mg(30), weight_kg=68.0), "stop", door=TaperInputs)
    assert tapers.compared is not None


@pytest.mark.parametrize(
    ("door", "order", "words"),
    [
        (PlanInputs, NEEDLE, "`baclofen screen` answers this"),
        (PlanInputs, PUMP, "`baclofen pump` answers this"),
        (ScreenInputs, None, "a table [screening]"),
        (ScreenInputs, OralOrder(daily=mg(15)), "`baclofen pump` or `baclofen plan`"),
        (ScreenInputs, PUMP, "a table [screening]"),
        (PumpInputs, None, "a table [pump]"),
        (PumpInputs, NEEDLE, "`baclofen screen` or `baclofen plan`"),
    ],
)
def test_the_wrong_door_says_which_is_right(door: Any, order: Order | None, words: str) -> None:
    with pytest.raises(NotPlanned) as refusal:
        answered(SPINE, None, door=door, order=order)
    assert words in str(refusal.value)
    assert "[why: ITM-CONVERT]" in str(refusal.value)


def test_a_dose_to_prepare_is_judged_and_not_planned() -> None:
    with pytest.raises(NotPlanned, match="`baclofen assess` answers this"):
        answered(person(), "prepare", order=OralOrder(product="solution_1", dose=mg(5)))
    asked = answered(
        person(), "prepare", order=OralOrder(product="solution_1", dose=mg(5)), door=AssessInputs
    )
    assert asked.decision is None
    assert asked.figures


@pytest.mark.parametrize("kind", [None, "start", "continue", "change", "prepare"])
def test_a_way_down_is_asked_for_by_its_name(kind: Any) -> None:
    request = Request(today=TODAY, kind=kind)
    with pytest.raises(InputRefused, match="a way down is asked for by taper or stop"):
        TaperInputs(patient=on_baclofen(), request=request)


def test_inputs_that_cannot_be_are_refused() -> None:
    request = Request(today=TODAY)
    with pytest.raises(UnknownName, match="kinetics"):
        PlanInputs(patient=person(), request=request, kinetics="faster")  # type: ignore[arg-type]
    with pytest.raises(OutOfRange, match="seed is -1"):
        PlanInputs(patient=person(), request=request, seed=-1)


def test_in_an_emergency_nobody_chooses_and_nothing_is_measured() -> None:
    made = answered(on_baclofen(egfr=22.0, signs=["confusion"]), "continue")
    assert made.verdict is Verdict.EMERGENCY
    assert (made.choice, made.monitoring, made.forecast, made.optimum) == (None,) * 4
    asked = answered(on_baclofen(egfr=22.0, signs=["confusion"]), "continue", door=AssessInputs)
    assert asked.headline == made.headline


def test_what_is_asked_hides_nothing_that_is_bad() -> None:
    """Needs-info outranks avoid: the headline of a judgement names both."""
    who = person(egfr=None, medicines=["oxycodone", "diazepam", "zopiclone"])
    made = answered(who, door=AssessInputs)
    assert made.verdict is Verdict.NEEDS_INFO
    assert [v for v, _ in made.judgement.against if v is Verdict.AVOID]
    assert worded(made.headline).startswith("Not before this is known: ")
    assert "And better not: " in worded(made.headline)
    assert {"ASK-KIDNEY", "INT-MULTI-CNS"} <= set(made.headline.why)


def test_a_first_rate_without_a_trial_is_judged_at_every_door() -> None:
    order = PumpOrder(stage="start", asked=mcg(800))
    asked = answered(SPINE, None, door=AssessInputs, order=order)
    pumped = answered(SPINE, None, door=PumpInputs, order=order)
    assert asked.judgement == pumped.judgement
    assert asked.verdict is pumped.verdict
    assert asked.verdict >= Verdict.AVOID


def test_the_judgement_is_of_the_whole_input() -> None:
    """What runs by mouth is judged at the pump's door too, and each in its own part."""
    who = on_baclofen(mg(60), syndrome="sci_spasticity", egfr=20.0)
    made = answered(who, None, door=PumpInputs, order=PUMP)
    routes = {(p.route, p.task): p for p in made.judgement.parts}
    assert set(routes) == {("intrathecal", "change"), ("oral", "continue")}
    assert routes["oral", "continue"].verdict is Verdict.CONTRAINDICATED
    assert made.verdict >= Verdict.CONTRAINDICATED


@pytest.mark.parametrize(
    ("inputs", "order"), [(PlanInputs, PUMP), (PlanInputs, NEEDLE), (ScreenInputs, PUMP)]
)
def test_a_door_that_answers_nothing_here_says_an_emergency_first(
    inputs: Any, order: Order
) -> None:
    signs = frozenset({"coma", "slow_breathing"})
    ill = on_baclofen(mg(60), syndrome="sci_spasticity", signs=signs)
    with pytest.raises(NotPlanned) as refusal:
        answer(inputs(patient=ill, request=Request(today=TODAY, order=order)), K)
    assert str(refusal.value).startswith("Emergency")
    assert "answers this" in str(refusal.value) or "Nothing is asked for" in str(refusal.value)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_other_entries_change_the_account_alone(door: Any) -> None:
    patient, request = DOORS[door]
    first = door(patient=patient, request=Request(today=TODAY, **request))
    score = Entry("medicines[0]", "medicine", "Zzyzxol 5 mg", "unread")
    then = replace(first, entries=(score,), notes=("read anew",))
    made = with_entries(answer(first, K), then, K)
    assert answer_json(made, K) == answer_json(answer(then, K), K)
    other = replace(then, patient=replace(patient, weight_kg=50.0))
    with pytest.raises(ValueError, match="more than entries"):
        with_entries(made, other, K)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "The pump runs at 100 mcg/day (4.17 mcg/h). The day of its refill is not known."),
        ({"read_by_two": False},
         "The pump runs at 100 mcg/day (4.17 mcg/h), as told: two people have not read it."),
        ({"filling": Filling(mcg_per_mL=500.0, fill_mL=20.0, alarm_mL=2.0, filled_on=TODAY),
          "read_by_two": True}, "The pump runs at 100 mcg/day (4.17 mcg/h). Refill on "),
    ],
)  # fmt: skip
def test_of_a_pump_that_runs_the_headline_says_what_is_open(
    told: dict[str, Any], says: str
) -> None:
    order = PumpOrder(stage="maintenance", now=mcg(100), **told)
    inputs = AssessInputs(patient=SPINE, request=Request(today=TODAY, order=order))
    made = answer(inputs, K)
    headline = K.say(made.headline)
    assert headline.startswith(says), headline
    # What it says of this pump is not said again in the words of a rule for all pumps.
    assert "less 5 days" not in headline
    assert "unconfirmed" not in headline
    assert ("P-READ-BY-TWO" in made.headline.why) is (told.get("read_by_two") is False)
    # Where something is asked of it, that is judged.
    asked = replace(inputs, request=replace(inputs.request, order=replace(order, asked=mcg(120))))
    assert not K.say(answer(asked, K).headline).startswith("The pump runs")
