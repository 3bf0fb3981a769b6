"""The page of the calibration says what is kept of the fits, and each block has its picture."""

from __future__ import annotations

import json
from math import comb
from pathlib import Path
from typing import Any

import pytest

from baclofen.qualification.score import COVERED, RARE
from baclofen.value import replace
from tests.calibration import handed, recovery
from tests.calibration.block import K
from tests.calibration.page import DOCS, FACTS, FILE, draw, written
from tests.calibration.posterior import BLOCKS, block_of
from tests.calibration.psis import K_MAX
from tests.calibration.recovery import (
    RECOVERED,
    accepted,
    errors_over_prior,
    recovered,
    recovered_of,
    share_held,
)


def test_the_page_is_what_the_fits_give() -> None:
    assert FILE.read_text("utf-8") == written(), "run python -m tests.calibration.page"
    for name in BLOCKS:
        assert (DOCS / "calibration" / f"{name}.png").stat().st_size > 10_000


def test_another_figure_shows_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in handed.HERE.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8"), encoding="utf-8")
    of = json.loads((tmp_path / "cord.json").read_text("utf-8"))
    of["figures"][0]["seen"], of["figures"][0]["held"] = 9.875, False
    (tmp_path / "cord.json").write_text(json.dumps(of), encoding="utf-8")
    monkeypatch.setattr(handed, "HERE", tmp_path)
    monkeypatch.setattr(recovery, "HERE", tmp_path)
    page = written()
    assert "| 9.875 (" in page
    assert f"{len(of['figures']) - 1} of {len(of['figures'])} figures lie within" in page


def _is_of(line: str, parameter: str) -> bool:
    return line.startswith(f"| {parameter} |")


@pytest.mark.parametrize("name", FACTS)
def test_what_runs_is_read_from_what_runs(name: str) -> None:
    """Not from the fit: another value of the knowledge shows in every row of its parameter."""
    fact = K.facts[FACTS[name]]
    other = replace(K, facts={**K.facts, fact.id: replace(fact, value=0.98765)}, digest="")
    rows = [line.split(" | ") for line in written(other).splitlines() if _is_of(line, name)]
    assert rows
    assert {row[3] for row in rows} == {"0.988"}
    rows = [line.split(" | ") for line in written().splitlines() if _is_of(line, name)]
    assert {row[3] for row in rows} == {f"{K.number(fact.id):.3g}"}


def too_narrow(name: str, done: list[dict[str, Any]]) -> set[str]:
    """Parameters whose intervals of 90 % held so few that chance hardly makes it so."""
    n = len(accepted(done))
    return {
        parameter
        for parameter, held in zip(block_of(name).names, share_held(done), strict=True)
        if sum(comb(n, k) * COVERED**k * (1 - COVERED) ** (n - k) for k in range(held + 1)) < RARE
    }


@pytest.mark.parametrize("name", BLOCKS)
def test_no_width_is_too_small_for_what_it_holds(name: str) -> None:
    done, names = recovered_of(name), block_of(name).names
    assert too_narrow(name, done) == set()
    # One that held ten of sixteen would show, and no other.
    other = [{**d, "below": [*d["below"]]} for d in done]
    for d in accepted(other)[: len(accepted(done)) * 6 // 16]:
        d["below"][-1] = 1.0
    assert too_narrow(name, other) == {names[-1]}


def test_a_picture_is_drawn_of_what_is_kept(tmp_path: Path) -> None:
    draw("brain", tmp_path / "brain.png")
    assert (tmp_path / "brain.png").read_bytes().startswith(b"\x89PNG")


def test_recovery_is_judged_by_the_error_over_the_priors() -> None:
    """A fit that finds what was true recovers all; one that answers with the prior recovers none;
    a truth that no draw reached is not held."""
    block, done = block_of("kinetics"), recovered_of("kinetics")
    found = [{**d, "mean": d["true"]} for d in done]
    assert max(errors_over_prior(block, found)) == 0
    none = [{**d, "mean": block.before.tolist(), "below": [1.0] * len(block.names)} for d in done]
    assert min(errors_over_prior(block, none)) > RECOVERED
    # A fit that is not accepted is not judged, however far off.
    far = {**done[0], "mean": [99.0] * len(block.names), "k_hat": K_MAX + 0.1}
    assert max(errors_over_prior(block, [*found, far])) == 0
    lines = recovered(block, none)[1:]
    assert all(f"0 of {len(done)} held, not recovered" in line for line in lines)
