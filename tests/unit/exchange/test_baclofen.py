"""Is baclofen taken? The question whose wrong answer does the worst harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.exchange import read_patient, read_table
from baclofen.exchange.routes import route_of_brand
from baclofen.knowledge import load_knowledge
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder, OrderDoubt, PumpOrder
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import TODAY, known
from tests.unit.exchange.build import (
    Json,
    asked_daily,
    bundle,
    condition,
    day,
    dosage,
    medicine,
    observation,
    read,
    said,
)

TABLETS = "Baclofen 10 MG Oral Tablet"
TID = "10 mg three times daily"


def uses(tmp_path: Path, *resources: Json) -> tuple[BaclofenUse, ...]:
    found = read(bundle(*resources), tmp_path).patient.baclofen
    assert found is not None
    return found


def test_active_tablets_three_times_a_day(tmp_path: Path) -> None:
    order = medicine(TABLETS, "197391", dosageInstruction=[dosage(1, "tablet")])
    (use,) = uses(tmp_path, order)
    assert (use.route, use.status, str(use.daily)) == ("oral", "active", "30 mg")
    assert (use.since, use.stopped_on, use.doubt) == (None, None, "")
    assert use.ordered_on == date(2026, 9, 23)
    assert use.as_written == f"{TABLETS}, 30 mg a day, as coded"


def test_the_words_of_the_order_only(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine("baclofen", sig="Take 20 mg by mouth four times daily"))
    assert (use.route, str(use.daily)) == ("oral", "80 mg")
    assert use.as_written == "baclofen, Take 20 mg by mouth four times daily"


def test_by_reference(tmp_path: Path) -> None:
    order = medicine("", medicationReference={"reference": "Medication/m"}, sig=TID,
                     medicationCodeableConcept=None)  # fmt: skip
    drug = {"resourceType": "Medication", "id": "m", "code": {"text": TABLETS}}
    (use,) = uses(tmp_path, order, drug)
    assert (use.route, str(use.daily)) == ("oral", "30 mg")


@pytest.mark.parametrize("brand", ["Lioresal 10 mg", "LYFLEX", "Kemstro", "Ozobax DS", "lioresal"])
def test_brand_names_only(tmp_path: Path, brand: str) -> None:
    assert len(uses(tmp_path, medicine(brand))) == 1


@pytest.mark.parametrize("name", ["Baclofin 10 mg", "baclophen", "Baclofenol", "Bac\u200blofen"])
def test_misspelt_is_a_sign_and_a_doubt(tmp_path: Path, name: str) -> None:
    (use,) = uses(tmp_path, medicine(name, sig=TID))
    assert use.daily is None
    assert use.doubt.startswith("Spelt like baclofen, but not the same")


@pytest.mark.parametrize("name", ["Baclofène 10 mg", "Baclofeno 10 mg", "Baklofen 10 mg"])
def test_its_names_in_other_languages_are_no_misspelling(tmp_path: Path, name: str) -> None:
    (use,) = uses(tmp_path, medicine(name, sig=TID))
    assert not use.doubt.startswith("Spelt like baclofen")


# --- product, code and words ----------------------------------------------------------------


def test_the_wrong_code_with_the_right_words(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, "8163", sig=TID))
    assert (use.status, use.route, use.daily) == ("active", "oral", None)
    assert "ode 8163 is not one of baclofen's codes known here" in use.doubt
    assert "a dose of 30 mg a day was not taken over because of that" in use.doubt


def test_the_right_code_with_the_wrong_words(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine("Aspirin 81mg", "197391", sig=TID))
    assert (use.status, use.route, use.daily) == ("active", "unknown", None)
    assert use.doubt.startswith("The words say aspirin, the code says baclofen")


def test_the_right_code_without_words(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine("", "197391", dosageInstruction=[dosage(10)]))
    assert (use.route, str(use.daily)) == ("oral", "30 mg")


def test_words_in_the_name_of_the_code_only(tmp_path: Path) -> None:
    order = medicine("Muscle relaxant", sig=TID)
    order["medicationCodeableConcept"]["coding"] = [{"display": "baclofen 10 MG"}]
    assert len(uses(tmp_path, order)) == 1


@pytest.mark.parametrize(
    ("name", "code", "amount", "unit", "words"),
    [
        ("Baclofen tablet", "", 1, "tablet", "tablets whose strength is not certain"),
        ("baclofen 20 MG Oral Tablet", "197391", 1, "tablet", "strength is not certain"),
        ("Ozobax 1 mg/mL oral solution", "2201578", 10, "mL", "concentration is not certain"),
        ("Baclofen oral solution", "", 10, "mL", "concentration is not certain"),
        ("baclofen", "2679605", 1, "tablet", "strength is not certain"),
    ],
)
def test_amounts_without_a_sure_strength_give_no_dose(
    tmp_path: Path, name: str, code: str, amount: float, unit: str, words: str
) -> None:
    (use,) = uses(tmp_path, medicine(name, code, dosageInstruction=[dosage(amount, unit)]))
    assert (use.status, use.daily) == ("active", None)
    assert words in use.doubt


@pytest.mark.parametrize(
    ("name", "sig", "daily"),
    [
        ("Baclofen 10mg tablets", "1 tablet three times a day", "30 mg"),
        ("Baclofen 10 mg tablets", "2 tablets three times a day", "60 mg"),
        ("Lioresal 25 mg Tabletten", "1 tablet three times a day", "75 mg"),
        ("Liorésal 10 mg comprimé", "1 tablet three times a day", "30 mg"),
        ("Baclofen 10 mg", "1 tablet three times a day", "30 mg"),
        ("Baclofen 10 mg oral solution", "1 tablet three times a day", None),
        ("Baclofen 30 mg tablets", "1 tablet three times a day", None),
        ("Baclofen 10 mg tablets, 20 mg", "1 tablet three times a day", None),
        ("Baclofen 5 mg/5 mL, not tablets", "1 tablet three times a day", None),
    ],
)
def test_without_a_code_the_name_tells_the_strength_of_tablets_that_are_sold(
    tmp_path: Path, name: str, sig: str, daily: str | None
) -> None:
    (use,) = uses(tmp_path, medicine(name, "", sig=sig))
    assert use.daily is None if daily is None else str(use.daily) == daily


def test_millilitres_of_a_known_solution(tmp_path: Path) -> None:
    order = medicine("baclofen 1 MG/ML Oral Solution", "250976",
                     dosageInstruction=[dosage(10, "mL")])  # fmt: skip
    assert [str(u.daily) for u in uses(tmp_path, order)] == ["30 mg"]


# --- status and time --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "doubt"),
    [
        ("on-hold", "It is on hold"),
        ("unknown", "Its status is unknown"),
        (None, "Whether it is taken is not recorded"),
        ("aktiv", "Its status is aktiv"),
    ],
)
def test_an_unclear_status_counts(tmp_path: Path, status: str | None, doubt: str) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, status=status, sig=TID))
    assert (use.status, str(use.daily), use.doubt) == ("unknown", "30 mg", doubt)


def test_stopped_five_days_ago(tmp_path: Path) -> None:
    ended = medicine(TABLETS, kind="MedicationStatement", status="stopped", sig=TID,
                     effectivePeriod={"start": day(400), "end": day(5)})  # fmt: skip
    (use,) = uses(tmp_path, ended)
    assert (use.status, use.stopped_on) == ("stopped", date(2026, 11, 17))


def test_stopped_within_the_year_on_a_day_not_recorded(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, status="stopped", authoredOn=day(300)))
    assert (use.status, use.stopped_on) == ("stopped", None)
    assert use.doubt.startswith("The day on which it ended is not recorded")


def test_over_and_never_dated(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, status="completed", authoredOn=None))
    assert (use.status, use.stopped_on) == ("stopped", None)


@pytest.mark.parametrize(
    ("status", "written", "counts"),
    [("stopped", 545, True), ("stopped", 1100, False), ("completed", 545, False),
     ("cancelled", 545, False)],
)  # fmt: skip
def test_a_stop_without_its_day_may_be_of_yesterday_however_long_the_order_ran(
    tmp_path: Path, status: str, written: int, counts: bool
) -> None:
    ended = medicine(TABLETS, status=status, sig="20 mg three times daily", authoredOn=day(written))
    found = read(bundle(ended), tmp_path).patient.baclofen or ()
    assert bool(found) is counts


def test_a_supply_that_is_used_up_is_named(tmp_path: Path) -> None:
    supply = {"expectedSupplyDuration": {"value": 28, "unit": "d"}}
    order = medicine(TABLETS, sig=TID, authoredOn=day(40), dispenseRequest=supply)
    found = read(bundle(order), tmp_path)
    (use,) = found.patient.baclofen or ()
    assert (use.status, use.doubt) == ("active", "")
    assert any("supply of baclofen is used up" in note for note in found.notes)


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_stopped_three_years_ago(tmp_path: Path, status: str) -> None:
    record = read(bundle(medicine(TABLETS, status=status, authoredOn=day(1100))), tmp_path)
    assert record.patient.baclofen == ()
    assert (
        f"Baclofen of the past, taken as over: {TABLETS}, ordered on 2023-11-18, {status}. Confirm."
        in record.notes
    )


def test_stopped_three_years_ago_on_a_known_day(tmp_path: Path) -> None:
    ended = medicine(TABLETS, kind="MedicationStatement", status="stopped",
                     effectivePeriod={"end": day(1100)})  # fmt: skip
    record = read(bundle(ended), tmp_path)
    assert [u.stopped_on for u in record.patient.baclofen or ()] == [date(2023, 11, 18)]
    assert f"Baclofen ended on 2023-11-18 by the record: {TABLETS}. Confirm." in record.notes


def test_long_past_baclofen_in_an_incomplete_record_proves_nothing(tmp_path: Path) -> None:
    ended = medicine(TABLETS, kind="MedicationStatement", status="stopped",
                     effectivePeriod={"end": day(1100)})  # fmt: skip
    record = read(bundle(ended, link=[{"relation": "next"}]), tmp_path)
    assert record.patient.baclofen is None


def test_completed_with_an_end_still_to_come(tmp_path: Path) -> None:
    order = medicine(TABLETS, status="completed",
                     dispenseRequest={"validityPeriod": {"end": "2027-01-01"}})  # fmt: skip
    (use,) = uses(tmp_path, order)
    assert use.status == "unknown"
    assert use.doubt.startswith("Completed, but its end is 2027-01-01")


def test_active_with_an_end_that_is_past(tmp_path: Path) -> None:
    order = medicine(TABLETS, kind="MedicationStatement", effectivePeriod={"end": day(40)})
    (use,) = uses(tmp_path, order)
    assert use.status == "unknown"
    assert use.doubt.startswith("Marked as active, but its end was 2026-10-13")


def test_active_since_years(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, sig=TID, authoredOn=day(2000)))
    assert (use.status, str(use.daily)) == ("unknown", "30 mg")
    assert use.doubt == "Ordered more than 12 months ago: is it still taken?"


def test_handed_over_and_lasting(tmp_path: Path) -> None:
    supply = medicine(TABLETS, kind="MedicationDispense", status="completed", sig=TID,
                      whenHandedOver=day(20), daysSupply={"value": 30, "code": "d"})  # fmt: skip
    (use,) = uses(tmp_path, supply)
    assert (use.status, use.doubt) == ("unknown", "Handed over to last until 2026-12-02")


def test_handed_over_and_used_up(tmp_path: Path) -> None:
    supply = medicine(TABLETS, kind="MedicationDispense", status="completed",
                      whenHandedOver=day(40), daysSupply={"value": 30, "unit": "days"})  # fmt: skip
    (use,) = uses(tmp_path, supply)
    assert (use.status, use.stopped_on) == ("stopped", date(2026, 11, 12))


@pytest.mark.parametrize(
    ("unit", "days"),
    [
        ("d", 1), ("day", 1), ("days", 1), ("wk", 7), ("week", 7), ("weeks", 7), ("mo", 30),
        ("month", 30), ("months", 30),
    ],
)  # fmt: skip
def test_a_supply_lasts_to_its_very_day_in_whatever_unit(
    tmp_path: Path, unit: str, days: int
) -> None:
    def handed_over(before: int) -> str:
        supply = medicine(TABLETS, kind="MedicationDispense", status="completed",
                          whenHandedOver=day(before),
                          daysSupply={"value": 2, "unit": unit})  # fmt: skip
        (use,) = uses(tmp_path, supply)
        return use.status

    assert (handed_over(2 * days), handed_over(2 * days + 1)) == ("unknown", "stopped")


def test_handed_over_for_how_long_nobody_knows_counts_for_three_months_to_the_day(
    tmp_path: Path,
) -> None:
    def handed_over(on: str) -> str:
        (use,) = uses(tmp_path, medicine(
            TABLETS, kind="MedicationDispense", status="completed", whenHandedOver=on
        ))  # fmt: skip
        return use.status

    assert (handed_over("2026-08-22"), handed_over("2026-08-21")) == ("unknown", "stopped")


def given(before: int, way: str = "by mouth") -> Json:
    return medicine("baclofen", kind="MedicationAdministration", status="completed",
                    effectiveDateTime=day(before), dosage={"text": f"10 mg {way}"})  # fmt: skip


def handed_over(last: int) -> Json:
    """A month's supply that ended so many days ago."""
    return medicine(TABLETS, kind="MedicationDispense", status="completed", sig=TID,
                    whenHandedOver=day(last + 30),
                    daysSupply={"value": 30, "code": "d"})  # fmt: skip


