"""A clinician's walk by plain forms: from a file to a verdict, a plan, its prints, and what makes
it stale; wrong input on every form; two who write at once; a pump that two people set."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import answer
from baclofen.chart import Chart
from baclofen.errors import InputRefused
from baclofen.service.page import keeping
from baclofen.service.page.visits import Place
from tests.unit.service.page.clinic import WOMAN, Browser, House, read_by_two, words

EXAMPLES = Path(__file__).parents[4] / "examples"
PUMP = b"""
age_y = 41
sex = "male"
weight_kg = 78
creatinine = "74 umol/L"
syndrome = "sci_spasticity"
conditions = ["spinal_cord_injury"]
medicines = ["paracetamol 1 g"]
no_allergies = ["baclofen"]
baclofen = "320 mcg/day"

[pump]
stage = "maintenance"
origin = "spinal"
now = "320 mcg/day"
concentration = 2000
fill_mL = 20
alarm_mL = 2
filled_on = 2026-11-08
"""


def imported(one: Browser, raw: bytes) -> str:
    one.get("/patients")
    one.hand_in("/patients/file", raw)
    assert one.status == 200, words(one.text)
    return one.path.split("/")[2]


def test_from_a_record_to_a_verdict(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, (EXAMPLES / "ms_spasticity.json").read_bytes())
    said = words(one.text)
    assert "What was read" in said
    assert "entries" in said
    one.get(f"/patients/{patient}/fit")
    assert "What the rules say" in words(one.text)


def test_what_was_not_understood_is_answered_in_place(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(medicines="Diazpam 5 mg")
    one.get(f"/patients/{patient}")
    assert "It is diazepam" in words(one.text)
    assert "not recognised" in words(one.get(f"/patients/{patient}/fit"))
    one.get(f"/patients/{patient}")
    written = one.hidden("written")
    assert written == "Diazpam 5 mg"
    one.post(f"/patients/{patient}/answer", key="medicines", words="diazepam", written=written)
    said = words(one.text)
    assert one.path == f"/patients/{patient}/fit"
    assert "benzodiazepine" in said.lower()
    # It is settled: neither asked again nor counted as lost.
    assert "not recognised" not in said
    assert "Diazpam" not in said
    assert "<h2>Not understood</h2>" not in one.get(f"/patients/{patient}")


def test_all_that_was_not_understood_may_be_checked(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(medicines="Diazpam 5 mg")
    one.get(f"/patients/{patient}")
    one.post(f"/patients/{patient}/answer", key="unread", words="checked")
    assert "<h2>Not understood</h2>" not in one.get(f"/patients/{patient}")


def test_a_question_is_judged_at_once(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    before = words(one.text)
    assert "question" in before
    one.post(f"/patients/{patient}/answer", key="peptic_ulcer", words="no")
    after = words(one.text)
    assert one.path == f"/patients/{patient}/fit"
    assert "Any active or past peptic ulcer?" in before
    assert "Any active or past peptic ulcer?" not in after
    one.post(f"/patients/{patient}/answer", member="parkinson_disease")
    assert "parkinson" in words(one.text).lower()
    one.post(
        f"/patients/{patient}/measured", what="creatinine|umol/L", value="400", day="2026-11-21"
    )
    assert "contraindicated" in words(one.text)


def test_a_plan_is_accepted_printed_and_goes_stale(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    page = one.get(f"/patients/{patient}/plan")
    assert "The steps" in page
    assert "<svg" in page
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=one.hidden("inputs"))
    assert one.status == 200, words(one.text)
    at = one.path
    assert "Accepted by dr.a" in words(one.text)
    schedule = one.get(f"{at}/schedule")
    assert "Do not stop baclofen suddenly." in schedule
    assert "sha256-" in one.headers["content-security-policy"]
    assert one.get(f"{at}/calendar").startswith("BEGIN:VCALENDAR")
    assert one.headers["content-type"].startswith("text/calendar")
    flags = words(one.get(f"{at}/flags"))
    # It is handed out: what to call about, and nothing that a clinician is to decide.
    assert "what must not wait" in flags
    for told in ("Do not stop baclofen suddenly.", "Call an ambulance at once", "Hard to wake"):
        assert told in flags
    assert "hold or cut" not in flags
    assert "What every statement rests on" in one.get(f"{at}/plan")
    # A score goes with it; a weight makes it another plan.
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    assert one.get(f"{at}/schedule").startswith("<!doctype html>")
    assert one.status == 200
    one.get(f"/patients/{patient}/fit")
    one.post(f"/patients/{patient}/answer", key="alcohol", words="yes")
    sheets = ("schedule", "diary", "flags", "plan")
    for part in ("calendar", *sheets, *(f"{name}.pdf" for name in sheets)):
        said = words(one.get(f"{at}/{part}"))
        assert one.status == 409
        assert "Nothing is printed of it" in said
    page = one.get(at)
    said = words(page)
    # First of all, before the verdict and the dose; on paper there is nothing else.
    assert re.search(r'<main[^>]*>\s*<div class="wrong" role="status"><h1>Not to be followed', page)
    assert (
        said.index("Not to be followed") < said.index("The plan as it was") < said.index("Had been")
    )
    assert "Accepted by" not in said
    before, _, rest = page.partition('<details class="part no-print">')
    folded, _, after = rest.rpartition('<section class="part no-print">')
    assert folded.rstrip().endswith("</details>")
    assert " mg" not in words(before) + after.partition("</section>")[2]
    assert "accepted; not to be followed any more" in said
    said = words(one.get(f"/patients/{patient}/follow"))
    assert "No plan is followed" in said
    assert "Something is known since: answered" in said
    assert "Followed:" not in said


def accepted(one: Browser) -> tuple[str, str]:
    """A new patient, and where the plan is that was accepted."""
    patient = one.typed()
    one.get(f"/patients/{patient}/plan")
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=one.hidden("inputs"))
    return patient, one.path


@pytest.mark.parametrize(("per_day", "prints"), [("15 mg/day", True), ("30 mg/day", False)])
def test_a_plan_goes_on_with_the_dose_of_its_day_and_with_no_other(
    house: House, per_day: str, prints: bool
) -> None:
    """A dose of a later step, set today: the sheet would lead back down to the first in a night."""
    one = house.browser("dr.a")
    patient, at = accepted(one)
    one.get(f"/patients/{patient}/follow")
    one.post(
        f"/patients/{patient}/follow/dose_set", route="oral", per_day=per_day, day="2026-11-22"
    )
    assert one.status == 200, words(one.text)
    one.get(f"{at}/schedule")
    assert (one.status == 200) is prints


def test_a_level_that_tells_of_poisoning_stops_the_sheet(house: House) -> None:
    one = house.browser("dr.a")
    patient, at = accepted(one)
    for level, status in (("300", 200), ("700", 409)):
        one.get(f"/patients/{patient}/follow")
        one.post(
            f"/patients/{patient}/follow/level", matrix="plasma", ng_per_mL=level,
            hours_after="2", day="2026-11-22",
        )  # fmt: skip
        said = words(one.get(f"{at}/schedule"))
        assert one.status == status, said
    assert "Known since: Poisoning" in said


def test_a_plan_that_nobody_accepted_or_that_has_ended_is_not_printed(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/plan")
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=one.hidden("inputs"))
    at = one.path
    house.clock.at += timedelta(days=60)
    one = house.browser("dr.a")
    one.get(f"{at}/schedule")
    assert one.status == 409
    assert "Its last day was" in words(one.text)


def test_a_plan_that_cannot_be_read_any_more_hides_nothing_of_the_patient(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.browser("dr.a")
    patient, _ = accepted(one)

    def other_form(_: bytes) -> None:
        raise InputRefused("inputs", "of another form", "they must be as they are now")

    monkeypatch.setattr(keeping, "_inputs", other_form)
    for page in ("follow", "plan"):
        said = words(one.get(f"/patients/{patient}/{page}"))
        assert one.status == 200, said
        assert "not to be followed any more" in said
    assert "does not read it" in words(one.get(f"/patients/{patient}/follow"))


def test_a_way_down_that_has_ended_says_so_and_asks(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(baclofen="20 mg three times daily")
    one.get(f"/patients/{patient}/plan?ask=taper")
    one.post(f"/patients/{patient}/plan/accept", ask="taper", weigh="", inputs=one.hidden("inputs"))
    at = one.path
    assert "Take it along" in words(one.text)
    house.clock.at += timedelta(days=120)
    one = house.browser("dr.a")
    said = words(one.get(at))
    assert said.startswith('id="main" tabindex="-1"> Not to be followed any more Its last day was')
    assert "no dose is planned after it" in said
    assert "Take it along" not in said
    assert "no dose is planned after it" in words(one.get(f"/patients/{patient}/follow"))
    said = words(one.get(f"/patients/{patient}/plan")).partition("Plans that were kept")[0]
    assert "mg a day as read" not in said
    assert "planned: 5 mg" not in said
    assert "say whether any is taken" in words(one.get(f"/patients/{patient}"))


def test_what_was_seen_is_what_is_kept(house: House) -> None:
    """The day or the record changed between looking and accepting: nothing is kept."""
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/plan")
    inputs = one.hidden("inputs")
    one.post(f"/patients/{patient}/plan/accept", ask="taper", weigh="", inputs=inputs)
    assert one.status == 400
    one.get(f"/patients/{patient}/plan")
    house.clock.at += timedelta(minutes=20)
    house.clock.at += timedelta(days=1)
    again = house.browser("dr.a")
    again.text = one.text.replace(one.hidden("form_key"), _key(again))
    again.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=inputs)
    assert again.status == 400
    assert "another than the one you saw" in words(again.text)


def _key(browser: Browser) -> str:
    browser.get("/patients")
    return browser.hidden("form_key")


def test_not_recommended_is_said_and_an_override_needs_its_reason(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(age_y="70", baclofen="none", creatinine="2.9")
    page = words(one.get(f"/patients/{patient}/plan"))
    assert "Not recommended." in page
    assert "There is nothing here to accept" in page
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=one.hidden("inputs"))
    assert one.status == 400
    old = one.typed(age_y="70", creatinine="1.2")
    page = words(one.get(f"/patients/{old}/plan"))
    assert "Not recommended." in page
    assert "There is nothing here to accept" in page
    told = {"ask": "", "weigh": "", "rule": "REN-BEERS", "inputs": one.hidden("inputs")}
    one.post(f"/patients/{old}/plan/override", **told, reason=" ")
    assert one.status == 400
    assert "a reason must be given" in words(one.text)
    one.get(f"/patients/{old}/plan")
    one.post(f"/patients/{old}/plan/override", **told, reason="everything else has failed")
    assert one.status == 200, words(one.text)
    kept = one.path
    assert "Not recommended." in words(one.text)
    assert "in spite of a rule" in words(one.text)
    one.get(f"{kept}/schedule")
    assert one.status == 409
    one.get(kept)
    one.post(f"{kept}/accept")
    assert "Accepted by dr.a" in words(one.text)
    assert "this is usually not advised" in words(one.get(f"{kept}/schedule"))
    assert one.status == 200
    assert "everything else has failed" in one.get(f"/patients/{old}/record")


@pytest.mark.parametrize(
    "syndrome",
    ["neuropathic_pain", "trigeminal_neuralgia", "fibromyalgia", "chronic_low_back_pain",
     "cancer_pain", "other"],
)  # fmt: skip
def test_a_start_that_is_not_recommended_can_be_chosen_with_a_reason(
    house: House, syndrome: str
) -> None:
    one = house.browser("dr.a")
    patient = one.typed(syndrome=syndrome, conditions="none")
    page = one.get(f"/patients/{patient}/plan?ask=start")
    rules = re.findall(r'<option value="(IND-[A-Z-]+)"', page)
    if not rules:
        assert "Accept this plan" in page
        return
    assert "before a rule is overridden" in words(page)
    told = {"ask": "start", "weigh": "", "rule": rules[0], "inputs": one.hidden("inputs")}
    one.post(f"/patients/{patient}/plan/override", **told, reason="all else has failed")
    kept = one.path
    one.post(f"{kept}/accept")
    assert "Accepted by dr.a" in words(one.text)
    assert "Your clinic has chosen to try it" in words(one.get(f"{kept}/schedule"))
    assert "all else has failed" in one.get(f"/patients/{patient}/record")


def test_several_rules_are_overridden_together(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(
        syndrome="neuropathic_pain", conditions="none", age_y="70", creatinine="1.2"
    )
    page = one.get(f"/patients/{patient}/plan?ask=start")
    (both,) = re.findall(r'<option value="([A-Z-]+(?: [A-Z-]+)+)"', page)
    told = {"ask": "start", "weigh": "", "rule": both, "inputs": one.hidden("inputs")}
    one.post(f"/patients/{patient}/plan/override", **told, reason="all else has failed")
    kept = one.path
    one.post(f"{kept}/accept")
    assert "Accepted by dr.a" in words(one.text)
    sheet = words(one.get(f"{kept}/schedule"))
    assert "Your clinic has chosen to try it" in sheet
    assert "this is usually not advised" in sheet
    record = words(one.get(f"/patients/{patient}/record"))
    assert all(rule in record for rule in both.split())


def test_after_a_score_a_plan_is_not_worked_out_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.browser("dr.a")
    patient = one.typed(baclofen="20 mg three times daily")
    before = one.get(f"/patients/{patient}/plan")
    asked: list[object] = []
    real = answer

    def counted(inputs: Any, known: Any) -> Any:
        asked.append(inputs)
        return real(inputs, known)

    monkeypatch.setattr("baclofen.service.page.desk.answer", counted)
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    after = one.get(f"/patients/{patient}/plan")
    assert asked == []
    # What was told beside is accounted for all the same.
    (told,), (more,) = (
        re.findall(r"Request: \w+\. (\d+) of \d+ entries", page) for page in (before, after)
    )
    assert int(more) == int(told) + 1
    one.get(f"/patients/{patient}/fit")
    asked.clear()
    one.post(f"/patients/{patient}/answer", key="alcohol", words="yes")
    assert one.status == 200
    assert asked


def test_two_who_write_at_once_are_told_and_nothing_is_lost(house: House) -> None:
    one, other = house.browser("dr.a"), house.browser("dr.b")
    patient = one.typed()
    one.get(f"/patients/{patient}/follow")
    other.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
    other.post(f"/patients/{patient}/follow/scored", scale="nrs", score="5", day="2026-11-22")
    said = words(other.text)
    assert other.status == 409
    assert "Somebody wrote in between" in said
    assert "scored" in said
    assert "dr.a" in said
    # What was sent stands there to be sent again.
    assert "What you sent" in said
    assert "Score 5" in said
    other.get(f"/patients/{patient}/follow")
    other.post(f"/patients/{patient}/follow/scored", scale="nrs", score="5", day="2026-11-22")
    assert other.status == 200
    assert "lowest 5, highest 6 of 2 values" in words(other.text)


def test_who_comes_second_at_the_same_moment_keeps_what_was_typed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = house.browser("dr.a"), house.browser("dr.b")
    patient = one.typed()
    one.get(f"/patients/{patient}/follow")
    other.get(f"/patients/{patient}/follow")
    as_seen = Place.chart_as_seen

    def late(place: Place) -> Chart:
        """The chart of who came second, into which the first writes before it is used."""
        chart = as_seen(place)
        monkeypatch.undo()
        one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="6", day="2026-11-22")
        return chart

    monkeypatch.setattr(Place, "chart_as_seen", late)
    other.post(f"/patients/{patient}/follow/scored", scale="nrs", score="5", day="2026-11-22")
    said = words(other.text)
    assert other.status == 409
    assert "Somebody wrote in between" in said
    assert "Score 5" in said
    assert "form_key" not in said


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("scored", {"scale": "nrs", "score": "11"}, "between 0 and 10"),
        ("scored", {"scale": "nrs"}, "Score is missing"),
        ("level", {"matrix": "plasma", "ng_per_mL": "high"}, "it must be a number"),
        ("side_effect", {"name": "other", "severity": "mild"}, "words stand beside"),
        ("noticed", {"there": "yes"}, "Sign is missing"),
        ("dose_set", {"route": "oral", "per_day": "300 mcg/day"}, "mg"),
        ("dose_set", {"route": "intrathecal", "per_day": "300 mcg/day"}, "on its own page"),
        ("missed", {"doses": "0"}, "from 1 to 1000"),
        ("stopped", {"why": "planned"}, "Route is missing"),
        ("visited", {"note": "x", "day": "2027-01-01"}, "no later than today"),
        ("fell", {"day": "yesterday"}, "it must be a day or a time"),
        ("nonsense", {}, "it must be one of"),
    ],
)
def test_wrong_input_is_refused_beside_its_form_and_stays_in_it(
    house: House, kind: str, fields: dict[str, str], says: str
) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/{kind}", **fields)
    assert one.status == 400
    if kind != "nonsense":
        assert says in words(one.text)
    if "score" in fields:
        assert f'value="{fields["score"]}"' in one.text
    assert len(one.get(f"/patients/{patient}/record").split("<tr>")) == 3


@pytest.mark.parametrize(
    ("field", "is_told"),
    [
        ("age_y", "wrong"), ("sex", "wrong"), ("weight_kg", "wrong"), ("creatinine_unit", ""),
        ("creatinine_on", "yesterday"), ("creatinine_on", "2027-01-01"), ("syndrome", "wrong"),
        ("baclofen", "wrong"),
    ],
)  # fmt: skip
def test_a_typed_patient_that_is_wrong_admits_nobody_and_keeps_what_was_typed(
    house: House, field: str, is_told: str
) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    one.post("/patients/typed", **{**WOMAN, field: is_told})
    assert one.status == 400
    assert "Nothing was kept" in words(one.text)
    assert 'value="68"' in one.text or field == "weight_kg"
    assert "There are none yet" in words(one.text)


def test_a_disease_is_no_syndrome_on_a_page_either(house: House) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    one.post("/patients/typed", **{**WOMAN, "syndrome": "ms"})
    assert one.status == 400
    assert "did you mean ms_spasticity" in words(one.text)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"<xml/>", b"[1]", b"age = 5", b"\xff\xfe", b"age_y = 52\npump = {refill_on = 1}"],
)
def test_a_file_that_is_none_admits_nobody(house: House, raw: bytes) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    one.hand_in("/patients/file", raw)
    assert one.status == 400
    assert "There are none yet" in words(one.text)


def test_a_pump_is_set_by_two_people_who_type_it(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    read_by_two(house, patient)
    page = words(one.get(f"/patients/{patient}/pump"))
    assert "320" in page
    page = words(one.post(f"/patients/{patient}/pump", asked="352 mcg/day"))
    for part in ("352", "13.33", "14.67", "+10.0 %", "refill to book", "empty at the earliest"):
        assert part in page, part
    # Each number stands under its own heading, on a phone too.
    assert '<td data-label="now">320</td><td data-label="new">352</td>' in one.text
    right = {"drug": "Baclofen", "mcg_per_mL": "2000", "mcg_per_day": "352"}
    asked = {"asked": "352 mcg/day", "inputs": one.hidden("inputs")}
    # By the hour, of another strength, another drug: nothing is kept.
    for slip in ({"mcg_per_day": "14.67"}, {"mcg_per_mL": "500"}, {"drug": "morphine"}):
        one.post(f"/patients/{patient}/pump/first", **asked, **{**right, **slip})
        assert one.status == 400
        assert "Nothing was" in words(one.text)
        one.get(f"/patients/{patient}/pump")
    assert "planned" not in words(one.get(f"/patients/{patient}/record"))
    one.post(f"/patients/{patient}/pump", asked="352 mcg/day")
    one.post(f"/patients/{patient}/pump/first", **asked, **right)
    assert one.status == 200, words(one.text)
    at = one.path
    assert "Not set yet" in words(one.text)
    # Not the same person, whatever the page shows.
    one.get(f"/patients/{patient}/follow")
    one.post(f"{at}/second", **right)
    assert one.status == 400
    assert "another than who confirmed first" in words(one.text)
    # Nor by the follow-up, where neither types drug and concentration.
    other = house.browser("dr.b")
    for who in (one, other):
        page = words(who.get(f"/patients/{patient}/follow"))
        assert "by pump, set already" not in page
        who.post(
            f"/patients/{patient}/follow/dose_set", route="intrathecal", per_day="352 mcg/day",
            day="2026-11-22",
        )  # fmt: skip
        assert who.status == 400
        assert "a pump is set on its own page" in words(who.text)
        assert f'href="/patients/{patient}/pump"' in who.text
        assert "Not set yet" in words(who.get(at))
    other.get(at)
    other.post(f"{at}/second", **{**right, "mcg_per_day": "325"})
    assert other.status == 400
    other.get(at)
    other.post(f"{at}/second", **right)
    assert other.status == 200
    assert "Set by dr.b" in words(other.text)
    said = words(other.get(f"/patients/{patient}/record"))
    assert "dose set" in said
    other.get(f"/patients/{patient}/follow")
    other.post(f"{at}/second", **right)
    assert other.status == 400
    assert "it is set once" in words(other.text)


@pytest.mark.parametrize("rate", [300, 352])
def test_another_rate_that_is_told_makes_a_setting_stale(house: House, rate: int) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    read_by_two(house, patient)
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump", asked="352 mcg/day")
    right = {"drug": "Baclofen", "mcg_per_mL": "2000", "mcg_per_day": "352"}
    asked = {"asked": "352 mcg/day", "inputs": one.hidden("inputs")}
    one.post(f"/patients/{patient}/pump/first", **asked, **right)
    at = one.path
    # The very dose that was planned, told by another of a table: nobody has read it as the second.
    told = b"at,kind,route,per_day\n2026-11-22,dose_set,intrathecal,%d mcg/day\n" % rate
    other = house.browser("dr.b")
    other.get(f"/patients/{patient}")
    other.hand_in(f"/patients/{patient}/file", told)
    assert other.status == 200, words(other.text)
    assert "Set by" not in words(other.get(at))
    assert "Not to be set any more" in words(other.text)
    # There is no form for it, and one that is sent all the same is refused.
    assert f"{at}/second" not in other.text
    other.get(f"/patients/{patient}/follow")
    other.post(f"{at}/second", **right)
    assert other.status == 400


def test_where_a_pump_runs_the_plan_leads_to_it_and_its_headline_is_the_pumps(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    assert "The pump runs at 320 mcg/day" in _headline(one.text)
    assert "two people have not read it" in _headline(one.text)
    page = one.get(f"/patients/{patient}/plan")
    refused = page.partition("<h1>Nothing is planned</h1>")[2].partition("</div>")[0]
    assert f'href="/patients/{patient}/pump"' in refused


def test_a_heading_holds_its_words_and_no_mark_or_button(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    for screen in ("", "/fit", "/plan"):
        page = one.get(f"/patients/{patient}{screen}")
        assert "What this rests on" in page
        for heading in re.findall(r"<h([1-6])\b[^>]*>(.*?)</h\1>", page, re.DOTALL):
            assert "<" not in heading[1], heading
        captions = re.findall(r'id="why-\w+-of">(.*?)</span>', page)
        assert all("<" not in caption for caption in captions)


def _headline(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0].replace("\N{NO-BREAK SPACE}", " ")


def test_a_pump_is_filled_on_no_day_to_come(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump/told", now="320 mcg/day", filled_on="2027-11-20")
    assert one.status == 400
    assert "on or before the day judged" in words(one.text)
    assert "2027-11-20" not in one.get(f"/patients/{patient}/record")


def test_what_a_forest_shows_stands_in_words_each_study_with_its_source(house: House) -> None:
    one = house.browser("reader")
    for syndrome in ("neuropathic_pain", "ms_spasticity"):
        page = one.get(f"/evidence/{syndrome}")
        found = re.findall(r'data-label="found">([^<]*)</td>', page)
        assert len(found) > 10
        assert all(said.strip() for said in found)
        assert page.count("Come by: ") == len(found)
    assert "In figures: pooled " in words(page)


def test_a_slip_in_the_record_is_taken_back_and_both_stay(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/scored", scale="nrs", score="9", day="2026-11-22")
    one.get(f"/patients/{patient}/record")
    one.post(f"/patients/{patient}/record/2/taken-back", why="")
    assert one.status == 400
    one.get(f"/patients/{patient}/record")
    one.post(f"/patients/{patient}/record/2/taken-back", why="of another patient")
    said = words(one.text)
    assert "no longer stands" in said
    assert "of another patient" in said
    assert "Nothing was scored" in words(one.get(f"/patients/{patient}/follow"))


def test_a_long_record_is_read_a_page_at_a_time(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    days = [f"2026-{1 + n % 10:02}-{1 + n % 27:02}" for n in range(450)]
    rows = "".join(f"{day},scored,nrs,{n % 11}\n" for n, day in enumerate(days))
    table = f"at,kind,scale,score\n{rows}".encode()
    one.hand_in(f"/patients/{patient}/file", table)
    first = one.get(f"/patients/{patient}/record")
    assert "Entries 451 to 252 of 451" in first
    (older,) = re.findall(r'href="([^"]+)">Older entries', first)
    middle = one.get(older)
    assert "Entries 251 to 52 of 451" in middle
    last = one.get(*re.findall(r'href="([^"]+)">Older entries', middle))
    assert "Entries 51 to 1 of 451" in last
    assert "Older entries" not in last
    (newer,) = re.findall(r'href="([^"]+)">Newer entries', last)
    assert one.get(newer) == middle
    assert "the latest 200 of 450" in one.get(f"/patients/{patient}/follow")
