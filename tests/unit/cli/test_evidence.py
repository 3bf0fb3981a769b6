"""`baclofen evidence` as its users meet it: what is printed, what is refused, what is written."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from baclofen.cli.main import main
from baclofen.errors import UnreadableFile
from baclofen.exchange import read_studies
from tests.studies import EXAMPLE, added, lacking, study

DATA = Path(__file__).parents[3] / "src" / "baclofen" / "knowledge" / "data" / "trials"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


def said(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> str:
    """What the command prints: to the terminal, or as a refusal."""
    assert main(["evidence", *args]) == code
    shown = capsys.readouterr()
    return shown.out if code == 0 else shown.err


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_syndrome_begins_with_what_may_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    out = flat(said(capsys, "chronic_low_back_pain"))
    assert "Baclofen by mouth may not help chronic low back pain (low certainty)." in out
    assert "MD -2.40 (-16.7 to 11.9) points, below 0 favours baclofen" in out
    assert "Certainty: low (starts high - 1 risk of bias - 1 imprecision)" in out
    assert "Too few to pool: one study gives an effect with its interval." in out
    assert "Not a certified medical device" in out


def test_an_empty_syndrome_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    out = flat(said(capsys, "fibromyalgia"))
    assert "No study was found of whether baclofen by mouth eases fibromyalgia" in out
    assert "Shing 2024" in out


def test_a_skewed_trial_is_read_with_care(capsys: pytest.CaptureFixture[str]) -> None:
    out = flat(said(capsys, "cerebral_spasticity"))
    assert "Read with care" in out
    assert "p = 0.16 by the normal distribution" in out
    assert "source says: better" in out


def test_pooled_bodies_print_k_heterogeneity_and_certainty_together(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = json.loads(said(capsys, "ms_spasticity", "--json"))
    (tone,) = [b for b in made["bodies"] if b["pooled"]["pooled"] and "tone" in b["title"]]
    assert tone["k"] == tone["pooled"]["k"] == 2
    assert tone["pooled"]["I2"] > 0
    assert tone["certainty"]["level"] == "low"
    assert made["format"] == "baclofen-evidence-1"


@pytest.mark.parametrize("as_of", ["2009", "2010-12-30"])
def test_a_cut_off_leaves_later_studies_out(capsys: pytest.CaptureFixture[str], as_of: str) -> None:
    out = said(capsys, "clbp", "--as-of", as_of)
    assert "Zaringhalam" not in out
    assert "later studies are left out" in out


@pytest.mark.parametrize("as_of", ["soon", "2010-13-01", "20101"])
def test_a_cut_off_that_is_no_date_is_refused(
    capsys: pytest.CaptureFixture[str], as_of: str
) -> None:
    assert "YYYY-MM-DD" in said(capsys, "clbp", "--as-of", as_of, code=2)


def test_an_unknown_syndrome_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    err = said(capsys, "trigeminal_neuralga", code=2)
    assert "it must be one of acute_low_back_pain" in err
    assert "Did you mean trigeminal_neuralgia?" in err


def test_a_further_study_says_what_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    out = flat(said(capsys, "clbp", "--with", str(EXAMPLE)))
    assert "What the added studies change" in out
    assert "1 study (1 with figures) became 2 studies (2 with figures)" in out
    assert "MD -2.40 (-16.7 to 11.9) points, and is pooled MD -2.85 (-10.1 to 4.42)" in out
    elsewhere = flat(said(capsys, "tn", "--with", str(EXAMPLE)))
    assert "Nothing here: no answer on this syndrome differs." in elsewhere
    early = flat(said(capsys, "clbp", "--with", str(EXAMPLE), "--as-of", "2026-06-29"))
    assert "Made up 2026 is left out: it became known after the day asked for." in early
    # The data that ship are as they were.
    assert "Made up" not in said(capsys, "clbp")


BAD: list[tuple[dict[str, Any], str]] = [
    (added(sd=-21.0), "sd of made_up_2026"),
    (added(arm="baclofenn"), "compare of made_up_2026"),
    (lacking("n"), "an SD without n"),
    (study(added(), syndrome="lumbago"), "syndrome of made_up_2026"),
    ({**added(), "studies": {"zaringhalam2010_lbp": {}}}, "already"),
    ({"arms": []}, "without a study"),
]


@pytest.mark.parametrize(("raw", "says"), BAD)
def test_a_bad_file_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: dict[str, Any], says: str
) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    out = tmp_path / "out"
    err = said(capsys, "clbp", "--with", str(file), "--out", str(out), code=2)
    assert says in err
    assert not out.exists()


def test_a_folder_with_csv_is_read_like_the_data_that_ship(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    lines = ["[made_up_2026]"]
    for key, value in raw["studies"]["made_up_2026"].items():
        if key not in ("compare", "risk", "n"):
            lines.append(f"{key} = {value if isinstance(value, int) else json.dumps(value)}")
    lines.append('compare = [{ arm = "baclofen", versus = "control", kind = "no-treatment" }]')
    lines.append('risk = { level = "some", why = "an example" }')
    lines.append("n = { randomised = 100 }")
    folder = tmp_path / "trial"
    folder.mkdir()
    (folder / "studies.toml").write_text("\n".join(lines), encoding="utf-8")
    keys = list(raw["arms"][0])
    rows = [",".join(str(row[k]) for k in keys) for row in raw["arms"]]
    (folder / "arms.csv").write_text("\n".join([",".join(keys), *rows]) + "\n", encoding="utf-8")
    by_folder = said(capsys, "clbp", "--with", str(folder))
    assert by_folder == said(capsys, "clbp", "--with", str(EXAMPLE))
    (folder / "arms.csv").write_text("study,n\nmade_up_2026,50,51\n", encoding="utf-8")
    assert "must have 2 cells" in said(capsys, "clbp", "--with", str(folder), code=2)
    (folder / "studies.toml").unlink()
    assert "without studies.toml" in said(capsys, "clbp", "--with", str(folder), code=2)


def test_the_data_that_ship_can_be_read_as_a_folder(tmp_path: Path) -> None:
    for name in ("studies.toml", "arms.csv", "contrasts.csv"):
        shutil.copy(DATA / name, tmp_path / name)
    raw = read_studies(tmp_path)
    assert len(raw["studies"]) == 77
    assert len(raw["arms"]) > 250


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.json", "[1, 2]", "not one JSON object"),
        ("a.json", "{", "line 1"),
        ("a.json", "", "empty"),
        ("a.toml", "a = ", "a.toml"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=says):
        read_studies(tmp_path / name)
    with pytest.raises(UnreadableFile):
        read_studies(tmp_path / "missing.json")


def test_across_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    out = flat(said(capsys, "spasticity", "--across", "syndromes"))
    assert "(several syndromes)" in out
    assert "pooled across syndromes on request" in said(
        capsys, "spasticity", "--across", "syndromes", "--json"
    )


def test_the_claims_are_counted_and_each_has_its_sources(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = said(capsys, "claims")
    assert "16 supported, 15 partly, 6 unsupported, 2 contradicted, of 39 claims" in out
    one = flat(said(capsys, "claims", "c15"))
    assert one.startswith("C15 contradicted, low certainty")
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC6756993" in one
    assert len(json.loads(said(capsys, "claims", "--json"))["claims"]) == 39
    assert "claim is 'C99'" in said(capsys, "claims", "C99", code=2)


def test_options_without_meaning_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no meaning" in said(capsys, "claims", "--as-of", "2020", code=2)
    assert "no meaning" in said(capsys, "map", "--across", "routes", code=2)
    assert "goes with" in said(capsys, "low", "back", code=2)


def test_the_map_shows_where_nothing_is(capsys: pytest.CaptureFixture[str]) -> None:
    out = said(capsys, "map")
    row = next(line for line in out.splitlines() if line.startswith("fibromyalgia"))
    assert row.split()[1:] == ["1r", ".", ".", ".", "."]
    assert said(capsys, "map", "--as-of", "1974").count("c") < out.count("c")


def test_what_is_written_is_what_was_printed_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = said(capsys, "tn", "--out", str(tmp_path / "out"))
    names = [Path(line[9:]).name for line in out.splitlines() if line.startswith("Written: ")]
    assert names == [
        "evidence-tn.html",
        "evidence-tn.json",
        "forest-trigeminal-neuralgia-pain-response-oral-placebo-months.svg",
        "forest-trigeminal-neuralgia-pain-response-oral-active-carbamazepine-months.svg",
    ]
    page = (tmp_path / "out" / names[0]).read_text(encoding="utf-8")
    assert page.count("<figure") == len(names[2:])
    for name in names[2:]:
        drawn = ElementTree.fromstring((tmp_path / "out" / name).read_text(encoding="utf-8"))  # noqa: S314 - our own
        assert drawn.tag.endswith("svg")
    written = (tmp_path / "out" / "evidence-tn.json").read_text(encoding="utf-8")
    assert written == said(capsys, "tn", "--json")
    said(capsys, "map", "--out", str(tmp_path / "out"))
    assert "fibromyalgia" in (tmp_path / "out" / "evidence-map.svg").read_text(encoding="utf-8")
    again = said(capsys, "tn", "--json", "--out", str(tmp_path / "out"))
    assert json.loads(again)["name"] == "tn"
