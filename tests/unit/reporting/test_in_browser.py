"""Pages of reports in a real Chromium: nobody is shut out, nothing is cut on a phone or on paper,
the first screen is short, and what is folded opens without a script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from baclofen.answering import (
    Answer,
    AssessInputs,
    Inputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
)
from baclofen.drawing import Chart, Series
from baclofen.evidence import summary
from baclofen.exchange import read_patient
from baclofen.knowledge import load_trials
from baclofen.qualification import Picture, Qualification, Result
from baclofen.reporting import qualification_page, render_page, render_schedule, summary_page
from baclofen.value import replace
from tests.people import TODAY, known
from tests.unit.reporting.plans import PLANS as HANDED
from tests.unit.reporting.plans import agenda
from tests.unit.reporting.test_qualification import GATE, TARGET
from tests.unit.reporting.test_report import ALL, report
from tests.unit.service.page.browser import AXE, chromium, lacking

pytestmark = [
    pytest.mark.skipif(bool(lacking()), reason=lacking() or "all is here"),
    # Those of the browser's own connection, which it closes when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
ROOT = Path(__file__).parents[3]
WIDTHS = (375, 768, 1280)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Elements that reach beyond the window, with what is drawn inside them; but for what lies in such
#: a box that scrolls.
_BEYOND = """scrolls => [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.right > document.documentElement.clientWidth + 1 &&
      !(scrolls && e.parentElement.closest(scrolls)) && !e.closest('.unseen, thead');
}).map(e => e.tagName + ' ' + e.className + ' ' + (e.textContent || '').trim().slice(0, 60))"""
#: On paper nothing scrolls: a table that is wider than the sheet is cut.
_PAPER = {"width": 703, "height": 1047}  # 186 x 277 mm, what the margins leave of A4


#: The examples of the README, and what each is asked.
EXAMPLES: Mapping[str, Callable[..., Inputs]] = {
    "ms_spasticity.json": PlanInputs,
    "on_baclofen.toml": TaperInputs,
    "order.toml": AssessInputs,
    "needle.toml": ScreenInputs,
    "pump.toml": PumpInputs,
}
SYNDROMES = ("ms_spasticity", "trigeminal_neuralgia")


def evidence_of(syndrome: str) -> str:
    trials = load_trials()
    return summary_page(summary(trials, syndrome), trials)


def qualified() -> str:
    """Of figures of every standing, with a picture beside them."""
    results = tuple(
        Result(replace(TARGET, id=f"of {use}", standing=use), 250.0, credence="refused")
        for use in ("fitted", "kept back", "new")
    )
    days = np.arange(5.0)
    chart = Chart(
        "one", "A picture", "days", "ng/mL", (Series("model", days, days, days + 1, days + 2),)
    )
    drawn = (Picture(chart, "What it shows.", (TARGET.fact,)),)
    return qualification_page(Qualification(results, (GATE,), "composite"), drawn, known())


@cache
def example(name: str) -> Answer:
    reading = read_patient(ROOT / "examples" / name, known=known(), today=TODAY)
    ask = EXAMPLES[name]
    request = reading.asks(today=TODAY, kind="taper" if ask is TaperInputs else None)
    inputs = ask(
        patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes
    )
    return answer(inputs, known())


def _of_example(name: str) -> str:
    return render_page(report(example(name)), example(name), known())


def _reported(name: str) -> str:
    return render_page(report(ALL[name]), ALL[name], known())


def _handed(name: str) -> str:
    return render_schedule(agenda(HANDED[name]), known(), made=TODAY)


PAGES: Mapping[str, Callable[[], str]] = {
    **{name: partial(_reported, name) for name in ALL},
    **{f"sheet: {name}": partial(_handed, name) for name in HANDED},
    **{f"example: {name}": partial(_of_example, name) for name in EXAMPLES},
    "qualification": qualified,
    **{f"evidence: {name}": partial(evidence_of, name) for name in SYNDROMES},
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    # The pages let no script run; their judge is one.
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    yield context.new_page()
    context.close()


def show(page: Any, name: str) -> None:
    page.set_content(PAGES[name]())


def unfold(page: Any) -> None:
    everything = page.locator("#all")
    if everything.count():
        everything.check()


def judged(page: Any) -> list[list[str]]:
    found: list[list[str]] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
        "v => [v.id, v.nodes[0].html.slice(0, 200)]))",
        _RULES,
    )
    return found


@pytest.mark.parametrize("name", PAGES)
def test_no_page_shuts_anybody_out(page: Any, name: str) -> None:
    show(page, name)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for width, scheme in (*((w, "light") for w in WIDTHS), (1280, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += [(width, scheme, *one) for one in judged(page)]
    assert found == []


@pytest.mark.parametrize("name", ["emergency", "compared", "pump refused"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_unfolded_shuts_nobody_out_either(page: Any, name: str, scheme: str) -> None:
    show(page, name)
    unfold(page)
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert judged(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_on_a_phone_or_on_paper(page: Any, name: str) -> None:
    show(page, name)
    for unfolded in (False, True):
        if unfolded:
            unfold(page)
        page.set_viewport_size({"width": 375, "height": 812})
        assert page.evaluate(_BEYOND, ".scroll") == []
        page.emulate_media(media="print")
        page.set_viewport_size(_PAPER)
        assert page.evaluate(_BEYOND, "") == []
        page.emulate_media(media="screen")


def sheets(page: Any) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("name", ALL)
def test_on_paper_a_sheet_for_the_clinic_and_one_for_the_patient_the_rest_on_request(
    page: Any, name: str
) -> None:
    show(page, name)
    handed = ALL[name].agenda is not None
    assert sheets(page) == 1 + handed
    assert page.locator(".patient").count() == handed
    unfold(page)
    assert sheets(page) > 1 + handed or name == "dead"


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_with_many_cautions_is_no_more_paper(page: Any, name: str) -> None:
    show(page, f"example: {name}")
    assert sheets(page) == 1 + (example(name).agenda is not None)


def test_a_qualification_is_one_sheet_and_the_rest_on_request(page: Any) -> None:
    show(page, "qualification")
    assert sheets(page) == 1
    unfold(page)
    assert sheets(page) > 1


def test_the_first_screen_of_a_qualification_says_what_may_be_believed(page: Any) -> None:
    show(page, "qualification")
    first = page.locator(".first").inner_text()
    credits = known().credibility.entries.values()
    assert {c.question for c in credits if c.question in first} == {
        c.question for c in credits if c.verdict in ("believed", "refused")
    }
    assert page.locator(".first .targets").count() == 0
    assert not page.locator(".targets").is_visible()


@pytest.mark.parametrize("name", ALL)
def test_the_first_screen_is_the_headline_the_verdict_and_what_to_do(page: Any, name: str) -> None:
    """Fewer words than a twentieth of the whole page's, but for what has no more than it shows."""
    show(page, name)
    shown, whole = page.evaluate(
        "[document.body.innerText, document.body.textContent].map(t => t.split(/\\s+/).length)"
    )
    assert shown < 700
    assert shown < whole / 10 or name in ("dead", "emergency")
    kinds = page.evaluate("[...document.querySelectorAll('.first > section')].map(s => s.id)")
    steps = {"up", "down", "ladder", "settings"} & {s.kind for s in report(ALL[name]).sections}
    assert steps <= set(kinds)
    told = {s.kind for s in report(ALL[name]).sections}
    assert told & {"needed", "opening", "provided", "tell", "ordered", "back"} <= set(kinds)
    # Where steps are printed the reason stands in the headline, and all of it on paper.
    assert ("refusals" in kinds) is ("refusals" in told and not steps and name != "emergency")
    for line in page.locator("body > header, .first li").all():
        assert line.is_visible()


