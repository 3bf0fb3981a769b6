"""Where what is known was read: each source says so, and a copy is marked wherever it is shown."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import baclofen.knowledge
from baclofen.cli.main import main
from baclofen.errors import KnowledgeError
from baclofen.knowledge import (
    COPIES,
    READ_AT_WORDS,
    Fact,
    count_hows,
    load_claims,
    load_knowledge,
    load_trials,
    read_knowledge,
    undated_before,
    why,
    younger_than,
)

K = load_knowledge()
DATA = Path(baclofen.knowledge.__file__).parent / "data"

#: Words in an address that no publisher's own page has.
TEST_HOSTS = ("staging", "stage.", "dev.", "uat.", "preview.", "-stg", "azurewebsites", "netlify")


def test_a_test_host_or_a_machine_is_never_a_publisher() -> None:
    for id, source in K.sources.items():
        host = urlsplit(source.url).hostname or ""
        if any(word in f"{host}." for word in TEST_HOSTS):
            assert source.read_at in ("staging", "machine"), id
        if "machine" in source.read:
            assert source.read_at == "machine", id
        if "copy" in source.read and source.kind != "article":
            assert source.read_at in COPIES or "regulator" in source.read, id


def test_what_rests_on_a_copy_says_so() -> None:
    """No dose, stop, contraindication or limit of a pump hides that a copy was read."""
    for id in (*K.rules, *K.schedules, *K.facts):
        entry = K.about(id)
        copy = COPIES.get(K.sources[entry.source].read_at)
        shown = why(id, K)
        rest = "" if isinstance(entry, Fact) else entry.rest
        rest_copy = COPIES.get(K.sources[rest].read_at) if rest else None
        if entry.how == "seen" and copy:
            assert shown.mark.startswith(copy), id
        elif rest_copy:
            assert shown.mark == f"rest {rest_copy}", id
            assert K.sources[rest].cite in shown.rest, id
        else:
            assert "copy" not in shown.mark, id
            assert "machine" not in shown.mark, id


@pytest.mark.parametrize(
    "id",
    [
        "DO-US-MAX", "DO-US-SCHED", "CI-HYPERSENS", "CI-PUMP-BODY", "CI-ROUTE", "IND-IT-US-TBI",
        "ITM-TITRATE-SPINAL", "ITM-TITRATE-CEREBRAL", "P-PROMETRA-LIMITS", "W-ABRUPT-IT", "REN-US",
        "PR-SUSP-5", "T-US", "IND-US-MS", "IND-FR-SPINAL", "IND-UK-CEREBRAL", "DO-UK-MAX",
        "W-ABRUPT-ORAL", "T-1-2WK", "T-PREG", "CI-ITB-NONRESP", "ITS-STOP", "IT-MRI", "P-CONC",
        "INT-ALCOHOL", "SZ-THRESHOLD", "W-PSYCH", "W-STROKE", "W-SEDATION", "PRG-US-RISK",
        "PRG-US-NEONATAL", "DO-FREQ", "PR-LIQ-CONC", "PR-TAB-FR", "PR-TAB-SPLIT-EU", "REN-MUANDA",
        "AGE-IT-LT4", "DO-CEREBRAL-SLOW", "DO-EU-MAX", "DO-FOOD", "DO-FR-ADULT", "DO-MISSED",
        "DO-UK-ADULT", "IND-EU-SPINAL", "IND-IT-US", "IT-HEAT", "ITS-MONITOR", "ITS-ORAL-DAY",
        "OD-DIALYSIS-ALGO", "OD-RENAL-LOW", "OD-SIGNS", "P-UK-AMP", "PR-TAB-UK", "REN-UK-SIGNS",
        "T-DE-CH-3WK", "W-ENCEPHALOPATHY", "W-ITB-SETTING", "WD-AFTER-OD", "WD-MANAGE",
    ],
)  # fmt: skip
def test_these_rest_on_a_regulator_a_maker_or_a_society(id: str) -> None:
    assert K.sources[K.about(id).source].read_at in ("publisher", "index")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the data, to be damaged."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


@pytest.mark.parametrize(
    ("rest", "told"), [("pms_sg", "was not read"), ("nhs_baclofen", "another source")]
)
def test_a_rest_names_another_source_that_was_read(copied: Path, rest: str, told: str) -> None:
    path = copied / "rules" / "stopping.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('rest = "pms_sg_dosage"', f'rest = "{rest}"'), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        read_knowledge(copied)


def test_a_rest_without_saying_which_part_it_is_is_refused(copied: Path) -> None:
    path = copied / "rules" / "stopping.toml"
    text = path.read_text(encoding="utf-8")
    cut = "\n".join(
        line for line in text.split("\n") if not line.startswith('partly = "the UK pace')
    )
    assert cut != text
    path.write_text(cut, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="partly says"):
        read_knowledge(copied)


def test_why_tells_where_and_in_which_text_it_was_read() -> None:
    entry = why("P-PROMETRA-LIMITS", K)
    assert entry.dated == "2024-08"
    assert "with its publisher" in entry.how_words
    assert entry.how_words.endswith("in its text of 2024-08")
    assert "copy on another site" in why("CI-PEPTIC-UK", K).how_words


def test_a_plan_of_an_earlier_day_can_tell_which_rules_are_younger() -> None:
    ids = ["P-PROMETRA-LIMITS", "DO-US-MAX", "REN-BEERS", "M-EGFR", "W-ABRUPT-IT"]
    assert younger_than(date(2020, 6, 1), ids, K) == (*ids[:3], "W-ABRUPT-IT")
    # Its maker's page has no date, and the UK text that the rest was read in is of 2024.
    assert younger_than(date(2023, 12, 31), ["W-PSYCH", "SZ-THRESHOLD"], K) == ("W-PSYCH",)
    # Of a schedule both texts count too: France's dose was read in a text of February 2024.
    assert younger_than(date(2023, 12, 31), ["DO-FR-ADULT", "DO-CH-ADULT"], K) == ("DO-FR-ADULT",)
    # A text of 2023 is no younger than a day in that year; it may be older.
    assert "REN-BEERS" not in younger_than(date(2023, 3, 1), ids, K)
    assert younger_than(date(2026, 11, 22), [*K.rules, *K.schedules, *K.facts], K) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('read_at = "retold"', 'read_at = "somewhere"', "read_at is 'somewhere'"),
        ('dated = "2024-08"', 'dated = "August 2024"', "is no date"),
        ('dated = "2024-08"', 'dated = "2024-13"', "is no date"),
    ],
)  # fmt: skip
def test_a_source_that_contradicts_itself_is_refused(
    copied: Path, old: str, new: str, told: str
) -> None:
    path = copied / "sources.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=told):
        read_knowledge(copied)


def test_a_publisher_is_no_copy_and_the_unread_was_not_seen(tmp_path: Path) -> None:
    copied = tmp_path / "data"
    shutil.copytree(DATA, copied)
    path = copied / "sources.toml"
    text = path.read_text(encoding="utf-8")
    head, tail = text.split("[us_tablets_dailymed]", 1)
    for wrong, told in (("mirror", "is a publisher"), ("unread", "was not read")):
        changed = tail.replace('read_at = "publisher"', f'read_at = "{wrong}"', 1)
        path.write_text(f"{head}[us_tablets_dailymed]{changed}", encoding="utf-8")
        with pytest.raises(KnowledgeError, match=told):
            read_knowledge(copied)


def test_the_counts_by_file_add_up_to_what_is_known() -> None:
    every = {c.file: c for c in count_hows()}
    counts = [c for file, c in every.items() if not file.startswith("trials/")]
    entries = [K.about(id) for id in (*K.facts, *K.rules, *K.schedules)]
    assert sum(c.all for c in counts) == len(entries)
    for how in ("memory", "assumed", "policy"):
        assert sum(c.hows[how] for c in counts) == sum(e.how == how for e in entries)
    assert sum(c.in_copies for c in counts) == sum(
        e.how == "seen" and K.sources[e.source].read_at in COPIES for e in entries
    )
    assert sum(c.rest_in_copies for c in counts) == sum(
        why(id, K).mark.startswith("rest ") for id in (*K.rules, *K.schedules)
    )
    studies = load_trials().studies.values()
    of_trials, of_claims = every["trials/studies.toml"], every["trials/claims.toml"]
    assert of_trials.all == len(studies)
    assert of_trials.hows["memory"] == sum(s.mark == "memory" for s in studies) > 0
    assert of_trials.in_copies == sum(s.mark in COPIES.values() for s in studies) > 0
    basis = [b for claim in load_claims().values() for b in claim.basis]
    assert of_claims.all == len(basis)
    assert of_claims.hows["memory"] == sum(b.mark == "memory" for b in basis) > 0
    assert of_claims.in_copies == sum(b.mark in COPIES.values() for b in basis) > 0


def test_a_study_says_where_it_was_read() -> None:
    for study in load_trials().studies.values():
        host = urlsplit(study.url).hostname or ""
        assert study.read_at in READ_AT_WORDS, study.id
        assert (study.read_at == "unread") == (study.how == "memory"), study.id
        if any(word in f"{host}." for word in (*TEST_HOSTS, "-new.", "blogspot")):
            assert study.mark in COPIES.values(), study.id
        if host in ("pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov"):
            assert not study.mark, study.id


def test_a_claim_shows_what_its_sources_are(capsys: pytest.CaptureFixture[str]) -> None:
    """No contraindication or dose of the audit rests on a page that a machine wrote."""
    claims = load_claims()
    for id in ("C25", "C30", "C31", "C32", "C33"):
        assert any(not b.mark for b in claims[id].basis), id
        assert "seen on a machine-written page" not in {b.mark for b in claims[id].basis}
    assert main(["evidence", "claims", "C16"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "[seen in a copy]. Yomiya 2009" in said
    assert "ascidatabase.com/ascidetail.php?doi=ajhpm.2009.112.118&kw= (not a link we" in said
    assert main(["why", "vanderplas2013_crps", "terrence1985_pn"]) == 0
    said = capsys.readouterr().out
    assert "vanderplas2013_crps (study)  [seen in a copy]" in said
    assert "terrence1985_pn (study)  [memory]" in said


def test_what_nobody_can_check_is_no_publishers() -> None:
    """An article without address, a pocket drug reference, a directory's short text (2026)."""
    for id in ("DO-SEED", "IND-SEED-FIVE", "T-ITB-JP", "ITS-JP", "ITS-JP-OLD", "REN-JP",
               "ITM-START-12H", "ITM-RANGE-SPINAL", "ITM-GT1000", "ITM-ESCALATION"):  # fmt: skip
        assert why(id, K).mark.startswith("seen in a copy"), id


def test_an_undated_text_is_named_on_a_day_before_it_was_read() -> None:
    """`plan --today` in the past: what may be younger is told apart from what is."""
    ids = ("PR-TAB-US", "DO-DE-ADULT", "T-FR-STEP", "P-SPEC", "W-ABRUPT-IT-RISK", "PR-DOSE-UNIT")
    day = date(1990, 1, 1)
    assert younger_than(day, ids, K) == ("W-ABRUPT-IT-RISK",)
    assert undated_before(day, ids, K) == ("PR-TAB-US", "DO-DE-ADULT", "T-FR-STEP", "P-SPEC")
    assert undated_before(K.read_from, ids, K) == ()


def test_the_terminal_names_every_younger_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "who.toml"
    file.write_text('age_y = 52\nsyndrome = "ms_spasticity"\negfr = 90\nbaclofen = "none"\n')
    assert main(["plan", str(file), "--today", "1990-01-01", "--jurisdiction", "DE"]) == 0
    said = capsys.readouterr().out.split("Younger than the day", 1)[1]
    for told in ("DO-DE-ADULT", "DO-LOWEST", "GL-NICE-MS", "nobody knows"):
        assert told in said
