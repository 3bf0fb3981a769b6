"""Records of random lives: every one folds, answers, and is told to nobody's harm."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from baclofen import PlanInputs, Verdict, answer, load_knowledge
from baclofen.errors import InputRefused, NotPlanned
from baclofen.patient import SIGNS
from baclofen.record import (
    Alarmed,
    Answered,
    Confirmed,
    Corrected,
    DoseSet,
    Fell,
    Happening,
    Interrogated,
    Level,
    Measured,
    Missed,
    Noticed,
    Record,
    Refilled,
    Scored,
    SideEffect,
    Stopped,
    Told,
    Took,
    event_of,
    on_day,
    payload,
)
from baclofen.record.form import FORM
from baclofen.units import mcg, mg
from tests.unit.record.told import inputs_of

KNOWN = load_knowledge()
START = datetime(2026, 1, 1, 8, tzinfo=UTC)
WHO = {"age_y": 52, "sex": "female", "weight_kg": 68, "creatinine_mg_per_dL": 0.8,
       "syndrome": "ms_spasticity", "baclofen": "none", "medicines": []}  # fmt: skip
LIVES = 150


def _happening(rng: random.Random, number: int) -> Happening:
    """Something that may happen to the woman of the examples."""
    said: list[Happening] = [
        DoseSet(route="oral", per_day=mg(rng.choice((5, 15, 30, 60, 80))), times_per_day=3),
        DoseSet(route="intrathecal", per_day=mcg(rng.choice((50, 100, 300)))),
        Took(dose=mg(rng.choice((5, 10, 20)))),
        Missed(doses=rng.randint(1, 8)),
        Stopped(route=rng.choice(("oral", "intrathecal"))),
        Scored(scale="nrs", score=str(rng.randint(0, 10))),
        SideEffect(name="somnolence", severity=rng.choice(("mild", "moderate", "severe"))),
        Noticed(sign=rng.choice(SIGNS), there=rng.random() < 0.6),  # type: ignore[arg-type]
        Fell(),
        Level(matrix="plasma", ng_per_mL=rng.uniform(10, 900)),
        Measured(what="creatinine", value=rng.uniform(0.5, 4), unit="mg/dL"),
        Measured(what="weight", value=rng.uniform(40, 110), unit="kg"),
        Measured(what="inr", value=1.2, unit="ratio"),
        Interrogated(now=mcg(120), left_mL=9.0, alarm_on=date(2026, 9, 1)),
        Refilled(fill_mL=20, mcg_per_mL=2000, withdrawn_mL=3, expected_mL=2.5),
        Alarmed(alarm="low reservoir"), Alarmed(over=True),
        Confirmed(drug="baclofen", mcg_per_mL=2000, per_day=mcg(120)),
        Answered(key="pregnant", words=rng.choice(("yes", "no"))),
        Answered(key="conditions", words="none"),
        Told(table={"conditions": [rng.choice(("epilepsy", "falls", "depression"))]}),
        Told(table={"medicines": [rng.choice(("diazepam", "codeine", "ibuprofen", "xyzin"))]}),
        Told(table={"baclofen": rng.choice(("none", "10 mg three times daily"))}),
    ]  # fmt: skip
    if number > 1:
        said.append(Corrected(of=number, why="by mistake"))
    return rng.choice(said)


def _life(seed: int, events: int = 12) -> Record:
    rng = random.Random(seed)  # noqa: S311 - people are drawn, no secrets
    made = Record().with_(Told(table=WHO), at=START, written=START, by="a")
    now = START
    for _ in range(events):
        now += timedelta(hours=rng.randint(1, 400))
        at = now - timedelta(hours=rng.choice((0, 0, 3, 50)))
        what = _happening(rng, len(made.events))
        # Only a correction of what no longer stands may be refused here.
        refusals = (InputRefused,) if isinstance(what, Corrected) else ()
        with suppress(*refusals):
            made = made.with_(what, at=max(at, START), written=now, by="a")
    return made


def _read(record: Record, day: date) -> PlanInputs:
    return inputs_of(on_day(record, day, KNOWN), day)


@pytest.mark.parametrize("seed", range(LIVES))
def test_a_life_folds_and_is_answered(seed: int) -> None:
    record = _life(seed)
    day = record.events[-1].written.date()
    inputs = _read(record, day)
    verdict = None
    try:
        made = answer(inputs, KNOWN)
        verdict = made.verdict
    except NotPlanned:
        pass
    signs = {"coma", "slow_breathing", "seizure"} & inputs.patient.signs
    if verdict is not None and signs:
        assert verdict >= Verdict.AVOID
    taken = [use for use in inputs.patient.baclofen or () if use.status != "stopped"]
    if taken and verdict is not None:
        start = answer(_start(inputs), KNOWN).verdict if inputs.request.order is None else verdict
        assert start > Verdict.OK, "somebody on baclofen was started"


def _start(inputs: PlanInputs) -> PlanInputs:
    from baclofen.value import replace

    return replace(inputs, request=replace(inputs.request, kind="start"))


@pytest.mark.parametrize("seed", range(0, LIVES, 10))
def test_a_life_that_was_kept_is_the_same(seed: int) -> None:
    record = _life(seed)
    kept = [(payload(e.what, e.at, whole_day=e.whole_day), e) for e in record.events]
    again = Record(
        tuple(event_of(raw, FORM, number=e.number, written=e.written, by=e.by) for raw, e in kept)
    )
    assert again == record
    day = record.events[-1].written.date()
    assert on_day(again, day, KNOWN) == on_day(record, day, KNOWN)