#: The header and the first screen of each end within this many windows of 1280 x 900.
MOST_SCREENS = 1.3


@pytest.mark.parametrize("name", [*ALL, *(f"example: {name}" for name in EXAMPLES)])
def test_what_is_acted_on_takes_about_one_screen(page: Any, name: str) -> None:
    show(page, name)
    end = page.evaluate("document.querySelector('.first').getBoundingClientRect().bottom")
    assert end <= MOST_SCREENS * 900


@pytest.mark.parametrize(
    "name", ["start", "taper", "weighed", "judged", "example: ms_spasticity.json"]
)
def test_what_would_still_change_it_is_seen_and_printed(page: Any, name: str) -> None:
    show(page, name)
    made = example(name.removeprefix("example: ")) if name.startswith("example") else ALL[name]
    holds = [
        known().say(q.says("provided", known()))
        for q in made.fit.questions
        if not (q.blocks or q.leads)
    ]
    assert holds
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        shown = page.locator(".first > .provided").inner_text().replace("\N{NO-BREAK SPACE}", " ")
        assert [one for one in holds if one not in shown] == []


def test_an_emergency_prints_what_those_who_treat_are_told_and_nothing_against_it(
    page: Any,
) -> None:
    show(page, "emergency")
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert "eGFR 22" in printed
    assert "Medicines" in printed
    assert "30 mg a day" in printed
    assert "A rapid stop is allowed here" in printed
    assert "never an abrupt stop" not in printed


