"""How each field that a rule asks for is typed by whoever has what the rule speaks against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from baclofen.knowledge import Compare
from baclofen.knowledge.numbers import DangerSigns
from tests.laws.healthy import Typed
from tests.laws.telling_mouth import (
    at_one_time,
    bmi,
    change_per_kg,
    child_mass,
    child_weight,
    crcl,
    dose_change,
    dose_ratio,
    egfr,
    first_dose,
    infant_creatinine,
    least_by_mouth,
    low_creatinine,
    ordered_after_none,
    ordered_after_none_per_kg,
    ordered_change,
    ordered_per_kg,
    ordered_ratio,
    per_kg,
    requested,
    running_dose,
    running_per_kg,
    same_number,
    small_child_creatinine,
    stopped,
    swallowed,
    tube_size,
    untold_first,
    untold_first_per_kg,
    weight_for_age,
)
from tests.laws.telling_pump import (
    asked_rate,
    bolus,
    bolus_given,
    concentration,
    days_from,
    drawn,
    empty_too_soon,
    fourth,
    given_boluses,
    hours_of_effect,
    interval,
    other_origin,
    pump_change,
    pump_dose,
    pump_flow,
    pump_number,
    refills,
    rise,
    running_rate,
    start_ratio,
    too_soon,
    tried,
    with_a_pump,
)
from tests.laws.telling_ways import (
    Leaf,
    Tell,
    Telling,
    alarms,
    always,
    by_mouth,
    flag,
    medicines_of,
    members_of,
    number_of,
    one,
    sedatives,
    taking,
    times_a_day,
    tube,
    within,
)
from tests.people import TODAY, known

#: Fields that are no danger of their own, and why.
NO_TELLING: Mapping[str, str] = {
    "age": "bodies of every age are bases",
    "may_increase": "what is asked for is the base",
    "request": "what is asked for is the base",
    "asks_no_more": "what is asked for is the base",
    "route": "what is asked for is the base; another route is told by `product`",
    "stage": "what is asked for is the base",
    "setting": "where it is done is part of what is asked for",
    "syndrome": "every indication is a base",
    "indication_told": "every indication is a base; where none is told the question leads",
    "baclofen": "what runs is the base; what was stopped lately is told by hours_since_stop",
    "baclofen_in_parts": "only the coded times of a record's orders tell it: test_of_the_day",
    "mcg_by_mouth": "only an order of a record is read so: test_pump_in_words",
    "rate_in_mg": "only an order of a record is read so: test_pump_in_words",
    "volume_amiss": "only an order of a record is read so; typed it is liquid_contradicts",
    "weans_oral": "how tablets beside a pump are meant; the two are told by baclofen_orders",
    "pregnant_told": "one side of a contradiction that pregnancy_told tells",
    "none_told": "one side of a contradiction that baclofen_shown tells",
    "unread_hides_baclofen": "told by unread_medicines",
    "dose_confirmed": "an answer: told false, nothing is confirmed, as before",
    "rate_confirmed": "an answer: told false, nothing is confirmed, as before",
    "weight_confirmed": "an answer: told false, nothing is confirmed, as before",
    "seizure_as_usual": "says of a seizure how it was: a danger is the seizure",
    "unread_others": "only a record can hold what nobody understands: test_any_door",
    "unread_alarming": "only a record can hold what nobody understands: test_any_door",
    "unread_alarming_needle": "only a record can hold what nobody understands: test_any_door",
    "unread_watched": "only a record can hold what nobody understands: test_any_door",
    "unread_sign": "only a record can hold what nobody understands: test_look_now",
    "unread_grave": "only a record can hold what nobody understands: test_look_now",
    "unread_poisoning": "only a record can hold what nobody understands: test_look_now",
    "unread_pump": "only a record can hold what nobody understands: test_of_whom_and_when",
    "unread_swallowing": "only a record can hold what nobody understands: test_nil_by_mouth",
    "unread_stop": "only a record can hold a text that tells of a stop: test_stops_told",
    "unread_forbids": "only a record can hold an order not to give it: test_sig_words",
    "unread_may_sedate": "told by unread_medicines",
    "kidney_answered": "only a record can hold several values of the kidneys: test_kidney",
    "kidney_left_open": "only a record can hold what nobody could read: test_kidney_unread",
    "kidney_risen": "only a record can hold several values of the kidneys: test_kidney",
    "days_without_supply": "only what a record hands over tells it: test_late_supply",
    "days_without_before": "only what a record hands over tells it: test_late_supply",
    "signs_again": "only a follow-up tells what came back: test_lately",
    "signs_passed": "only a follow-up tells what came and went: test_noticed",
    "signs_open": "only a record holds a sign that was never closed: test_open_signs",
    "danger_signs_open": "only a record holds a sign that was never closed: test_open_signs",
    "ahead_unsure": "only a record holds orders that nobody can tell: test_ahead",
    "set_change": "only a record holds what ran before: test_lately",
    "set_change_per_kg": "only a record holds what ran before: test_lately",
    "set_ratio": "only a record holds what ran before: test_lately",
    "set_days": "only a record holds what ran before: test_lately",
    "set_after_none": "only a record holds what ran before: test_lately",
    "set_after_none_per_kg": "only a record holds what ran before: test_lately",
    "concentration_before": "only a record holds what ran before: test_lately",
    "stop_doubted": "only a record holds an order that runs and its stop: test_otherwise",
    "kidneys_failing": "told by egfr, crcl, dialysis and aki",
    "kidneys_reduced": "told by egfr, crcl, dialysis and aki",
    "days_unchanged": "told by set_days and days_since_begun",
    "pregnancy_undated": "told by pregnant, without its week",
    "rate_set_change": "told by rate_set_ratio",
    "rate_set_days": "told by rate_set_ratio",
    "low_weight_explained": "a low weight, which is asked about and blocks nobody who wastes",
}


def product(leaf: Leaf) -> Iterator[tuple[str, Tell]]:
    assert isinstance(leaf, Compare)
    if leaf.value == "ampoule":
        route = {"route": "intravenous", "product": "ampoule"}
        yield (
            "another route",
            by_mouth(lambda typed: {"requested": None, "oral": None, "other_route": route}),
        )


def sign_pair() -> Typed:
    return {"signs": sorted(known().of(DangerSigns).signs)[:2]}


#: From this age the labels for adults hold.
_ADULT_LABEL_Y = 12
#: Weeks of pregnancy at which these many are left to term.
_TERM = 40


TELLING: Mapping[str, Telling] = {
    "admitted": flag("admitted"),
    "ahead_after_none": number_of(ordered_after_none, ">"),
    "ahead_after_none_per_kg": number_of(ordered_after_none_per_kg, ">"),
    "ahead_change": number_of(ordered_change, "<>"),
    "ahead_change_per_kg": number_of(ordered_per_kg, "<>"),
    "ahead_ratio": number_of(ordered_ratio, "<>"),
    "age_known": one("age untold", always(age_y=None)),
    "aki": one("condition aki", always(conditions=["aki"])),
    "alarm_interval": number_of(interval, ">"),
    "alarm_kind": alarms,
    "alcohol": flag("alcohol"),
    "allergies": members_of("allergies", "allergy", no_allergies=None),
    "antithrombotic_acts": one("warfarin acts", always(medicines=["warfarin"], inr=4)),
    "baclofen_known": one(
        "baclofen untold",
        lambda typed: (
            {"baclofen": None, "request": None} if typed.get("baclofen") == "none" else None
        ),
    ),
    "baclofen_missing": one("no dose told", taking(baclofen=None)),
    "baclofen_orders": one(
        "tablets beside a pump", with_a_pump(baclofen="10 mg three times daily")
    ),
    "baclofen_shown": one("none, and a pump", with_a_pump(baclofen="none")),
    "dose_untold": one("a dose untold", taking(baclofen=None, medicines=["Lioresal"])),
    "baclofen_unclear": one("days that ended", taking(baclofen_until=TODAY - timedelta(days=60))),
    "bmi": number_of(bmi, "<>"),
    "bmi_of_95th": number_of(child_mass, ">"),
    "bolus": number_of(bolus, ">"),
    "bolus_given": number_of(bolus_given, ">"),
    "bolus_number": number_of(fourth, ">"),
    "boluses_disordered": one("boluses out of order", given_boluses(75, 50, after="100 mcg")),
    "cns_classes": sedatives,
    "concentration": number_of(concentration, "<>"),
    "conditions": members_of("conditions", "condition"),
    "conditions_told": members_of("conditions", "condition"),
    "crcl": number_of(crcl, "<"),
    "creatinine_may_mislead": one("condition wasting", always(conditions=["wasting"])),
    "daily_dose_per_kg": number_of(per_kg, ">"),
    "danger_signs": one("two danger signs", lambda _: sign_pair()),
    "dates_differ": one(
        "begun after it was stopped",
        taking(baclofen=None, stopped="30 mg/day", hours_since_last_dose=100,
               baclofen_since=TODAY - timedelta(days=1)),
    ),
    "days_since_injury": one(
        "a brain injured lately",
        lambda typed: (
            {"conditions": ["traumatic_brain_injury"], "days_since_injury": 100}
            if ("screening" in typed or "screening" in typed.get("pump", {}))
            and typed["syndrome"] != "cerebral_spasticity"  # of whom it is said even so
            else None
        ),
    ),
    "days_of_supply": number_of(
        lambda value, typed: (
            {"baclofen_until": TODAY + timedelta(days=max(0, int(value)))}
            if typed.get("baclofen", "none") != "none" and "mcg" not in typed["baclofen"]
            else None
        ), "<",
    ),
    "days_since_begun": number_of(
        lambda value, typed: (
            {"baclofen": "20 mg three times daily",
             "baclofen_since": TODAY - timedelta(days=int(value))}
            if typed.get("baclofen", "none") != "none" and "mcg" not in typed["baclofen"]
            and typed["age_y"] >= _ADULT_LABEL_Y
            else None
        ), "<",
    ),
    "days_to_alarm": number_of(days_from("alarm_on"), "<"),
    "days_to_refill": number_of(days_from("refill_on"), "<"),
    "dialysis": flag("dialysis"),
    "dialysis_told": one("no dialysis, and dialysis", always(conditions=["dialysis"])),
    "dose_change": number_of(dose_change, "<>"),
    "dose_change_per_kg": number_of(change_per_kg, "<>"),
    "bridge_due": one(
        "another concentration",
        within("pump", "asked", new_concentration=1000, tubing_mL=0.2, catheter_mL=0.18),
    ),
    "dose_ratio": number_of(dose_ratio, "<>"),
    "dose_was_cut": one("cut lately", within("taper", previous="80 mg/day")),
    "dose_for_none": number_of(untold_first, ">"),
    "dose_for_none_per_kg": number_of(untold_first_per_kg, ">"),
    "doses_differ": one("two rates told", with_a_pump(baclofen="300 mcg/day")),
    "drug_too_old": one(
        "a drug of 200 days",
        within("pump", "now", filled_on=TODAY - timedelta(days=200), left_mL=10),
    ),
    "effect_hours": number_of(hours_of_effect, ">"),
    "egfr": number_of(egfr, "<"),
    "empty_before_refill": one("a flow of half more", within("pump", accuracy=0.5)),
    "empties_too_soon": one("a reservoir empty long before its alarm", empty_too_soon),
    "epilepsy_resistant": flag("epilepsy_resistant"),
    "first_dose_per_kg": number_of(untold_first_per_kg, ">"),
    "volume_beyond_pump": one("more than the pump holds", within("pump", "fill_mL", fill_mL=60)),
    "flow_outside_device": one("a pump of no such flow", within("pump", least_mL_per_day=5)),
    "gave_amiss": one(
        "a quarter left",
        within("pump", "withdrawn_mL", fill_mL=20, expected_mL=14, withdrawn_mL=15.6),
    ),
    "gave_too_little": one("nearly all left", within("pump", "withdrawn_mL", withdrawn_mL=18)),
    "gave_too_much": one(
        "much too little left", within("pump", "withdrawn_mL", expected_mL=15, withdrawn_mL=2)
    ),
    "high_lesion": one("a lesion at T4", always(lesion_level="T4")),
    "hours_since_bolus": number_of(too_soon, "<"),
    "infant_creatinine": number_of(infant_creatinine, ">"),
    "small_child_creatinine": number_of(small_child_creatinine, ">"),
    "hours_since_change": number_of(pump_number("hours_since_change"), "<"),
    "hours_since_refill": refills,
    "hours_since_stop": number_of(stopped, "<"),
    "infection_active": flag("infection_active"),
    "ingested": number_of(swallowed, ">"),
    "interruption_hours": number_of(pump_number("interruption_hours"), ">"),
    "interruption_stands": one("a pause not over", within("pump", "now", interruption="not over")),
    "interruption_unknown": one("a pause unknown", within("pump", "now", interruption="unknown")),
    "kidney_doubtful": one("a creatinine of 18 umol/L", by_mouth(low_creatinine)),
    "kidney_known": one("kidneys untold", always(egfr=None)),
    "kidney_slip": one("one number in two fields", by_mouth(same_number)),
    "kidney_stage_open": one("condition ckd_severe", always(conditions=["ckd_severe"])),
    "kidney_values_disagree": one("a creatinine of 4", always(creatinine="4 mg/dL")),
    "signs_of_either": one("a sign of both", always(signs=["hallucinations", "fever"])),
    "lack_signs": one("two signs of withdrawal", always(signs=["fever", "rigidity"])),
    "lactating": flag("lactating"),
    "least_by_mouth": number_of(least_by_mouth, "<"),
    "least_rate": number_of(asked_rate, "<"),
    "least_stopped": number_of(
        lambda value, _: {
            "baclofen": None, "stopped": f"{value:g} mg/day", "hours_since_last_dose": 20,
        }, "<",
    ),
    "tube_unread": one("a tube of which no text was read", within("oral", tube="peg")),
    "liquid_contradicts": one(
        "a volume that is not the dose",
        within("oral", product="solution 5 mg/5 mL", per_day=None, dose="5 mg", volume_mL=1),
    ),
    "liquid_strength_changes": one(
        "another strength than before",
        within("oral", product="solution 5 mg/5 mL", concentration_before="10 mg/5 mL"),
    ),
    "medicine_classes": medicines_of,
    "meningitis_now": one("condition meningitis", always(conditions=["meningitis"])),
    "newborn": flag("newborn"),
    "nil_by_mouth": flag("nil_by_mouth"),
    "nil_by_tube": one(
        "nothing by mouth, and a tube",
        lambda typed: {"nil_by_mouth": True, "oral": {"tube": "peg"}} if "oral" in typed else None,
    ),
    "no_allergy_told": one("an allergy, and none", always(allergies=["baclofen"])),
    "oral_is_added": one(
        "tablets ordered beside a pump",
        lambda typed: {"baclofen": "300 mcg/day"} if "oral" in typed else None,
    ),
    "oral_failed": flag("oral_failed", value=False),
    "origin": one("another origin", other_origin),
    "origins_differ": one("another origin", other_origin),
    "pregnancy_told": one("weeks of a pregnancy", always(gestation_weeks=20)),
    "pregnant": flag("pregnant"),
    "product": product,
    "pump_alarm": one("an alarm", within("pump", "now", alarm=True)),
    "pump_change": number_of(pump_change, "<>"),
    "pump_dose": number_of(pump_dose, ">"),
    "pump_dose_rise_year": number_of(rise, ">"),
    "pump_empty": one("nothing left", within("pump", "now", left_mL=0)),
    "pump_fault": one("a fault", within("pump", "now", fault=True)),
    "pump_fits": one("too small for a pump", within("pump", "screening", fits=False)),
    "pump_flow": number_of(pump_flow, "<>"),
    "pump_may_be_empty": one(
        "nearly nothing drawn", within("pump", "withdrawn_mL", withdrawn_mL=1)
    ),
    "refills_differ": one(
        "a refill of other hours",
        within("pump", "now", filled_on=TODAY - timedelta(days=21), hours_since_refill=6),
    ),
    "pump_read_by_one": one("a rate not read by two", within("pump", "now", read_by_two=False)),
    "pump_runs": one(
        "a first rate of a pump that runs", within("pump", "screening", now="100 mcg/day")
    ),
    "pump_start_ratio": number_of(start_ratio, ">"),
    "stopped_before": one(
        "the old dose after a stop of long ago",
        always(
            baclofen=None, stopped="60 mg/day", hours_since_last_dose=500, requested="60 mg/day"
        ),
    ),
    "only_stopped": one(
        "a sign after a stop",
        always(stopped="30 mg/day", hours_since_last_dose=100, signs=["somnolence"]),
    ),
    "pump_stopped": one(
        "a pump stopped", with_a_pump(pump=None, stopped="300 mcg/day", hours_since_last_dose=10)
    ),
    "pump_stop_stands": one(
        "a pump stopped beside its table",
        with_a_pump(stopped="300 mcg/day", hours_since_last_dose=10),
    ),
    "rate_set_ratio": one(
        "a rate set to a tenth",
        within("pump", "now", now="30 mcg/day", history=["300 mcg/day"], hours_since_change=30),
    ),
    "refill_after_alarm": one(
        "booked after the alarm",
        within("pump", "now", alarm_on=TODAY + timedelta(days=10),
            refill_on=TODAY + timedelta(days=20)),
    ),
    "refill_interval": number_of(interval, "<>"),
    "requested_daily_dose": number_of(requested, ">"),
    "reservoir_left": number_of(pump_number("left_mL"), "<"),
    "running_rate": number_of(running_rate, "<>"),
    "running_daily_dose": number_of(running_dose, ">"),
    "running_dose_per_kg": number_of(running_per_kg, ">"),
    "runs_and_ended": one(
        "running and ended", taking(stopped="30 mg/day", hours_since_last_dose=20)
    ),
    "said_both": one(
        "epilepsy, and none", always(conditions=["epilepsy"], no_conditions=["epilepsy"])
    ),
    "screening_response": one("no response", tried(responded=False, effect_hours=0)),
    "seizures_resist": flag("epilepsy_resistant"),
    "sex": one("a man with child", always(sex="male", pregnant=True)),
    "short_gap": one("a pause of a day", within("pump", "now", interruption_hours=24)),
    "signs": members_of("signs", "sign"),
    "signs_told": members_of("signs", "sign"),
    "single_dose": number_of(at_one_time, ">"),
    "start_daily_dose": number_of(first_dose, ">"),
    "start_dose_per_kg": number_of(per_kg, ">"),
    "stop_undated": one(
        "stopped, nobody knows when", taking(baclofen=None, stopped="30 mg/day")
    ),
    "strengths_differ": one(
        "another strength than its own",
        within("oral", product="solution 5 mg/5 mL", concentration="25 mg/5 mL"),
    ),
    "surgery_planned": flag("surgery_planned"),
    "symptoms_on_taper": one("symptoms came back", within("taper", returned=True)),
    "taper_weeks": number_of(
        lambda value, typed: {"taper": {"weeks": value}} if "taper" in typed else None, "<"
    ),
    "times_per_day": times_a_day,
    "trimester": one("pregnant, week 10", always(pregnant=True, gestation_weeks=10)),
    "tube": tube,
    "tube_fr": number_of(tube_size, "<"),
    "unread_medicines": one("medicine nobody knows", always(medicines=["qwertyzol"])),
    "untold_start_dose": number_of(untold_first, ">"),
    "volume_difference": number_of(drawn, "<>"),
    "weeks_at_maximum": number_of(
        lambda value, typed: (
            {"weeks_at_maximum": value} if typed.get("baclofen", "none") != "none" else None
        ), ">",
    ),
    "weeks_to_term": number_of(
        lambda value, typed: {"pregnant": True, "gestation_weeks": _TERM - value}, "<"
    ),
    "weight": number_of(child_weight, "<"),
    "weight_known": one(
        "a child's weight untold",
        lambda typed: {"weight_kg": None} if typed["age_y"] < 18 else None,
    ),
    "weight_z": number_of(weight_for_age, "<>"),
}  # fmt: skip
