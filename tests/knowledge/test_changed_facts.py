"""A figure that is changed in the data is changed in every sentence of everyone it concerns."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import baclofen
from baclofen.answering import (
    AssessInputs,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    answer,
)
from baclofen.assessment import Request
from baclofen.errors import BaclofenError, NotPlanned
from baclofen.exchange import read_table
from baclofen.knowledge import Knowledge, load_knowledge, read_knowledge
from baclofen.patient import BaclofenUse, Patient
from baclofen.regimen import PumpOrder, ScreeningOrder, TaperOrder
from baclofen.reporting import compose, render_text
from baclofen.units import mg
from baclofen.value import Value, replace
from tests.laws.crowd import person_and_request
from tests.people import TODAY, on_baclofen, person

#: So many of the crowd are asked.
PEOPLE = 60

PUMP = {"stage": "maintenance", "now": "300 mcg/day"}

DATA = Path(baclofen.__file__).parent / "knowledge" / "data"


class Change(Value):
    """A figure in the data and another one for it; how sentences say the one and the other."""

    id: str
    old: str
    new: str
    said: str
    then: str


#: Of sentences that say their figure in words. The pages show the first three.
IN_WORDS = (
    Change(
        "ITM-START", "factor = 2", "factor = 2.5",
        r"twice the test dose that worked, over", r"2\.5 times the test dose that worked, over",
    ),
    Change(
        "ITS-MONITOR", "heart_and_breathing_h = 2", "heart_and_breathing_h = 3",
        r"in the first (two|2) hours", r"in the first (three|3) hours",
    ),
    Change(
        "DO-PED-START",
        "times_per_day = [2, 4], preferred_times_per_day = 4, interval_days = [7]",
        "times_per_day = [2, 3], preferred_times_per_day = 3, interval_days = [10]",
        r"best in four|about once a week",
        r"in two to three doses, best in three; .* once in 10 days",
    ),
    Change(
        "DO-US-SCHED", "every_days = 3", "every_days = 4",
        r"three days a step", r"four days a step",
    ),
    Change("M-EGFR", "{ months = 12", "{ months = 9", r"yearly", r"then every 9 months"),
)  # fmt: skip

CHANGES = (
    *IN_WORDS[:3],
    Change(
        "M-TITR-CONTACT", "visit_weeks = [2, 4]", "visit_weeks = [3, 5]",
        r"visit (after|at) 2 to 4 weeks", r"visit (after|at) 3 to 5 weeks",
    ),
    Change(
        "M-EGFR", "after_trigger_weeks = [1, 2]", "after_trigger_weeks = [2, 3]",
        r"(and|within) (1 to 2|one to two) weeks", r"(and|within) 2 to 3 weeks",
    ),
    Change(
        "DO-REEVAL", "UK = [6], else = [6, 8]", "UK = [7], else = [7, 9]",
        r"(?<![.\d])6 (to 8 )?weeks", r"(?<![.\d])7 (to 9 )?weeks",
    ),
    Change(
        "DO-MISSED", "skip_below_h = 2", "skip_below_h = 3",
        r"less than 2 hours", r"less than 3 hours",
    ),
    Change("M-REVIEW", "times_a_year = 1", "times_a_year = 2", r"once a year", r"2 times a year"),
    Change(
        "M-ITB-FU", "max_months = 6", "max_months = 5",
        r"(six|6) months (apart|between)", r"5 months (apart|between)",
    ),
    Change(
        "WD-ONSET", "onset_h = [12, 72]", "onset_h = [18, 96]",
        r"12 to 72 hours|within (72 hours|three days) of a missed", r"within 96 hours of a missed",
    ),
    Change(
        "patient.recent_baclofen", "value = 14.0", "value = 21.0",
        r"the last 14 days", r"the last 21 days",
    ),
    Change(
        "T-PROJECT", "hold_days = 14", "hold_days = 16",
        r"back to [\d.]+ mg for 14 days", r"back to [\d.]+ mg for 16 days",
    ),
    Change(
        "T-PROJECT", "slower_times = 2", "slower_times = 3",
        r"step (2 times|twice) as long", r"step 3 times as long",
    ),
    Change(
        "ITS-PROJECT", "gap_h_min = 24", "gap_h_min = 20",
        r"none sooner than 24 hours", r"none sooner than 20 hours",
    ),
    Change(
        "P-INTERRUPTED", "over_h = 48", "over_h = 50",
        r"nothing for more than 48 hours", r"nothing for more than 50 hours",
    ),
)  # fmt: skip


def changed(folder: Path, changes: tuple[Change, ...]) -> Knowledge:
    """What is known, with these figures in place of theirs."""
    shutil.copytree(DATA, folder, dirs_exist_ok=True)
    files = [path for path in folder.rglob("*.toml") if "phrases" not in path.parts]
    for change in changes:
        (path,) = [p for p in files if f"\n[{change.id}]\n" in p.read_text(encoding="utf-8")]
        before, entry = path.read_text(encoding="utf-8").split(f"\n[{change.id}]\n")
        own, _, after = entry.partition("\n[")
        assert own.count(change.old) == 1, change
        own = own.replace(change.old, change.new)
        path.write_text(f"{before}\n[{change.id}]\n{own}\n[{after}", encoding="utf-8")
    return read_knowledge(folder)


def pages(known: Knowledge) -> str:
    """The reports of people whom these figures concern, and of a crowd, as one text."""
    told: list[tuple[Patient, Request]] = [
        (person(), Request(today=TODAY, kind="start")),
        (person(), Request(today=TODAY, kind="start", jurisdiction="UK")),
        (
            on_baclofen(),
            Request(today=TODAY, kind="taper", taper=TaperOrder(returned=True, previous=mg(40))),
        ),
        (person(baclofen=(_stopped(),)), Request(today=TODAY, kind="start")),
        *(_typed({"pump": PUMP | more}) for more in ({}, {"interruption_hours": 60})),
        _typed({"screening": {"dose": "50 mcg"}}),
    ]
    for seed in range(PEOPLE):
        with suppress(BaclofenError):
            told.append(person_and_request(seed))
    doors = [(door, who, asked) for who, asked in told for door in (AssessInputs, door_for(asked))]
    return "\n".join(page(door(patient=who, request=asked), known) for door, who, asked in doors)


def _typed(orders: dict[str, Any]) -> tuple[Patient, Request]:
    table = {"age_y": 41, "egfr": 95, "syndrome": "cerebral_spasticity", **orders}
    record = read_table(table, load_knowledge(), today=TODAY)
    return record.patient, record.asks(today=TODAY, jurisdiction="US")


def _stopped() -> BaclofenUse:
    day = TODAY - timedelta(days=3)
    return BaclofenUse("oral", "stopped", "baclofen tablets", mg(30), stopped_on=day)


def door_for(asked: Request) -> type[PlanInputs | PumpInputs | ScreenInputs]:
    if isinstance(asked.order, PumpOrder):
        return PumpInputs
    return ScreenInputs if isinstance(asked.order, ScreeningOrder) else PlanInputs


def page(inputs: Inputs, known: Knowledge) -> str:
    """The report, or why there is none, on one line."""
    try:
        report = compose(answer(inputs, known), known)
        # What was asked is told by whoever asks: no figure of it is one of the rules.
        kept = tuple(s for s in report.sections if s.kind != "ordered")
        text = render_text(replace(report, sections=kept))
    except NotPlanned as refusal:
        text = str(refusal)
    return " ".join(text.split())


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("data")
    return pages(load_knowledge()), pages(changed(folder, CHANGES))


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: f"{c.id} {c.old}")
def test_no_sentence_keeps_an_old_figure(change: Change, before_and_after: tuple[str, str]) -> None:
    before, after = before_and_after
    assert re.search(change.said, before), "nobody reads this figure: the check could not fail"
    assert re.search(change.then, after)
    for found in re.finditer(change.said, after):
        pytest.fail(f"still said: {after[max(found.start() - 150, 0) : found.end() + 150]}")


@pytest.fixture(scope="module")
def reworded(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return changed(tmp_path_factory.mktemp("reworded"), IN_WORDS)


@pytest.mark.parametrize("change", IN_WORDS, ids=lambda c: c.id)
def test_a_figure_in_words_follows_its_value(change: Change, reworded: Knowledge) -> None:
    before, after = (
        (known.rules.get(change.id) or known.schedules[change.id]).says
        for known in (load_knowledge(), reworded)
    )
    assert re.search(change.said, before)
    assert re.search(change.then, after)
    assert not re.search(change.said, after)