def completed(last: int) -> Json:
    return medicine(TABLETS, status="completed", sig=TID, authoredOn=day(last + 90),
                    dispenseRequest={"validityPeriod": {"end": day(last)}})  # fmt: skip


def test_given_once_counts_for_two_weeks_to_the_day_and_is_then_asked_about(
    tmp_path: Path,
) -> None:
    assert [use.status for use in uses(tmp_path, given(14))] == ["unknown"]
    assert read(bundle(given(15)), tmp_path).patient.baclofen is None
    assert read(bundle(given(15, "intrathecal")), tmp_path).patient.baclofen is not None


@pytest.mark.parametrize("supply", [handed_over, completed])
def test_a_supply_that_ended_is_no_stop_for_half_a_year(tmp_path: Path, supply: Any) -> None:
    assert [use.status for use in uses(tmp_path, supply(14))] == ["stopped"]
    for last in (15, 180):
        record = read(bundle(supply(last)), tmp_path)
        assert record.patient.baclofen is None
        assert any("nothing tells that it was stopped" in note for note in record.notes)
    assert [use.status for use in uses(tmp_path, supply(190))] == ["stopped"]


@pytest.mark.parametrize(
    "told",
    [{"kind": "MedicationStatement", "status": "stopped", "effectivePeriod": {"end": day(30)}},
     {"kind": "MedicationStatement", "status": "not-taken", "dateAsserted": day(25)}],
)  # fmt: skip
def test_a_stop_that_was_told_after_the_supply_was_handed_over_stands(
    tmp_path: Path, told: Json
) -> None:
    assert uses(tmp_path, handed_over(20), medicine(TABLETS, **told)) is not None


