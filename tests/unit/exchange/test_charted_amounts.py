"""How much a ward charted as given: in words, in other units, as nothing, and close together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from tests.hook_requests import SUBJECT, reading
from tests.people import fired
from tests.unit.exchange.test_otherwise import (
    CONCEPT,
    TIMES,
    Json,
    ago,
    dose,
    doses,
    judged,
    offers,
    ordered,
    runs,
)


def charted(dosage: Json, *, days: int = 1, hour: str = "20", **more: Any) -> Json:
    return {**dose(days, hour, 20), "dosage": dosage, **more}


def amount(value: float, unit: str = "") -> Json:
    return {"dose": {"value": value, **({"unit": unit} if unit else {})}}


def words(text: str) -> Json:
    return {"text": text}


def row(count: int, minutes: float, *, days: int = 1, given: float = 20, at: int = 8) -> list[Json]:
    """So many doses, so many minutes from each to the next."""
    day = datetime.fromisoformat(ago(days)) + timedelta(hours=at)
    return [
        {"resourceType": "MedicationAdministration", "id": f"row{n}", **CONCEPT,
         "subject": SUBJECT, "status": "completed",
         "effectiveDateTime": (day + timedelta(minutes=n * minutes)).strftime("%Y-%m-%dT%H:%MZ"),
         "dosage": amount(given, "mg")}
        for n in range(count)
    ]  # fmt: skip


# --- what is read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "dosage",
    [
        words("20 tablets"), words("20 Tabletten"), words("20 x 10 mg"), words("0.2 g"),
        words("twenty 10 mg tablets"), words("20 tablets of 10 mg"), words("200 mg"),
        words("20 tabs PO"), words("20 comprimés"), words("zwanzig Tabletten"), words("0,2 g"),
        words("20 tablets (200 mg)"), words("20 tablets three times daily"),
        amount(0.2, "g"), amount(1, "g"), amount(20, "Tabletten"), amount(20, "comprimidos"),
        amount(200, "mg") | words("20 mg three times daily"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", ["completed", "in-progress"])
def test_far_too_much_is_read_in_words_and_in_other_units(dosage: Json, status: str) -> None:
    fit = judged(runs(), charted(dosage, status=status))
    assert "UNREAD-POISONING" in fired(fit)
    assert not offers(fit)


_IN_ERROR = (
    "20 tablets given in error", "20 tablets given by mistake", "Gave 20 tablets, meant 2",
    "20 tablets administered at 20:00", "20 Tabletten versehentlich gegeben",
    "20 comprimés donnés par erreur", "20 comprimidos por error", "20 compresse per errore",
    "20 tablets, wrong dose", "20 tablets PO x1", "200 mg given instead of 20 mg",
)  # fmt: skip


@pytest.mark.parametrize("text", _IN_ERROR)
@pytest.mark.parametrize("is_note", [False, True])
def test_words_beside_an_amount_make_it_no_smaller(text: str, is_note: bool) -> None:
    """As the dose itself, and as the note of a dose that is charted as ordered."""
    one = charted(amount(20, "mg"), note=[{"text": text}]) if is_note else charted(words(text))
    fit = judged(runs(), one)
    assert "UNREAD-POISONING" in fired(fit)
    assert not offers(fit)


@pytest.mark.parametrize("text", [
    "2 tablets given at 20:00", "given 20 min late", "28 tablets left in the box", "slept well",
    "pain 7/10 before, 3/10 after", "2 tablets, 20:00, by mouth", "6 tablets a day by now",
])  # fmt: skip
def test_other_numbers_in_a_note_are_no_amount(text: str) -> None:
    fit = judged(runs(), charted(amount(20, "mg"), note=[{"text": text}]))
    assert "UNREAD-POISONING" not in fired(fit)
    assert "USE-UNCLEAR" not in fired(fit)


@pytest.mark.parametrize(
    "dosage",
    [words("2 tablets"), words("20 mg"), words("20 mg by mouth"), words("two 10 mg tablets"),
     words("2 x 10 mg"), words("2 Tabletten"), words("20 mg three times daily"), amount(0.02, "g"),
     words("20 mg (2 tablets)"), words("deux comprimés"), amount(2, "Tabl."), {},
     words("given"), words("as ordered"), words("PO"), words("gegeben"), words("administered")],
)  # fmt: skip
def test_what_was_ordered_stays_ordinary(dosage: Json) -> None:
    held = [charted(dosage, days=day, hour=hour, id=f"a{day}{hour}")
            for day in (3, 2, 1) for hour in TIMES]  # fmt: skip
    assert ordered(judged(runs(), *held))


@pytest.mark.parametrize(
    "dosage",
    [amount(300, "mL"), amount(20), amount(3, "patch"), words("20 of the small ones"),
     words("see chart 7"), words("somewhat different"), amount(-20, "mg")],
)  # fmt: skip
def test_an_amount_that_nobody_could_read_is_asked_about_with_its_words(dosage: Json) -> None:
    fit = judged(runs(), *doses(3, 2, given=20), charted(dosage))
    assert "USE-UNCLEAR" in fired(fit)
    assert not offers(fit)
    told = dosage.get("text") or f"{dosage['dose']['value']:g}"
    assert told in fit.uses[0].doubt


def test_one_of_long_ago_that_nobody_could_read_is_history() -> None:
    assert ordered(judged(runs(), charted(amount(20), days=20), *doses(3, 2, 1, given=20)))


# --- nothing ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dosage",
    [amount(0, "mg"), words("0 mg"), words("not given"), words("refused"), words("0 tablets"),
     words("verweigert"), words("non donné")],
)  # fmt: skip
def test_a_dose_of_nothing_is_one_that_was_not_given(dosage: Json) -> None:
    held = [charted(dosage, days=day, hour=hour, id=f"a{day}{hour}")
            for day in (3, 2, 1) for hour in TIMES]  # fmt: skip
    fit = judged(runs(), *held)
    assert "STOP-NOW" in fired(fit)
    assert fit.verdict >= Verdict.AVOID
    assert not offers(fit)


def test_an_amount_whose_words_say_that_it_was_not_given_is_asked_about() -> None:
    held = [charted(amount(20, "mg") | words("refused"), days=day, hour=hour, id=f"a{day}{hour}")
            for day in (2, 1) for hour in TIMES]  # fmt: skip
    assert {"USE-UNCLEAR", "STOP-UNSURE"} <= fired(judged(runs(), *held))


# --- close together ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "held",
    [
        row(10, 1),
        row(12, 20),
        # Several times what is due, within hours.
        [*doses(2, given=20), *row(4, 10)],
        # Over a day and past midnight.
        row(11, 60, at=18, days=2),
    ],
)
def test_doses_close_together_are_one_amount(held: list[Json]) -> None:
    fit = judged(runs(), *held)
    assert "UNREAD-POISONING" in fired(fit)
    assert not offers(fit)
    found = [e.words for e in reading(runs(), *held).entries if e.alarms]
    assert found
    assert all("mg given within" in words for words in found)


@pytest.mark.parametrize(
    "held",
    [
        doses(3, 2, 1, given=20),
        # All of a day, charted at the end of a shift.
        [*doses(3, 2, given=20), *row(3, 5, at=20)],
        # One late, the next in time.
        [*doses(3, 2, given=20), *row(2, 200, at=9), dose(1, "20", 20)],
    ],
)
def test_the_doses_of_a_day_stay_ordinary_whenever_they_were_charted(held: list[Json]) -> None:
    assert ordered(judged(runs(), *held))


def test_one_dose_more_soon_after_another_is_asked_about() -> None:
    fit = judged(runs(), *doses(3, 2, 1, given=20), dose(1, "10", 20))
    assert "UNREAD-POISONING" not in fired(fit)
    assert "USE-UNCLEAR" in fired(fit)


def test_whoever_is_ordered_as_much_is_no_alarm() -> None:
    much = runs()
    much["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]["value"] = 80
    fit = judged(much, *doses(3, 2, 1, given=80))
    assert "UNREAD-POISONING" not in fired(fit)


def test_of_long_ago_it_is_history() -> None:
    assert "UNREAD-POISONING" not in fired(judged(runs(), *row(10, 1, days=30)))
