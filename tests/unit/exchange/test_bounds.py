"""What is too large to be one patient's record is refused by name, and before it is held."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from baclofen.errors import UnreadableFile, UnreadableRecord
from baclofen.exchange import read_patient
from baclofen.exchange.fhir import bundle, ledger
from baclofen.exchange.fhir.element import LONGEST_TEXT, Element
from baclofen.exchange.files import parse_json
from baclofen.exchange.quick_json import not_collecting, quickly
from baclofen.exchange.studies import read_studies
from tests.people import TODAY, known

PERSON = {"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1974-05-01"}}


def read(*entries: Any) -> Any:
    made = {"resourceType": "Bundle", "type": "collection", "entry": [PERSON, *entries]}
    return read_patient(json.dumps(made).encode(), known=known(), today=TODAY)


@pytest.mark.parametrize(
    "text",
    ['{"a": 1, "a": 2}', '{"a"\n:1,"a":2}', '{"a" :1,"a":2}', '{"\\u0022:": 1, "b": 2}', "NaN",
     '{"a": 1e400}', '"\\ud800"', "[1,]", '{"x": "a\\":b", "x": 1}'],
)  # fmt: skip
def test_where_the_quick_reader_is_not_sure_the_strict_one_looks(text: str) -> None:
    assert quickly(text) is None


def test_what_the_quick_reader_reads_the_strict_one_reads_alike() -> None:
    rng = Random(1)  # noqa: S311 - a seed for tests
    values = ["1", "-0", "0.1", "1e5", '"q\\":"', '"é"', "null", "true", "[]", "{}", "-1.5e-7"]
    for _ in range(2_000):
        keys = rng.sample(['"a"', '"b"', '"c:"', '""', '"é"'], rng.randint(0, 4))
        pairs = (f"{key}{rng.choice([':', ': '])}{rng.choice(values)}" for key in keys)
        text = rng.choice(["[%s]", '{"x": %s}']) % ("{" + ", ".join(pairs) + "}")
        found = quickly(text)
        assert found is not None
        assert repr(found[0]) == repr(json.loads(text))


def test_the_collector_is_as_it_was() -> None:
    import gc

    assert gc.isenabled()
    with not_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with not_collecting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MOST_RESOURCES", 3)
    nothing = {"resource": {"resourceType": "Basic"}}
    assert read(nothing, nothing).patient.age_y
    with pytest.raises(UnreadableRecord, match=r"of more than 3 entries; .* Export one patient"):
        read(nothing, nothing, nothing)
    inside = {"resource": {"resourceType": "Bundle", "type": "collection", "entry": [nothing] * 3}}
    with pytest.raises(UnreadableRecord, match="of more than 3 entries"):
        read(inside)


def test_objects_and_lists_are_bounded() -> None:
    with pytest.raises(UnreadableFile, match="more than 2,000,000 objects and lists"):
        parse_json("[" * 2_000_001, "x.json")


def test_a_name_is_no_document() -> None:
    long = Element({"text": "x" * (LONGEST_TEXT + 1)}, "Condition/1.code")
    with pytest.raises(UnreadableRecord, match=r"Condition/1.code.text is a text of 100,001 char"):
        long.text("text")


@pytest.mark.parametrize("kind", ["Condition", "MedicationRequest"])
def test_names_are_bounded_together(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_OF_NAMES", 600)
    said = {"text": "unheard of " * 20}
    key = "medicationCodeableConcept" if kind == "MedicationRequest" else "code"
    entries = [
        {"resource": {"resourceType": kind, "id": f"{i}", "status": "active", key: said}}
        for i in range(4)
    ]
    assert read(entries[0]).entries
    with pytest.raises(UnreadableRecord, match="names have more than 600 characters"):
        read(*entries)


def test_what_is_too_long_to_be_looked_through_is_not_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note = {"resourceType": "Communication", "note": [{"text": "a quiet day"}]}
    entries = [{"resource": {**note, "id": id}} for id in ("1", "2")]
    assert [e.state for e in read(*entries).entries if e.kind == "resource"] == ["harmless"]
    monkeypatch.setattr(ledger, "MOST_CHARACTERS", 40)
    found = [e for e in read(*entries).entries if e.kind == "resource"]
    assert [e.state for e in found] == ["harmless", "unread"]
    assert found[-1].words == "Communication (too long to be looked through)"


def test_a_cell_of_a_table_is_bounded(tmp_path: Path) -> None:
    (tmp_path / "studies.toml").write_text("[one]\n", encoding="utf-8")
    (tmp_path / "arms.csv").write_text(f"study\n{'x' * 131_073}\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"arms.csv \(field larger than field limit"):
        read_studies(tmp_path)


def test_what_is_left_of_a_name_whose_letters_were_lost_is_not_understood() -> None:
    # "Axid" names a medicine that no rule speaks of; here it is the end of valproic acid.
    lost = "Valpr\N{REPLACEMENT CHARACTER}axid"
    entry = {"resource": {"resourceType": "MedicationStatement", "id": "m", "status": "active",
                          "medicationCodeableConcept": {"text": lost}}}  # fmt: skip
    typed = read_patient({"age_y": 52, "medicines": [lost, "Axid"]}, known=known(), today=TODAY)
    found = [e.state for e in typed.entries if e.kind == "medicine"]
    assert found == ["unread", "harmless"]
    assert [e.state for e in read(entry).entries if e.kind == "medicine"] == ["unread"]
