"""What a clinician does in a browser, with the script and without it, by hand and by keyboard; no
page is beyond its budget, asks anything of elsewhere, or shuts anybody out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from baclofen.service.page import paper
from tests.unit.service.page.browser import (
    AXE,
    NOW,
    chromium,
    demonstration,
    lacking,
    looked,
    more_screens,
    screens,
    settled,
    sign_in,
)

pytestmark = [
    pytest.mark.skipif(bool(lacking()), reason=lacking() or "all is here"),
    # Those of the browser's own connection, which it closes when it is collected.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
#: Of a page with all that it loads, in bytes.
BUDGET = 150_000
WIDTHS = (375, 768, 1280)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with demonstration() as made:
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


#: Texts of a page that end beyond the window.
_CUT = """() => [...document.querySelectorAll("main *")].filter(one =>
  [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())
  && one.getBoundingClientRect().width > 0
  && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
).map(one => one.textContent.trim().slice(0, 60))"""


def test_no_screen_shuts_anybody_out_at_any_width(page: Any, address: str) -> None:
    """Zero violations of WCAG 2.2 AA and of good practice, light and dark; and nothing is wider
    than the window, down to 320 px: 1280 px at 400 %."""
    found: list[tuple[object, ...]] = []

    def all_screens() -> Iterator[str]:
        patients = sign_in(page, address)
        for name, where in screens(address, patients).items():
            page.goto(where)
            settled(page)
            yield name
        yield from more_screens(page, address, patients)

    for name in all_screens():
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for width, dark in ((320, False), *((w, dark) for w in WIDTHS for dark in (False, True))):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wider > 0:
                found.append((name, width, f"{wider} px wider than the window"))
            if width in (375, 768):
                # What scrolls within its own box is cut for who does not know that it does.
                found += [(name, width, "cut", words) for words in page.evaluate(_CUT)]
            if width == 320:
                continue
            found += [
                (name, width, dark, *one)
                for one in page.evaluate(
                    "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map("
                    "v => [v.id, v.nodes[0].html.slice(0, 200)]))",
                    _RULES,
                )
            ]
    assert found == []


def test_pages_keep_to_their_budget_and_ask_nothing_of_elsewhere(page: Any, address: str) -> None:
    sizes: dict[str, int] = {}
    asked: list[str] = []
    errors: list[str] = []
    took: list[Any] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: took.append(response))  # noqa: PLW0108
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    for name, where in screens(address, sign_in(page, address)).items():
        page.goto("about:blank")
        took.clear()
        page.goto(where)
        page.wait_for_load_state("load")
        sizes[name] = sum(len(one.body()) for one in list(took) if one.status == 200)
    asked = [url for url in asked if not url.startswith("about:")]
    assert {url.split("/")[2] for url in asked} == {address.split("/")[2]}
    assert errors == []
    # Forest plots are many, and come when they are looked at.
    sizes.pop("syndrome")
    assert {name: size for name, size in sizes.items() if size > BUDGET} == {}


def test_a_walk_from_a_form_to_a_print(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    sign_in(page, address)
    for label, value in (("Age", "52"), ("Weight", "68"), ("Height", "166"), ("Creatinine", "0.8")):
        page.get_by_label(label).first.fill(value)
    page.get_by_label("Sex").select_option("female")
    page.get_by_label("Unit of creatinine").select_option("mg/dL")
    page.get_by_label("Day of creatinine").fill(NOW.date().isoformat())
    page.get_by_label("Baclofen is for").select_option("ms_spasticity")
    page.get_by_label("Baclofen now").fill("none")
    page.get_by_label("Illnesses, one a line").fill("Multiple sclerosis")
    page.get_by_role("button", name="Keep, and judge").click()
    page.wait_for_url("**/fit")
    before = page.locator(".question").count()
    # Judged in place: the page is not left, and the one question is gone.
    page.evaluate("window.here = true")
    page.get_by_role("button", name="The list is complete").click()
    expect(page.locator(".question")).not_to_have_count(before)
    assert page.evaluate("window.here") is True
    page.get_by_role("link", name="To the plan").click()
    settled(page)
    assert page.get_by_role("heading", name="Beside it: weighed for this patient").is_visible()
    page.get_by_role("button", name="Accept this plan").click()
    page.wait_for_url("**/plans/*")
    kept = page.url
    page.get_by_role("link", name="Schedule, one page", exact=True).click()
    assert page.get_by_text("Do not stop baclofen suddenly.").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.never')).textAlign") == "center"
    page.go_back()
    assert page.url == kept
    page.go_back()
    settled(page)
    assert page.get_by_role("heading", name="Decide").is_visible()
    page.get_by_role("navigation", name="This patient").get_by_text("Follow-up").click()
    score = page.locator("form", has=page.get_by_role("heading", name="A score"))
    score.get_by_label("Scale").select_option("nrs")
    score.get_by_label("Score").fill("12")
    score.get_by_role("button").click()
    assert "between 0 and 10" in page.get_by_role("alert").inner_text()
    score = page.locator("form", has=page.get_by_role("heading", name="A score"))
    assert score.get_by_label("Score").input_value() == "12"
    score.get_by_label("Score").fill("6")
    score.get_by_role("button").click()
    assert page.get_by_role("heading", name="Pain, NRS, 0 to 10").is_visible()


def test_why_opens_where_it_stands_and_closes_by_a_key(page: Any, address: str) -> None:
    patients = sign_in(page, address)
    page.goto(f"{patients['ms']}/fit")
    why = page.locator("button.why").first
    why.focus()
    page.keyboard.press("Enter")
    shown = page.locator(".behind:popover-open")
    shown.get_by_text("Source").first.wait_for()
    assert page.url.endswith("/fit")
    page.keyboard.press("Escape")
    assert page.locator(".behind:popover-open").count() == 0
    assert page.evaluate("document.activeElement.className") == "why"


def test_all_is_reached_by_keyboard(page: Any, address: str) -> None:
    patients = sign_in(page, address)
    page.goto(f"{patients['ms']}/fit")
    settled(page)
    # Nothing that can be reached is skipped, and no place holds the keys.
    there = page.evaluate(
        "[...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,"
        'summary,[tabindex="0"]\')].filter(e => e.checkVisibility()).length'
    )
    page.evaluate("document.body.focus()")
    met = set()
    for _ in range(there + 20):
        page.keyboard.press("Tab")
        met.add(page.evaluate(
            "[...document.querySelectorAll('*')].indexOf(document.activeElement)"
        ))  # fmt: skip
    assert len(met - {-1}) >= there
    page.goto(f"{patients['ms']}/fit")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_everything_works_without_the_script(browser: Any) -> None:
    # Of its own: where a plan was accepted before, it is asked what is taken, and none is weighed.
    with demonstration() as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        patients = sign_in(page, address)
        page.goto(f"{patients['ms']}/fit")
        before = page.locator(".question").count()
        page.get_by_role("button", name="None of these signs").click()
        assert page.url.endswith("/fit")
        assert page.locator(".question").count() < before
        page.locator("button.why").first.click()
        page.locator(".behind:popover-open a").click()
        assert page.get_by_text("Source").first.is_visible()
        page.goto(f"{patients['ms']}/plan")
        looked(page)
        page.get_by_role("link", name="Weigh the doses").click()
        looked(page)
        assert page.get_by_text("What each dose is expected to bring").is_visible()
        context.close()


def test_a_dose_is_tried_by_hand_and_by_key(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    patients = sign_in(page, address)
    page.goto(f"{patients['kidneys']}/try")
    page.evaluate("window.here = true")
    dose = page.locator("#per_day")
    dose.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#now-per_day")).to_have_text("62.5 mg")
    expect(page.locator(".sentence")).to_contain_text("62.5 mg a day in 3 doses")
    # The slider stays where it was, and under the hand.
    assert page.evaluate("document.activeElement.id") == "per_day"
    box = page.locator("#stops").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 5, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(10):
        page.mouse.move(box["x"] + box["width"] * (0.9 - step / 50), box["y"] + 5)
    page.mouse.up()
    expect(page.locator(".against")).to_contain_text("This is not a way to stop.")
    expect(page.get_by_role("link", name="The way down, step by step")).to_be_visible()
    assert page.evaluate("window.here") is True
    assert page.locator("#of-pain").count() == 0
    assert page.locator("svg.wide").count() == 1
    page.get_by_label("Draw what only illustrates too").check()
    expect(page.locator("svg.wide")).to_have_count(3, timeout=60_000)
    page.get_by_role("link", name="As recorded").click()
    expect(page.locator(".sentence")).to_contain_text("60 mg a day")


def test_a_dose_is_tried_without_the_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    patients = sign_in(page, address)
    page.goto(f"{patients['kidneys']}/try")
    page.locator("#per_day").focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Try it").click()
    assert "2.5 mg a day in 3 doses" in page.locator(".sentence").inner_text()
    assert page.locator("svg.wide").count() == 1
    page.get_by_text("As a table").first.click()
    assert page.locator("table").first.is_visible()
    context.close()


def test_a_pdf_is_waited_for_and_taken(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    if paper.why_no_pdf():
        pytest.skip(paper.why_no_pdf())
    patients = sign_in(page, address)
    page.goto(f"{patients['ms']}/fit")
    page.get_by_role("button", name="It is diazepam").or_(
        page.get_by_role("button", name="None of it is baclofen")
    ).first.click()
    page.goto(f"{patients['ms']}/plan?ask=start")
    settled(page)
    accept = page.get_by_role("button", name="Accept this plan")
    if not accept.count():
        pytest.skip("the example has no plan to accept")
    accept.click()
    page.wait_for_url("**/plans/*")
    # Quick machines send the file at once, slow ones the page that waits for it.
    link = page.get_by_role("link", name="PDF of: The whole plan")
    where = f"{address}{link.get_attribute('href')}?look=yes"
    page.goto(where)
    expect(page.get_by_role("link", name="Take the PDF")).to_be_visible(timeout=120_000)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the PDF").click()
    patient = patients["ms"].rpartition("/")[2]
    assert taken.value.suggested_filename == f"baclofen-plan-{patient}.pdf"


def test_two_tabs_are_told_of_each_other(browser: Any, address: str) -> None:
    context = browser.new_context()
    one, other = context.new_page(), context.new_page()
    where = f"{sign_in(one, address)['kidneys']}/fit"
    one.goto(where)
    other.goto(where)
    none = one.get_by_role("button", name="None of these signs")
    none.click()
    none.wait_for(state="detached")
    other.get_by_role("button", name="No", exact=True).first.click()
    other.get_by_role("heading", name="Somebody wrote in between").wait_for()
    assert "What you sent" in other.locator("main").inner_text()
    assert "no" in other.locator("dl.told").inner_text()
    context.close()


def test_on_a_slow_connection_what_is_pressed_twice_is_kept_once(page: Any, address: str) -> None:
    from playwright.sync_api import expect

    where = sign_in(page, address)["pump"]
    page.goto(f"{where}/fit")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 700, "downloadThroughput": 40_000, "uploadThroughput": 9_000},
    )
    page.goto(f"{where}/fit")
    none = page.get_by_role("button", name="None of these signs")
    none.dblclick()
    # It is answered in place, however late.
    expect(none).to_have_count(0, timeout=30_000)
    settled(page)
    assert page.get_by_role("heading", name="Somebody wrote in between").count() == 0
    page.goto(f"{where}/record")
    expect(page.locator("tbody tr").filter(has_text="signs:")).to_have_count(1)


def test_a_session_that_ended_leads_to_the_sign_in(page: Any, address: str) -> None:
    patients = sign_in(page, address)
    page.goto(f"{patients['kidneys']}/fit")
    page.context.clear_cookies()
    page.get_by_role("link", name="Follow-up").click()
    assert page.url.endswith("/sign-in")


def _ask(page: Any, dose: str) -> None:
    page.get_by_label("New dose").fill(dose)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="Confirm, the first of two").wait_for()


def _read(page: Any, rate: str, button: str) -> None:
    for label, value in (("Drug", "baclofen"), ("Concentration mcg/mL", "2000"), ("Rate", rate)):
        page.get_by_label(label).first.fill(value)
    page.get_by_role("button", name=button).click()


def test_a_pump_is_set_by_two(browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    where = f"{sign_in(page, address)['pump']}/pump"
    # What runs was told by a file: two people read it before a change of it is set.
    page.goto(where)
    assert page.get_by_role("heading", name="What runs is unconfirmed").is_visible()
    _read(page, "320", "Confirm what runs, as the first person")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address, "dr.two")
    page.goto(where)
    _read(page, "320", "Confirm what runs, as the second person")
    assert page.get_by_role("heading", name="What runs is unconfirmed").count() == 0
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address)
    page.goto(where)
    # Nobody has asked for another dose yet.
    assert page.get_by_role("button", name="Confirm as the first person").count() == 0
    _ask(page, "352 mcg/day")
    _read(page, "14.67", "Confirm as the first person")
    assert "it is not what was planned" in page.get_by_role("alert").inner_text()
    page.goto(where)
    _ask(page, "352 mcg/day")
    _read(page, "352", "Confirm as the first person")
    page.wait_for_url("**/pump/*")
    kept = page.url
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address, "dr.two")
    page.goto(kept)
    _read(page, "352", "Confirm as the second person")
    assert "Set by dr.two" in page.locator(".kept").inner_text()
    context.close()
