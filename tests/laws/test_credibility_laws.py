"""No door forgets what of the model may be believed.

Each door is asked in a world where all of the model is refused, where all of it only illustrates,
and today. Where all is refused no door computes anything of it; where all illustrates nothing of it
stands outside a fold or without its mark, and nothing rests on it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import baclofen
from baclofen.answering import (
    Answer,
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
    answer_json,
)
from baclofen.assessment import Request
from baclofen.engine import Window
from baclofen.errors import NotPlanned
from baclofen.exchange import fhir_of
from baclofen.knowledge import Knowledge, Setting
from baclofen.model import SYNDROMES, Body, Model, model_of
from baclofen.patient import BaclofenUse, Patient
from baclofen.planning import agenda_of, predict
from baclofen.regimen import (
    Dosing,
    Intake,
    PumpOrder,
    ScreeningOrder,
    bolus,
    by_mouth,
    pump,
)
from baclofen.reporting import compose, files_of, render_page, render_text
from baclofen.simulation import settled_days, simulate, simulate_typical, window_means
from baclofen.units import mcg, mg
from tests.believing import believing
from tests.fhir_answers import AT
from tests.people import TODAY, known, on_baclofen, person

K = known()
REFUSED, ILLUSTRATED, BELIEVED = (
    believing(K, "refused"), believing(K, "illustration"), believing(K),
)  # fmt: skip
WORLDS = {"today": K, "refused": REFUSED, "illustrated": ILLUSTRATED, "believed": BELIEVED}

#: Facts of how many people are drawn: what rests on one of them is of the model.
DRAWN = {"predict.draws", "taper.draws", "screening.watch_h"}
_ON_PUMP = (BaclofenUse("intrathecal", "active", "pump", mcg(100)),)


def _asked(kind: Any = "start", **more: Any) -> Request:
    return Request(today=TODAY, kind=kind, **more)


#: Every door, with somebody of whom the model speaks there.
DOORS: Mapping[str, Callable[[Knowledge], Answer]] = {
    "plan": lambda k: answer(PlanInputs(patient=_spastic(), request=_asked()), k),
    "plan, pain": lambda k: answer(
        PlanInputs(patient=person(weight_kg=70.0, syndrome="trigeminal_neuralgia"),
                   request=_asked()), k),
    "plan, child": lambda k: answer(
        PlanInputs(patient=person(age_y=10.0, weight_kg=30.0), request=_asked(jurisdiction="UK")),
        k),
    "continue": lambda k: answer(
        PlanInputs(patient=on_baclofen(weight_kg=70.0), request=_asked("continue")), k),
    "taper": lambda k: answer(
        TaperInputs(patient=on_baclofen(weight_kg=70.0), request=_asked("stop")), k),
    "assess": lambda k: answer(AssessInputs(patient=_spastic(), request=_asked()), k),
    "screen": lambda k: answer(
        ScreenInputs(patient=_spastic(), request=_asked(order=ScreeningOrder())), k),
    "pump": lambda k: answer(
        PumpInputs(patient=person(baclofen=_ON_PUMP, age_y=45.0), request=_asked(
            "change", order=PumpOrder(stage="titration", now=mcg(100), asked=mcg(120),
                                      hours_since_change=26))), k),
}  # fmt: skip


def _spastic() -> Patient:
    return person(weight_kg=70.0)


@cache
def _made(door: str, world: str) -> Answer:
    """What a door answers in a world."""
    return DOORS[door](WORLDS[world])


@pytest.fixture(name="no_engine")
def fixture_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever simulates fails."""

    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("something of the model was computed")

    for module in ("run", "means", "settled"):
        monkeypatch.setattr(f"baclofen.simulation.{module}.run", never)


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("door", DOORS)
def test_where_all_is_refused_no_door_computes_anything_of_the_model(door: str) -> None:
    made = DOORS[door](REFUSED)
    report = compose(made, REFUSED)
    for text in (render_text(report, unfolds=True), render_page(report, made, REFUSED),
                 answer_json(made, REFUSED)):  # fmt: skip
        assert "simulated people" not in text
    assert not any(s.fold for s in report.sections)
    assert "<svg" not in render_page(report, made, REFUSED)
    assert "RiskAssessment" not in json.dumps(fhir_of(made, REFUSED, at=AT))
    files_of(made, report, REFUSED)


