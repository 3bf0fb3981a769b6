"""Sheets restate the accepted plan and nothing beside it; each is a PDF as well, tagged, for which
nothing is fetched; the diary has a line for each day of the plan."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta
from pathlib import Path
from urllib.request import OpenerDirector

import pytest

from baclofen.errors import InputRefused
from baclofen.service.page import paper
from baclofen.service.page.screens.prints import SHEETS
from tests.people import known
from tests.unit.service.page.clinic import Browser, House, words

needs_pdf = pytest.mark.skipif(bool(paper.why_no_pdf()), reason=paper.why_no_pdf() or "it is here")


def accepted(one: Browser) -> str:
    """The address of a plan by mouth that was accepted."""
    patient = one.typed()
    one.get(f"/patients/{patient}/plan")
    one.post(f"/patients/{patient}/plan/accept", ask="", weigh="", inputs=one.hidden("inputs"))
    return one.path


def days(page: str) -> list[tuple[str, list[str]]]:
    """Each line of the diary: its day, and the doses to tick."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td>', page)
    return [(day, re.findall(r"</span>(\d\d:\d\d [\d.]+ mg)", doses)) for day, doses in rows]


def inflated(pdf: bytes) -> bytes:
    """All of a PDF, its compressed parts as they are inside."""
    assert pdf.startswith(b"%PDF-")
    parts = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"".join(zlib.decompressobj().decompress(part) for part in parts)


def test_the_diary_has_a_line_for_each_day_of_the_plan(house: House) -> None:
    one = house.browser("dr.a")
    found = days(one.get(f"{accepted(one)}/diary"))
    assert len(found) == 28
    # It was accepted at nine: the first dose of that day is over.
    assert found[0] == ("Sun 22 Nov", ["14:00 5 mg", "20:00 5 mg"])
    assert found[1] == ("Mon 23 Nov", ["08:00 5 mg", "14:00 5 mg", "20:00 5 mg"])
    assert found[3] == ("Wed 25 Nov", ["08:00 10 mg", "14:00 10 mg", "20:00 10 mg"])
    assert "Do not stop baclofen suddenly." in one.text
    assert "accepted on 2026-11-22" in one.text
    # No line says that a step must be taken: what the schedule says of going up stands here too.
    known_ = known()
    assert known_.say(known_.note("sheet.raise.enough")) in words(one.text)
    assert "The plan goes on after the last line" in words(one.text)


def test_the_diary_begins_today_and_ends_with_the_plan(house: House) -> None:
    one = house.browser("dr.a")
    at = accepted(one)
    house.clock.at += timedelta(days=20)
    one = house.browser("dr.a")
    found = days(one.get(f"{at}/diary"))
    assert found[0][0] == "Sat 12 Dec"
    assert found[-1][0] == "Sun 20 Dec"
    assert {len(doses) for _, doses in found} == {3}


def test_sheets_of_two_patients_are_told_apart(house: House) -> None:
    one = house.browser("dr.a")
    plans = [accepted(one), accepted(one)]
    for at in plans:
        patient = at.split("/")[2]
        for name in SHEETS:
            page = one.get(f"{at}/{name}")
            said = f"Record {patient} of clinic-a, plan of event 2, accepted by dr.a on 2026-11-22."
            assert said in page.partition("<body>")[2][:200], name
        one.get(f"{at}/calendar")
        named = one.headers["content-disposition"]
        assert named == f'attachment; filename="baclofen-plan-{patient}.ics"'


def test_no_id_and_no_script_stands_on_what_a_patient_gets(house: House) -> None:
    one = house.browser("dr.a")
    at = accepted(one)
    for name in ("schedule", "diary", "flags"):
        page = one.get(f"{at}/{name}")
        assert "<script" not in page
        said = words(page.replace(at.split("/")[2], ""))
        assert not re.search(r"\b[A-Z]{2,}-[A-Z]{2,}", said), name
        assert "sha256-" in one.headers["content-security-policy"]


@needs_pdf
@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_is_a_tagged_pdf(house: House, name: str) -> None:
    one = house.browser("dr.a")
    at = accepted(one)
    one.get(f"{at}/{name}.pdf")
    assert one.headers["content-type"] == "application/pdf"
    named = f"baclofen-{name}-{at.split('/')[2]}.pdf"
    assert one.headers["content-disposition"] == f'attachment; filename="{named}"'
    inside = inflated(one.raw)
    assert b"/StructTreeRoot" in inside
    assert b"/Marked true" in inside
    assert b"/Lang (en)" in inside
    if name != "plan":
        # Two sheets of one kind are taken for each other; a second page of one is lost.
        assert len(re.findall(rb"/Type /Page\b", inside)) == 1
    one.get(f"{at}/{name}.pdf?look=yes")
    assert "It is ready" in one.text


@needs_pdf
def test_nothing_is_fetched_for_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = tmp_path / "x.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>')
    opened = []
    monkeypatch.setattr(OpenerDirector, "open", lambda _, asked, **__: opened.append(asked))
    page = f'<html lang="en"><title>x</title><img src="file://{picture}" alt="x">'
    page += '<link rel="stylesheet" href="http://127.0.0.1:9/x.css"><p>words'
    assert paper.pdf_of(page).startswith(b"%PDF-")
    assert opened == []


def test_where_no_pdf_is_made_it_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "why_no_pdf", lambda: "WeasyPrint is not installed.")
    with pytest.raises(InputRefused, match="Print the page from the browser"):
        paper.pdf_of("<p>")
    monkeypatch.setattr(
        "baclofen.service.page.screens.plans.why_no_pdf", lambda: "WeasyPrint is not installed."
    )
    one = house.browser("dr.a")
    said = words(one.get(accepted(one)))
    assert "No PDF is made here: WeasyPrint is not installed." in said
    assert ".pdf" not in one.text