def test_a_stop_that_was_told_before_the_supply_was_handed_over_does_not(tmp_path: Path) -> None:
    told = medicine(TABLETS, kind="MedicationStatement", status="stopped",
                    effectivePeriod={"end": day(60)})  # fmt: skip
    assert read(bundle(handed_over(20), told), tmp_path).patient.baclofen is None


def test_an_order_that_was_cancelled_is_no_stop(tmp_path: Path) -> None:
    record = read(bundle(medicine(TABLETS, status="cancelled", sig=TID)), tmp_path)
    assert record.patient.baclofen is None
    assert any("an order of it was cancelled" in note for note in record.notes)
    (use,) = uses(tmp_path, medicine(TABLETS, status="cancelled", sig=TID), handed_over(-10))
    assert use.status == "unknown"


@pytest.mark.parametrize(
    ("last", "ordered", "doubt"),
    [(14, 200, ""), (15, 200, "what was handed over last was used up"), (15, 10, "")],
)
def test_an_active_order_whose_last_supply_ended_weeks_ago_is_asked_about(
    tmp_path: Path, last: int, ordered: int, doubt: str
) -> None:
    order = medicine(TABLETS, sig=TID, authoredOn=day(ordered))
    running = [u for u in uses(tmp_path, order, handed_over(last)) if u.status != "stopped"]
    assert [use.status for use in running] == ["unknown" if doubt else "active"]
    assert doubt in running[0].doubt