@pytest.mark.usefixtures("no_engine")
@pytest.mark.parametrize("door", ["plan", "taper", "screen"])
def test_where_it_is_not_refused_these_doors_do_compute(door: str) -> None:
    with pytest.raises(AssertionError, match="something of the model was computed"):
        DOORS[door](ILLUSTRATED)


@pytest.mark.usefixtures("no_engine")
def test_where_all_is_refused_the_reader_is_told_why() -> None:
    for door in ("plan", "taper", "screen"):
        text = " ".join(render_text(compose(DOORS[door](REFUSED), REFUSED)).split())
        assert "Not shown: " in text, door


@pytest.mark.parametrize("world", ["today", "illustrated"])
@pytest.mark.parametrize("door", DOORS)
def test_what_only_illustrates_stands_behind_a_fold_and_its_mark(door: str, world: str) -> None:
    k, made = WORLDS[world], _made(door, world)
    report = compose(made, k)
    for section in report.sections:
        table = section.table
        if section.fold or table is None or not DRAWN & set(table.why):
            continue
        assert section.kind == "forecast", section.kind
        # Levels by mouth are believed today; of a bolus nothing is.
        if world == "illustrated" or door == "screen":
            assert {row[1] for row in table.rows} <= {"folded below", "not shown"}
    shut, opened = render_text(report), render_text(report, unfolds=True)
    page = render_page(report, made, k)
    folds = [s for s in report.sections if s.fold]
    assert page.count('<p class="illustrates">') == len(folds)
    behind = page.split('<details class="fold ')[1:]
    for section in folds:
        (own,) = [part for part in behind if part.startswith(f"{section.kind}")]
        assert f'<p class="illustrates">{escape(section.fold)}</p>' in own.split("<table")[0]
        assert section.fold in " ".join(shut.split())
        if section.table is not None:
            caption = " ".join(section.table.caption.split())
            assert caption in " ".join(opened.split())
            assert caption not in " ".join(shut.split())
    for resource in fhir_of(made, k, at=AT)["entry"]:
        assert resource["resource"]["resourceType"] != "RiskAssessment"


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("door", DOORS)
def test_every_number_of_the_model_in_a_file_has_its_mark(door: str, world: str) -> None:
    kept = json.loads(answer_json(_made(door, world), WORLDS[world]))
    for place, block in _drawn(kept):
        verdicts = {name: credit["verdict"] for name, credit in block["credibility"].items()}
        assert verdicts, place
        named = set(block.get("without", {})).union(*(d["effects"] for d in block.get("doses", ())))
        assert all(verdicts[name] != "refused" for name in named), place
        if verdicts.get("trade") == "refused":
            assert block["best"] is None
            assert all(dose["trade"] is None for dose in block["doses"])
        if verdicts.get("end") == "refused":
            assert block["duration_h"] is None


