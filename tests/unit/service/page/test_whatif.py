"""What if: what rules say of what is tried is said first, what is believed is drawn, what only
illustrates is drawn when asked and with its mark, what is refused never; nothing is kept."""

from __future__ import annotations

import re
import threading
from html import unescape

import pytest

from baclofen.service.page.ahead import Ahead
from tests.people import known
from tests.unit.service.page.clinic import Browser, House, words


@pytest.fixture
def one(house: House) -> Browser:
    return house.browser("dr.a")


def tried(one: Browser, patient: str, **fields: str) -> str:
    """What the page says of these; the rest stands as recorded."""
    one.get(f"/patients/{patient}/try")
    assert one.status == 200, words(one.text)
    return words(one.post(f"/patients/{patient}/try", **fields))


def levels(one: Browser, day: str = "28") -> tuple[float, float]:
    """The medians of a day, highest and lowest, as the first table has them."""
    row = re.search(
        rf'<th scope="row" data-label="day">{day}</th><td data-label="highest">([\d.,]+) .*?'
        r'<td data-label="lowest">([\d.,]+) ', one.text
    )  # fmt: skip
    assert row is not None
    high, low = (float(number.replace(",", "")) for number in row.groups())
    return high, low


def test_it_stands_as_recorded_and_draws_the_level_alone(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = words(one.get(f"/patients/{patient}/try"))
    assert "60 mg a day in 3 doses" in said
    assert one.text.count("chart wide") == 1
    assert "Not drawn until it is asked for: pain, drowsiness" in said
    assert "None of it is a risk of withdrawal" in said


def test_more_than_a_label_allows_is_said_first(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = tried(one, patient, per_day="120", times="4")
    assert "avoid" in said.split("120 mg a day")[0]
    assert "US maximum: 80 mg a day" in said


def test_a_stop_is_never_advice_and_never_a_risk(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = tried(one, patient, stops="20")
    assert "This is not a way to stop." in said
    assert "hallucinations, seizures" in said
    assert f'href="/patients/{patient}/plan?ask=stop"' in one.text
    assert '<div class="verdict avoid"' in one.text
    assert levels(one) == (0, 0)
    assert levels(one, "14")[1] > 0
    assert not re.search(r"\d %? ?(risk|likely|chance)", said)


def test_a_stop_of_who_has_not_begun_is_one_too(one: Browser) -> None:
    patient = one.typed()
    said = tried(one, patient, per_day="15", times="3", stops="20")
    assert '<div class="verdict avoid"' in one.text
    assert "This is not a way to stop." in said


def test_missed_doses_are_a_stop_once_they_are_a_day(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = tried(one, patient, missed="1")
    assert "Never two at once" in said
    assert "is an abrupt stop" not in said
    few = levels(one, "14")
    assert "So long without it is an abrupt stop." in tried(one, patient, missed="3")
    assert levels(one, "14") == few


@pytest.mark.parametrize(
    ("runs", "missed"), [("20 mg three times daily", "3"), ("20 mg three times daily", "12"),
                         ("5 mg three times daily", "12"), ("none", "3"), ("none", "12")],
)  # fmt: skip
def test_doses_missed_for_a_day_or_more_are_judged_as_a_stop(
    one: Browser, runs: str, missed: str
) -> None:
    patient = one.typed(baclofen=runs)
    said = tried(one, patient, missed=missed)
    assert '<div class="verdict ok"' not in one.text
    assert "No rule speaks against it" not in said.partition("What this rests on")[0]
    if runs.startswith("20"):
        assert '<div class="verdict avoid"' in one.text


def test_weaker_kidneys_raise_the_level_and_are_judged(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    one.get(f"/patients/{patient}/try")
    before = levels(one)
    said = tried(one, patient, kidneys="3")
    after = levels(one)
    assert after[0] > before[0]
    assert after[1] > before[1]
    assert "contraindicated" in said.split("60 mg a day")[0]
    assert "as recorded" in one.text


def test_what_only_illustrates_comes_when_asked_with_its_mark(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = tried(one, patient, effects="yes")
    table = known().credibility
    for name in ("nrs_0_10", "prob_drowsiness"):
        because = table.of(name, "mouth").because
        assert f"Illustration, not to act on: {because}" in unescape(said)
    assert one.text.count("chart wide") == 3
    # Of tone by mouth there is the reason, and nothing drawn.
    assert "Not shown: Ashworth score, 1 to 5. Why: " in said
    assert 'id="try-tone' not in one.text


def test_in_weak_kidneys_drowsiness_is_refused_too(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily", creatinine="8")
    said = tried(one, patient, effects="yes")
    assert "Not shown: probability of drowsiness. Why: " in said
    assert one.text.count("chart wide") == 2


def test_on_a_pump_nothing_is_drawn_unasked(one: Browser) -> None:
    patient = one.typed(syndrome="sci_spasticity", conditions="spinal_cord_injury",
                        baclofen="320 mcg/day")  # fmt: skip
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump/told", origin="spinal", now="320 mcg/day",
             concentration="2000", fill_mL="20", alarm_mL="2", filled_on="2026-11-08")  # fmt: skip
    one.get(f"/patients/{patient}/try")
    assert "<svg" not in one.text
    said = tried(one, patient, missed="48", effects="yes")
    assert "48 hours without" in said
    assert "So long without it is an abrupt stop." in said
    assert one.text.count("chart wide") == 3


@pytest.mark.parametrize("pump", [True, False])
def test_what_runs_and_is_not_drawn_is_said(one: Browser, pump: bool) -> None:
    taken = "20 mg three times daily" if pump else "320 mcg/day"
    patient = one.typed(baclofen=taken, conditions="spinal_cord_injury")
    if pump:
        one.get(f"/patients/{patient}/pump")
        one.post(
            f"/patients/{patient}/pump/told", origin="spinal", now="320 mcg/day",
            concentration="2000", fill_mL="20", alarm_mL="2", filled_on="2026-11-08",
        )  # fmt: skip
    said = words(one.get(f"/patients/{patient}/try"))
    assert f"Not all that runs is drawn: {taken}." in said
    clear = one.typed(baclofen="20 mg three times daily")
    assert "Not all that runs" not in one.get(f"/patients/{clear}/try")


def test_without_kidneys_no_level_is_drawn_and_none_can_be_tried(one: Browser) -> None:
    patient = one.typed(creatinine="", creatinine_unit="")
    said = words(one.get(f"/patients/{patient}/try"))
    assert "No level is predicted" in said
    assert 'name="kidneys"' not in one.text
    assert "<svg" not in one.text


def test_in_an_emergency_nothing_is_tried(one: Browser) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    one.get(f"/patients/{patient}/fit")
    one.post(f"/patients/{patient}/follow/noticed", sign="coma", there="yes")
    said = words(one.get(f"/patients/{patient}/try"))
    assert "An emergency is no moment to try doses." in said
    assert 'type="range"' not in one.text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("per_day", "a lot", "must be a number"), ("times", "9", "from 1 to 6"),
     ("per_day", "nan", "from 2.5 to 150"), ("stops", "0", "from 1 to 28")],
)  # fmt: skip
def test_what_is_no_value_of_a_dial_is_refused(
    one: Browser, field: str, value: str, says: str
) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    said = tried(one, patient, **{field: value})
    assert one.status == 400
    assert says in said
    assert "60 mg a day in 3 doses" in said


def test_nothing_is_kept_and_the_trail_tells_once_of_many_steps(one: Browser, house: House) -> None:
    patient = one.typed(baclofen="20 mg three times daily")
    for dose in ("30", "40", "50"):
        tried(one, patient, per_day=dose)
    assert len(one.get(f"/patients/{patient}/record").split("<tr>")) == 3
    trail = house.browser("keeper").get("/trail")
    assert trail.count('data-label="what">tried<') == 1
    assert "30 mg" not in trail


def test_c_computes_only_once_it_is_ready() -> None:
    ran, may_end = threading.Event(), threading.Event()

    def once() -> None:
        ran.set()
        may_end.wait(10)

    ahead = Ahead()
    assert ahead.executor("a", once) == "numpy"
    assert ran.wait(10)
    assert ahead.executor("a", once) == "numpy"
    may_end.set()
    waiting = next(t for t in threading.enumerate() if t.name == "compiling")
    waiting.join(10)
    assert ahead.executor("a", once) == "c"
    assert ahead.executor("b", once) == "numpy"


def test_where_c_fails_numpy_goes_on() -> None:
    def fails() -> None:
        raise RuntimeError("no compiler")

    ahead = Ahead()
    ahead.executor("a", fails)
    for thread in threading.enumerate():
        if thread.name == "compiling":
            thread.join(10)
    assert ahead.executor("a", fails) == "numpy"
