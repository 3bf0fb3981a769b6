"""The page to print: exactly the tablets of the plan, a box for each day, one sheet."""

import re
import shutil
import subprocess
from collections import Counter
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from baclofen.knowledge import load_knowledge
from baclofen.planning import Plan, Supply
from baclofen.regimen import Pieces, Poured
from baclofen.reporting import render_schedule
from baclofen.reporting.schedule import in_words
from baclofen.units import mg
from tests.people import on_baclofen, plan
from tests.saying import worded
from tests.unit.reporting.test_calendar import PLANS, agenda


def page(p: Plan) -> str:
    return render_schedule(p, agenda(p), load_knowledge(), plan_text="a plan")


def plain(html: str) -> str:
    text = unescape(re.sub(r"<(style)[^>]*>.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
    return " ".join(text.split())


@pytest.mark.parametrize("name", PLANS)
def test_what_is_dispensed_is_exactly_the_sum_over_the_plan(name: str) -> None:
    found = agenda(PLANS[name])
    counted: Counter[tuple[str, float]] = Counter()
    for step in found.course.steps:
        for _ in range((step.last - step.first).days + 1):
            for portion in step.portions:
                if isinstance(portion, Poured):
                    counted["mL", portion.mg_per_mL] += portion.mL  # type: ignore[assignment]
                else:
                    unit = "tablet" if isinstance(portion, Pieces) else "packet"
                    for strength, number in portion.items:
                        counted[unit, strength] += number  # type: ignore[assignment]
    assert {(s.unit, s.strength): s.number for s in found.supply} == counted
    in_mg = sum(s.number * s.strength for s in found.supply)
    assert in_mg == sum(dose.in_mg for _, dose in found.course.regimen.times())
    shown = plain(page(PLANS[name]))
    assert all(in_words(s) in shown for s in found.supply)


@pytest.mark.parametrize("name", PLANS)
def test_each_day_has_its_box_and_each_step_its_row(name: str) -> None:
    found = agenda(PLANS[name])
    html = page(PLANS[name])
    boxes = re.findall(r'<span class="tick"><span class="box"></span>([^<]+)</span>', html)
    days = [found.course.regimen.start + timedelta(days=n) for n in range(len(boxes))]
    assert boxes == [f"{day:%a} {day.day}" for day in days]
    assert days[-1] == found.last_day
    assert html.count('<td class="days">') == len(found.course.steps)


def test_it_says_loudly_not_to_stop_and_claims_no_advice_of_its_own() -> None:
    for p in (PLANS["start"], PLANS["taper"]):
        shown = plain(page(p))
        assert "Do not stop baclofen suddenly. [W-ABRUPT-ORAL]" in shown
        assert "restates your clinician's plan" in shown
        told = {worded(n) for n in p.watch}
        listed = re.findall(r"<ul class=\"watch\">(.*?)</ul>", page(p), flags=re.DOTALL)
        for line in re.findall(r"<li>(.*?)<small>", listed[0], flags=re.DOTALL):
            assert plain(line).replace("\N{NO-BREAK SPACE}", " ") in told
    assert "That is no reason to stop" in plain(page(PLANS["start"]))
    assert "No dose from Sunday 10 January 2027 on." in plain(page(PLANS["taper"]))


def test_a_year_is_told_once_and_only_where_it_is_not_the_plans() -> None:
    html = page(PLANS["long"])
    days = re.findall(r'<td class="days"><strong>([^<]+)</strong>', html)
    assert days[0] == "Sun 22 Nov to Sat 28 Nov"
    assert days[5] == "Sun 27 Dec to Sat 2 Jan 2027"
    assert days[6] == "Sun 3 Jan to Sat 9 Jan 2027"
    assert '<body class="long">' in html
    assert "<body>" in page(PLANS["taper"])


def test_with_failing_kidneys_the_signs_of_poisoning_and_of_withdrawal_are_both_on_it() -> None:
    shown = plain(page(plan(on_baclofen(mg(60), egfr=20.0, dialysis=True), "taper")))
    assert "withdrawal. Serious signs are an emergency." in shown
    assert "possible poisoning, to hospital at once" in shown
    assert "never to a dose before them" in shown
    assert "back to the previous dose" not in shown
    assert "the dose is taken after it" in shown


def test_doses_are_told_in_words_and_counts() -> None:
    shown = plain(page(PLANS["halves"]))
    assert "half a tablet of 10 mg" in shown
    assert "1 and a half tablets of 10 mg" in shown
    assert in_words(Supply("packet", 5.0, 1.0)) == "1 packet of 5 mg"
    assert "of 1 mg/mL" in plain(page(PLANS["liquid"]))


def test_it_needs_no_script_no_network_and_no_colour() -> None:
    html = page(PLANS["start"])
    assert not re.search(r"<script|https?://|url\(|@import", html)
    assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b", html)) == {"#000", "#fff"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs a browser")
@pytest.mark.parametrize("name", ["start", "taper", "long"])
def test_it_prints_on_one_sheet(name: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(PLANS[name]), encoding="utf-8")
    made = tmp_path / "page.pdf"
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={made}",
         (tmp_path / "page.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page[^s]", made.read_bytes())) == 1
