"""Orders as German, French, Italian and British records write them, and what nobody could read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baclofen.exchange.fhir.sig import is_as_needed, read_counted, read_sig, read_sum
from baclofen.exchange.fhir.worded_steps import tells_of_steps
from baclofen.units import mg
from tests.unit.exchange.build import bundle, condition, day, medicine, read

SPASTIC = condition("221360009", onsetDateTime="2012-01-01")


@pytest.mark.parametrize(
    ("name", "words", "daily"),
    [
        ("Lioresal 25 mg", "1-1-1-1", 100), ("Lioresal 10 mg Tabletten", "1-0-2", 30),
        ("Baclofen 10 mg", "0-0-1", 10), ("Baclofen-ratiopharm 10 mg", "3x täglich 1 Tablette", 30),
        ("Baclofen", "1-1-1 Tbl. zu 10 mg", 30), ("Baclofen", "10 mg 1-0-2", 30),
        ("Baclofène", "1 comprimé de 10 mg 3 fois par jour", 30),
        ("Baclofen 10 mg", "10 mg dreimal täglich", 30), ("Baclofen 10 mg", "3 x tgl. 1 Tbl.", 30),
        ("Baclofène 10 mg", "1 comprimé matin, midi et soir", 30),
        ("Baclofène 10 mg", "10 mg trois fois par jour", 30),
        ("Baclofene 25 mg", "1 compressa tre volte al giorno", 75),
        ("Baclofeno 10 mg", "10 mg tres veces al día", 30),
        ("Baclofen 10 mg tablets", "15 mg BD and 10 mg nocte", 40),
        ("Baclofen 10 mg tablets", "2 tablets mane and 1 tablet nocte", 30),
        ("Baclofen 10mg tablets", "10mg in the morning, 10mg at lunchtime and 20mg at night", 40),
        ("Baclofen 10mg tablets", "10mg morning, 10mg lunchtime, 10mg teatime, 20mg night", 50),
        ("Baclofen 10 mg tablets", "1 tablet with breakfast and 2 tablets at bedtime", 30),
        ("Baclofen 5mg/5ml oral solution", "10 ml TDS", 30),
        ("Baclofen 5mg/5ml oral solution", "5ml BD and 10ml nocte", 20),
        ("Lyflex 5 mg/5 mL oral solution", "10 mg (10 ml) three times a day", 30),
        ("Fleqsuvy", "2 mL three times a day", 30),
        ("Ozobax DS", "5 mL (10 mg) 3 times a day", 30),
        ("Baclofène 1 mg/mL solution buvable", "10 ml trois fois par jour", 30),
        ("Baclofen 10 mg/5 mL oral solution", "5 ml dreimal täglich", 30),
        ("Baclofen 5 mg/5 mL", "10 mL four times a day", 40),
        ("Baclofen 5mg/5ml oral solution", "Take TWO 5ml spoonfuls three times a day", 30),
        ("Baclofen 10 mg", "1/2-0-1/2", 10), ("Baclofen 10 mg", "1½-0-1", 25),
        ("Baclofen 10 mg tablets", "Take half a tablet three times a day", 15),
        ("Baclofen 10 mg tablets", "one half tablet by mouth 3 times daily", 15),
        ("Baclofen 10 mg tablets", "½ tablet TDS", 15),
        ("Baclofen 10 mg tablets", "1 tablet in the morning and half a tablet at night", 15),
        ("Lioresal 10 mg", "un comprimé et demi trois fois par jour", 45),
        ("Baclofène 10 mg", "1 cp matin et 2 cp le soir", 30),
        ("Baclofeno 10 mg", "10 mg c/8h", 30), ("Baclofen 10 mg", "1 compressa ogni 8 ore", 30),
        ("Baclofen 10 mg", "2 Tabletten alle 8 Stunden", 60),
        ("Baclofen 10 mg", "3 dd 1 tablet", 30),
        ("Baclofen 10 mg", "10 mg mattina, 10 mg pomeriggio, 20 mg sera", 40),
        ("Baclofen 10 mg", "morning 10 mg, night 20 mg", 30), ("Baclofen 10 mg", "5 mg tid po", 15),
        ("Baclofen 10 mg", "5 mg morning, noon and night", 15),
        ("Baclofène 10 mg", "2 cp x 3/j", 60), ("Baclofène 10 mg", "1,5 cp matin midi soir", 45),
        ("Baclofen 10 mg Tabletten", "1,5 Tbl. morgens mittags abends", 45),
        ("Baclofene 10 mg", "1 cpr mattina mezzogiorno sera", 30),
        ("Baclofeno 10 mg", "1 comprimido mañana, tarde y noche", 30),
        ("Baclofen 10 mg tablets", "1 tab x 3/day", 30),
        ("Baclofen 10 mg tablets", "20 mg/day divided TID", 20),
        ("Baclofen 10 mg tablets", "30 mg per day in three divided doses", 30),
        ("Baclofen 10 mg tablets", "6 tablets daily in 3 doses", 60),
        ("Baclofen 10 mg tablets", "20 mg every evening at 6 pm", 20),
        ("Baclofen 10 mg tablets", "10 mg in the morning at 8:00, and 20 mg at night", 30),
        ("Baclofen 10 mg tablets",
         "Take 1 tablet (10 mg total) by mouth 3 (three) times daily.", 30),
        ("Baclofen 20 mg tablets", "Take 20 mg by mouth 2 (two) times daily.", 40),
        ("Baclofen 10 mg tablets", "Take two tablets (20mg) three times a day", 60),
        ("Baclofen 10 mg tablets", "ONE TO BE TAKEN THREE TIMES A DAY", 30),
        ("Baclofen 10 mg tablets", "Take ONE three times daily", 30),
        ("Baclofen 10 mg tablets", "1 tds", 30), ("Baclofen 5 mg tablets", "2 po bid", 20),
        ("Baclofen 10 mg tablets", "One tablet every eight hours", 30),
        ("Baclofen 10 mg tablets", "take 1 tablet by oral route 3 times every day", 30),
        ("Baclofen 10 mg tablets",
         "10 mg three times daily with food; do not stop suddenly", 30),
        ("Baclofen 10 mg tablets", "10mg PO TID, hold for sedation", 30),
        ("Baclofen 10 mg tablets", "TAKE ONE TABLET THREE TIMES DAILY AS DIRECTED", 30),
    ],
)  # fmt: skip
def test_the_usual_orders_are_read(tmp_path: Path, name: str, words: str, daily: float) -> None:
    found = read(bundle(SPASTIC, medicine(name, sig=words)), tmp_path).patient
    assert [use.daily for use in found.baclofen or ()] == [mg(daily)]
    assert found.unread == ()


#: Written down before they were read: orders for tablets of 10 mg, with the mg of a day.
READ = {
    "Take 10 mg (1 tablet) by mouth 3 (three) times a day with meals": 30,
    "20 mg (2 tablets) twice daily": 40, "5 mg (half a tablet) three times a day": 15,
    "10 mg tid (30 mg/day)": 30, "10 mg TID = 30 mg/day": 30, "1 tablet tid (30 mg/day)": 30,
    "20 mg three times daily (total 60 mg/day)": 60, "10 mg tid (total daily dose 30 mg)": 30,
    "one nocte": 10, "2 nocte": 20, "one mane": 10, "1 mane 2 nocte": 30,
    "1 mane, 1 midday, 2 nocte": 40, "one mane two nocte": 30,
    "TAKE 1 TAB PO QAM, 1 TAB QNOON AND 2 TABS QHS": 40, "10 mg qAM and 20 mg qHS": 30,
    "1 tab qam and 2 tabs qpm": 30, "Take one tablet at 8am, 2pm and 10pm": 30,
    "1 tablet at 08:00, 14:00 and 20:00": 30, "10 mg at 8 am and 8 pm": 20,
    "1 tab TID, disp #90": 30, "1 tab TID. Disp: 90": 30, "10 mg TID, #90, 3 refills": 30,
    "1 tablet three times a day, dispense 90 tablets": 30,
    "Take 1 tablet by mouth daily for 30 days": 10, "10 mg three times a day x 30 days": 30,
    "10 mg TID for 3 months": 30, "1 tab po tid for 30 days, disp #90, 2 refills": 30,
    "Take 1 tablet (10 mg) twice daily; max 30 mg/day": 20,
    "10 mg TID, not to exceed 80 mg/day": 30, "1 tablet tid (max 8 tablets/day)": 30,
    "10 mg TID. Maximum daily dose 80 mg": 30, "dos comprimidos cada 8 horas": 60,
    "un comprimido cada 8 horas": 30, "zwei Tabletten 3x täglich": 60,
    "deux comprimés trois fois par jour": 60, "due compresse 3 volte al giorno": 60,
}  # fmt: skip
#: Their neighbours, each of which may be read in two ways, or says two things.
NOT_READ = (
    "Take 10 mg (2 tablets) by mouth 3 times a day", "10 mg (1-2 tablets) tid",
    "10 mg (1 tablet) or 20 mg (2 tablets) tid", "10 mg (1 tablet 10 mg) tid",
    "10 mg tid (60 mg/day)", "10 mg (30 mg/day)", "10 mg tid (30 mg/dose)", "10 mg TID 20 mg/day",
    "10 mg tid total", "10 mg tid total 20 mg per day", "2 tablets (30 mg/day)",
    "10 mg tid (max 20 mg/day)", "1 tab TID max 2 tablets/day", "1 tablet TID max 80 mg",
    "max 30 mg/day", "10 mg twice daily; increase to max 30 mg/day",
    "1 tablet twice daily; may take up to 30 mg/day", "10 mg up to 3 times daily",
    "one nocte prn", "one or two nocte", "1-2 nocte", "1 mane 1-2 nocte", "one mane or nocte",
    "1 mane 2 mane", "1 mane 2 nocte 30", "10mg mane 20mg nocte except Sunday",
    "TAKE 1 TAB PO QAM, 1 TAB QNOON OR 2 TABS QHS", "1 tab qam and 1-2 tabs qhs", "1 tab qod",
    "1 tab qwk", "Take one tablet at 8am, 2pm or 10pm", "one tablet at 8, 2 and 10",
    "Take one tablet at 8am, two at 2pm and 10pm", "1 tablet at 8am, 8am and 10pm",
    "10 mg at 8am and 20 mg", "1 tab TID, disp #90 then 2 tabs TID", "1 tab, disp #90",
    "1 tab TID or QID, disp #90", "10 mg daily disp 2 tablets TID", "10 mg TID #",
    "Take 1 tablet daily for 3 days", "1 tab TID x 10 days", "1 tablet for 30 days",
    "1 tablet daily for 30 days then 2 tablets daily", "1 every other day",
    "1 tablet alternate days", "dos comprimidos cada 8-12 horas",
    "uno o dos comprimidos cada 8 horas", "dos comprimidos si precisa",
    "zwei bis drei Tabletten täglich",
)  # fmt: skip


def test_orders_of_many_hands_are_read_in_one_way_or_not_at_all() -> None:
    """Neither list may hold a dose that is off by a factor."""
    read = {words: sig_of(words) for words in (*READ, *NOT_READ)}
    assert {words: mg for words, mg in read.items() if mg is not None} == READ


def sig_of(words: str) -> float | None:
    """The mg of a day by every reader of one dosage, as an order tries them."""
    if is_as_needed(words) or tells_of_steps(words):
        return None
    sig = read_sig(words) or read_counted(words, 10) or read_sum(words, 10)
    return None if sig is None else sig.daily.in_mg


def test_a_supply_in_words_ends_as_one_that_is_coded(tmp_path: Path) -> None:
    words = "Take 1 tablet by mouth three times a day for 30 days"
    uses = []
    for days in (10, 100):
        order = medicine("Baclofen 10 mg tablets", sig=words, authoredOn=day(days))
        [use] = read(bundle(SPASTIC, order), tmp_path).patient.baclofen or ()
        uses.append((use.daily, use.status))
    assert uses[0] == (mg(30), "active")
    assert uses[1][1] == "unknown"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Baclofen 10 mg tablets", "1 tablet (5 mg total) three times daily"),
        ("Baclofen 10 mg tablets", "2 tablets (10 mg) 3 (three) times daily"),
        ("Baclofen 10 mg tablets", "1 tablet 3 (two) times daily"),
        ("Baclofen 10 mg tablets", "one or two to be taken three times a day"),
        ("Baclofen 5mg/5ml oral solution", "1 tds"), ("Baclofen", "1 tds"),
        ("Baclofen 10 mg", "take as directed"), ("Baclofen 10 mg", "0-0-0"),
        ("Baclofen 10 mg", "bis zu 3x täglich 1 Tablette"), ("Baclofen 10 mg", "1-2-1 Tropfen"),
        ("Baclofen 10 mg", "1-2 Tabletten 3x täglich"), ("Baclofen", "1-1-1"),
        ("Baclofen", "0-0-0 Tbl. zu 10 mg"), ("Baclofen", "1-1-1 zu 10 mg/ml"),
        ("Baclofen 10 mg", "5 mg TDS and 10 mg TDS"), ("Baclofen 10 mg Lösung", "1-1-1"),
        ("Baclofen 10 mg", "10 mg TDS and reduce"), ("Baclofen 7 mg", "1-1-1"),
        ("Baclofen oral solution", "10 ml TDS"), ("Baclofen 10 mg tablets", "10 ml TDS"),
        ("Baclofen 3 mg/mL oral solution", "10 ml TDS"),
        ("Fleqsuvy 5 mg/5 mL", "10 ml TDS"), ("Fleqsuvy", "10 mg (10 mL) TDS"),
        ("Baclofen 5mg/5ml oral solution", "5-10 ml TDS"),
        ("Baclofen 5mg/5ml oral solution", "1 spoonful TDS"),
        ("Baclofen 10 mg/5 mL", "2 mL once daily"), ("Baclofen 10 mg", "1/2 tablets TDS"),
        ("Baclofen 10 mg", "11/2 tablets TDS"), ("Baclofen 10 mg", "1-1/2 tablets TDS"),
        ("Baclofen 10 mg", "1 or half a tablet TDS"), ("Baclofen", "half a tablet TDS"),
        ("Baclofen 10 mg tablets", "half a tablet of 20 mg tds"),
        ("Baclofen 10 mg tablets", "20 mg/day TID"),
        ("Baclofen 10 mg tablets", "20 mg divided TID"),
        ("Baclofen 10 mg tablets", "20 mg/day in divided doses"),
        ("Baclofen 10 mg tablets", "20 mg TID at 6 pm"), ("Baclofène 10 mg", "2 x 3/j"),
        ("Baclofen 10 mg tablets", "2 tabs x 3 days"), ("Baclofène 10 mg", "1,5 mg cp 3 x/j"),
        ("Baclofen 10 mg tablets", "20 mg every evening at 6 tablets"),
        ("Baclofen 10 mg tablets", "5 mg/day divided TID"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_counted_as_not_understood(
    tmp_path: Path, name: str, words: str
) -> None:
    found = read(bundle(SPASTIC, medicine(name, sig=words)), tmp_path).patient
    assert [use.daily for use in found.baclofen or ()] == [None]
    (asked,) = found.unread
    assert name in asked.words
    assert words in asked.words


def test_a_running_order_without_any_dose_is_named(tmp_path: Path) -> None:
    silent = medicine("Baclofen 10 mg tablets")
    (asked,) = read(bundle(SPASTIC, silent), tmp_path).patient.unread
    assert "Baclofen 10 mg tablets" in asked.words
    told = medicine("Baclofen 10 mg tablets", sig="10 mg TDS")
    assert read(bundle(SPASTIC, told), tmp_path).patient.unread == ()


@pytest.mark.parametrize("beside", [(), (medicine("Baclofen 10 mg", sig="10 mg TDS"),)])
def test_a_ban_on_baclofen_is_asked_about(tmp_path: Path, beside: tuple[dict[str, Any]]) -> None:
    ban = medicine("Baclofen 10 MG Oral Tablet", sig="20 mg three times daily", doNotPerform=True)
    (asked,) = read(bundle(SPASTIC, ban, *beside), tmp_path).patient.unread
    assert "not to give" in asked.words
    assert asked.alarms == ("ORDER-FORBIDS",)
    over = ban | {"status": "stopped"}
    assert read(bundle(SPASTIC, over, *beside), tmp_path).patient.unread == ()
