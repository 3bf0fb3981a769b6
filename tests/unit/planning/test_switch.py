"""The same dose in another product, or in other shares of the day."""

from datetime import timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning import Plan, agenda_of
from baclofen.regimen import OralOrder
from baclofen.units import mg
from baclofen.value import replace
from tests.people import TODAY, known, on_baclofen, person, plan
from tests.saying import worded


def words(p: Plan) -> str:
    return " ".join(worded(n) for n in (p.headline, *p.reasons, *p.options))


def changed(dose: float, order: OralOrder, **more: Any) -> str:
    return words(plan(on_baclofen(mg(dose), **more), "change", order=order))


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (
            OralOrder(product="solution_1"),
            "the same 30 mg a day, 10 + 10 + 10 mg at 8, 14, 20 h, as 10 mL of 1 mg/mL a dose",
        ),
        (OralOrder(product="suspension_5", times_per_day=4), "1.5 mL of 5 mg/mL"),
        (OralOrder(product="granules"), "as 1 packet of 10 mg a dose"),
        (OralOrder(times_per_day=2), "15 + 15 mg at 8, 20 h, as 1 x 15 mg a dose"),
        (OralOrder(times_per_day=1), "take more doses a day"),
        (OralOrder(times_per_day=6), "6 doses a day are not planned here"),
        (OralOrder(product="solution_1", daily=mg(45)), "switch at the same daily dose"),
        (OralOrder(product="liquid"), "without its strength gives no volume"),
    ],
)
def test_a_switch_keeps_the_daily_dose(order: OralOrder, said: str) -> None:
    assert said in changed(30, order)


def test_a_switch_that_cannot_be_made_is_said_in_words() -> None:
    said = changed(21, OralOrder(product="tablet"))
    assert (
        "The switch that is asked for is not made here: 21 mg a day is not shared out in parts of"
        in said
    )
    assert "[why" not in said


def test_a_switch_is_the_headline_with_its_sheet_and_without_a_way_down_nobody_asked_for() -> None:
    who = on_baclofen(mg(30))
    made = plan(who, kind="change", jurisdiction="UK", order=OralOrder(product="solution_1"))
    assert made.headline.phrase == "switch.same"
    assert made.down is None
    agenda = agenda_of(made, known())
    assert agenda is not None
    assert agenda.is_switch
    assert [(str(p), s.daily) for s in agenda.steps for p in s.portions[:1]] == [
        ("10 mL of 1 mg/mL", mg(30))
    ]
    said = {note.phrase for part in agenda.sheet.parts for note in part.lines}
    assert {"sheet.product.from", "sheet.product.old", "sheet.daily.liquid"} <= said
    assert "due.visit" in {due.says.phrase for due in agenda.due}


def test_a_switch_that_cannot_be_made_is_no_ok() -> None:
    who = on_baclofen(mg(21))
    made = plan(who, kind="change", jurisdiction="UK", order=OralOrder(product="tablet"))
    assert made.fit.verdict is Verdict.OK
    assert made.verdict is Verdict.CAUTION
    assert made.headline.phrase == "switch.unmade"
    assert agenda_of(made, known()) is None
    # Other shares of the day alone are no other product: the way down stays for whoever decides.
    shares = plan(
        on_baclofen(mg(30)), kind="change", jurisdiction="UK", order=OralOrder(times_per_day=2)
    )
    assert shares.switched is None
    assert shares.down is not None


def test_what_the_new_product_gives_exactly_is_a_switch_whatever_its_steps() -> None:
    for order, given in (
        (OralOrder(product="tablet", mg_each=20.0, times_per_day=3), "as 1 x 20 mg a dose"),
        (OralOrder(product="granules", mg_each=20.0), "as 1 packet of 20 mg a dose"),
    ):
        made = plan(on_baclofen(mg(60)), kind="change", order=order)
        assert made.headline.phrase == "switch.same"
        assert made.switched is not None
        said = words(made)
        assert given in said
        # Neither a step up nor one down is made of it, nor of another product unasked.
        assert made.down is None
        assert "20 mg alone gives no step of 5 mg, up or down: such steps are made of 5" in said


