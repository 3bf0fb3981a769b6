"""Meta-analysis against metafor, quantity by quantity, and the program that compares them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.peers.metafor import check_dataset, main
from tests.peers.metafor_compare import Line, compare
from tests.peers.metafor_design import design
from tests.peers.metafor_rows import NotUnderstood, measure_of
from tests.tolerances import EXACT

FOLDER = Path(__file__).parent / "data"
OWN = json.loads((FOLDER / "metafor.json").read_text(encoding="utf-8"))
MORE = json.loads((FOLDER / "metafor_more.json").read_text(encoding="utf-8"))
SETS: dict[str, dict[str, Any]] = {**OWN["datasets"], **MORE["datasets"]}


@pytest.mark.parametrize("name", SETS)
def test_a_data_set_agrees_with_metafor(name: str) -> None:
    lines = list(check_dataset(SETS[name]))
    assert [str(line) for line in lines if line.is_counted and not line.holds] == []
    assert sum(line.is_counted for line in lines) >= 15
    # At most what its own fits had no answer for.
    assert sum(not line.is_counted for line in lines) <= 1


def test_there_are_sets_of_every_kind() -> None:
    assert set(OWN["datasets"]) >= set(OWN["meta"]["development"])
    kinds = {s["kind"] for s in SETS.values()}
    assert kinds >= {"binary", "binary-rare", "continuous", "generic", "network", "multivariate",
                     "single-arm proportion", "crossover-binary", "crossover-continuous", "rates",
                     "correlation"}  # fmt: skip
    measures = {measure_of(s) for s in SETS.values() if isinstance(s["data"], list)}
    assert measures >= {"RR", "OR", "MD", "SMD", "PLO", "PFT", "MC", "SMCR", "MPORC", "MPRR",
                        "IRR", "COR", "GEN"}  # fmt: skip


def test_the_file_passes_and_its_last_line_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(tmp_path, {"clasp_or": SETS["clasp_or"]}, OWN["baclofen_single_study_checks"])
    assert main([str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    count = sum(line.startswith("ok") for line in lines[:-1])
    assert lines[-1] == f"{count} passed, 0 failed"
    assert count > 300
    assert [line for line in lines[:-1] if not line.startswith("ok")] == [
        "-      clasp_or.published: printed elsewhere, rounded; not compared"
    ]
    assert any("SISTERS NPRS least pain" in line for line in lines)


def written(folder: Path, sets: dict[str, Any], single: Any = None) -> Path:
    path = folder / "metafor.json"
    content = {"datasets": sets, "baclofen_single_study_checks": single or {}}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("way", "factor"),
    [
        (("pooled", "models", "REML", "beta"), 1.0001),
        (("pooled", "models", "DL_HKSJ", "pval"), 1.001),
        (("pooled", "q_profile_ci", "tau2"), 1.001),
        (("pooled", "leave_one_out_REML", "I2"), 1.0001),
        (("pooled", "influence_REML", "cook_d"), 1.0001),
        (("pooled", "trim_fill", "FE_L0", "k0"), 2),
        (("effect_sizes", "vi"), 1.0001),
        (("meta_regression", "ablat", "REML", "QM"), 1.0001),
        (("tables_2x2", "MH_OR", "Tarone_chi2"), 1.0001),
    ],
)
def test_an_altered_value_is_found(way: tuple[str, ...], factor: float) -> None:
    changed = copy.deepcopy(SETS["bcg_rr"])
    inside: Any = changed
    for name in way[:-1]:
        inside = inside[name]
    value = inside[way[-1]]
    # One number of a list is enough.
    inside[way[-1]] = [value[0], *value[1:-1], value[-1] * factor] if isinstance(value, list) else (
        value * factor
    )  # fmt: skip
    failed = [line for line in check_dataset(changed) if not line.holds]
    assert [line.where for line in failed] == [".".join(("bcg_rr", *way))]


def test_what_it_does_not_know_is_a_failure_by_name() -> None:
    changed = copy.deepcopy(SETS["clasp_or"])
    changed["pooled"]["seance"] = {"ghosts": 3}
    changed["pooled"]["models"]["DL"]["aura"] = 1.0
    changed["shape"] = {"x": 1}
    failed = [str(line) for line in check_dataset(changed) if not line.holds]
    assert failed == [
        "FAILED clasp_or.pooled.models.DL.aura: unknown quantity",
        "FAILED clasp_or.pooled.seance: unknown quantity",
        "FAILED clasp_or.shape: unknown quantity",
    ]


def test_a_measure_or_a_column_it_does_not_know_is_a_failure() -> None:
    changed = copy.deepcopy(SETS["clasp_or"])
    changed["measure"] = "log hazard of rain"
    (line,) = check_dataset(changed)
    assert "NotUnderstood: the measure 'log hazard of rain'" in str(line)
    changed = copy.deepcopy(SETS["clasp_or"])
    for row in changed["data"]:
        del row["ai"]
    (line,) = check_dataset(changed)
    assert "rows without a column ai" in str(line)
    assert not line.holds


def test_effects_come_from_the_rows_and_not_from_the_file() -> None:
    changed = copy.deepcopy(SETS["clasp_or"])
    changed["data"][0]["ai"] += 1
    failed = [line.where for line in check_dataset(changed) if line.is_counted and not line.holds]
    assert len(failed) > 150
    assert failed[0] == "clasp_or.effect_sizes.yi"


def test_what_the_peer_has_none_of_is_shown_and_not_counted() -> None:
    (line,) = compare("place", {"a": 1.5}, {"a": None}, lambda _: EXACT)
    assert str(line) == "-      place.a: the peer has none, ours is 1.5"
    (line,) = compare("place", {"a": None}, {"a": None}, lambda _: EXACT)
    assert line == Line("place.a")
    (line,) = compare("place", {"a": [1.0, 2.0]}, {"a": [1.0]}, lambda _: EXACT)
    assert line.trouble == "2 values, not 1"
    (line,) = compare("place", {"a": float("nan")}, {"a": 1.0}, lambda _: EXACT)
    assert not line.holds


def test_the_reader_of_formulas() -> None:
    rows: list[dict[str, Any]] = [
        {"dose": 1.0, "drug": "b", "year": 2001},
        {"dose": 2.0, "drug": "a", "year": 2002},
        {"dose": None, "drug": "B", "year": 2003},
    ]
    X, names = design("~ dose * drug + I(year - 2000)", rows)
    assert names == [
        "intrcpt",
        "dose",
        "drugB",
        "drugb",
        "I(year-2000)",
        "dose:drugB",
        "dose:drugb",
    ]
    assert X[:2].tolist() == [[1, 1, 0, 1, 1, 0, 1], [1, 2, 0, 0, 2, 0, 0]]
    X, names = design("~ factor(year) - 1 + log(dose) + pmin(year, 2002)", rows[:2])
    assert names == ["factor(year)2001", "factor(year)2002", "log(dose)", "pmin(year,2002)"]
    assert X[:, :2].tolist() == [[1, 0], [0, 1]]
    with pytest.raises(NotUnderstood):
        design("~ sorcery(dose)", rows)


def test_what_stands_beside_the_sets_is_not_passed_over(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "metafor.json"
    path.write_text(json.dumps({"datasets": {}, "meta": {}, "more_sets": {"x": 1}}), "utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out == "FAILED more_sets: unknown quantity\n0 passed, 1 failed\n"


def test_what_json_has_no_number_for() -> None:
    for text, own in (("Inf", np.inf), ("NA", None)):
        (line,) = compare("place", {"a": own}, {"a": text}, lambda _: EXACT)
        assert line.holds
        assert line.is_counted
    (line,) = compare("place", {"a": 1.0}, {"a": "-Inf"}, lambda _: EXACT)
    assert not line.holds


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"datasets": 3}'])
def test_a_file_that_holds_no_sets_is_told(
    text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "metafor.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 2
    assert f"{path} is not a file of meta-analyses: " in capsys.readouterr().err


def test_no_sets_are_no_success(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(written(tmp_path, {}))]) == 1
    assert capsys.readouterr().out == "0 passed, 0 failed\n"


@pytest.mark.parametrize("arguments", [[], ["one.json", "two.json"]])
def test_how_to_call_it_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == "usage: python -m tests.peers.metafor FILE\n"
