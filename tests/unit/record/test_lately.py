"""What was set lately, against what ran before it: cuts, jumps, an old dose, another strength."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from baclofen import PlanInputs, PumpInputs, Verdict, answer, load_knowledge
from baclofen.answering import Answer
from baclofen.record import (
    Answered,
    Confirmed,
    DoseSet,
    Happening,
    Interrogated,
    Level,
    Noticed,
    Refilled,
    Stopped,
    Told,
    on_day,
)
from baclofen.units import mcg, mg
from tests.unit.record.told import WOMAN, electronic, imported, order, record

KNOWN = load_knowledge()
TODAY = "2026-03-30"
WHO = Told(table={key: told for key, told in WOMAN.items() if key != "baclofen"})
RAN_OUT = Stopped(route="oral", why="ran out")
NONE = Told(table={"baclofen": "none"})
Said = tuple[str, Happening]


def oral(daily: float) -> DoseSet:
    return DoseSet(route="oral", per_day=mg(daily))


def rate(daily: float) -> DoseSet:
    return DoseSet(route="intrathecal", per_day=mcg(daily))


def filled(strength: float) -> Refilled:
    return Refilled(fill_mL=20, mcg_per_mL=strength, alarm_mL=2)


def made(*said: Said, door: Any = PlanInputs, **more: Any) -> Answer:
    day = date.fromisoformat(TODAY)
    reading = on_day(record(("2026-01-01", WHO), *said), day, KNOWN)
    return answer(door(patient=reading.patient, request=reading.asks(today=day), **more), KNOWN)


def by_mouth(*said: Said) -> Answer:
    return made(*said, weighs=False)


def words(found: Answer) -> str:
    return KNOWN.say(found.headline)


# --- a cut ------------------------------------------------------------------------------

CUT: tuple[Said, ...] = (("2026-01-02", oral(80)), ("2026-03-29", oral(10)))


@pytest.mark.parametrize("sign", ["hallucinations", "fever", "seizure", "rigidity", "fast_pulse"])
def test_signs_after_a_cut_are_possible_withdrawal_and_the_cut_is_told(sign: Any) -> None:
    found = by_mouth(*CUT, (TODAY, Noticed(sign=sign)))
    assert found.verdict is Verdict.EMERGENCY
    assert found.headline.phrase == "emergency.withdrawal"
    opening = " ".join(KNOWN.say(note) for note in found.decision.opening)  # type: ignore[union-attr]
    assert "80 mg a day ran before, 10 mg a day since 29 March 2026" in opening


def test_a_week_after_a_cut_signs_count_and_no_more_after_it() -> None:
    def judged(day: str) -> Answer:
        return by_mouth(("2026-01-02", oral(80)), (day, oral(10)), (TODAY, Noticed(sign="fever")))

    assert judged("2026-03-23").headline.phrase == "emergency.withdrawal"
    assert judged("2026-03-22").verdict < Verdict.EMERGENCY


def test_poor_breathing_after_a_cut_may_be_either() -> None:
    found = by_mouth(*CUT, *((TODAY, Noticed(sign=s)) for s in ("slow_breathing", "fever")))
    assert found.headline.phrase == "emergency.either"


@pytest.mark.parametrize("before", [80, 60, 45])
def test_a_cut_by_more_than_a_step_with_itching_brings_no_way_down(before: float) -> None:
    found = by_mouth(
        ("2026-01-02", oral(before)), ("2026-03-26", oral(20)), (TODAY, Noticed(sign="itching"))
    )
    assert found.verdict is Verdict.AVOID
    assert "decides whether the dose before is taken up again" in words(found)
    assert f"{before} mg a day ran before" in words(found)
    assert found.decision.down is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("said", "is_named"),
    [
        ((("2026-01-02", oral(60)), ("2026-03-25", oral(15))), True),
        ((("2026-01-02", oral(60)), ("2026-03-16", oral(15))), True),
        ((("2026-01-02", oral(60)), ("2026-03-15", oral(15))), False),
        # Halved each day, days ago.
        ((("2026-01-02", oral(60)), ("2026-03-23", oral(30)), ("2026-03-24", oral(15))), True),
        ((("2026-01-02", oral(60)), ("2026-03-25", oral(45))), False),
        ((("2026-01-02", oral(60)), ("2026-03-25", oral(30))), False),
        ((("2026-01-02", oral(40)), ("2026-03-18", oral(30)), ("2026-03-25", oral(20))), False),
    ],
)  # fmt: skip
def test_a_far_cut_is_named_and_watched_for_as_long_as_a_stop(
    said: tuple[Said, ...], *, is_named: bool
) -> None:
    """Until then no way down is printed of itself, nor in the week after more than one step at
    once; one that is asked for is."""
    found = by_mouth(*said)
    assert found.verdict <= Verdict.CAUTION
    assert found.fit.fired("SET-CUT-WATCH") is is_named
    assert ("60 mg a day ran before, 15 mg a day since" in words(found)) is is_named
    waits = is_named or found.fit.fired("SET-STEPS")
    assert (found.decision.down is None) is waits  # type: ignore[union-attr]
    day = date.fromisoformat(TODAY)
    reading = on_day(record(("2026-01-01", WHO), *said), day, KNOWN)
    down = PlanInputs(
        patient=reading.patient, request=reading.asks(today=day, kind="taper"), weighs=False
    )
    assert answer(down, KNOWN).decision.down is not None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "why", [Noticed(sign="somnolence"), Told(table={"conditions": ["baclofen_overdose"]})]
)
def test_a_cut_whose_reason_is_told_is_no_slip_and_brings_no_second_one(why: Happening) -> None:
    found = by_mouth(("2026-01-02", oral(80)), ("2026-03-29", oral(20)), (TODAY, why))
    assert found.verdict is Verdict.AVOID
    assert found.headline.phrase == "set.for_harm"
    assert "80 mg a day ran before" in words(found)
    assert "slip" not in words(found)
    assert found.decision.down is None  # type: ignore[union-attr]


def test_who_was_cut_for_failing_kidneys_as_the_way_down_says_is_not_cut_again() -> None:
    """Reckoned from the dose that was cut, not a second time from the one it was cut to."""
    failing = Told(table={"creatinine": "3.5 mg/dL", "creatinine_on": TODAY})

    def steps(*doses: Said) -> list[tuple[float, int]]:
        down = by_mouth(*doses, (TODAY, failing)).decision.down  # type: ignore[union-attr]
        assert down is not None
        return [(s.daily.in_mg, s.step.days) for s in down.steps]

    before = "2026-01-02", oral(60)
    at_once = steps(before)[0][0]
    first, *lower = steps(before, ("2026-03-29", oral(at_once)))
    assert first == (at_once, steps(before)[0][1] - 1)
    assert lower == steps(before)[1:]
    # Half way there it goes on to the same dose; what was set long ago is a dose like any other.
    assert steps(before, ("2026-03-29", oral(40)))[0][0] == at_once
    assert steps(before, ("2026-03-20", oral(at_once)))[0][0] < at_once


@pytest.mark.parametrize(("day", "doses"), [("2026-03-28", [15, 5]), ("2026-03-20", [5])])
def test_a_cut_for_failing_kidneys_is_known_and_watched_for_as_long_as_a_stop(
    day: str, doses: list[float]
) -> None:
    """What ran before is told, and the step that was made is not made again."""
    failing = Told(table={"creatinine": "3.5 mg/dL", "creatinine_on": TODAY})
    found = by_mouth(("2026-01-02", oral(60)), (day, oral(15)), (TODAY, failing))
    assert "60 mg a day ran before, 15 mg a day since" in words(found)
    assert found.fit.fired("SET-CUT-KIDNEY")
    assert not found.fit.fired("SET-CUT-WATCH", "SET-CUT-FAR")
    down = found.decision.down  # type: ignore[union-attr]
    assert down is not None
    assert [step.daily for step in down.steps] == [mg(dose) for dose in doses]


@pytest.mark.parametrize("day", ["2026-03-16", "2026-03-22", "2026-03-27"])
@pytest.mark.parametrize("signs", [("hallucinations",), ("fever", "rigidity"), ("seizure",)])
@pytest.mark.parametrize(
    "kidneys",
    [{"creatinine": "3.5 mg/dL", "creatinine_on": TODAY}, {"conditions": ["ckd", "ckd_severe"]}],
)
def test_a_sign_of_withdrawal_after_a_cut_for_failing_kidneys_is_an_emergency_while_it_is_watched(
    day: str, signs: tuple[Any, ...], kidneys: dict[str, Any]
) -> None:
    """To the fourteenth day, as after a stop; and no step down stands beside it."""
    told: list[Said] = [(TODAY, Told(table=kidneys))]
    told += [(TODAY, Noticed(sign=sign)) for sign in signs]
    found = by_mouth(("2026-01-02", oral(60)), (day, oral(20)), *told)
    assert found.verdict is Verdict.EMERGENCY
    assert found.fit.fired("WD-ESCALATE")
    # Beside failing kidneys hallucinations may be of too much as well.
    assert re.search("possible baclofen (toxicity or )?withdrawal", words(found))
    assert found.decision.down is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("day", "before", "sign", "is_of_the_cut"),
    [
        ("2026-03-16", 40, "itching", True), ("2026-03-15", 40, "itching", False),
        ("2026-03-15", 60, "hallucinations", False),
        # One step is no cut.
        ("2026-03-22", 30, "hallucinations", False), ("2026-03-22", 30, "itching", False),
    ],
)  # fmt: skip
def test_after_those_days_and_after_one_step_a_sign_is_one_of_any_day(
    day: str, before: float, sign: Any, *, is_of_the_cut: bool
) -> None:
    failing = Told(table={"creatinine": "3.5 mg/dL", "creatinine_on": TODAY})
    cut = ("2026-01-02", oral(before)), (day, oral(20))
    found = by_mouth(*cut, (TODAY, failing), (TODAY, Noticed(sign=sign)))
    assert found.fit.fired("WD-ESCALATE", "SET-CUT-SIGN") is is_of_the_cut


def test_a_dose_borne_above_the_first_of_that_way_is_reckoned_from_itself() -> None:
    failing = Told(table={"creatinine": "3.5 mg/dL", "creatinine_on": TODAY})
    found = by_mouth(("2026-01-02", oral(60)), ("2026-03-20", oral(30)), (TODAY, failing))
    down = found.decision.down  # type: ignore[union-attr]
    assert down is not None
    assert down.steps[0].daily == mg(10)


@pytest.mark.parametrize(("set_on", "said"), [("2026-03-28", True), ("2026-03-23", False)])
def test_half_of_the_dose_by_two_steps_is_said_for_a_week(set_on: str, said: bool) -> None:
    found = by_mouth(("2026-01-02", oral(60)), (set_on, oral(30)))
    assert found.fit.fired("SET-STEPS") is said
    assert found.verdict <= Verdict.CAUTION


# --- jumps ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "rule", "before"),
    [
        (CUT, "SET-CUT-FAR", "80 mg"),
        ((("2026-01-02", oral(30)), (TODAY, oral(5))), "SET-CUT-FAR", "30 mg"),
        # Halved each day.
        ((("2026-01-02", oral(60)), ("2026-03-28", oral(30)), ("2026-03-29", oral(15))),
         "SET-CUT-FAR", "60 mg"),
        ((("2026-01-02", oral(15)), (TODAY, oral(80))), "SET-RAISE-FAR", "15 mg"),
        ((("2026-01-02", oral(60)), ("2026-03-20", RAN_OUT), (TODAY, oral(60))),
         "SET-AFTER-NONE", "None"),
        ((("2026-03-20", NONE), (TODAY, oral(60))), "SET-AFTER-NONE", "None"),
    ],
)  # fmt: skip
def test_what_an_order_would_be_advised_against_for_is_said_of_what_was_set(
    said: tuple[Said, ...], rule: str, before: str
) -> None:
    found = by_mouth(*said)
    assert found.verdict is Verdict.AVOID
    assert rule in found.headline.why
    assert f"{before} " in words(found)
    assert found.decision.down is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "said",
    [
        (("2026-01-02", oral(30)), (TODAY, oral(45))),
        (("2026-01-02", oral(60)), ("2026-03-15", oral(45)), ("2026-03-29", oral(30))),
        # The labels' schedule.
        (("2026-03-20", NONE), ("2026-03-21", oral(15)), ("2026-03-24", oral(30)),
         ("2026-03-27", oral(45)), (TODAY, oral(60))),
        (("2026-01-02", oral(60)), ("2026-03-20", RAN_OUT), (TODAY, oral(15))),
        # Taken up again within the hours in which the prescriber may.
        (("2026-01-02", oral(60)), ("2026-03-28", RAN_OUT), (TODAY, oral(60))),
        # A slip that was set right at once.
        (("2026-01-02", oral(60)), (f"{TODAY} 09:00", oral(6)), (f"{TODAY} 09:05", oral(60))),
        # Long ago.
        (("2026-01-02", oral(15)), ("2026-03-20", oral(80))),
    ],
)  # fmt: skip
def test_ordinary_steps_stay_as_they_are(said: tuple[Said, ...]) -> None:
    found = by_mouth(*said)
    assert (found.verdict, found.headline.phrase) == (Verdict.OK, "running.go_on")


def test_an_electronic_record_after_another_is_a_change() -> None:
    day = date.fromisoformat("2026-01-20")
    said = ("2026-01-10", imported(order(5))), ("2026-01-19", imported(order(25)))
    reading = on_day(record(*said), day, KNOWN, electronic=electronic)
    (use,) = reading.patient.baclofen or ()
    assert [(one.daily, one.until) for one in use.before] == [(mg(15), date(2026, 1, 19))]


# --- the pump ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "rule"),
    [(600, 60, "SET-RATE-TENFOLD"), (100, 1000, "SET-RATE-TENFOLD"), (300, 200, "SET-RATE-FAR")],
)
def test_a_rate_set_far_off_is_first_and_nothing_is_raised_from_it(
    before: float, now: float, rule: str
) -> None:
    found = made(("2026-01-02", rate(before)), ("2026-03-29", rate(now)), door=PumpInputs)
    assert found.verdict is Verdict.AVOID
    assert rule in found.headline.why
    assert found.decision.offer is None  # type: ignore[union-attr]


@pytest.mark.parametrize("now", [330, 240])
def test_an_ordinary_change_of_a_rate_stays_as_it_is(now: float) -> None:
    found = made(("2026-01-02", rate(300)), ("2026-03-29", rate(now)), door=PumpInputs)
    assert found.headline.phrase == "pump.running"


def test_itching_after_a_rate_was_cut_is_withdrawal() -> None:
    said = ("2026-01-02", rate(600)), ("2026-03-29", rate(60)), (TODAY, Noticed(sign="itching"))
    assert made(*said, door=PumpInputs).verdict is Verdict.EMERGENCY


def test_a_low_rate_after_a_pause_is_no_cut() -> None:
    said = (
        ("2026-01-02", rate(600)), ("2026-03-20", Stopped(route="intrathecal")),
        ("2026-03-29", rate(60)),
    )  # fmt: skip
    found = made(*said, door=PumpInputs)
    assert not {"SET-RATE-TENFOLD", "SET-RATE-FAR"} & {
        f.rule.id for f in found.judgement.fit.findings
    }


REFILLED: tuple[Said, ...] = (
    ("2026-01-02", rate(300)), ("2026-01-03", filled(500)), ("2026-03-20", filled(2000)),
)  # fmt: skip


@pytest.mark.parametrize("more", [(), (("2026-03-20 14:00", rate(300)),)])
def test_another_strength_at_a_refill_is_first_with_what_it_makes(more: tuple[Said, ...]) -> None:
    found = made(*REFILLED, *more, door=PumpInputs)
    assert found.verdict is Verdict.AVOID
    assert "SET-STRENGTH" in found.headline.why
    assert "1,200 mcg a day in place of 300 mcg" in words(found)
    assert "no bridge 75 mcg" in words(found)
    assert found.decision.offer is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "read",
    [
        Interrogated(now=mcg(300), mcg_per_mL=2000),
        Confirmed(drug="baclofen", mcg_per_mL=2000, per_day=mcg(300)),
        rate(310),
    ],
)
def test_another_strength_that_was_read_is_over_after_days(read: Happening) -> None:
    def first(day: str) -> bool:
        again = ("2026-01-02", rate(300)), ("2026-01-03", filled(500)), (day, filled(2000))
        found = made(*again, ("2026-03-29", read), door=PumpInputs)
        return "SET-STRENGTH" in found.headline.why

    assert first("2026-03-26")
    assert not first("2026-03-20")


def test_the_same_strength_again_is_an_ordinary_refill() -> None:
    said = ("2026-01-02", rate(300)), ("2026-01-03", filled(2000)), ("2026-03-28", filled(2000))
    assert made(*said, door=PumpInputs).headline.phrase == "pump.running"


@pytest.mark.parametrize("told", [Told(table={"baclofen": "0 mg/day"}),
                                  Answered(key="baclofen", words="0 mg/day")])  # fmt: skip
def test_a_dose_of_nothing_after_one_is_a_cut_to_nothing(told: Happening) -> None:
    found = by_mouth(("2026-01-02", oral(60)), ("2026-03-29", told))
    assert found.verdict is Verdict.AVOID
    assert found.fit.fired("SET-CUT-FAR")


# --- a sign that came and went ----------------------------------------------------------

STEADY: Said = ("2026-01-02", oral(30))


@pytest.mark.parametrize("sign", ["confusion", "somnolence", "hallucinations", "myoclonus"])
@pytest.mark.parametrize("days", [("2026-03-29", "2026-03-29"), ("2026-03-24",) * 2])
def test_a_danger_sign_that_came_and_went_is_named_and_nothing_is_raised(
    sign: Any, days: tuple[str, ...]
) -> None:
    """As often as it came."""
    came = [(day, Noticed(sign=sign, there=there)) for day in days for there in (True, False)]
    found = by_mouth(STEADY, *came)
    assert found.verdict is Verdict.CAUTION
    assert found.fit.fired("SIGN-PASSED")
    assert not found.fit.fired("SIGN-PASSED-RAISE")
    assert [f.rule.id for f in found.fit.against_raise] == ["SIGN-PASSED-RAISE"]
    assert words(found).startswith("Noticed in the last 7 days, and gone:")


@pytest.mark.parametrize(
    "said",
    [
        # Weeks ago, or on no baclofen; with the illness that brought it; never there.
        (STEADY, ("2026-03-20", Noticed(sign="confusion")),
         ("2026-03-21", Noticed(sign="confusion", there=False))),
        (STEADY, ("2026-03-29", Noticed(sign="vomiting")),
         (TODAY, Noticed(sign="vomiting", there=False))),
        (STEADY, ("2026-03-29", Noticed(sign="confusion", there=False))),
        (("2026-03-29", Noticed(sign="confusion")),
         (TODAY, Noticed(sign="confusion", there=False))),
    ],
)  # fmt: skip
def test_what_passed_long_ago_or_belongs_to_something_else_is_silent(
    said: tuple[Said, ...],
) -> None:
    assert not by_mouth(*said).fit.fired("SIGN-PASSED", "SIGN-PASSED-RAISE")


def test_a_sign_that_came_back_is_there() -> None:
    there = [(day, Noticed(sign="confusion", there=day != "2026-03-28"))
             for day in ("2026-03-27", "2026-03-28", "2026-03-29")]  # fmt: skip
    found = by_mouth(STEADY, *there)
    assert found.fit.fired("SIGN-ONE")
    assert not found.fit.fired("SIGN-PASSED")


# --- a level of poisoning ---------------------------------------------------------------


def test_a_level_as_in_poisoning_is_named_with_its_figure_and_its_day() -> None:
    level = ("2026-03-25", Level(matrix="plasma", ng_per_mL=2500))
    reading = on_day(record(("2026-01-01", WHO), STEADY, level), date.fromisoformat(TODAY), KNOWN)
    (note,) = [note for note in reading.notes if "level" in note]
    assert note.startswith("A level of 2,500 ng/mL in plasma on 2026-03-25")
    low = ("2026-03-25", Level(matrix="plasma", ng_per_mL=500))
    quiet = on_day(record(("2026-01-01", WHO), STEADY, low), date.fromisoformat(TODAY), KNOWN)
    assert not any("level" in note for note in quiet.notes)


@pytest.mark.parametrize(
    ("told", "came_back"),
    [
        ((True, False, True, False), True), ((True, True, False, False), False),
        ((False, True, False), False), ((True, False, True), False),
    ],
)  # fmt: skip
def test_a_sign_that_came_back_after_it_had_gone_is_more_than_one_that_passed(
    told: tuple[bool, ...], came_back: bool
) -> None:
    """Of a sign that is there now that speaks itself."""
    days = ("2026-03-26", "2026-03-27", "2026-03-28", "2026-03-29")
    noticed = (
        (day, Noticed(sign="hallucinations", there=there))
        for day, there in zip(days, told, strict=False)
    )
    found = by_mouth(("2026-01-02", oral(30)), *noticed)
    assert found.fit.fired("SIGN-PASSED-AGAIN") is came_back
    assert ("back more than once: hallucinations" in words(found)) is came_back
    assert (found.verdict is Verdict.CAUTION) is (not came_back and not told[-1])