def test_tablets_that_ended_say_nothing_of_a_pump(tmp_path: Path) -> None:
    pump = medicine("Baclofen intrathecal", sig="300 mcg per day", authoredOn=day(200))
    found = uses(tmp_path, pump, handed_over(40))
    assert ("intrathecal", "active") in [(use.route, use.status) for use in found]


def test_given_in_the_last_two_weeks(tmp_path: Path) -> None:
    given = [
        medicine("baclofen", kind="MedicationAdministration", status="completed",
                 effectiveDateTime=day(n), dosage={"text": "10 mg"})
        for n in (3, 3, 4, 20)
    ]  # fmt: skip
    (use,) = uses(tmp_path, *given)
    assert (use.status, use.daily) == ("unknown", None)
    assert use.as_written == "baclofen, 10 mg"
    assert "single doses are recorded, not a daily dose" in use.doubt


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "draft"}, f"not counted as taken: {TABLETS} (draft)."),
        ({"intent": "proposal"}, f"not counted as taken: {TABLETS} (proposal)."),
        ({"doNotPerform": True}, f"{TABLETS} (not to be given)."),
        ({"kind": "MedicationStatement", "status": "not-taken"}, f"{TABLETS} (not taken)."),
        (
            {"kind": "MedicationDispense", "status": "cancelled"},
            f"handed over: {TABLETS}, cancelled.",
        ),
    ],
)
def test_drafts_and_refusals_are_said_and_do_not_count(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    record = read(bundle(medicine(TABLETS, **change), medicine("Sertraline")), tmp_path)
    assert record.patient.baclofen == ()
    assert words in said(record)


def test_a_draft_alone_is_no_list_of_what_is_taken(tmp_path: Path) -> None:
    record = read(bundle(medicine(TABLETS, status="draft", sig=TID)), tmp_path)
    assert (record.patient.medicines, record.patient.baclofen) == (None, None)
    assert str(asked_daily(record)) == "30 mg"


@pytest.mark.parametrize("on", ["2026-11-23", "2026-11-24", "2027-03-01"])
def test_dated_after_the_day_judged(tmp_path: Path, on: str) -> None:
    record = read(bundle(medicine(TABLETS, authoredOn=on), medicine("Sertraline")), tmp_path)
    assert record.patient.baclofen is None
    assert f"Baclofen dated after 2026-11-22, not counted as taken: {TABLETS} ({on})." in said(
        record
    )


def test_an_active_plan_leaves_it_open(tmp_path: Path) -> None:
    record = read(bundle(medicine(TABLETS, intent="plan"), medicine("Sertraline")), tmp_path)
    assert record.patient.baclofen is None
    assert "it is recorded as an active plan" in said(record)


def test_a_reported_plan_is_taken(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, medicine(TABLETS, intent="plan", reportedBoolean=True, sig=TID))
    assert (use.status, str(use.daily)) == ("active", "30 mg")


# --- what is asked ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        (medicine(TABLETS, status="draft", sig="20 mg by mouth 4 times a day"), "80 mg"),
        (medicine("baclofen 10 mg tab PO TID", status="draft", sig="1 tab TID"), "30 mg"),
        (medicine("baclofen tab PO TID", status="draft", sig="1 tab TID"), None),
        (medicine(TABLETS, "8163", status="draft", sig=TID), None),
    ],
)
def test_the_dose_a_draft_asks_for(tmp_path: Path, order: Json, asked: str | None) -> None:
    record = read(bundle(order, medicine("Sertraline")), tmp_path)
    assert record.patient.baclofen == ()
    assert (str(asked_daily(record)) if asked_daily(record) else None) == asked
    assert ("is judged as the dose requested" in said(record)) is (asked is not None)
    assert ("is not judged" in said(record)) is (asked is None)
    assert record.request is None


