"""The marks of new figures are those of the draw, and a draw cannot be redone quietly."""

import pytest

from baclofen.knowledge import load_knowledge
from tests.calibration import split
from tests.calibration.split import ENOUGH, TRIALS, Trial, in_domain, kept_back, mark_of

K = load_knowledge()
DOMAINS = sorted({trial.domain for trial in TRIALS.values()})


@pytest.mark.parametrize("name", TRIALS)
def test_the_facts_of_a_trial_bear_the_mark_it_drew(name: str) -> None:
    assert {K.facts[id].split for id in TRIALS[name].facts} == {mark_of(name)}


def test_every_figure_read_later_belongs_to_one_trial() -> None:
    ids = [id for trial in TRIALS.values() for id in trial.facts]
    assert len(ids) == len(set(ids))
    assert set(ids) == {id for id in K.facts if id.startswith("later.")}


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_draw_keeps_some_back_and_never_what_was_looked_at(domain: str) -> None:
    kept = kept_back(domain)
    assert bool(kept) is (len(in_domain(domain)) >= ENOUGH)
    assert not any(TRIALS[name].named or TRIALS[name].marked for name in kept)


def test_what_this_seed_drew() -> None:
    """Written down: another draw, or another trial beside these, shows here first."""
    assert {d: kept_back(d) for d in DOMAINS if kept_back(d)} == {
        "bolus": {"ko2000"}, "pump": {"dario_spinal", "gilmartin2000"},
        "tone by mouth": {"NCT01359566"},
    }  # fmt: skip


def test_a_draw_that_was_made_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is read later is drawn beside whom it came with, and moves nobody's mark."""
    before = {name: mark_of(name) for name in TRIALS}
    later = {f"later {n}": Trial("pump", (), reading=3) for n in range(5)}
    monkeypatch.setattr(split, "TRIALS", {**TRIALS, **later})
    assert {name: mark_of(name) for name in TRIALS} == before
    assert len(kept_back("pump") & set(later)) == 2
