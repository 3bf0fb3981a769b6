"""Published figures against the model: all in one run, each its own test.

A figure that the model misses stays here as an expected failure, with its reason and how far off
it is: nearer and further off both fail.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from baclofen.cli.main import main
from baclofen.model import model_of
from baclofen.qualification import own_targets
from baclofen.simulation import settings_of
from tests.peers.targets import main as predict_file
from tests.people import known

TARGETS = own_targets(known())
#: Of what is believed, and was kept back, so much is aimed at within 1.25-fold.
AIM = 0.85


@pytest.fixture(scope="module")
def qualified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`baclofen qualify --out`: the page and the JSON of the whole."""
    out = tmp_path_factory.mktemp("qualified")
    assert main(["qualify", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def found(qualified: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((qualified / "qualification.json").read_text("utf-8"))
    return content


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t.id)
def test_a_published_figure_is_predicted_within_two_fold(target: Any, found: Any) -> None:
    result = next(r for r in found["targets"] if r["id"] == target.id)
    assert not result["problem"]
    if target.expect:
        low, high = target.expect_ratio
        assert low <= result["ratio"] <= high
        pytest.xfail(target.expect)
    assert 0.5 <= result["ratio"] <= 2


def test_every_gate_passes_or_was_expected_to_fail(found: Any) -> None:
    assert len(found["gates"]) >= 10
    failed = {g["id"]: g["expect"] for g in found["gates"] if g["verdict"] != "passed"}
    assert all(failed.values())
    for gate in found["gates"]:
        if gate["expect"]:
            low, high = gate["expect_value"]
            assert low <= gate["value"] <= high
            assert high < gate["low"] or low > gate["high"]
    assert set(failed) == {"gate_coma_200", "gate_it_first_effect", "gate_it_max_inf"}


def test_nothing_missed_without_being_expected(found: Any) -> None:
    assert found["unexpected"] == []
    domains = {s["domain"]: s for s in found["summaries"]}
    assert domains["all"]["n"] == len(TARGETS)
    assert found["ranges"] == sum(target.value is None for target in TARGETS) > 20
    # Told apart: what set the model, what was kept back from it, and what it had never seen.
    assert sum(domains[use]["n"] for use in ("fitted", "kept back", "new")) == len(TARGETS)
    # Three trials of tone by mouth differ sixfold: of what is fitted no function meets all.
    for use, least in (("fitted", 0.90), ("kept back", 0.85), ("new", 0.55)):
        assert domains[use]["within_2"] / domains[use]["n"] > least
    # Where it has not earned belief the report says so, and does not hide it in a mean.
    earned = {s["domain"]: s for s in found["not_fitted"]}
    assert earned["kinetics by mouth"]["beats_beside"]
    assert earned["tone by mouth"]["beats_beside"] is False


def test_verdicts_of_the_table_that_rest_on_scores_follow_them(found: Any) -> None:
    """What is believed by kept-back figures meets them, most within 1.25-fold; what has not earned
    belief by its falls beats no predictor that knows no drug."""
    targets = {f"targets.{r['id']}": r for r in found["targets"]}
    earned = {s["domain"]: s["beats_beside"] for s in found["not_fitted"]}
    by_rule: dict[str, list[Any]] = {}
    for credit in known().credibility.entries.values():
        by_rule.setdefault(credit.rule, []).append(credit)
    for credit in by_rule["kept_back"]:
        ratios = [targets[id]["ratio"] for id in credit.kept_back if id in targets]
        assert ratios
        assert all(0.5 <= ratio <= 2 for ratio in ratios), credit.id
        near = sum(0.8 <= ratio <= 1.25 for ratio in ratios)
        assert near * 2 > len(ratios), credit.id
    for credit in by_rule["not_earned"]:
        own = [targets[id] for id in credit.evidence if id in targets]
        domains = {r["domain"] for r in own if r["output"] in credit.outputs}
        assert any(earned.get(domain) is False for domain in domains), credit.id


def test_what_is_believed_counts_every_figure_that_it_was_not_fitted_to(found: Any) -> None:
    """Those that are missed too: of all of them so many are within 1.25-fold as was aimed at."""
    ratios = {r["id"]: r["ratio"] for r in found["targets"]}
    table, wanted = known().credibility, dict[str, list[str]]()
    entries = [credit for credit in table.entries.values() if credit.verdict == "believed"]
    outputs = {output for credit in entries for output in credit.outputs}
    for target in TARGETS:
        if target.standing != "fitted" and target.arm.output in outputs:
            model = model_of(target.arm.body, known(), target.arm.syndrome)
            credit = table.worst([target.arm.output], settings_of(model, target.arm.dosing))
            if credit.verdict == "believed":
                wanted.setdefault(credit.id, []).append(target.id)
    assert set(wanted) == {credit.id for credit in entries}
    for id, targets in wanted.items():
        assert {f"targets.{target}" for target in targets} <= set(table.entries[id].evidence), id
        near = sum(0.8 <= ratios[target] <= 1.25 for target in targets)
        assert near / len(targets) >= AIM, id


def test_what_stands_for_a_verdict_lies_within_its_own_band(found: Any) -> None:
    targets = {f"targets.{r['id']}": r for r in found["targets"]}
    for credit in known().credibility.entries.values():
        for id in credit.favours:
            if id in targets:
                assert targets[id]["covered"] is not False, (credit.id, id)


def test_what_the_table_says_of_tone_by_mouth_is_what_the_model_says(found: Any) -> None:
    """That trials by mouth put the effect on both sides of the model's; and how many bands held."""
    ratio = {r["id"]: r["ratio"] for r in found["targets"]}
    assert ratio["okuda_tone"] > 1.25
    assert max(ratio["nance_tone_40"], ratio["nance_tone_60"]) < 0.8
    for id in ("pain", "tone_by_mouth"):
        assert "today.tone_by_mouth" in known().credibility.entries[id].against
    (every,) = [s for s in found["summaries"] if s["domain"] == "all"]
    assert known().numbers("today.group_bands") == (every["covered"], every["banded"])


def test_the_page_shows_every_picture_and_finding_and_says_what_it_is(
    qualified: Path, found: Any
) -> None:
    page = (qualified / "qualification.html").read_text("utf-8")
    assert page.count('<svg viewBox="0 0 640 ') == len(found["pictures"]) >= 6
    assert {"kidney", "bolus_effect", "infusion_effect", "dose_response", "harms", "tolerance",
            "stop"} <= {p["id"] for p in found["pictures"]}  # fmt: skip
    for id in known().facts:
        if id.startswith("strain."):
            assert f'id="why-{id}"' in page
    for target in TARGETS:
        assert target.id in page
    assert "Decision support" in page
    assert "no risk of withdrawal" in page
    assert f"{found['ranges']} of the figures are ranges" in page
    assert "receptor.K_A" in page


def test_a_target_file_is_predicted_line_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "targets.yaml"
    subject = "{age_y: 30, sex: male, weight_kg: 70, height_cm: 175, crcl_mL_min: 105}"
    regimen = "[{route: oral, form: tablet, mg: 10, at_h: 0}]"

    def entry(id: str, statistic: str) -> str:
        return (
            f"- id: {id}\n  subject: {subject}\n  regimen: {regimen}\n  output: plasma_ng_mL\n"
            f"  statistic: {statistic}\n  value: 180\n  unit: ng/mL\n"
        )

    file.write_text("targets:\n" + entry("peak", "Cmax"), encoding="utf-8")
    assert predict_file(file) == 0
    assert capsys.readouterr().out.endswith("1 within 1.25, 1 within 2, of 1\n")
    file.write_text(
        "targets:\n" + entry("peak", "Cmax") + entry("odd", "loudness"), encoding="utf-8"
    )
    assert predict_file(file) == 1
    printed = capsys.readouterr().out
    assert "odd" in printed
    assert "loudness" in printed
    assert printed.endswith("1 within 1.25, 1 within 2, of 2\n")
