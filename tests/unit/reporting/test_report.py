"""One report, three forms: the same sentences, each with its basis."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from baclofen.planning import Plan, predict
from baclofen.reporting import Report, compose, ids_in, render_json, render_page, render_text
from baclofen.units import mg
from tests.people import known, on_baclofen, person, plan


def report(p: Plan, notes: tuple[str, ...] = ()) -> Report:
    forecast = predict(p, known(), seed=1)
    return compose(p, known(), forecast=forecast, record_notes=notes)


PLANS = {
    "start": plan(person(weight_kg=68.0)),
    "needs-info": plan(person(egfr=None)),
    "contraindicated": plan(on_baclofen(mg(60), egfr=20.0), kind="continue"),
    "avoid": plan(person(age_y=70.0, egfr=45.0)),
    "overridden": plan(
        person(age_y=70.0, egfr=45.0), overrides=("REN-BEERS",), reason="nothing else helped"
    ),
    "taper": plan(on_baclofen(weight_kg=68.0), kind="stop"),
    "emergency": plan(on_baclofen(egfr=22.0, signs=["confusion"]), kind="continue"),
    "dead": plan(person(deceased=True)),
    "child": plan(person(age_y=10.0, weight_kg=30.0), jurisdiction="UK"),
}


class Page(HTMLParser):
    """Collects ids, links, and checks that tags close in order."""

    VOID = frozenset({"meta", "br", "line", "path", "rect", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if given.get("href"):
            self.hrefs.append(str(given["href"]))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        return

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(p: Plan, notes: tuple[str, ...] = ()) -> Page:
    parser = Page()
    parser.feed(render_page(report(p, notes), p))
    assert parser.open == []
    return parser


@pytest.mark.parametrize("name", PLANS)
def test_text_opens_with_the_sentence_to_act_on(name: str) -> None:
    p = PLANS[name]
    text = render_text(report(p), width=100)
    assert " ".join(text.split()).startswith(" ".join(p.headline.text.split()))
    assert f"Verdict: {p.fit.verdict.value}" in text
    assert "Not a certified medical device" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("name", PLANS)
def test_a_page_is_well_formed_and_every_id_leads_to_its_basis(name: str) -> None:
    got = page(PLANS[name])
    assert len(got.ids) == len(set(got.ids))
    inner = {h[1:] for h in got.hrefs if h.startswith("#")}
    assert inner
    assert inner <= set(got.ids)


@pytest.mark.parametrize("name", PLANS)
def test_links_leave_only_to_places_we_vouch_for(name: str) -> None:
    for href in page(PLANS[name]).hrefs:
        if not href.startswith("#"):
            assert href.split("/")[2] in known().linkable_hosts


@pytest.mark.parametrize("name", PLANS)
def test_json_carries_the_same_lines_and_every_id_exists(name: str) -> None:
    p = PLANS[name]
    got: dict[str, Any] = json.loads(render_json(report(p), p))
    assert got["headline"]["text"] == p.headline.text
    assert got["verdict"] == p.fit.verdict.value
    for id in ids_in(got):
        known().about(id)
    basis = set(ids_in(got))
    for section in got["sections"]:
        for line in section["lines"]:
            assert set(line["why"]) <= basis
    assert (got["up"] is None) is (p.up is None)


def test_json_gives_numbers_as_numbers() -> None:
    p = PLANS["start"]
    got = json.loads(render_json(report(p), p))
    assert [s["daily_mg"] for s in got["up"]["steps"]] == [15, 30, 45, 60]
    assert got["up"]["steps"][0]["intakes"][0]["tablets"] == [{"mg": 5, "number": 1}]
    assert got["ceiling_mg_per_day"] == 80
    assert got["forecast"]["exposure"][3]["Cmax"]["median"] > 0
    assert got["forecast"]["seed"] == 1


def test_marks_are_visible_in_every_form() -> None:
    p = PLANS["contraindicated"]
    made = report(p)
    assert "CI-SEVERE-RENAL-SEED (policy)" in render_text(made, width=100)
    assert re.search(
        r'href="#why-CI-SEVERE-RENAL-SEED"[^>]*>CI-SEVERE-RENAL-SEED<em class="mark"> policy</em>',
        render_page(made, p),
    )
    basis = {b["id"]: b for b in json.loads(render_json(made, p))["basis"]}
    assert basis["CI-SEVERE-RENAL-SEED"]["mark"] == "policy"


def test_a_strangers_text_cannot_become_markup() -> None:
    p = plan(person(label="<script>alert(1)</script>", medicines=["<img src=x onerror=y>"]))
    html = render_page(report(p, ("<b>note</b>",)), p)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>note" not in html
    assert "&lt;script&gt;" in html


def test_a_figure_has_words_for_those_who_cannot_see_it() -> None:
    html = render_page(report(PLANS["start"]), PLANS["start"])
    assert 'role="img" aria-labelledby="fc-title fc-desc"' in html
    assert "Predicted plasma baclofen over the plan" in html
    assert "On the last step (60 mg a day) the peak is" in html
    assert "<figure>" not in render_page(report(PLANS["needs-info"]), PLANS["needs-info"])


def test_a_page_needs_nothing_from_outside() -> None:
    html = render_page(report(PLANS["start"]), PLANS["start"])
    assert "<script" not in html
    assert not re.search(r'(src|@import|url\()\s*=?\s*["\'(]?https?:', html)


def test_no_emergency_page_asks_provisos_or_prints_a_dose() -> None:
    text = render_text(report(PLANS["emergency"]), width=100)
    assert "provided that" not in text
    assert "given as" not in text


def test_for_the_dead_nothing_is_asked_or_advised() -> None:
    kinds = [s.kind for s in report(PLANS["dead"]).sections]
    assert kinds == ["refusals", "kidney", "record"]


def test_narrow_terminals_wrap_instead_of_cutting() -> None:
    text = render_text(report(PLANS["start"]), width=60)
    assert max(len(line) for line in text.splitlines()) <= 60


@pytest.mark.parametrize("width", [50, 61, 72, 83, 100])
def test_no_amount_is_split_from_its_unit_at_the_end_of_a_line(width: int) -> None:
    for p in PLANS.values():
        lines = [line.strip() for line in render_text(report(p), width=width).splitlines()]
        for line, following in pairwise(lines):
            if line and line[-1].isdigit():
                assert not re.match(r"(mg|mcg|mL|ng|kg|h)\b", following), (line, following)
            assert not re.search(r"(\d|half) x$", line), line
    html = render_page(report(PLANS["start"]), PLANS["start"])
    headline = html[html.index("<h1>") : html.index("</h1>")]
    assert "60\N{NO-BREAK SPACE}mg a day" in headline


def test_no_absolute_risk_of_withdrawal_is_ever_shown() -> None:
    for p in PLANS.values():
        words = render_text(report(p), width=100).lower()
        assert not re.search(r"withdrawal[^.]{0,40}\d+ ?%", words)
