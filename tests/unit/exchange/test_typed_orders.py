"""Orders typed as TOML tables: read whole, or refused with what is wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from baclofen.errors import InputRefused, UnitProblem
from baclofen.exchange.product_words import product_in, product_named, strength_in
from baclofen.exchange.typed_orders import read_orders
from baclofen.regimen import (
    Bolus,
    Clocked,
    Device,
    Filling,
    Flex,
    OralOrder,
    OtherOrder,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.units import mcg, mg
from tests.unit.exchange.build import TODAY, read


def order(text: str) -> object:
    return read_orders(tomllib.loads(text)).order


def test_every_key_of_an_oral_order() -> None:
    text = (
        '[oral]\ndose = "10 mg"\ntimes_per_day = 3\nper_day = "30 mg/day"\nstarts = true\n'
        'product = "Fleqsuvy"\nconcentration = "25 mg/5 mL"\nvolume_mL = 2\ntube = "peg"\n'
        'tube_fr = 14\nsetting = "inpatient"\nparts = ["5 mg", "5 mg", "20 mg"]\n'
        'worst_at = "night"\n'
    )
    assert order(text) == OralOrder(
        dose=mg(10), times_per_day=3, daily=mg(30), starts=True, product="suspension_5",
        mg_per_mL=5.0, volume_mL=2, tube="peg", tube_fr=14, setting="inpatient",
        parts=(mg(5), mg(5), mg(20)), worst_at="night",
    )  # fmt: skip


def test_every_key_of_a_screening_order() -> None:
    text = (
        '[screening]\ndose = "75 mcg"\nconcentration = 50\norigin = "spinal"\n'
        'setting = "inpatient"\n'
        'given = [{ dose = "50 mcg", hours_ago = 26, responded = false, effect_hours = 3 }]\n'
    )
    assert order(text) == ScreeningOrder(
        dose=mcg(75), mcg_per_mL=50, origin="spinal", setting="inpatient",
        given=(Bolus(dose=mcg(50), hours_ago=26, responded=False, effect_hours=3),),
    )  # fmt: skip


def test_every_key_of_a_pump_order() -> None:
    text = (
        '[pump]\nstage = "refill"\norigin = "cerebral"\nnow = "17.5 mcg/h"\nasked = "460 mcg/day"\n'
        'history = ["300 mcg/day", "400 mcg/day"]\na_year_ago = "250 mcg/day"\n'
        'screening = { dose = "50 mcg", responded = true }\nhours_since_change = 30\n'
        "fill_mL = 20\nalarm_mL = 2\nleft_mL = 3\nexpected_mL = 3.1\nwithdrawn_mL = 6\n"
        "tubing_mL = 0.199\ncatheter_cm = 80\ncatheter_mL_per_cm = 0.0022\nconcentration = 500\n"
        "new_concentration = 2000\nfilled_on = 2026-09-01\nrefill_on = 2026-11-24\n"
        "alarm_on = 2026-11-20\nweans_oral = true\nalarm = true\nfault = false\nfits = true\n"
        'hours_since_refill = 5\nsetting = "outpatient"\n'
    )
    assert order(text) == PumpOrder(
        stage="refill", origin="cerebral", now=mcg(420), asked=mcg(460),
        history=(mcg(300), mcg(400)), a_year_ago=mcg(250),
        screening=Bolus(dose=mcg(50), responded=True), hours_since_change=30, weans_oral=True,
        alarm=True, fault=False, fits=True, hours_since_refill=5, setting="outpatient",
        filling=Filling(
            fill_mL=20, alarm_mL=2, left_mL=3, expected_mL=3.1, withdrawn_mL=6, tubing_mL=0.199,
            catheter_mL=80 * 0.0022, catheter_cm=80, mcg_per_mL=500, new_mcg_per_mL=2000,
            filled_on=date(2026, 9, 1), refill_on=date(2026, 11, 24), alarm_on=date(2026, 11, 20),
        ),
        device=Device(None, {"tubing_mL": 0.199, "catheter_mL_per_cm": 0.0022}),
    )  # fmt: skip


def test_the_smaller_tables(tmp_path: Path) -> None:
    text = (
        'stopped = "75 mg/day"\nhours_since_last_dose = 31\n'
        '[taper]\nweeks = 0\nreturned = true\nprevious = "40 mg/day"\n'
        '[swallowed]\namount = "300 mg"\nhours_ago = 3\n'
    )
    record = read(text, tmp_path)
    asked = record.asks(today=TODAY)
    assert asked.taper == TaperOrder(weeks=0, returned=True, previous=mg(40))
    assert asked.swallowed == Swallowed(amount=mg(300), hours_ago=3)
    (use,) = record.patient.baclofen or ()
    assert (use.status, use.daily, use.hours_since_last) == ("stopped", mg(75), 31)
    other = order('[other_route]\nroute = "intravenous"\nproduct = "Gablofen 500 mcg/mL"\n')
    assert other == OtherOrder(route="intravenous", product="ampoule")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[pump]\nasked = 300", "asked is 300 without a unit"),
        ('[pump]\nasked = "300"', "asked is '300' without a unit"),
        ('[pump]\nasked = "300 mcg"', "how often it is taken could not be read"),
        ('[pump]\nhistory = ["300 mg/day"]', "earlier pump dose is 300 mg"),
        ('[pump]\nstage = "begin"', "stage is 'begin'; it must be one of"),
        ("[pump]\nrate = 3", "key in [pump] is 'rate'"),
        ("[pump]\ncatheter_mL_per_cm = 0.002", "a volume per cm without a length"),
        ("[pump]\ncatheter_cm = 80\ncatheter_mL_per_cm = 0.002\ncatheter_mL = 1", "given twice"),
        ('[pump]\nalarm_on = "soon"', "it must be a date, without quotes"),
        ("[pump]\nscreening = 50", "it must be a table of one bolus"),
        ('[screening]\ndose = "50 mg"', "Was 50 mcg meant?"),
        ('[screening]\ndose = "50 mcg/day"', "one amount is wanted here"),
        ("[screening]\ngiven = 50", "given is 50; it must be a list of tables"),
        ("[screening]\ngiven = [{ hours_ago = 3 }]", "a bolus without a dose"),
        ('[screening]\ngiven = [{ dose = "50 mcg", hours = 3 }]', "key in [given] is 'hours'"),
        ("[oral]\nvolume_mL = 10", "oral liquid is 10 mL alone"),
        ('[oral]\nproduct = "syrup"', "it names no baclofen product"),
        ('[oral]\nconcentration = "strong"', 'Write for example "5 mg/5 mL".'),
        ("[swallowed]\nhours_ago = 3", "without an amount"),
        ('[other_route]\nproduct = "vial"', "without a route"),
        ("oral = 3", "oral is 3; it must be a table: [oral]"),
        ('[oral]\n[pump]\nnow = "30 mcg/day"', "one file asks for one thing"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=re.escape(words)):
        read_orders(tomllib.loads(text))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('requested = "30 mg/day"\n[oral]\ndose = "5 mg"', "an order table stands beside it"),
        ("hours_since_last_dose = 3", "it must stand beside stopped"),
        ("weeks_at_maximum = 3", "it must stand beside baclofen"),
        ('weight = "70"', "weight is '70' without a unit"),
        ('weight = "70 stone"', "its unit must be kg or lb"),
        ('weight = "70 kg"\nweight_kg = 70', "it must be given once"),
        ("medicines = [{}]", "it must be a list of texts"),
        ('medicines = [{ brand = "x" }]', "key of a medicine is 'brand'"),
        ('medicines = [{ since = 2026-01-01 }]', "a table without name, atc or rxnorm"),
        ('medicines = [{ name = "x", since = "May" }]', "since is 'May'"),
        ('request = "start"\n[taper]\nweeks = 1', "it must be one of the two"),
    ],
)  # fmt: skip
def test_what_is_refused_of_a_whole_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=re.escape(words)):
        read(text, tmp_path).asks(today=TODAY)


def test_words_without_a_number_are_no_egfr(tmp_path: Path) -> None:
    record = read('egfr = "normal"', tmp_path)
    assert record.patient.egfr is None
    assert '"normal" is no eGFR' in record.notes[0]


def test_pounds_are_read_and_said(tmp_path: Path) -> None:
    record = read('weight = "154 lb"', tmp_path)
    assert record.patient.weight_kg == pytest.approx(69.85, abs=0.01)
    assert 'The weight "154 lb" was read as 69.9 kg.' in record.notes


@pytest.mark.parametrize(
    ("words", "product", "strength", "each"),
    [
        ("tablet", "tablet", None, None),
        ("Lioresal 10 mg tablets", "tablet", None, 10.0),
        ("Baclofen 20 MG Oral Tablet", "tablet", None, 20.0),
        ("tablets of 5 mg", "tablet", None, 5.0),
        ("Lyvispah 10 mg", "granules", None, 10.0),
        ("Lioresal Intrathecal", "ampoule", None, None),
        ("intrathecal 2000 mcg/mL", "ampoule", 2.0, None),
        ("OZOBAX DS", "solution_2", None, None),
        ("oral solution 10 mg/5 mL", "solution_2", 2.0, None),
        ("oral suspension 3 mg/mL", "liquid", 3.0, None),
        ("granules", "granules", None, None),
        ("Tablette 25 mg", "tablet", None, 25.0),
        ("25 mg Tabletten", "tablet", None, 25.0),
        ("Tbl. 10 mg", "tablet", None, 10.0),
        ("comprimés à 10 mg", "tablet", None, 10.0),
        ("comprimidos de 25 mg", "tablet", None, 25.0),
        ("compresse da 2,5 mg", "tablet", None, 2.5),
        ("Lösung 5 mg/5 mL", "solution_1", 1.0, None),
        ("jarabe 5 mg/5 mL", "solution_1", 1.0, None),
        ("tablets (10 mg each)", "tablet", None, 10.0),
        ("comprimés", "tablet", None, None),
        ("Lioresal liquid", "solution_1", None, None),
        ("Lioresal oral solution 5 mg/5 mL", "solution_1", 1.0, None),
        ("Lioresal suspension", "liquid", None, None),
        ("Liorésal", "tablet", None, None),
    ],
)
def test_products_in_words(
    words: str, product: str, strength: float | None, each: float | None
) -> None:
    named = product_named(words)
    assert (named.product, named.mg_per_mL, named.mg_each) == (product, strength, each)


@pytest.mark.parametrize("words", ["Tablette 25", "tablets 10 mg or 25 mg", "solution 5"])
def test_a_strength_that_was_not_read_is_refused(words: str) -> None:
    with pytest.raises(InputRefused, match="could not be read in one way only"):
        product_named(words)


def test_a_dose_in_words_is_no_product() -> None:
    assert product_in("10 mg three times daily") is None


def test_only_a_tablet_or_a_packet_has_a_strength_of_its_own() -> None:
    with pytest.raises(InputRefused, match="only a tablet or a packet"):
        OralOrder(product="liquid", mg_each=10)


def test_the_product_named_with_the_dose_asked_about_is_kept(tmp_path: Path) -> None:
    order = read('requested = "baclofen 10 mg tablets three times daily"', tmp_path).ordered.order
    assert isinstance(order, OralOrder)
    assert (order.daily, order.product, order.mg_each) == (mg(30), "tablet", 10.0)
    poured = read(
        'requested = "5 mg three times daily as oral solution 5 mg/5 mL"', tmp_path
    ).ordered.order
    assert isinstance(poured, OralOrder)
    assert (poured.daily, poured.product, poured.mg_per_mL) == (mg(15), "solution_1", 1.0)


def test_a_strength_needs_a_volume() -> None:
    assert strength_in("10 mg") is None
    assert strength_in("10 mg/0 mL") is None
    assert strength_in("500 µg per mL") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("words", "strength"),
    [
        ("Baclofen 0,5 mg/mL Lösung", 0.5), ("oral solution 2,5 mg/mL", 2.5), ("2,5 mg/5 mL", 0.5),
        ("5 mg/2,5 mL", 2.0), ("1,0 mg/mL", 1.0),
        # A thousand, or two and nothing: nobody knows.
        ("2,000 mcg/mL", None), ("1.5.5 mg/mL", None), ("1,2,5 mg/mL", None),
    ],
)  # fmt: skip
def test_a_strength_is_read_with_what_stands_before_its_comma(
    words: str, strength: float | None
) -> None:
    assert strength_in(words) == strength


def test_a_named_tablet_keeps_what_stands_before_its_comma() -> None:
    named = product_in("tablets of 12,5 mg")
    assert named is not None
    assert named.mg_each == 12.5


def test_boluses_by_the_clock_with_every_key() -> None:
    text = '[pump]\nboluses = { dose = "30 mcg", times_per_day = 4, base = "5 mcg/h" }\n'
    made = order(text)
    assert isinstance(made, PumpOrder)
    assert made.mode == Clocked(mcg(30), 4, base=mcg(120))
    assert made.asked == mcg(240)
    for lacks in ("dose", "times_per_day", "base"):
        table = {"dose": "30 mcg", "times_per_day": 4, "base": "5 mcg/h"}
        del table[lacks]
        with pytest.raises(InputRefused):
            read_orders({"pump": {"boluses": table}})
    with pytest.raises(InputRefused):
        read_orders({"pump": {"boluses": {**table, "base": "5 mcg/h", "rate": "5 mcg/h"}}})


def test_rates_by_time_of_day_to_the_minute() -> None:
    steps = [{"from": "6:30", "rate": "10 mcg/h"}, {"from": "22:15", "rate": "20 mcg/h"}]
    made = read_orders({"pump": {"flex": steps}}).order
    assert isinstance(made, PumpOrder)
    assert made.mode == Flex(((6.5, mcg(240)), (22.25, mcg(480))))


@pytest.mark.parametrize(
    ("words", "mcg_per_mL"),
    [('"500 mcg/mL"', 500.0), ('"2 mg/mL"', 2000.0), ("500", 500.0)],
)
def test_a_pumps_concentration_is_read_with_its_unit(
    words: str, mcg_per_mL: float, tmp_path: Path
) -> None:
    order = read(f'[pump]\nnow = "300 mcg/day"\nconcentration = {words}', tmp_path).ordered.order
    assert isinstance(order, PumpOrder)
    assert order.filling.mcg_per_mL == mcg_per_mL


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("500 mg/mL", '"500 mcg/mL" meant'),
        ("2 mcg/mL", '"2 mg/mL" meant'),
        ("500", "mcg in one mL"),
        ("500 mcg/5 mL", "mcg in one mL"),
    ],
)
def test_a_pumps_concentration_in_the_wrong_unit_is_named(
    words: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(UnitProblem, match=said):
        read(f'[pump]\nnow = "300 mcg/day"\nconcentration = "{words}"', tmp_path)
