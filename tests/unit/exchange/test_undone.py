"""A dose beyond what people were ever given, and words that undo a coded dose: both are told."""

from __future__ import annotations

import pytest

from baclofen.answering import Answer, PlanInputs, answer
from baclofen.exchange import read_patient, with_answers
from baclofen.exchange.fhir.undone import tells_more, undoes
from baclofen.knowledge import Verdict
from baclofen.units import mg
from tests.people import TODAY, fired, known
from tests.unit.exchange.build import Json, bundle, creatinine, day, dosage, medicine
from tests.unit.exchange.test_ahead import judged as judged_orders
from tests.unit.exchange.test_ahead import lone, use
from tests.unit.exchange.test_kidney_unread import MS, judged, lost

K = known()
TABLETS = "Baclofen 10 MG Oral Tablet"
GOOD = creatinine(0.8, on=day(20))


def ordered(*given: Json) -> Json:
    return medicine(TABLETS, dosageInstruction=list(given))


def made(*held: Json, answers: tuple[tuple[str, str], ...] = ()) -> Answer:
    reading = read_patient(bundle(MS, GOOD, *held), known=K, today=TODAY)
    if not answers:
        return judged(reading)
    told = with_answers(reading, list(answers), K, today=TODAY)
    request = told.asks(today=TODAY)
    return answer(PlanInputs(patient=told.patient, request=request, entries=told.entries), K)


# --- beyond what people were ever given ----------------------------------------------------


@pytest.mark.parametrize("each", [100, 103, 200, 600])
def test_more_ahead_is_never_milder_and_its_figure_is_told(each: int) -> None:
    now = lone("m0", "20 mg three times daily", -30, 3)
    then = lone("m1", f"{each} mg three times daily", 4)
    (one,) = use(now, then).ahead
    assert one.daily == mg(3 * each)
    fit = judged_orders(now, then)
    assert fit.verdict is Verdict.AVOID
    assert "AHEAD-RAISE-FAR" in fired(fit)


@pytest.mark.parametrize("given", [dosage(200), {"text": "200 mg three times daily"}])
def test_more_in_force_is_a_likely_slip_that_no_yes_makes_a_dose(given: Json) -> None:
    for answers in ((), (("dose_confirmed", "yes"),)):
        found = made(ordered(given), answers=answers)
        assert found.verdict is Verdict.NEEDS_INFO
        assert "SLIP-CONFIRM-DOSE" in fired(found.fit)
    (one,) = found.fit.uses
    assert one.daily == mg(600)


def test_a_statement_of_ten_times_the_order_is_a_likely_slip() -> None:
    told = medicine(
        TABLETS, kind="MedicationStatement", dateAsserted=day(1),
        sig="20 tablets of 10 mg three times daily",
    )  # fmt: skip
    found = made(ordered({"text": "20 mg three times daily"}), told)
    assert found.verdict is Verdict.NEEDS_INFO
    assert {"SLIP-CONFIRM-DOSE", "DUP-BACLOFEN"} <= fired(found.fit)
    same = medicine(
        TABLETS, kind="MedicationStatement", dateAsserted=day(1),
        sig="2 tablets of 10 mg three times daily",
    )  # fmt: skip
    assert made(ordered({"text": "20 mg three times daily"}), same).verdict is Verdict.OK


# --- words beside a coded dose -----------------------------------------------------------


UNDOING = (
    "every other day", "alternate days", "q.o.d.", "Mon/Wed/Fri", "Mo only on weekdays",
    "three times a week", "once weekly", "only if spasm", "if stiff", "see chart",
    "as per clinic letter", "withhold", "do not give", "jeden zweiten Tag", "alle zwei Tage",
    "bei Bedarf", "siehe Plan", "un jour sur deux", "si besoin", "cada dos días",
    "solo si espasmo", "a giorni alterni", "al bisogno",
)  # fmt: skip
PLAIN = (
    "1 tab, three a day", "Take one tablet 3 times a day to relax muscles", "10 mg TID via PEG",
    "10 mg b.i.d.", "with food", "Take as directed", "Do not stop suddenly.", "avoid alcohol",
    "hold for sedation", "oral suspension three times a day", "morgens, mittags, abends",
    "matin midi soir", "por la mañana, tarde y noche", "mattina, pomeriggio e sera",
    "if possible with food",
)  # fmt: skip


@pytest.mark.parametrize("words", UNDOING)
def test_words_that_undo_a_coded_dose_leave_none(words: str) -> None:
    assert undoes(words)
    found = made(ordered(dosage(10, text=words)))
    assert found.verdict >= Verdict.CAUTION
    (one,) = found.fit.uses
    assert one.daily is None


@pytest.mark.parametrize(("often", "is_told"), [("3 times a day", True), ("twice daily", False)])
def test_words_that_say_another_number_of_times_leave_no_dose(often: str, is_told: bool) -> None:
    found = made(ordered(dosage(10, text=f"Take one tablet {often} to relax muscles")))
    (one,) = found.fit.uses
    assert one.daily == (mg(30) if is_told else None)


@pytest.mark.parametrize("words", PLAIN)
def test_words_that_only_tell_a_dose_again_undo_none(words: str) -> None:
    assert not undoes(words)


@pytest.mark.parametrize("words", ["1 tab, three a day", "Take one tablet to relax muscles"])
def test_whoever_has_a_dose_told_twice_keeps_it_quietly(words: str) -> None:
    assert not tells_more(words)
    found = made(ordered(dosage(10, text=words)))
    assert found.verdict is Verdict.OK
    assert lost(found) == []


def test_other_words_are_quoted_and_the_dose_stays() -> None:
    found = made(ordered(dosage(10, text="mind the new scheme")))
    assert found.verdict is Verdict.CAUTION
    (words,) = lost(found)
    assert "mind the new scheme" in words
    (one,) = found.fit.uses
    assert one.daily == mg(30)


@pytest.mark.parametrize(
    "given", [dosage(10, text="after dialysis"), {"text": "10 mg after each dialysis"}]
)
def test_a_dose_by_dialysis_asks_about_dialysis(given: Json) -> None:
    found = made(ordered(given))
    assert found.verdict is Verdict.NEEDS_INFO
    assert "UNREAD-RAISE" in fired(found.fit)
    (one,) = found.fit.uses
    assert one.daily is None


def test_another_medicine_by_dialysis_asks_about_it_too() -> None:
    other = medicine("Epoetin alfa", sig="after each haemodialysis")
    found = made(ordered(dosage(10)), other)
    assert "UNREAD-RAISE" in fired(found.fit)
    assert any("haemodialysis" in words for words in lost(found))
    calm = medicine("Paracetamol", sig="one tablet daily, patient is not on dialysis")
    assert "UNREAD-RAISE" not in fired(made(ordered(dosage(10)), calm).fit)
