"""Figures that were corrected: each line fails on the figure it replaced.

What was changed, and why, is told in docs/decisions/0006.
"""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.knowledge import load_claims, load_knowledge

K = load_knowledge()


@pytest.mark.parametrize(
    ("id", "key", "now"),
    [
        ("P-PROMETRA-LIMITS", "from_y", 12),
        ("P-PROMETRA-LIMITS", "morphine_from_y", 22),
        ("P-SPEC", "life_years", (5, 7)),
        ("P-REPLACE", "months_ahead", 6),
        ("ITM-RANGE-CEREBRAL", "usual_mcg_per_day", (90, 703)),
        ("ITM-RANGE-CEREBRAL", "below_12_y_mcg_per_day", (24, 1199)),
        ("OD-200", "dose_known", 19),
        ("REN-ELHUSSEINI", "latest_onset_weeks", 16),
        ("PR-LIQ-UK", "liquids_mg_per_mL", (1, 2)),
        ("PR-EXCIP", "sorbitol_mg_per_5_mL", (1470, 2750)),
        ("DO-PED-FR", "preferred_times_per_day", 4),
        ("DO-PED-FR", "maint_times_per_day", 3),
    ],
)
def test_a_corrected_figure_stays_corrected(id: str, key: str, now: Any) -> None:
    assert (K.about(id).values or {})[key] == now  # type: ignore[union-attr]


def test_poisoning_with_weak_kidneys_may_come_months_after_the_start() -> None:
    """The action of REN-AKI does not end with the first days."""
    assert "16 weeks" in K.rules["REN-ELHUSSEINI"].says
    assert "months after the start" in K.rules["REN-AKI"].says


def test_a_scan_is_told_apart_by_pump() -> None:
    rule = K.rules["IT-MRI"]
    assert rule.how == "seen"
    for words in ("SynchroMed II", "Prometra II is emptied", "overdose", "MR unsafe"):
        assert words in rule.says


def test_asthma_asks_for_caution_like_other_disease_of_the_lungs() -> None:
    when = K.rules["W-RESP"].when
    assert when is not None
    assert "conditions.asthma" in {leaf.name for leaf in when.leaves()}


@pytest.mark.parametrize("place", ["FR", "CA", "CH", "DE"])
def test_a_country_whose_text_was_read_has_its_own_indication(place: str) -> None:
    own = [r for r in K.rules.values() if r.only_in == {place} and r.topic == "indication"]
    assert own
    assert all(r.how == "seen" for r in own)
    if place not in K.jurisdictions or len(K.family(place)) == 1:
        assert place not in K.rules["IND-OTHER-SPINAL"].only_in


def test_the_french_step_is_seen_and_given_as_an_example() -> None:
    steps = K.schedules["DO-FR-ADULT"]
    assert steps.how == "seen"
    assert "for example by 15 mg every three to four days" in steps.says


def test_encephalopathy_is_not_called_very_rare() -> None:
    """The regulator cannot tell how often, and our own cohorts have one in a hundred and more."""
    said = K.rules["W-ENCEPHALOPATHY"]
    assert "very rare" not in said.says
    assert K.sources[said.source].id == "mhra_el25_51"
    assert {"1.11 %", "7.2 %"} <= {f"{a} %" for a in said.says.replace("%", " ").split()}


def test_a_dose_before_a_stop_is_not_told_where_nobody_told_it() -> None:
    assert "to what is not told" in K.rules["WD-CASES"].says


def test_claims_on_a_dose_a_stop_and_kidneys_are_exact() -> None:
    claims = load_claims()
    assert claims["C25"].verdict == "partly"
    assert "Not as a start" in claims["C25"].note
    for id in ("C14", "C15"):
        assert "relaxants as a class" in claims[id].note
    assert "Nor is it rare with a pump" in claims["C30"].note
    assert {"at_lioresal", "de_baclofen_dura", "de_lebic"} <= {b.id for b in claims["C33"].basis}


def test_verdicts_on_claims_say_what_was_read() -> None:
    claims = load_claims()
    assert claims["C27"].verdict == "partly"
    assert claims["C11"].note.startswith("For tablets only")
    for id in ("C30", "C32"):
        assert "memory" not in claims[id].note
    assert any("20 mg a day or more than on less" in b.says for b in claims["C33"].basis)


def test_what_holds_for_japans_pump_is_shown_and_decides_nothing() -> None:
    way_down, old = K.rules["T-ITB-JP"], K.rules["ITS-JP-OLD"]
    assert way_down.values == {"cut_percent": 20, "every_days": 2}
    assert old.values == {"dose_mcg": 25}
    assert way_down.role == old.role == "information"


def test_granules_that_are_sold_no_more_are_asked_about_before_they_run_out() -> None:
    rule = K.rules["PR-GRAN-SUPPLY"]
    assert rule.only_in == {"US"}
    assert "30 June 2025" in rule.says
    assert "stopped abruptly" in rule.says


def test_french_tablets_are_known_to_hold_wheat_starch() -> None:
    assert "61 mg in France" in K.rules["PR-WHEAT"].says


@pytest.mark.parametrize(
    "id",
    [
        "M-EEG",
        "SZ-US-MONITOR",
        "ITS-RESPONSE-NUM",
        "IT-LP-BLEED",
        "INT-ANTIMALARIAL",
        "ITS-ORAL-DAY",
    ],
)
def test_what_was_recalled_was_found(id: str) -> None:
    assert K.rules[id].how == "seen"


def test_heat_and_pressure_on_a_pump_are_told_with_their_danger() -> None:
    says = K.rules["IT-HEAT"].says
    for words in ("overdose", "withdrawal", "102 °F (39 °C)", "10 m", "2 atmospheres"):
        assert words in says


def test_a_missed_dose_is_not_given_up_after_an_hour_and_never_doubled() -> None:
    """The health service's page; a page for patients had left out what was an hour late."""
    rule = K.rules["DO-MISSED"]
    assert rule.values == {"skip_below_h": 2}
    assert "Never two at once" in rule.says


def test_baclofen_is_not_withdrawn_fast_from_adults_with_cerebral_palsy() -> None:
    rule = K.rules["GL-NICE-CP"]
    assert "Never withdraw fast" in rule.says
    assert rule.values == {"raise_weeks": 4, "after_months": 2}