@pytest.mark.parametrize("name", SYNDROMES)
def test_evidence_is_printed_with_certainty_and_a_picture_as_it_opens(page: Any, name: str) -> None:
    show(page, f"evidence: {name}")
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    for body in summary(load_trials(), name).bodies:
        assert f"certainty {body.certainty.level}" in printed
    assert page.locator("details[open] figure svg").first.is_visible()


def test_on_a_phone_the_days_doses_and_the_hours_of_all_steps_stand_under_each_other(
    page: Any,
) -> None:
    show(page, "example: ms_spasticity.json")
    page.set_viewport_size({"width": 375, "height": 812})
    for which in (5, 7):
        ends = page.evaluate(
            f"[...document.querySelectorAll('.first .up td:nth-child({which})')].map("
            "e => Math.round(e.getBoundingClientRect().right))"
        )
        # Four steps, and one if it is needed, whose hours are more.
        assert len(ends) == 5
        assert len(set(ends)) == 1


#: Colours of what is drawn on a page, of the page under it, and of drawings that lie on a sheet.
_DRAWN = """() => [
    getComputedStyle(document.body).backgroundColor,
    [...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility()).map(
        s => getComputedStyle(s).backgroundColor),
    [...document.querySelectorAll('figure svg *')].filter(e => e.checkVisibility() &&
        !e.closest('title, desc, style, .grid, .tickline, .band, [opacity]')).flatMap(e => {
            const s = getComputedStyle(e);
            return e.tagName == 'text' || e.tagName == 'polygon' ? [s.fill] :
                e.tagName == 'line' || e.tagName == 'path' ? [s.stroke] : [];
    })]"""


def light(colour: str) -> float:
    """The relative luminance of a colour as the browser tells it (WCAG 2)."""
    parts = [int(v) / 255 for v in re.findall(r"\d+", colour)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("name", ["qualification", *(f"evidence: {s}" for s in SYNDROMES)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_lies_on_its_page_and_is_seen_there(page: Any, name: str, scheme: str) -> None:
    show(page, name)
    unfold(page)
    page.emulate_media(color_scheme=scheme)
    paper, under, drawn = page.evaluate(_DRAWN)
    assert under
    assert set(under) <= {
        "rgba(0, 0, 0, 0)",
        paper,
        *(["rgb(255, 255, 255)"] * (scheme == "light")),
    }
    assert drawn
    # Three to one, as for whatever must be seen; the thin rules between rows need not be.
    faint = {one for one in drawn if (_ratio(light(one), light(paper))) < 3}
    assert faint <= {"rgb(201, 209, 219)", "rgb(58, 67, 79)"}


def _ratio(one: float, other: float) -> float:
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


def test_charts_of_a_qualification_are_as_wide_as_their_boxes(page: Any) -> None:
    show(page, "qualification")
    unfold(page)
    for width in (375, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        # Of the two drawings of each the one that the window has room for.
        boxes = page.evaluate(
            "[...document.querySelectorAll('.pictures figure')].map(e => [...e.querySelectorAll("
            "'svg')].filter(s => s.checkVisibility()).map(s => s.clientWidth - e.clientWidth))"
        )
        assert boxes
        assert {tuple(one) for one in boxes} == {(0,)}


def test_no_table_of_a_qualification_is_cut_on_a_phone(page: Any) -> None:
    show(page, "qualification")
    unfold(page)
    page.set_viewport_size({"width": 375, "height": 812})
    cut = page.evaluate(
        "[...document.querySelectorAll('.scroll:has(> table)')]"
        ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent.slice(0, 60))"
    )
    assert cut == []


def test_a_mark_opens_to_its_ids_and_an_id_to_its_basis_without_a_script(
    browser: Any, tmp_path: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    file = tmp_path / "plan.html"
    file.write_text(PAGES["start"](), encoding="utf-8")
    page.goto(file.as_uri())
    link = page.locator("header .ids a").first
    assert not link.is_visible()
    page.locator("header .ids summary").click()
    assert link.is_visible()
    id = link.inner_text()
    basis = page.locator(f"[id='why-{id}']")
    assert not basis.is_visible()
    link.click()
    assert basis.is_visible()
    context.close()


def test_titles_tell_mouth_needle_pump_and_judgement_apart() -> None:
    titles = {
        name: re.search(r"<title>(.*?):", PAGES[name]())[1]  # type: ignore[index]
        for name in ("start", "taper", "screening", "pump", "judged")
    }
    assert titles["start"] == titles["taper"]
    assert len(set(titles.values())) == 4