def _drawn(kept: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Blocks that were simulated, by their place in the file: they tell how many were drawn."""
    if isinstance(kept, dict):
        if "draws" in kept:
            yield place, kept
        for key, value in kept.items():
            yield from _drawn(value, f"{place}.{key}")
    elif isinstance(kept, list):
        for at, value in enumerate(kept):
            yield from _drawn(value, f"{place}[{at}]")


@pytest.mark.parametrize("door", DOORS)
def test_no_decision_rests_on_what_is_not_believed(door: str) -> None:
    """Verdicts, steps, sheets and headline are the same, whatever the model draws."""
    first = _made(door, "today")
    for other in (_made(door, "refused"), _made(door, "illustrated")):
        assert other.judgement == first.judgement
        assert other.verdict is first.verdict
        assert other.headline == first.headline
        assert other.figures == first.figures
        assert other.agenda == first.agenda
        assert other.choice == first.choice
    assert not any("expected_" in f.name for f in first.figures)


# --- the programming doors ----------------------------------------------------------------

_GIVEN: Mapping[Setting, tuple[Mapping[str, float], Dosing]] = {
    "mouth": ({}, by_mouth(mg(10), every_h=8, days=1)),
    "child": ({"age_y": 8.0, "weight_kg": 25.0}, by_mouth(mg(5), every_h=8, days=1)),
    "weak_kidneys": ({"crcl": 5.0}, by_mouth(mg(5))),
    "overdose": ({}, by_mouth(mg(400))),
    "bolus": ({}, bolus(mcg(50))),
    "pump": ({}, pump(mcg(300), per="day", days=1)),
}


def _models() -> Iterator[tuple[Setting, Model, Dosing]]:
    for (setting, (body, dosing)), syndrome in product(
        _GIVEN.items(), ("ms_spasticity", "trigeminal_neuralgia")
    ):
        assert syndrome in SYNDROMES
        told = {"age_y": 50.0, "weight_kg": 70.0, "crcl": 95.0, **body}
        who = Body(age_y=told["age_y"], weight_kg=told["weight_kg"], crcl=told["crcl"])
        yield setting, model_of(who, K, syndrome), dosing


_EVERY = [
    pytest.param(setting, model, dosing, name, id=f"{name}, {setting}, {model.syndrome}")
    for setting, model, dosing in _models()
    for name in model.outputs
]


@pytest.mark.parametrize(("setting", "model", "dosing", "name"), _EVERY)
def test_every_output_is_refused_or_comes_with_its_verdict(
    setting: Setting, model: Model, dosing: Dosing, name: str
) -> None:
    credit = K.credibility.of(name, setting)
    asked: dict[str, Any] = {"outputs": [name], "seed": 1, "n": 2}
    if credit.verdict == "refused":
        doors: list[Callable[[], object]] = [
            lambda: simulate(model, dosing, **asked),
            lambda: window_means(model, [dosing], windows=[Window("a", 0, 12)], **asked),
        ]
        if model.outputs[name].kind != "model-derived":
            doors.append(lambda: simulate_typical(model, dosing, outputs=[name]))
        if setting in ("mouth", "child", "weak_kidneys"):
            doors.append(lambda: settled_days(model, [(Intake(8, mg(5)),)], **asked))
        for door in doors:
            with pytest.raises(NotPlanned, match="Not shown: ") as refusal:
                door()
            assert credit.because in str(refusal.value)
            assert credit.instead in str(refusal.value)
        return
    course = simulate(model, dosing, **asked, until_h=6, per_h=1)
    assert course.credits[name] is credit
    # Printed alone as well as with the others.
    for printed in (str(course), str(course[name])):
        assert ("Illustration, not to act on" in printed) is (credit.verdict == "illustration")


def test_what_is_refused_is_still_computed_to_be_compared_and_says_so() -> None:
    model = model_of(Body(age_y=50, weight_kg=70, crcl=95), K, "ms_spasticity")
    course = simulate(
        model, by_mouth(mg(10)), outputs=["ashworth_1_5"], seed=1, n=4, purpose="comparison"
    )
    for printed in (str(course), str(course["ashworth_1_5"])):
        assert "for nobody's treatment" in printed
        assert "Refused to whoever decides for a person" in printed


def test_kidneys_that_fail_later_count_from_the_start() -> None:
    model = model_of(Body(age_y=50, weight_kg=70, crcl=95), K, "ms_spasticity")
    given, later = by_mouth(mg(5), every_h=8, days=2), {24.0: {"CRCL": 5.0}}
    with pytest.raises(NotPlanned, match="Not shown: probability of drowsiness"):
        simulate(model, given, outputs=["prob_drowsiness"], seed=1, n=4, changes=later)


def test_a_forecast_asked_for_in_python_is_refused_as_an_error() -> None:
    plan = DOORS["plan"](REFUSED).decision
    with pytest.raises(NotPlanned, match="Not shown: baclofen in plasma"):
        predict(plan, REFUSED, seed=1)  # type: ignore[arg-type]
    assert agenda_of(plan, REFUSED) == agenda_of(plan, K)  # type: ignore[arg-type]


def test_only_the_room_that_compares_asks_for_what_is_refused() -> None:
    """`purpose="comparison"` is written nowhere else in the package."""
    root = Path(baclofen.__file__).parent
    asking = {
        path.parent.name
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "purpose"
        and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    assert asking == {"qualification"}