@pytest.mark.parametrize(
    ("words", "product", "strength", "each"),
    [
        ("Baclofen 10 MG Oral Tablet", "tablet", None, 10.0),
        ("baclofen 5 MG/ML Oral Suspension [Fleqsuvy]", "suspension_5", 5.0, None),
        ("Lyvispah 5 MG granules", "granules", None, 5.0),
        ("baclofen", None, None, None),
    ],
)
def test_the_product_that_a_draft_names_is_kept(
    tmp_path: Path, words: str, product: str | None, strength: float | None, each: float | None
) -> None:
    draft = medicine(words, status="draft", sig="10 mg by mouth 3 times a day")
    record = read(bundle(draft, medicine("Sertraline")), tmp_path)
    order = record.ordered.order
    assert isinstance(order, OralOrder)
    assert (order.product, order.mg_per_mL, order.mg_each) == (product, strength, each)
    assert ("names a product, which is used" in said(record)) is (product is not None)


def test_a_draft_for_a_pump_asks_for_its_rate(tmp_path: Path) -> None:
    draft = medicine("baclofen", status="draft", sig="300 mcg/day via pump")
    record = read(bundle(draft, medicine("Sertraline")), tmp_path)
    assert record.ordered.order == PumpOrder(stage="start", asked=mcg(300))
    assert "asks for 300 mcg a day by pump" in said(record)
    assert record.asks(today=TODAY, kind="taper").order is None
    runs = medicine("baclofen", id="p1", sig="200 mcg/day via pump")
    changed = read(bundle({**draft, "id": "p2"}, runs), tmp_path).ordered.order
    assert changed == PumpOrder(stage="maintenance", now=mcg(200), asked=mcg(300))


def test_two_drafts_ask_for_their_sum(tmp_path: Path) -> None:
    drafts = [medicine(TABLETS, status="draft", sig=f"{n} mg daily") for n in (5, 10)]
    ordered = read(bundle(*drafts), tmp_path).ordered
    assert ordered.order == OralOrder(dose=mg(10), daily=mg(15), product="tablet", mg_each=10)
    assert ordered.doubts == (OrderDoubt(kind="several", together=mg(15)),)


def test_steps_that_follow_each_other_are_taken_one_at_a_time(tmp_path: Path) -> None:
    def steps(**more: Any) -> list[Json]:
        made = []
        for n, (first, last) in enumerate((("22", "24"), ("25", "27"), ("28", "30")), start=1):
            held = dosage(5 * n, frequency=3)
            days = {"start": f"2026-11-{first}", "end": f"2026-11-{last}"}
            held["timing"]["repeat"]["boundsPeriod"] = days
            made.append(medicine(TABLETS, id=f"s{n}", dosageInstruction=[held], **more))
        return made

    for day_, daily_mg in (("2026-11-22", 15), ("2026-11-26", 30), ("2026-12-20", 45)):
        on = date.fromisoformat(day_)
        read_ = read_patient(bundle(*steps()), known=known(), today=on)
        assert [use.daily for use in read_.patient.baclofen or ()] == [mg(daily_mg)], day_
    drafted = read(bundle(*steps(status="draft")), tmp_path).ordered
    assert isinstance(drafted.order, OralOrder)
    assert (drafted.order.daily, drafted.doubts) == (mg(15), ())


# --- pumps ------------------------------------------------------------------------------------


def device(text: str, status: str | None = "active", **more: Any) -> Json:
    return {"resourceType": "Device", "status": status, "type": {"text": text}} | more


@pytest.mark.parametrize(
    "pump",
    [
        device("Intrathecal infusion pump"),
        device("Implantable device", deviceName=[{"name": "SynchroMed II"}]),
        device("PROMETRA pump", status=None),
        device("MedStream", status="unknown"),
        {"resourceType": "DeviceUseStatement", "status": "active",
         "device": {"display": "intrathecal pump"}},
        {"resourceType": "Procedure", "status": "completed", "performedDateTime": day(200),
         "code": {"text": "Refill of intrathecal pump"}},
        {"resourceType": "Device", "text": {"div": "<div>A <b>SynchroMed</b> pump</div>"}},
    ],
)  # fmt: skip
def test_a_pump_counts_though_nobody_says_what_it_holds(tmp_path: Path, pump: Json) -> None:
    (use,) = uses(tmp_path, pump)
    assert (use.route, use.status, use.daily) == ("intrathecal", "unknown", None)
    assert use.doubt == "The record does not say whether the pump holds baclofen"


def test_of_four_pumps_three_are_named(tmp_path: Path) -> None:
    (use,) = uses(tmp_path, *(device(f"Intrathecal pump {n}", id=f"d{n}") for n in range(4)))
    assert use.as_written.endswith("Intrathecal pump 2; and 1 more")


def test_a_dose_of_one_way_does_not_tell_that_of_the_other(tmp_path: Path) -> None:
    tablets = medicine(TABLETS, "197391", sig=TID)
    vial = medicine("Baclofen 500 mcg/mL intrathecal solution", sig="by pump as set")
    record = read(bundle(tablets, vial), tmp_path)
    assert [str(use.daily) for use in record.patient.baclofen or ()] == ["30 mg", "None"]
    (dark,) = (e for e in record.entries if e.words.startswith("the dose of Baclofen 500 mcg/mL"))
    assert dark.state == "unread"


