"""What a forest of a summary shows: what was pooled, or one study at all its times."""

from __future__ import annotations

from collections import Counter

from baclofen.evidence import Body, summary
from baclofen.knowledge import Trials, load_trials, with_studies
from baclofen.reporting.evidence import summary_text
from baclofen.reporting.evidence_page import summary_page
from baclofen.reporting.evidence_pictures import (
    forest_of,
    forest_picture,
    forests,
    pictures,
    readings,
)
from baclofen.synthesis import Pooled
from tests.studies import added, copied

T = load_trials()


def of(trials: Trials, syndrome: str, family: str, comparator: str) -> Body:
    """The first body of a question under treatment."""
    return next(
        b
        for b in summary(trials, syndrome).bodies
        if (b.question.family, b.question.comparator) == (family, comparator)
    )


def test_one_study_is_shown_at_all_its_times() -> None:
    found = readings(of(T, "clbp", "pain_intensity", "no-treatment"), T)
    assert found is not None
    assert found.effects.labels == tuple(f"Zaringhalam 2010, pain, week {w}" for w in range(1, 6))
    assert found.pooled is None
    assert found.why == "too few; one study gives an effect with its interval"
    assert found.favours == ("favours baclofen", "favours no treatment")


def test_what_was_pooled_is_shown_with_its_diamond() -> None:
    joined = with_studies(T, added())
    body = of(joined, "clbp", "pain_intensity", "no-treatment")
    found = readings(body, joined)
    assert found is not None
    assert found.effects.labels == ("Zaringhalam 2010", "Made up 2026")
    assert isinstance(found.pooled, Pooled)
    # Two studies say too little of a third.
    assert found.pooled.prediction is None
    text, shown = forest_of(body, joined, 100)
    assert "Pooled" in text
    assert len(shown) == 2
    assert max(len(line) for line in text.splitlines()) <= 100


def test_more_is_better_turns_the_sides() -> None:
    found = readings(of(T, "tn", "pain_response", "placebo"), T)
    assert found is not None
    assert found.favours == ("favours placebo", "favours baclofen")


def test_without_figures_there_is_no_picture() -> None:
    body = of(T, "ms_spasticity", "spasm_pain", "placebo")
    assert readings(body, T) is None
    assert forest_of(body, T, 100) == ("", ())


def test_every_picture_has_a_name_of_its_own() -> None:
    found = summary(T, "all")
    drawn = forests(found, T)
    figured = [b for b in found.bodies if b.k_with_figures]
    assert len(drawn) == len(figured)
    assert len(drawn) > 15
    assert all(svg.startswith("<svg") and "certainty" in svg for svg in drawn.values())
    ids = Counter(name.removesuffix(".svg") for name in drawn)
    assert max(ids.values()) == 1


def test_a_pool_without_its_flagged_studies_is_told_beside_it() -> None:
    raw = copied("fromm1984_tn", "twin_1990")
    raw["studies"]["twin_1990"]["use"] = "yes"
    joined = with_studies(T, raw)
    text = summary_text(summary(joined, "tn"), joined, width=100)
    assert "Without studies to be read with care: Too few to pool: one study gives" in text


def test_what_is_pooled_has_its_history_and_its_funnel() -> None:
    drawn = pictures(summary(T, "ms_spasticity"), T)
    pooled = [b for b in summary(T, "ms_spasticity").bodies if isinstance(b.pooled, Pooled)]
    kinds = Counter(name.split("-")[0] for name in drawn)
    assert kinds["cumulative"] == kinds["funnel"] == len(pooled) > 0
    history = next(svg for name, svg in drawn.items() if name.startswith("cumulative-"))
    assert history.index("Kantor 2016") < history.index("Okuda 2022")
    assert not any(name.startswith("funnel") for name in pictures(summary(T, "clbp"), T))


def test_a_page_of_one_syndrome_names_it_over_all_and_not_in_each_title() -> None:
    of_one = summary_page(summary(T, "ms_spasticity"), T)
    assert "spasticity of multiple sclerosis</h1>" in of_one
    assert "(spasticity of multiple sclerosis)</h2>" not in of_one
    of_all = summary_page(summary(T, "spasticity"), T)
    assert "(spasticity of multiple sclerosis)</h2>" in of_all


def test_each_study_of_a_forest_is_drawn_with_its_risk_of_bias() -> None:
    trials = load_trials()
    bodies = summary(trials, "ms_spasticity").bodies
    body = next(b for b in bodies if forest_picture(b, trials))
    picture = forest_picture(body, trials)
    shown = readings(body, trials)
    assert shown is not None
    for answer in shown.answers:
        assert trials.risks[answer.study.risk] in picture