def test_a_dose_that_the_new_product_does_not_give_is_not_shared_out_otherwise() -> None:
    # 60 mg a day would be 20 + 10 + 10 + 20 mg.
    order = OralOrder(product="tablet", mg_each=20.0, dose=mg(15), times_per_day=4)
    made = plan(on_baclofen(mg(60)), kind="change", order=order)
    assert made.headline.phrase == "switch.unmade"
    assert "15 mg a dose is not made of parts of 10 mg" in words(made)
    assert made.verdict is Verdict.CAUTION


def test_of_what_later_steps_are_made_is_said_where_no_step_up_is() -> None:
    # No step up is made for weak legs: that says nothing of the product.
    order = OralOrder(product="tablet", mg_each=20.0)
    made = plan(on_baclofen(mg(60), signs=["weak_legs"]), kind="change", order=order)
    assert made.switched is not None
    said = words(made)
    assert said.count("such steps are made of") == 1


def child(text: str, order: OralOrder, jurisdiction: str = "UK") -> Plan:
    who = person(
        age_y=8.0, weight_kg=25.0, syndrome="ms_spasticity",
        baclofen=(BaclofenUse("oral", "active", text, mg(15)),),
    )  # fmt: skip
    return plan(who, kind="change", jurisdiction=jurisdiction, order=order)


def test_a_child_is_switched_in_the_doses_that_run_and_in_its_own_syringe() -> None:
    made = child("5 mg three times daily", OralOrder(product="suspension_5"))
    assert made.headline.phrase == "switch.same"
    assert made.down is None
    agenda = agenda_of(made, known())
    assert agenda is not None
    assert agenda.is_switch
    assert [str(p) for p in agenda.steps[0].portions] == ["1 mL of 5 mg/mL"] * 3
    assert "sheet.for_child" in {note.phrase for note in agenda.sheet.first}
    # Where nobody tells how often, a child's day is divided as its label has it, in tenths of a mL.
    often = child("15 mg a day", OralOrder(product="solution_1"))
    assert "3.7 + 3.7 + 3.8 + 3.8 mg" in words(often)


def test_other_shares_of_the_day_keep_a_product_that_nobody_named() -> None:
    made = child("5 mg three times daily", OralOrder(times_per_day=4))
    assert "name the product, with its mg/mL" in words(made)
    assert made.switched is None


def test_a_switch_keeps_how_often_it_is_taken() -> None:
    who = person(baclofen=(BaclofenUse("oral", "active", "10 mg twice daily", mg(20)),))
    made = plan(who, kind="change", order=OralOrder(product="solution_1"))
    assert "10 + 10 mg at 8, 20 h, as 10 mL of 1 mg/mL a dose" in words(made)


def test_a_switch_that_is_not_laid_out_is_never_passed_over() -> None:
    order = OralOrder(product="solution_1")
    for more in ({"age_y": 10.0, "weight_kg": 30.0}, {"egfr": 20.0}):
        said = changed(30, order, **more)
        assert "is not laid out here while something speaks against baclofen" in said
        assert "the same 30 mg a day" not in said
    late = BaclofenUse("oral", "active", "10 mg bd", mg(20), used_up=TODAY - timedelta(days=1))
    asked = words(plan(person(baclofen=(late,)), kind="change", order=order))
    assert "is laid out once what is asked here is answered" in asked
    unread = person(baclofen=(BaclofenUse("oral", "active", "some"),))
    assert "from a dose that nobody knows" in words(plan(unread, kind="change", order=order))
    assert "Switch" not in changed(30, OralOrder())


def test_other_shares_alone_are_the_headline_or_it_is_said_why_they_are_not_laid_out() -> None:
    order = OralOrder(times_per_day=4)
    made = plan(on_baclofen(mg(60)), "change", order=order)
    assert made.headline.phrase == "switch.shares.same"
    assert made.down is not None  # no other product: the way down is of what is taken
    held = plan(on_baclofen(mg(30), egfr=20.0), "change", order=order)
    assert held.fit.verdict > Verdict.AVOID
    assert "how often a day it is to be taken is not laid out here" in words(held)
    (use,) = on_baclofen(mg(30)).baclofen or ()
    untold = plan(person(baclofen=(replace(use, daily=None),)), "change", order=order)
    assert "how often a day it is to be taken is laid out once" in words(untold)
