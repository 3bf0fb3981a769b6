"""The living summary against the figures that were worked out beforehand, contrast by contrast."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from baclofen.errors import UnknownName
from baclofen.evidence import (
    Answer,
    Body,
    NotPooled,
    Size,
    changes,
    evidence_map,
    known_by,
    summary,
)
from baclofen.knowledge import Trials, load_trials, with_studies
from baclofen.reporting import summary_data
from baclofen.synthesis import Pooled
from tests.studies import added, copied, study
from tests.tolerances import ROUNDING, printed

T = load_trials()


def answer(syndrome: str, study_id: str, outcome: str, time: str, versus: str = "") -> Answer:
    """One reading of one study in a summary."""
    found = [
        a
        for b in summary(T, syndrome).bodies
        for a in (*b.answers, *b.further)
        if (a.study.id, a.outcome, a.time) == (study_id, outcome, time)
        and (not versus or a.versus == versus)
    ]
    assert len(found) == 1
    return found[0]


def body(
    found: Trials, syndrome: str, family: str, comparator: str, drug: str = "baclofen"
) -> Body:
    """The body of one question, under treatment."""
    bodies = [
        b
        for b in summary(found, syndrome).bodies
        if (b.question.family, b.question.comparator, b.question.drug) == (family, comparator, drug)
        and b.question.window not in ("after", "open")
    ]
    assert len(bodies) == 1
    return bodies[0]


#: Contrasts worked out with metafor: study, outcome, time, MD with its limits, SMD and its SE.
CONTRASTS = [
    ("clbp", "zaringhalam2010_lbp", "pain", "week 1", (-11.4, -24.0, 1.2), (-0.55, 0.32)),
    ("clbp", "zaringhalam2010_lbp", "pain", "week 5", (-2.4, -16.7, 11.9), (-0.10, 0.32)),
    ("clbp", "zaringhalam2010_lbp", "pain", "week 10", (-0.5, -16.0, 15.0), (-0.02, 0.32)),
    ("cerebral", "sisters2018_pain", "pain now, change", "6 months", (-1.17, -2.81, 0.47),
     (-0.36, 0.26)),
    ("cerebral", "sisters2018_pain", "least pain, change", "6 months", (-1.85, -3.23, -0.47),
     (-0.68, 0.27)),
    ("cerebral", "sisters2018_pain", "worst pain, change", "6 months", (-1.31, -2.90, 0.28),
     (-0.42, 0.26)),
    ("cerebral", "sisters2018_pain", "utility, change", "6 months", (0.08, -0.03, 0.19),
     (0.36, 0.26)),
]  # fmt: skip


@pytest.mark.parametrize(("syndrome", "id", "outcome", "time", "MD", "SMD"), CONTRASTS)
def test_a_contrast_of_scores_is_as_worked_out(
    syndrome: str, id: str, outcome: str, time: str, MD: tuple[float, ...],
    SMD: tuple[float, float],
) -> None:  # fmt: skip
    versus = "control" if id.startswith("zar") else ""
    found = answer(syndrome, id, outcome, time, versus)
    assert found.size is not None
    digits = 2 if id.startswith("sis") else 1
    got = (found.size.estimate, found.size.low, found.size.high)
    np.testing.assert_allclose(got, MD, **printed(digits))
    apart = found.others[0]
    np.testing.assert_allclose((apart.estimate, apart.se), SMD, **printed(2))


@pytest.mark.parametrize(
    ("id", "RR", "digits"),
    [("fromm1984_tn", (15.00, 0.97, 231.84), 2), ("parmar1989_tn", (2.38, 0.83, 6.85), 2)],
)
def test_a_contrast_of_counts_is_as_cochrane_printed(
    id: str, RR: tuple[float, ...], digits: int
) -> None:
    found = [a for b in summary(T, "tn").bodies for a in b.answers if a.study.id == id and a.size]
    assert found[0].size is not None
    got = (found[0].size.estimate, found[0].size.low, found[0].size.high)
    np.testing.assert_allclose(got, RR, **printed(digits))


def test_friedman_comes_from_intervals_and_percentages_without_n() -> None:
    function = body(T, "acute_low_back_pain", "function", "placebo").answers[0]
    assert function.size is not None
    got = (function.size.estimate, function.size.low, function.size.high)
    np.testing.assert_allclose(got, (-0.5, -3.5, 2.5), **printed(1))
    pain = body(T, "acute_low_back_pain", "pain_response", "placebo").answers[0]
    assert pain.size is not None
    np.testing.assert_allclose(pain.size.estimate, 33 / 30, **ROUNDING)
    assert "30 pairs" in pain.size.basis
    # The widest of all pairs covers each pair, for instance 26/79 against 24/80.
    se = math.sqrt(1 / 26 - 1 / 79 + 1 / 24 - 1 / 80)
    middle = math.log(26 / 79 / (24 / 80))
    assert pain.size.low <= math.exp(middle - 1.9 * se)
    assert pain.size.high >= math.exp(middle + 1.9 * se)
    assert pain.people is None


def test_the_add_on_contrast_shares_no_arm_with_the_first() -> None:
    found = answer("clbp", "zaringhalam2010_lbp", "pain", "week 5", "acupuncture")
    assert found.size is not None
    np.testing.assert_allclose(found.size.estimate, -6.9, **printed(1))
    assert found.arm == "acupuncture+baclofen"


def test_skewed_scores_are_warned_of() -> None:
    """SISTERS: the rank test and the normal interval disagree."""
    found = answer("cerebral", "sisters2018_pain", "pain now, change", "6 months")
    assert any("p = 0.038 (rank test)" in d and "p = 0.16" in d for d in found.doubts)
    least = answer("cerebral", "sisters2018_pain", "least pain, change", "6 months")
    assert not any("rank test" in d for d in least.doubts)
    herman = next(
        a for b in summary(T, "neuropathic").bodies for a in b.answers
        if a.study.id == "herman1992_itb" and a.size
    )  # fmt: skip
    assert any("p < 0.001" in d for d in herman.doubts)


def test_a_mean_too_near_the_end_of_its_scale_is_warned_of() -> None:
    raw = added(mean=30.0, sd=21.0)
    found = next(
        a for b in summary(with_studies(T, raw), "clbp").bodies for a in b.answers
        if a.study.id == "made_up_2026"
    )  # fmt: skip
    assert any("1.4 SDs from the end" in d for d in found.doubts)


#: What the certainty of each syndrome and route was judged to be beforehand.
LEVELS = [
    ("neuropathic_pain", "oral", "very low"),
    ("neuropathic_pain", "topical", "very low"),
    ("neuropathic_pain", "intrathecal_bolus", "very low"),
    ("trigeminal_neuralgia", "oral", "very low"),
    ("cerebral_spasticity", "intrathecal_pump", "low"),
    ("mixed_spasticity", "intrathecal_pump", "low"),
    ("ms_spasticity", "oral", "low"),
    ("sci_spasticity", "intrathecal_pump", "very low"),
    ("fibromyalgia", "oral", "none"),
    ("chronic_low_back_pain", "oral", "low"),
    ("acute_low_back_pain", "oral", "low"),
    ("cancer_pain", "oral", "very low"),
    ("crps", "intrathecal_pump", "very low"),
    ("headache", "oral", "very low"),
    ("cirrhosis_cramps", "oral", "low"),
]


@pytest.mark.parametrize(("syndrome", "route", "level"), LEVELS)
def test_the_certainty_agrees_with_what_was_judged(syndrome: str, route: str, level: str) -> None:
    (found,) = [h for h in summary(T, syndrome).headlines if h.route == route]
    assert found.level == level


def test_the_certainty_follows_from_its_domains() -> None:
    order = ("very low", "low", "moderate", "high")
    for syndrome in T.syndromes:
        for b in summary(T, syndrome).bodies:
            sure = b.certainty
            assert [d.name for d in sure.domains] == [
                "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias",
            ]  # fmt: skip
            assert all(d.why for d in sure.domains)
            at = order.index(sure.start) - sum(d.down for d in sure.domains)
            assert sure.level == order[max(at, 0)]
            assert sure.start == ("high" if b.question.design == "randomised" else "low")


def test_against_is_a_verdict() -> None:
    (oral,) = summary(T, "clbp").headlines
    assert oral.body is not None
    assert oral.body.favours == "neither"
    assert oral.says == "Baclofen by mouth may not help chronic low back pain (low certainty)."


def test_nothing_is_pooled_where_there_is_one_trial_and_that_is_a_result() -> None:
    found = body(T, "clbp", "pain_intensity", "no-treatment")
    assert found.pooled == NotPooled("too few", "one study gives an effect with its interval")
    assert found.pooled.says.startswith("Too few to pool: ")
    assert found.k == 1


def test_of_the_five_pains_not_one_is_pooled() -> None:
    """The data allow evidence maps, not diamonds: no pain outcome has two trials that join."""
    for syndrome in T.syndromes:
        for b in summary(T, syndrome).bodies:
            if T.families[b.question.family].pain:
                assert isinstance(b.pooled, NotPooled)


def test_two_trials_that_join_are_pooled_with_k_and_heterogeneity() -> None:
    found = body(T, "ms_spasticity", "tone", "placebo", "arbaclofen")
    assert isinstance(found.pooled, Pooled)
    assert found.k == found.pooled.k == 2
    assert found.pooled.method == "REML"
    assert found.pooled.test == "z"
    assert -0.95 < found.pooled.estimate < -0.39
    assert found.certainty.domains[1].down == 1


def test_routes_and_syndromes_are_pooled_across_only_on_request() -> None:
    apart = summary(T, "spasticity")
    assert {b.question.syndrome for b in apart.bodies} == set(T.members("spasticity"))
    asked = summary(T, "spasticity", across_syndromes=True, across_routes=True)
    assert {b.question.syndrome for b in asked.bodies} == {"across"}
    assert {b.question.route for b in asked.bodies} == {"across"}
    tone = next(
        b for b in asked.bodies
        if b.question.family == "tone" and b.question.comparator == "placebo"
        and b.question.drug == "baclofen" and b.question.window == "hours"
    )  # fmt: skip
    assert tone.certainty.domains[2].why.startswith("pooled across syndromes on request")
    assert tone.certainty.domains[2].down == 1
    # What is said of each syndrome stays that of its own studies.
    assert [h.says for h in asked.headlines] == [h.says for h in apart.headlines]


def test_randomised_and_observed_studies_stay_apart() -> None:
    raw = study(added(), design="cohort")
    bodies = [
        b for b in summary(with_studies(T, raw), "clbp").bodies
        if b.question.comparator == "no-treatment" and b.question.window == "months"
    ]  # fmt: skip
    assert {b.question.design for b in bodies} == {"randomised", "observed"}
    assert all(b.k == 1 for b in bodies)


# ---- what a study changes


def test_an_identical_study_narrows_the_interval_and_leaves_the_estimate() -> None:
    twice = with_studies(T, copied("zaringhalam2010_lbp", "twin_2011"))
    one = body(T, "clbp", "pain_intensity", "no-treatment")
    two = body(twice, "clbp", "pain_intensity", "no-treatment")
    size = one.answers[0].size
    assert isinstance(size, Size)
    assert isinstance(two.pooled, Pooled)
    np.testing.assert_allclose(two.pooled.estimate, size.yi, **ROUNDING)
    np.testing.assert_allclose(two.pooled.se, size.se / math.sqrt(2), **ROUNDING)
    assert two.pooled.heterogeneity.I2 == 0
    said = changes(summary(T, "clbp"), summary(twice, "clbp"), twice)
    assert any("1 study (1 with figures) became 2 studies (2 with figures)" in s for s in said)
    assert any("It is pooled now, and was not before." in s for s in said)


def test_a_study_under_two_keys_is_found() -> None:
    twice = with_studies(T, copied("zaringhalam2010_lbp", "twin_2011"))
    two = body(twice, "clbp", "pain_intensity", "no-treatment")
    for one, other in ((0, 1), (1, 0)):
        id = two.answers[other].study.id
        assert any(
            f"({id}). If it is one study under two keys" in d for d in two.answers[one].doubts
        )
    alone = body(T, "clbp", "pain_intensity", "no-treatment")
    assert not any("two keys" in d for d in alone.answers[0].doubts)
    # Another figure and another address: another study.
    apart = body(with_studies(T, added()), "clbp", "pain_intensity", "no-treatment")
    assert not any("two keys" in d for a in apart.answers for d in a.doubts)


@pytest.mark.parametrize(("off", "finds"), [(0.004, True), (0.04, True), (0.1, False)])
def test_a_study_under_two_keys_is_found_though_one_report_rounds(off: float, finds: bool) -> None:
    twin = copied("zaringhalam2010_lbp", "twin_2011")
    twin["studies"]["twin_2011"]["url"] = "https://journal.example/twin"
    for row in twin["arms"]:
        if row.get("sd"):
            row["sd"] = round(row["sd"] + off, 3)
    two = body(with_studies(T, twin), "clbp", "pain_intensity", "no-treatment")
    assert any("two keys" in d for a in two.answers for d in a.doubts) is finds


def test_an_sd_that_looks_like_a_standard_error_is_warned_of() -> None:
    raw = added()
    n, sd = raw["arms"][0]["n"], raw["arms"][0]["sd"]
    wrong = added(sd=sd / math.sqrt(n))
    for mistaken, told in ((wrong, True), (raw, False)):
        found = body(with_studies(T, mistaken), "clbp", "pain_intensity", "no-treatment")
        own = [a for a in found.answers if a.study.id == "made_up_2026"]
        assert any("as a standard error it would fit" in d for d in own[0].doubts) is told


def test_three_trials_get_a_prediction_and_knapp_and_hartung() -> None:
    more = with_studies(T, copied("zaringhalam2010_lbp", "twin_2011"))
    more = with_studies(more, added())
    found = body(more, "clbp", "pain_intensity", "no-treatment")
    assert isinstance(found.pooled, Pooled)
    assert found.pooled.test == "adhoc"
    assert found.pooled.prediction_hts is not None


def test_scales_of_pain_with_other_ranges_join_as_points_of_ten() -> None:
    raw = added(scale="nrs_0_10", mean=5.2, sd=2.1)
    raw["arms"][1].update(scale="nrs_0_10", mean=5.5, sd=2.2)
    found = body(with_studies(T, raw), "clbp", "pain_intensity", "no-treatment")
    assert isinstance(found.pooled, Pooled)
    assert found.unit == "points of 10"
    np.testing.assert_allclose(found.pooled.effects.yi, (-0.24, -0.30), **ROUNDING)


def test_scales_that_do_not_join_are_standardised() -> None:
    raw = added(scale="mine", mean=52.0, sd=21.0)
    raw["arms"][1].update(scale="mine")
    raw["scales"] = {"mine": {"says": "own", "better": "higher", "unit": "points", "how": "seen"}}
    found = body(with_studies(T, raw), "clbp", "pain_intensity", "no-treatment")
    assert isinstance(found.pooled, Pooled)
    assert found.pooled.effects.measure == "SMD"
    # On a scale where more is better, less is worse: the sign is turned.
    assert float(found.pooled.effects.yi[1]) > 0
    lone = added(scale="mine", mean=52.0, sd=None, se=3.0, n=None)
    lone["arms"][1].update(scale="mine", sd=None, se=3.0, n=None)
    lone["scales"] = raw["scales"]
    apart = body(with_studies(T, lone), "clbp", "pain_intensity", "no-treatment")
    assert apart.pooled == NotPooled(
        "scales differ", "the scales do not join (MD on mine, MD on vas_0_100)"
    )


def test_a_large_clear_trial_changes_certainty_and_verdict_in_words() -> None:
    raw = added(n=400, mean=35.0, sd=20.0)
    raw["arms"][1].update(n=400, mean=60.0, sd=20.0)
    study(
        raw,
        n={"randomised": 800},
        risk={"level": "low", "why": "an example"},
        syndrome="cancer_pain",
    )
    joined = with_studies(T, raw)
    said = changes(summary(T, "cancer_pain"), summary(joined, "cancer_pain"), joined)
    assert any(s.startswith("New: pain intensity") and "high certainty" in s for s in said)
    assert said[-1] == "The certainty for cancer pain, by mouth, goes up: very low to high."
    (head,) = summary(joined, "cancer_pain").headlines
    assert head.says == "Baclofen by mouth eases cancer pain (high certainty)."
    assert changes(summary(T, "tn"), summary(joined, "tn"), joined) == ()


def test_a_flagged_trial_is_left_out_once_beside_the_pool() -> None:
    raw = copied("fromm1984_tn", "twin_1990")
    raw["studies"]["twin_1990"]["use"] = "yes"
    found = body(with_studies(T, raw), "tn", "pain_response", "placebo")
    assert isinstance(found.pooled, Pooled)
    assert found.pooled.k == 2
    assert isinstance(found.unflagged, NotPooled)


def test_a_trial_that_was_never_published_counts_against_its_body() -> None:
    placebo = body(T, "tn", "pain_response", "placebo")
    assert placebo.certainty.domains[4].down == 1
    assert "NCT00004431" in placebo.certainty.domains[4].why
    active = body(T, "tn", "pain_response", "active")
    assert active.certainty.domains[4].down == 0
    assert [s.id for s in summary(T, "tn").missing] == ["nct00004431"]


def test_an_adjusted_effect_goes_before_crude_counts_and_sixteen_thousand_are_enough() -> None:
    harm = body(T, "other", "harm", "dose")
    size = harm.answers[0].size
    assert size is not None
    np.testing.assert_allclose(
        (size.estimate, size.low, size.high), (3.54, 2.24, 5.59), **printed(2)
    )
    assert harm.answers[0].people == 15942
    assert (harm.certainty.level, harm.favours) == ("low", "control")


# ---- cut-off


def test_a_year_counts_from_its_last_day_and_a_day_from_itself() -> None:
    joined = with_studies(T, added())
    for as_of, there in ((2025, False), (date(2026, 6, 29), False), (date(2026, 6, 30), True),
                         (2026, True), (None, True)):  # fmt: skip
        assert ("made_up_2026" in known_by(joined, as_of).studies) is there
    assert "zaringhalam2010_lbp" not in known_by(T, date(2010, 12, 30)).studies
    assert "zaringhalam2010_lbp" in known_by(T, date(2010, 12, 31)).studies
    # Without a year nobody knows when it was known.
    assert "label_drowsiness" not in known_by(T, 2026).studies


def test_the_smaller_series_counts_until_the_larger_one_is_known() -> None:
    def series(as_of: int) -> list[str]:
        return [s.id for s in summary(T, "headache", as_of=as_of).studies]

    assert series(2000) == ["heringhanit1999_migraine", "heringhanit2000_cluster"]
    assert series(2001) == ["heringhanit1999_migraine", "heringhanit2001_cluster"]
    assert [s.id for s in summary(T, "headache").overlapping] == ["heringhanit2000_cluster"]


def test_before_anything_was_known_there_is_nothing() -> None:
    found = summary(T, "all", as_of=1970)
    assert found.bodies == ()
    assert {h.level for h in found.headlines} == {"none"}


def test_an_unknown_syndrome_lists_what_there_is() -> None:
    with pytest.raises(UnknownName, match=r"acute_low_back_pain.*trigeminal_neuralgia"):
        summary(T, "toothache")


def test_every_study_is_somewhere_in_its_summary() -> None:
    for syndrome in T.syndromes:
        found = summary(T, syndrome)
        shown = {s.id for s in (*found.studies, *found.context, *found.missing,
                                *found.overlapping, *found.silent)}  # fmt: skip
        assert {s.id for s in T.studies.values() if s.syndrome == syndrome} <= shown


def test_the_map_counts_every_study_once() -> None:
    cells = evidence_map(T)
    total = sum(c.count for c in cells)
    assert total == len(T.studies) - 2 - 1  # two that overlap, one search that found nothing
    pain = {c.syndrome for c in cells if c.count}
    assert "fibromyalgia" in pain
    early = evidence_map(T, as_of=1980)
    assert sum(c.count for c in early) < total


def test_the_same_data_give_the_same_summary() -> None:
    assert summary_data(summary(T, "all"), T) == summary_data(summary(load_trials(), "all"), T)
