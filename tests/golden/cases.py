"""Whole reports that people read, kept as reviewed text.

`python -m tests.golden.cases` writes them anew; the diff is then reviewed.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from pathlib import Path

from baclofen.cli.main import main
from tests.asked import keep
from tests.golden import cards, crowd, grids, papers, readings, reports, schemas, short, varied
from tests.records import record_path

ROOT = Path(__file__).parents[2]
PLANS = Path(__file__).parent / "plans"

#: name of the golden file → record, and options
CASES: dict[str, tuple[str, list[str]]] = {
    "ms_spasticity": ("examples/ms_spasticity.json", ["--today", "2026-11-22"]),
    "ms_spasticity_uk": (
        "examples/ms_spasticity.json",
        ["--today", "2026-11-22", "--jurisdiction", "UK"],
    ),
    "ms_spasticity_two_years_later": ("examples/ms_spasticity.json", ["--today", "2028-11-22"]),
    "ten_lines": ("examples/ten_lines.toml", ["--today", "2026-11-22", "--request", "start"]),
    "on_baclofen_with_failing_kidneys": ("examples/on_baclofen.toml", ["--today", "2026-11-22"]),
    "on_baclofen_start_asked": (
        "examples/on_baclofen.toml",
        ["--today", "2026-11-22", "--request", "start", "--jurisdiction", "DE"],
    ),
    "contradicting_kidney_values": ("Chadwick_Von", ["--today", "2008-10-21"]),
    "opioid_and_antidepressant": ("Eliseo_Cummings", ["--today", "2020-07-15"]),
    "child": ("Basil_Champlin", ["--today", "2021-03-29"]),
    "deceased": ("Rick_Prohaska", ["--today", "2026-11-22"]),
}


#: Where the typed files of every other door are; the name of each begins with its command.
ORDERS = Path(__file__).parent / "orders"


def _placed(name: str) -> list[str]:
    """The country that the name of an order ends in: `_uk`, `_de`."""
    place = name.rpartition("_")[2].upper()
    return ["--jurisdiction", place] if place in ("UK", "DE") else []


#: Name of the golden file -> command, record, and options.
EVERY: dict[str, tuple[str, str, list[str]]] = {
    **{name: ("plan", *case) for name, case in CASES.items()},
    **{
        path.stem: (
            path.stem.split("_")[0],
            path.relative_to(ROOT).as_posix(),
            ["--today", "2026-11-22", *_placed(path.stem)],
        )
        for path in sorted(ORDERS.glob("*.toml"))
    },
    "evidence_map": ("evidence", "map", []),
    "evidence_low_back_pain": ("evidence", "low back pain", ["--as-of", "2020"]),
    "evidence_claims": ("evidence", "claims", []),
}


def printed(name: str) -> str:
    """What the terminal shows for one case, 100 columns wide."""
    command, source, options = EVERY[name]
    with tempfile.TemporaryDirectory() as folder:
        path: str | Path = source
        if command != "evidence":
            path = ROOT / source if "/" in source else record_path(source, Path(folder))
        out = io.StringIO()
        before = os.environ.get("COLUMNS")
        os.environ["COLUMNS"] = "100"
        try:
            with contextlib.redirect_stdout(out):
                code = main([command, str(path), *options])
        finally:
            if before is None:
                del os.environ["COLUMNS"]
            else:
                os.environ["COLUMNS"] = before
    if code != 0:
        raise RuntimeError(f"{name} ended with {code}")
    return out.getvalue()


if __name__ == "__main__":
    for case in EVERY:
        (PLANS / f"{case}.txt").write_text(printed(case), encoding="utf-8")
    for table in (crowd, readings, reports, papers, schemas, short):
        table.KEPT.write_text(table.text(), encoding="utf-8")
    cards.write()
    varied.write()
    grids.write()
    keep.anew(keep.files())
