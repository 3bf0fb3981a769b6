"""Files: what is read, and how plainly the rest is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baclofen.errors import InputRefused, UnreadableFile, UnreadableRecord
from baclofen.exchange import read_json, read_patient
from baclofen.knowledge import load_knowledge
from tests.unit.exchange.build import (
    TODAY,
    bundle,
    creatinine,
    medicine,
    patient,
    read,
    said,
    write,
)

RESOURCES = (patient(), creatinine(0.9), medicine("Sertraline 50 mg"))


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + json.dumps(bundle(creatinine(0.9))).encode()
    assert [v.value for v in read(raw, tmp_path).patient.kidney] == [0.9]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_one_resource_a_line(tmp_path: Path, end: str) -> None:
    record = read(end.join(json.dumps(r) for r in RESOURCES), tmp_path, name="export.ndjson")
    assert record.patient.age_y == 52
    assert [m.name for m in record.patient.medicines or ()] == ["Sertraline 50 mg"]


def test_one_bundle_a_line(tmp_path: Path) -> None:
    pages = [bundle(creatinine(0.9), kind="searchset"), bundle(creatinine(80, "umol/L"))]
    record = read("\n".join(json.dumps(page) for page in pages), tmp_path)
    assert len(record.patient.kidney) == 2


def test_a_line_separator_inside_a_text_does_not_split_the_line(tmp_path: Path) -> None:
    odd = medicine("Sertraline\u2028 50 mg")
    lines = [json.dumps(r, ensure_ascii=False) for r in (patient(), odd)]
    record = read("\n".join(lines), tmp_path)
    assert [m.name for m in record.patient.medicines or ()] == ["Sertraline 50 mg"]


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    assert read(bundle(), tmp_path, name="patient.toml").patient.from_record
    assert not read("age_y = 52", tmp_path, name="patient.json").patient.from_record


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "record.json (empty); it must hold a patient."),
        (b" \n\t ", "record.json (empty)"),
        (b"\xff\xfe{", "record.json (byte 0 is not UTF-8); it must be UTF-8 text."),
        ('{"a": 1, "a": 2}', "JSON with the key 'a' twice in one object; each key may come once"),
        ('{"a": {"b": NaN}}', "JSON with the number NaN; numbers must be finite."),
        ('{"a": -Infinity}', "JSON with the number -Infinity"),
        ('{"a": ' + "9" * 5000 + "}", "a number of thousands of digits"),
        ('{"a": 1', "line 1, column 8: Expecting ',' delimiter"),
        ('{"a": 1}}', "line 1, column 9: Extra data"),
        ('{"resourceType": "Patient"}\n{"a": }', "line 2, column 7: Expecting value"),
        ("[1, 2]", "begins with '['"),
        ("<Bundle/>", "Export the record as JSON."),
        ("age_y = ", "record.json (Invalid value (at end of document)); it must be a TOML patient"),
        ("age_y = 1\nage_y = 2", "Cannot overwrite a value"),
        ("x" * 200_000, "record.json (long, and not JSON)"),
        ("a = " + "[" * 50_000, "nested too deep"),
        ("a" + ".a" * 45_000 + " = 1", "nested too deep"),
        ("x = 1\n[" + '"a" . ' * 100 + "b]", "nested too deep"),
        ("{" * 100_000, "line 1, column 2"),
        ('{"a":' * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_record_is_refused(tmp_path: Path, content: str | bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(content, tmp_path)
    assert words in str(refusal.value)


@pytest.mark.parametrize("name", ["missing.json", ".", "a\x00b"])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="it must be a file"):
        read_patient(tmp_path / name, known=load_knowledge(), today=TODAY)


@pytest.mark.parametrize(
    "begin", [b"x", b"{", b'{"a":', b"[", b"1,", b"{}\n", b'{"a":1}\n', b"a = 1\n"]
)
def test_fifty_megabytes_of_nonsense_are_refused_at_once(tmp_path: Path, begin: bytes) -> None:
    path = write(begin * (50_000_000 // len(begin)), tmp_path)
    with pytest.raises(UnreadableFile, match=r"more than 40 MB.*Export one patient only"):
        read_patient(path, known=load_knowledge(), today=TODAY)


@pytest.mark.parametrize("begin", [b"x", b"{", b'{"a":', b"[", b"{}\n", b"a = 1\n", b'{"a":1}'])
def test_nonsense_below_the_limit_is_refused_too(tmp_path: Path, begin: bytes) -> None:
    path = write(begin * (20_000_000 // len(begin)), tmp_path)
    with pytest.raises(InputRefused):
        read_patient(path, known=load_knowledge(), today=TODAY)


def test_a_wrong_type_names_its_place(tmp_path: Path) -> None:
    odd = creatinine(0.9) | {"id": "lab7", "valueQuantity": {"value": "0.9", "unit": "mg/dL"}}
    with pytest.raises(UnreadableRecord) as refusal:
        read(bundle(odd), tmp_path)
    assert str(refusal.value) == (
        "Observation/lab7.valueQuantity.value is '0.9'; it must be a number. Export the record "
        "again; nothing was repaired."
    )


@pytest.mark.parametrize("value", [1e999, 10**400])
def test_a_number_beyond_all_numbers_is_refused(tmp_path: Path, value: float) -> None:
    text = json.dumps(bundle(creatinine(0.9) | {"id": "lab7"}))
    written = "1e999" if value == 1e999 else str(value)
    with pytest.raises(UnreadableRecord, match=r"Observation/lab7\.valueQuantity\.value"):
        read(text.replace('"value": 0.9', f'"value": {written}'), tmp_path)


@pytest.mark.parametrize("written", ["22/11/2026", "2026-02-30", "2026-13", "0000", "soon"])
def test_a_date_that_is_none_is_refused(tmp_path: Path, written: str) -> None:
    with pytest.raises(UnreadableRecord, match=r"birthDate is .*; it must be a FHIR date such as"):
        read(bundle(who=patient(birthDate=written)), tmp_path)


def test_of_a_long_text_that_is_no_date_the_first_forty_characters_are_shown(
    tmp_path: Path,
) -> None:
    shown, hidden = "1" * 39, "2" * 30
    with pytest.raises(UnreadableRecord, match=f"birthDate is '{shown}…'"):
        read(bundle(who=patient(birthDate=shown + hidden)), tmp_path)


def test_null_and_empty_text_are_unknown(tmp_path: Path) -> None:
    who = patient() | {"gender": None, "birthDate": ""}
    record = read(bundle(who=who), tmp_path)
    assert (record.patient.sex, record.patient.age_y) == (None, None)
    assert "The date of birth is not recorded: the age is unknown." in said(record)


def test_json_of_any_kind_is_read_by_the_same_rules(tmp_path: Path) -> None:
    assert read_json(write('{"a": [1]}', tmp_path)) == [{"a": [1]}]
    with pytest.raises(UnreadableFile, match="JSON with the key 'a' twice"):
        read_json(write('{"a": 1, "a": 1}', tmp_path))


def test_json_broken_on_a_later_line_is_no_file_of_one_resource_a_line(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    path.write_text('{\n "resourceType": "Bundle",\n "type": ]\n}\n', encoding="utf-8")
    with pytest.raises(UnreadableFile) as fault:
        read_json(path)
    assert "(line 3, column 10:" in str(fault.value)
    assert "it must be JSON, or one JSON resource a line" in str(fault.value)
