"""What a pump gives is unconfirmed until two people have read it off the pump, and says so."""

from __future__ import annotations

import pytest

from tests.unit.service.page.clinic import Browser, House, read_by_two, words
from tests.unit.service.page.test_walk import PUMP, imported

RIGHT = {"drug": "Baclofen", "mcg_per_mL": "2000", "mcg_per_day": "320"}
NEW = {**RIGHT, "mcg_per_day": "352"}
TABLES = {
    "dose_set": b"at,kind,route,per_day\n2026-11-22,dose_set,intrathecal,160 mcg/day\n",
    "interrogated": b"at,kind,now\n2026-11-22,interrogated,160 mcg/day\n",
    "refilled": b"at,kind,fill_mL,mcg_per_mL\n2026-11-22,refilled,20,2000\n",
}


def _look(one: Browser, patient: str) -> str:
    return words(one.get(f"/patients/{patient}/pump"))


def _first(one: Browser, patient: str) -> Browser:
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump", asked="352 mcg/day")
    inputs = one.hidden("inputs") if 'name="inputs"' in one.text else ""
    one.post(f"/patients/{patient}/pump/first", asked="352 mcg/day", inputs=inputs, **NEW)
    return one


def test_what_one_told_is_marked_wherever_it_is_the_base(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    said = _look(one, patient)
    assert "What runs is unconfirmed" in said
    assert "now, unconfirmed" in said
    one.post(f"/patients/{patient}/pump", asked="352 mcg/day")
    assert "Confirm, the first of two" not in words(one.text)
    for screen in ("/fit", "/try"):
        assert "What the pump gives is unconfirmed" in words(
            one.get(f"/patients/{patient}{screen}")
        )
    _first(one, patient)
    assert one.status == 400
    assert "a change is a share of it" in words(one.text)
    assert "planned" not in words(one.get(f"/patients/{patient}/record"))
    read_by_two(house, patient)
    said = _look(one, patient)
    assert "unconfirmed" not in said
    assert "unconfirmed" not in words(one.get(f"/patients/{patient}/try"))
    assert _first(one, patient).status == 200


def test_a_change_that_one_confirmed_is_named_wherever_the_pump_is(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    assert "as told: two people have not read it. Refill on" in _look(one, patient)
    read_by_two(house, patient)
    _first(one, patient)
    kept, pages = one.path, [f"/patients/{patient}{at}" for at in ("", "/fit", "/pump", "/follow")]
    for path in pages:
        said = words(one.get(path))
        assert "A change waits for a second person; it is not set. dr.a confirmed it" in said, path
        assert "Set the pump to 352 mcg/day" in said
        assert "Followed:" not in said
    other = house.browser("dr.b")
    other.get(kept)
    other.post(f"{kept}/second", **NEW)
    for path in pages:
        assert "A change waits" not in one.get(path), path
    assert "Followed: Set the pump to 352 mcg/day" in words(one.text)


def test_one_person_is_not_two_and_a_slip_is_kept_nowhere(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    for slip in ({"mcg_per_day": "13.33"}, {"mcg_per_mL": "500"}, {"drug": "morphine"}):
        _look(one, patient)
        typed = {**RIGHT, **slip}
        said = words(one.post(f"/patients/{patient}/pump/read", **typed))
        assert one.status == 400
        assert "it is not what was told" in said
        # Neither the refusal nor the form says what it should have been.
        alert = one.text.partition('role="alert"')[2].partition("</div>")[0]
        form = one.text.partition("/pump/read")[2].partition("</form>")[0]
        assert "320" not in alert
        assert ("320" in form) is ("320" in typed.values())
    _look(one, patient)
    one.post(f"/patients/{patient}/pump/read", **RIGHT)
    assert "dr.a has read drug, concentration and rate" in words(one.text)
    # The first cannot be the second, and has no form to be.
    assert f"/patients/{patient}/pump/read" not in one.text
    one.post(f"/patients/{patient}/pump/read", **RIGHT)
    assert one.status == 400
    assert "What runs is unconfirmed" in _look(one, patient)


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_sets_no_pump(house: House, kind: str) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    read_by_two(house, patient)
    one.get(f"/patients/{patient}")
    one.hand_in(f"/patients/{patient}/file", TABLES[kind])
    assert one.status == 200, words(one.text)
    assert "What runs is unconfirmed" in _look(one, patient)


def test_a_table_confirms_nothing_and_a_file_does_not_either(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP + b"read_by_two = true\n")
    assert "What runs is unconfirmed" in _look(one, patient)
    one.get(f"/patients/{patient}")
    table = b"at,kind,drug,mcg_per_mL,per_day\n2026-11-22,confirmed,baclofen,2000,320 mcg/day\n"
    one.hand_in(f"/patients/{patient}/file", table)
    assert one.status == 400
    assert "each of two people types it" in words(one.text)


def test_what_two_set_here_is_read_by_two(house: House) -> None:
    one, other = house.browser("dr.a"), house.browser("dr.b")
    patient = imported(one, PUMP)
    read_by_two(house, patient)
    at = _first(one, patient).path
    other.get(at)
    other.post(f"{at}/second", **NEW)
    assert "Set by dr.b" in words(other.text)
    said = _look(one, patient)
    assert "unconfirmed" not in said
    assert "352" in said
    # Told by one again, the same or not: read anew.
    one.post(f"/patients/{patient}/pump/told", now="300 mcg/day", origin="spinal")
    assert "What runs is unconfirmed" in words(one.text)


def test_what_is_replaced_is_told_at_the_visit_and_typed_by_two(house: House) -> None:
    one, other = house.browser("dr.a"), house.browser("dr.b")
    patient = imported(one, PUMP)
    one.get(f"/patients/{patient}/pump")
    one.post(
        f"/patients/{patient}/pump/told", now="320 mcg/day", origin="spinal", concentration="2000",
        fill_mL="20", alarm_mL="2", filled_on="2026-11-01", tubing_mL="0.26", catheter_mL="0.17",
    )  # fmt: skip
    read_by_two(house, patient)
    asked = {"new_mcg_per_mL": "500", "asked": "352 mcg/day", "new_fill_mL": "20"}
    _look(one, patient)
    one.post(f"/patients/{patient}/pump", **asked)
    assert one.status == 400
    assert "Say whether the pump is refilled" in words(one.text)
    one.post(f"/patients/{patient}/pump", **asked, stage="replacement")
    assert "Say what each holds now" in words(one.text)
    assert "Confirm, the first of two" not in words(one.text)
    asked |= {"stage": "replacement", "tubing_holds": "new drug", "catheter_holds": "old drug"}
    said = words(one.post(f"/patients/{patient}/pump", **asked))
    assert "in 500 mcg/mL after a bridge of 25.5 hours. No raise at this visit: 352" in said
    assert "0.17 mL" in said
    kept = {"drug": "Baclofen", "mcg_per_mL": "500", "mcg_per_day": "320"}
    one.post(f"/patients/{patient}/pump/first", **asked, inputs=one.hidden("inputs"), **kept)
    assert one.status == 200, words(one.text)
    at = one.path
    other.get(at)
    other.post(f"{at}/second", **kept)
    assert "Set by dr.b" in words(other.text)
