"""What is wrong with a sentence is refused by name when it is read, and not at the bedside."""

import shutil
from pathlib import Path

import pytest

import baclofen
from baclofen.errors import KnowledgeError
from baclofen.knowledge import read_knowledge

DATA = Path(baclofen.__file__).parent / "knowledge" / "data"
EN, DE, RULES = "phrases/en.toml", "phrases/de.toml", "rules/dosing.toml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("file", "before", "after", "named"),
    [
        (EN, "{ceiling} a day is the most allowed", "{ceilling} a day is the most allowed",
         r"change\.no_label has placeholders \['ceilling'\]"),
        (EN, "for {T-PROJECT.hold_days} ", "for {T-PROJECT.hold_day} ", "hold_day"),
        (EN, "for {T-PROJECT.hold_days} ", "for {T-PROJECT.hold_days} or 14 ", "a number"),
        (EN, "{days:?day|days} or more", "{days:?1 day|days} or more", "a number"),
        (EN, "{days:?day|days} or more", "{days:sideways} or more", "no such way"),
        (EN, 'says = "Change: first confirm the daily dose."', 'says = " "', "says nothing"),
        (EN, 'decimal = "."\n', "", r"under \[language\]"),
        (EN, 'day = "{day} {month} {year}"', 'day = "{dia} {month} {year}"', "writes a day"),
        (DE, 'decimal = ","\n', "", r"under \[language\]"),
        (RULES, "US maximum: {max_mg_per_day} mg", "US maximum: {max_mg_per_day:range} mg",
         "DO-US-MAX shows"),
        ("parameters/kidney.toml", "ideal + {kidney.ideal_weight} of", "ideal + 0.4 of",
         "kidney.ideal_weight writes 0.4 in its words, which is its value"),
        ("parameters/strains.toml", "{strain.dose_creep.2}-fold", "{strain.dose_creep.9}-fold",
         r"nothing fills the placeholder \{strain.dose_creep.9\}"),
        ("schedules/titration.toml", "ceiling_mg_per_day = 80", "ceiling_mg_per_day = 70",
         "DO-US-SCHED goes up to 70 mg a day, and DO-US-MAX has 80"),
    ],
)  # fmt: skip
def test_it_is_refused_by_name(file: str, before: str, after: str, named: str, root: Path) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=named):
        read_knowledge(root)