def test_what_is_ordered_today_counts_today(tmp_path: Path) -> None:
    for before, state in ((0, "read"), (-1, "harmless")):
        other = medicine("Tizanidine 4 mg tablet", authoredOn=day(before))
        (entry,) = (e for e in read(bundle(other), tmp_path).entries if "Tizanidine" in e.words)
        assert entry.state == state


def test_a_pump_and_its_use_are_one(tmp_path: Path) -> None:
    statement = {
        "resourceType": "DeviceUseStatement", "status": "active",
        "device": {"reference": "Device/d"},
    }  # fmt: skip
    assert len(uses(tmp_path, device("SynchroMed II", id="d"), statement)) == 1


@pytest.mark.parametrize(
    ("other", "known"),
    [
        (device("Insulin infusion pump"), True),
        (device("Breast pump"), True),
        (device("Cardiac pacemaker"), True),
        (device("Implantable drug infusion pump"), False),
        (device("Intrathecal pump", status="inactive"), False),
        (device("Intrathecal pump", status="entered-in-error"), False),
        ({"resourceType": "DeviceUseStatement", "status": "entered-in-error",
          "device": {"display": "intrathecal pump"}}, False),
        ({"resourceType": "Procedure", "code": {"text": "Removal of intrathecal pump"}}, False),
        ({"resourceType": "Procedure", "code": {"text": "Intrathecal methotrexate"}}, True),
        *(
            ({"resourceType": "Procedure", "status": status,
              "code": {"text": "Insertion of intrathecal pump"}}, True)
            for status in ("not-done", "entered-in-error", "preparation")
        ),
    ],
)  # fmt: skip
def test_other_pumps_and_pumps_gone(tmp_path: Path, other: Json, known: bool) -> None:
    record = read(bundle(medicine("Sertraline"), other), tmp_path)
    assert record.patient.baclofen == (() if known else None)


def test_oral_and_pump_are_two(tmp_path: Path) -> None:
    found = uses(tmp_path, medicine(TABLETS, sig=TID), device("SynchroMed II"))
    assert [(u.route, u.status) for u in found] == [
        ("oral", "active"), ("intrathecal", "unknown"),
    ]  # fmt: skip


def test_a_pump_and_its_order_are_one(tmp_path: Path) -> None:
    order = medicine("Gablofen", sig="300 mcg/day via pump")
    record = read(bundle(order, device("SynchroMed II")), tmp_path)
    (use,) = record.patient.baclofen or ()
    assert (use.route, str(use.daily)) == ("intrathecal", "300 mcg")
    assert "was read as the one of the intrathecal order" in said(record)


@pytest.mark.parametrize(
    ("name", "code", "sig", "route"),
    [
        ("baclofen intrathecal", "", "", "intrathecal"),
        ("baclofen 0.5 mg/mL", "308517", "", "intrathecal"),
        ("Gablofen", "", "", "intrathecal"),
        ("baclofen", "", "IT 300 mcg/day", "intrathecal"),
        ("BACLOFEN", "", "TAKE IT WITH FOOD", "unknown"),
        ("baclofen", "", "", "unknown"),
        ("baclofen granules", "", "", "oral"),
        ("baclofen injection", "", "", "unknown"),
        ("Lioresal", "", "", "unknown"),
        (TABLETS, "", "via pump", "unknown"),
        ("Baclofen intrathekal", "", "", "intrathecal"),
        ("Baclofen", "", "über Pumpe 300 Mikrogramm pro Tag", "intrathecal"),
        ("Liorésal intrathécal", "", "", "intrathecal"),
        ("baclofeno", "", "por bomba", "intrathecal"),
    ],
)
def test_the_route(tmp_path: Path, name: str, code: str, sig: str, route: str) -> None:
    assert [u.route for u in uses(tmp_path, medicine(name, code, sig=sig))] == [route]


@pytest.mark.parametrize(
    ("name", "route", "asks"),
    [
        ("Lioresal Intrathecal", "intrathecal", "300 mcg/day"),
        ("Baclofen intrathekal über Pumpe", "intrathecal", "300 mcg/day"),
        ("Gablofen", "intrathecal", "300 mcg/day"),
        ("Lioresal 10 mg", "unknown", "10 mg three times daily"),
    ],
)
def test_among_typed_medicines_a_pump_is_one(name: str, route: str, asks: str) -> None:
    read = read_table({"age_y": 50, "medicines": [name]}, known(), today=TODAY)
    (use,) = read.patient.baclofen or ()
    assert use.route == route
    assert asks in use.doubt


@pytest.mark.parametrize(
    ("name", "sig", "words"),
    [
        ("baclofen intrathecal", "0.3 mg/day", "a dose by pump is written in milligrams (0.3 mg"),
        (TABLETS, "300 mcg/day", "a dose by mouth is written in micrograms (300 mcg"),
    ],
)
def test_mg_and_mcg_by_the_wrong_door_give_no_dose(
    tmp_path: Path, name: str, sig: str, words: str
) -> None:
    (use,) = uses(tmp_path, medicine(name, sig=sig))
    assert use.daily is None
    assert words in use.doubt.lower()


