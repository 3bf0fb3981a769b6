"""One report, three forms: the same sentences, each with its basis."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import (
    Answer,
    AssessInputs,
    Given,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer_json,
)
from baclofen.knowledge import Verdict
from baclofen.patient import Entry
from baclofen.planning import Plan
from baclofen.regimen import (
    Bolus,
    OralOrder,
    OtherOrder,
    PumpOrder,
    ScreeningOrder,
    Swallowed,
    TaperOrder,
)
from baclofen.reporting import Report, compose, render_page, render_text
from baclofen.reporting.first import arranged
from baclofen.units import mcg, mg
from tests.once import Once
from tests.people import answered, known, on_baclofen, person
from tests.saying import worded

ROOT = Path(__file__).parents[3]


def report(made: Answer) -> Report:
    return compose(made, known())


def planned(*args: Any, **more: Any) -> Answer:
    """By mouth, without weighing doses: these tests are on what is said of a plan."""
    return answered(*args, seed=1, weighs=False, **more)


def plan_of(made: Answer) -> Plan:
    assert isinstance(made.decision, Plan)
    return made.decision


PLANS = Once(
    {
        "start": lambda: planned(person(weight_kg=68.0)),
        "needs-info": lambda: planned(person(egfr=None)),
        "contraindicated": lambda: planned(on_baclofen(mg(60), egfr=20.0), kind="continue"),
        "avoid": lambda: planned(person(age_y=70.0, egfr=45.0)),
        "overridden": lambda: planned(
            person(age_y=70.0, egfr=45.0), overrides=("REN-BEERS",), reason="nothing else helped"
        ),
        "taper": lambda: planned(on_baclofen(weight_kg=68.0), kind="stop"),
        "emergency": lambda: planned(on_baclofen(egfr=22.0, signs=["confusion"]), kind="continue"),
        "dead": lambda: planned(person(deceased=True)),
        "child": lambda: planned(person(age_y=10.0, weight_kg=30.0), jurisdiction="UK"),
    }
)


#: The same of every other door.
OTHERS = Once({
    "judged": lambda: answered(person(egfr=20.0), door=AssessInputs),
    "asked about": lambda: answered(person(egfr=None), None, door=AssessInputs),
    "weighed": lambda: answered(person(weight_kg=68.0)),
    "compared": lambda: answered(on_baclofen(mg(60), weight_kg=68.0), "taper", door=TaperInputs),
    "screening": lambda: answered(
        person(syndrome="sci_spasticity", oral_failed=True), None,
        door=ScreenInputs, order=ScreeningOrder(),
    ),
    "pump": lambda: answered(
        person(baclofen=()), None, door=PumpInputs,
        order=PumpOrder(stage="titration", now=mcg(100), asked=mcg(120), hours_since_change=26),
    ),
    "pump refused": lambda: answered(
        person(baclofen=()), None, door=PumpInputs,
        order=PumpOrder(stage="titration", now=mcg(100), asked=mcg(2400), hours_since_change=26),
    ),
})  # fmt: skip
ALL = PLANS | OTHERS


@pytest.mark.parametrize("name", ALL)
def test_the_first_screen_says_nothing_twice_and_leaves_no_finding_out(name: str) -> None:
    made = report(ALL[name])
    first, rest = arranged(made, known())
    whole = [line.why for s in first if s.kind in ("refusals", "findings") for line in s.lines]
    assert len(whole) == len(set(whole))
    found = [s for s in (*first, *rest) if s.kind in ("findings", "agreed")]
    kept = [line for s in found for line in s.lines]
    wanted = [line for s in made.sections if s.kind == "findings" for line in s.lines]
    assert sorted(str(x) for x in kept if x in wanted) == sorted(map(str, wanted))
    # Beside them at most how many cautions are behind the fold.
    counted = [x.text for x in kept if x not in wanted]
    hidden = sum(x.level == "caution" for s in rest if s.kind == "agreed" for x in s.lines)
    more = known().note("report.more_cautions", n=hidden, under=known().note("title.agreed"))
    assert counted == ([known().say(more)] if hidden else [])


class Page(HTMLParser):
    """Collects ids, links, and checks that tags close in order."""

    VOID = frozenset({"meta", "br", "line", "path", "rect", "link", "input"})

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


def page(made: Answer) -> Page:
    parser = Page()
    parser.feed(render_page(report(made), made, known()))
    assert parser.open == []
    return parser


@pytest.mark.parametrize("name", ALL)
def test_text_opens_with_the_sentence_to_act_on(name: str) -> None:
    made = ALL[name]
    text = render_text(report(made), width=100)
    assert " ".join(text.split()).startswith(" ".join(worded(made.headline).split()))
    assert f"Verdict: {made.verdict.value}" in text
    assert (name not in PLANS) or made.verdict is made.fit.verdict
    assert "Not a certified medical device" in " ".join(text.split())
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("name", ALL)
def test_a_page_is_well_formed_and_every_id_leads_to_its_basis(name: str) -> None:
    got = page(ALL[name])
    assert len(got.ids) == len(set(got.ids))
    inner = {h[1:] for h in got.hrefs if h.startswith("#")}
    assert inner
    assert inner <= set(got.ids)


@pytest.mark.parametrize("name", ALL)
def test_links_leave_only_to_places_we_vouch_for(name: str) -> None:
    for href in page(ALL[name]).hrefs:
        if not href.startswith("#"):
            assert href.split("/")[2] in known().linkable_hosts


@pytest.mark.parametrize("name", ALL)
def test_json_carries_the_same_lines_and_every_id_exists(name: str) -> None:
    made = ALL[name]
    got: dict[str, Any] = json.loads(answer_json(made, known()))
    assert got["headline"]["text"] == worded(made.headline)
    assert got["verdict"] == made.verdict.value
    basis = {entry["id"] for entry in got["basis"]}
    for id in basis:
        known().about(id)
    told = dict(got)
    del told["origin"], told["basis"]
    assert ids_in(told) == basis
    judged = {f["id"] for f in got["judgement"]["findings"]}
    assert judged == {
        f.rule.id for f in (*made.fit.findings, *made.fit.information, *made.fit.cited)
    }
    assert judged <= basis
    if name in PLANS:
        assert (got["decision"]["up"] is None) is (plan_of(made).up is None)


def ids_in(made: Any) -> set[str]:
    """Every id of a rule or a fact that a file speaks of."""
    if isinstance(made, list):
        return {id for item in made for id in ids_in(item)}
    if not isinstance(made, dict):
        return set()
    own = {made["id"]} if "says" in made and "role" in made else set()
    own |= {id for key in ("why", "rules") for id in made.get(key) or ()}
    return own.union(*(ids_in(value) for value in made.values()))


#: Sections of the judgement, which every door has, and the record's own words.
JUDGED = ("needed", "findings", "provided", "kidney", "details", "information", "refusals")


@pytest.mark.parametrize("name", ALL)
def test_what_the_page_says_of_the_judgement_stands_in_the_file(name: str) -> None:
    made = ALL[name]
    kept = json.loads(answer_json(made, known()))
    basis, text = {b["id"] for b in kept["basis"]}, json.dumps(kept, ensure_ascii=False)
    for section in report(made).sections:
        if section.kind in JUDGED:
            assert {id for line in section.lines for id in line.why} <= basis, section.kind
    fit = made.fit
    for note in (*fit.statements, *fit.notes, *fit.kidney.notes, *fit.kidney.problems):
        assert json.dumps(worded(note), ensure_ascii=False) in text


def test_json_gives_numbers_as_numbers() -> None:
    got = json.loads(answer_json(PLANS["start"], known()))["decision"]
    assert [s["daily_mg"] for s in got["up"]["steps"]] == [15, 30, 45, 60]
    assert got["up"]["steps"][0]["intakes"][0]["tablets"] == [{"mg": 10, "number": 0.5}]
    assert got["ceiling_mg_per_day"] == 80
    low, median, high = got["forecast"]["exposure"][3]["Cmax"]
    assert 0 < low < median < high
    assert got["forecast"]["seed"] == 1


def test_marks_are_visible_in_every_form() -> None:
    made = PLANS["contraindicated"]
    assert "CI-SEVERE-RENAL-SEED (policy)" in render_text(report(made), width=100)
    assert re.search(
        r'href="#why-CI-SEVERE-RENAL-SEED"[^>]*>CI-SEVERE-RENAL-SEED<em class="mark"> policy</em>',
        render_page(report(made), made, known()),
    )
    basis = {b["id"]: b for b in json.loads(answer_json(made, known()))["basis"]}
    assert basis["CI-SEVERE-RENAL-SEED"]["mark"] == "policy"


def test_a_strangers_text_cannot_become_markup() -> None:
    made = planned(
        person(label="<script>alert(1)</script>", medicines=["<img src=x onerror=y>"]),
        notes=("<b>note</b>",), answers=(Given("label", "<i>x</i>"),),
        entries=(Entry("x", "medicine", "<u>y</u>", "unread"),),
    )  # fmt: skip
    html = render_page(report(made), made, known())
    assert "<i>" not in html
    assert "<u>" not in html
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>note" not in html
    assert "&lt;script&gt;" in html


def test_a_figure_has_words_for_those_who_cannot_see_it() -> None:
    html = render_page(report(PLANS["start"]), PLANS["start"], known())
    # Drawn twice, wide and for a phone: the one that is shown brings its own name and words.
    for drawn, id in (("wide", "fc"), ("narrow", "fc-n")):
        svg = re.findall(
            f'<svg [^>]*class="forecast {drawn}" aria-labelledby="{id}-t {id}-d">.*?</svg>',
            html,
            re.S,
        )
        assert len(svg) == 1
        assert 'role="img"' in svg[0]
        assert f'<title id="{id}-t">Predicted plasma baclofen over the plan</title>' in svg[0]
        (words,) = re.findall(f'<desc id="{id}-d">(.*?)</desc>', svg[0])
        assert "On the last step (60 mg a day) the peak is" in words
    assert "<figure>" not in render_page(report(PLANS["needs-info"]), PLANS["needs-info"], known())


def test_a_page_needs_nothing_from_outside() -> None:
    html = render_page(report(PLANS["start"]), PLANS["start"], known())
    assert "<script" not in html
    assert 'Content-Security-Policy" content="default-src &#39;none&#39;;' in html
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
    html = render_page(report(PLANS["start"]), PLANS["start"], known())
    headline = html[html.index("<h1>") : html.index("</h1>")]
    assert "60\N{NO-BREAK SPACE}mg a day" in headline


def test_no_absolute_risk_of_withdrawal_is_ever_shown() -> None:
    for p in PLANS.values():
        words = render_text(report(p), width=100).lower()
        assert not re.search(r"withdrawal[^.]{0,40}\d+ ?%", words)
        assert not re.search(r"\d+ ?%[^.]{0,60}withdrawal", words)


@pytest.mark.parametrize("name", ALL)
def test_no_two_parts_of_a_page_have_one_title(name: str) -> None:
    first, rest = arranged(report(ALL[name]), known())
    titles = [s.title for s in (*first, *rest)]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("name", ALL)
def test_marks_of_a_statement_are_told_apart(name: str) -> None:
    page_of = render_page(report(ALL[name]), ALL[name], known())
    for summary in re.findall(r"<summary><span class=\"unseen\">.*?</summary>", page_of):
        marks = re.findall(r'<em class="mark">(.*?)</em>', summary)
        assert all(mark.endswith(";") for mark in marks[:-1])
        assert all(mark.startswith(" ") for mark in marks)


ORDERS: dict[str, dict[str, Any]] = {
    "20 mg at a time, three times a day, 60 mg a day": {
        "order": OralOrder(dose=mg(20), times_per_day=3)
    },
    "10 mL at a time, 20 mg a day, as oral solution, of 1 mg/mL": {
        "order": OralOrder(daily=mg(20), volume_mL=10, product="solution_1")
    },
    "5 + 10 mg over the day": {"order": OralOrder(parts=(mg(5), mg(10)))},
    "a test bolus of 75 mcg, after 50 mcg": {
        "order": ScreeningOrder(dose=mcg(75), given=(Bolus(dose=mcg(50)),))
    },
    "being set, 100 mcg a day as told, asked for 120 mcg a day, a change of +20.0 %": {
        "order": PumpOrder(stage="titration", now=mcg(100), asked=mcg(120))
    },
    "By another route: intravenous": {"order": OtherOrder(route="intravenous")},
    "A way down over 2 weeks": {"taper": TaperOrder(weeks=2)},
    "A stop from one day to the next": {"taper": TaperOrder(weeks=0)},
    "No dose was told": {},
}


@pytest.mark.parametrize("said", ORDERS)
def test_a_judgement_shows_what_was_judged(said: str) -> None:
    made = answered(person(baclofen=()), None, door=AssessInputs, **ORDERS[said])
    told = next(s for s in report(made).sections if s.kind == "ordered")
    assert said in " ".join(line.text for line in told.lines)


def test_a_judgement_of_a_running_dose_shows_it_as_read() -> None:
    made = answered(on_baclofen(mg(45)), None, door=AssessInputs)
    told = next(s for s in report(made).sections if s.kind == "ordered")
    assert "45 mg a day" in " ".join(line.text for line in told.lines)


def test_what_was_swallowed_stands_in_its_emergency() -> None:
    made = answered(
        on_baclofen(mg(30)), None, door=AssessInputs,
        swallowed=Swallowed(amount=mg(300), hours_ago=2),
    )  # fmt: skip
    assert made.verdict is Verdict.EMERGENCY
    assert "Swallowed at once: 300 mg, 2 hours ago." in render_text(report(made), width=100)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"egfr": 22.0, "medicines": ["oxycodone 5 mg"]}, ("eGFR 22", "oxycodone")),
        ({"egfr": None, "medicines": ["Xyzzium"]}, ("Nothing is known of the kidney", "Xyzzium")),
        ({"egfr": None, "dialysis": True}, ("On dialysis.", "not recorded")),
    ],
)
@pytest.mark.parametrize("door", [AssessInputs, PlanInputs])
def test_an_emergency_says_what_those_who_treat_ask_for(
    given: dict[str, Any], said: tuple[str, ...], door: Any
) -> None:
    made = answered(on_baclofen(mg(60), signs=["coma"], **given), None, door=door)
    assert made.verdict is Verdict.EMERGENCY
    first, _ = arranged(report(made), known())
    seen = " ".join(line.text for s in first for line in s.lines)
    assert "60 mg a day" in seen
    assert [one for one in said if one not in seen] == []


def test_what_is_said_of_a_dose_that_goes_on_stands_apart_in_an_emergency() -> None:
    kinds = {s.kind: s for s in report(PLANS["emergency"]).sections}
    assert {line.lead for line in kinds["findings"].lines if line.lead} == {"emergency"}
    assert "emergency" not in {line.lead for line in kinds["beneath"].lines}


def test_every_worked_figure_has_a_name_in_words() -> None:
    """Those whose name is put together are held by the vignettes and the crowd."""
    named = {
        found
        for file in (ROOT / "src/baclofen/planning/figures").glob("*.py")
        for found in re.findall(r'Figure\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert len(named) > 90
    words = known().languages["en"].words["figure"]
    assert named - set(words) == set()
    assert [word for word in words.values() if "_" in word] == []


def test_no_start_is_recommended_where_the_verdict_speaks_against_it() -> None:
    fits = answered(person(), door=AssessInputs)
    avoided = answered(person(age_y=70.0, egfr=45.0), door=AssessInputs)
    assert (fits.verdict, avoided.verdict) == (Verdict.OK, Verdict.AVOID)
    said = [
        next(f.value for f in made.figures if f.name == "start_recommended")
        for made in (fits, avoided)
    ]
    assert said == [True, False]