# --- one order, many entries --------------------------------------------------------------------


def test_an_order_what_was_said_and_what_was_handed_over_are_one(tmp_path: Path) -> None:
    record = read(
        bundle(
            medicine(TABLETS, sig=TID, id="o"),
            medicine("Baclofen", kind="MedicationStatement", basedOn=[
                {"reference": "MedicationRequest/o"}]),
            medicine(TABLETS, kind="MedicationDispense", status="completed",
                     whenHandedOver=day(5), authorizingPrescription=[
                         {"reference": "MedicationRequest/o"}]),
        ),
        tmp_path,
    )  # fmt: skip
    (use,) = record.patient.baclofen or ()
    assert (use.status, str(use.daily), use.doubt) == ("active", "30 mg", "")
    assert "3 entries on baclofen were read as one order." in record.notes


def test_linked_entries_of_different_doses_give_no_dose(tmp_path: Path) -> None:
    (use,) = uses(
        tmp_path,
        medicine(TABLETS, sig=TID, id="o"),
        medicine(TABLETS, kind="MedicationStatement", sig="20 mg three times daily",
                 basedOn=[{"reference": "MedicationRequest/o"}]),
    )  # fmt: skip
    assert use.daily is None
    assert "its entries differ in the dose" in use.doubt.lower()


def test_a_statement_and_an_order_of_one_dose_are_one(tmp_path: Path) -> None:
    statement = medicine("baclofen", kind="MedicationStatement", sig="30 mg/day")
    (use,) = uses(tmp_path, medicine(TABLETS, sig=TID), statement)
    assert (use.route, str(use.daily)) == ("oral", "30 mg")


def test_a_statement_without_a_dose_is_that_of_the_order(tmp_path: Path) -> None:
    statement = medicine("baclofen", kind="MedicationStatement")
    (use,) = uses(tmp_path, medicine(TABLETS, sig=TID), statement)
    assert (str(use.daily), use.doubt) == ("30 mg", "")


def test_two_orders_of_different_doses_stay_two(tmp_path: Path) -> None:
    orders = [medicine(TABLETS, sig=sig) for sig in (TID, "20 mg at bedtime")]
    assert [str(u.daily) for u in uses(tmp_path, *orders)] == ["30 mg", "20 mg"]


def test_the_same_order_twice_is_one_and_said(tmp_path: Path) -> None:
    record = read(bundle(*(medicine(TABLETS, sig=TID) for _ in range(2))), tmp_path)
    assert len(record.patient.baclofen or ()) == 1
    assert "Make sure that it is not taken twice." in said(record)


def test_earlier_orders_are_the_past_of_the_running_one(tmp_path: Path) -> None:
    record = read(
        bundle(
            medicine(TABLETS, sig="5 mg three times daily", status="completed",
                     authoredOn=day(200)),
            medicine(TABLETS, sig=TID, authoredOn=day(30)),
        ),
        tmp_path,
    )  # fmt: skip
    (use,) = record.patient.baclofen or ()
    assert (use.status, str(use.daily)) == ("active", "30 mg")
    assert "An earlier order was read as the past of the baclofen that is running." in record.notes


def _before(tmp_path: Path, *over: Json, began: int = 1) -> list[tuple[str, int]]:
    (use,) = uses(tmp_path, *over, medicine(TABLETS, sig=TID, authoredOn=day(began)))
    return [(str(one.daily), (TODAY - one.until).days) for one in use.before]


def _over(sig: str, since: int, ended: int | None, status: str = "stopped") -> Json:
    valid: Any = (
        {} if ended is None else {"dispenseRequest": {"validityPeriod": {"end": day(ended)}}}
    )
    return medicine(TABLETS, sig=sig, status=status, authoredOn=day(since), **valid)


def test_what_ran_before_the_order_that_runs_is_told(tmp_path: Path) -> None:
    four = "20 mg four times daily"
    assert _before(tmp_path, _over(four, 90, 2)) == [("80 mg", 1)]
    assert _before(tmp_path, _over(four, 90, None)) == [("80 mg", 1)]
    # One after the other, and two at once.
    again = _over("20 mg three times daily", 30, 2)
    assert _before(tmp_path, _over(four, 90, 30), again) == [("80 mg", 30), ("60 mg", 1)]
    beside = _over("20 mg at bedtime", 40, 2)
    assert _before(tmp_path, _over("5 mg three times daily", 90, 2), beside) == [("35 mg", 1)]


def test_only_an_order_that_was_stopped_leaves_a_time_without(tmp_path: Path) -> None:
    four = "20 mg four times daily"
    assert _before(tmp_path, _over(four, 90, 20)) == [("80 mg", 20), ("0 mg", 1)]
    assert _before(tmp_path, _over(four, 90, 20, "completed")) == [("80 mg", 1)]
    assert _before(tmp_path, _over("as needed", 90, 2)) == []


def test_an_order_that_ran_beside_and_was_just_stopped_is_kept(tmp_path: Path) -> None:
    found = uses(
        tmp_path,
        medicine(TABLETS, sig=TID, authoredOn=day(200)),
        medicine(TABLETS, sig="20 mg at bedtime", status="stopped", authoredOn=day(250),
                 dispenseRequest={"validityPeriod": {"end": day(3)}}),
    )  # fmt: skip
    assert sorted(u.status for u in found) == ["active", "stopped"]


def test_an_old_active_order_does_not_hide_a_recent_stop(tmp_path: Path) -> None:
    found = uses(
        tmp_path,
        medicine(TABLETS, sig=TID, authoredOn=day(1000)),
        medicine(TABLETS, sig="20 mg three times daily", status="stopped", authoredOn=day(90)),
    )
    assert sorted(u.status for u in found) == ["stopped", "unknown"]


def test_a_supply_does_not_revive_an_order_that_was_stopped(tmp_path: Path) -> None:
    (use,) = uses(
        tmp_path,
        medicine(TABLETS, sig=TID, id="o", status="stopped", authoredOn=day(60),
                 dispenseRequest={"validityPeriod": {"end": day(5)}}),
        medicine(TABLETS, kind="MedicationDispense", status="completed", whenHandedOver=day(20),
                 daysSupply={"value": 90, "unit": "d"},
                 authorizingPrescription=[{"reference": "MedicationRequest/o"}]),
    )  # fmt: skip
    assert (use.status, use.stopped_on) == ("stopped", date(2026, 11, 17))


def test_given_under_an_order_is_that_order(tmp_path: Path) -> None:
    given = medicine("baclofen oral", kind="MedicationAdministration", status="completed",
                     effectiveDateTime=day(1))  # fmt: skip
    (use,) = uses(tmp_path, medicine(TABLETS, sig=TID), given)
    assert (use.status, str(use.daily), use.doubt) == ("active", "30 mg", "")


# --- no baclofen, and how sure ------------------------------------------------------------------


def test_a_complete_list_without_it(tmp_path: Path) -> None:
    record = read(bundle(medicine("Sertraline"), medicine("Diclofenac 50 mg")), tmp_path)
    assert record.patient.baclofen == ()
    assert "The record's medicine list (2 entries) shows no baclofen." in record.notes


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"resourceType": "CarePlan", "title": "Intrathecal BACLOFEN therapy"}, "CarePlan (1)"),
        ({"resourceType": "Encounter", "reasonCode": [{"text": "Lioresal refill"}]}, "Encounter"),
        (observation("9353-4", 200, "score") | {"code": {"text": "Baclofen"}}, "Observation (1)"),
        ({"resourceType": "Medication", "code": {"text": "baclofen"}}, "Medication (1)"),
        (condition("T42.8X5A", "http://hl7.org/fhir/sid/icd-10-cm"), "a diagnosis speaks of it"),
        (condition("T85.610A", "http://hl7.org/fhir/sid/icd-10-cm"), "a diagnosis speaks of it"),
    ],
)  # fmt: skip
def test_whatever_speaks_of_it_leaves_it_open(tmp_path: Path, other: Json, words: str) -> None:
    record = read(bundle(medicine("Sertraline"), other), tmp_path)
    assert record.patient.baclofen is None
    assert "Whether baclofen is taken stays open: " in said(record)
    assert words in said(record)


def test_labels_of_a_record_do_not_speak_of_it(tmp_path: Path) -> None:
    tagged = {"resourceType": "CarePlan", "meta": {"tag": [{"system": "https://baclofen.example"}]}}
    assert read(bundle(medicine("Sertraline"), tagged), tmp_path).patient.baclofen == ()


def test_of_several_dosages_the_last_end_counts(tmp_path: Path) -> None:
    def ending(*before: int) -> BaclofenUse:
        given = [
            {"text": TID, "timing": {"repeat": {"boundsPeriod": {"end": day(n)}}}} for n in before
        ]
        (use,) = uses(tmp_path, medicine(TABLETS, dosageInstruction=given))
        return use

    assert "its end was" in ending(5).doubt
    assert "its end was" in ending(9, 5).doubt
    assert "its end was" not in ending(5, -5).doubt
    assert "its end was" not in ending(-5, 5).doubt


def test_a_brand_tells_its_route_unless_another_begins_with_its_name() -> None:
    """Lioresal stands for tablets and for ampoules: it alone tells neither."""
    K = load_knowledge()
    some = {
        id: product for id, product in K.codes.products.items()
        if (product.brand, product.route) in (
            ("Lioresal", "oral"), ("Lioresal Intrathecal", "intrathecal"), ("Ozobax", "oral"),
        )
    }  # fmt: skip
    few = replace(K, codes=replace(K.codes, products=some))
    assert len(some) >= 3
    told = {words: route_of_brand(words, few) for words in ("Lioresal 10 mg", "Ozobax 5 mg")}
    assert told == {"Lioresal 10 mg": None, "Ozobax 5 mg": "oral"}
    assert route_of_brand("Gablofen", K) == "intrathecal"
    assert route_of_brand("baclofen", K) is None
