"""The pages in a real browser: Debian's Chromium, driven by Playwright, on a demonstration."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn

from baclofen.service import Settings, create_app
from baclofen.service.page.shown import SCRIPT
from tests.people import known

ROOT = Path(__file__).parents[4]
CHROMIUM = shutil.which("chromium")
#: The judge of accessibility, from npm.
AXE = ROOT / "out/npm/axe.min.js"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def lacking() -> str:
    """What is not here, so that nothing can be tested in a browser; empty where all is."""
    if CHROMIUM is None:
        return "no chromium on this machine: make test installs it where it can"
    if not AXE.is_file() or not SCRIPT.is_file():
        return "what npm gives is not here: python scripts/from_npm.py --tests"
    return ""


@contextmanager
def demonstration() -> Iterator[str]:
    """A demonstration that is served on a free port of this machine; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(port=port, demo=True, seconds=120.0)
    app = create_app(settings, known=known(), today=NOW.date, now=lambda: NOW)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield settings.public
    finally:
        server.should_exit = True
        thread.join(timeout=30)


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def sign_in(page: Any, address: str, name: str = "dr.one") -> dict[str, str]:
    """Signs in; the addresses of the three patients: of `ms`, of failing `kidneys`, of a `pump`."""
    page.goto(address)
    page.get_by_role("button", name=name).click()
    page.wait_for_url("**/patients")
    found = {}
    for row in page.locator("tbody tr").all():
        words, link = row.inner_text(), row.locator("a").get_attribute("href")
        for key, told in (("ms", "not yet"), ("kidneys", "failing"), ("pump", "a pump")):
            if told in words:
                found[key] = f"{address}{link}"
    return found


def screens(address: str, patients: dict[str, str]) -> dict[str, str]:
    """Every screen by its name."""
    ms, pump = patients["ms"], patients["pump"]
    return {
        "patients": f"{address}/patients", "read": ms, "fit": f"{ms}/fit", "plan": f"{ms}/plan",
        "try": f"{patients['kidneys']}/try", "try-pump": f"{pump}/try",
        "not-recommended": f"{patients['kidneys']}/fit", "down": f"{patients['kidneys']}/plan",
        "pump": f"{pump}/pump", "follow": f"{pump}/follow", "record": f"{pump}/record",
        "evidence": f"{address}/evidence", "syndrome": f"{address}/evidence/ms_spasticity",
        "claims": f"{address}/evidence/claims", "model": f"{address}/model",
        "why": f"{address}/why/REN-BEERS,oral.F", "account": f"{address}/account",
    }  # fmt: skip


def more_screens(page: Any, address: str, patients: dict[str, str]) -> Iterator[str]:
    """Screens that come of what somebody did: each by its name, while the page shows it."""
    page.goto(f"{address}/patients")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{address}/sign-in")
    yield "sign-in"
    sign_in(page, address)
    page.goto(f"{patients['ms']}/plan?ask=screen")
    settled(page)
    yield "screening"
    page.goto(f"{patients['ms']}/plan?weigh=yes")
    settled(page)
    page.get_by_role("button", name="Accept this plan").click()
    page.wait_for_url("**/plans/*")
    settled(page)
    yield "kept"
    kept = page.url
    for sheet in ("schedule", "diary", "flags", "plan"):
        page.goto(f"{kept}/{sheet}")
        settled(page)
        yield f"sheet-{sheet}"
    page.goto(f"{patients['ms']}/follow")
    form = page.locator("form", has=page.get_by_role("heading", name="A fall"))
    seen = form.locator('[name="seen"]').input_value()
    form.get_by_role("button").click()
    page.wait_for_load_state()
    page.goto(kept)
    settled(page)
    yield "stale"
    page.goto(f"{kept}/schedule")
    yield "nothing-printed"
    page.goto(f"{patients['ms']}/follow")
    form = page.locator("form", has=page.get_by_role("heading", name="A visit"))
    form.locator('[name="seen"]').evaluate("(one, seen) => { one.value = seen }", seen)
    form.get_by_label("Note").fill("walks better")
    form.get_by_role("button").click()
    page.get_by_role("heading", name="Somebody wrote in between").wait_for()
    yield "conflict"
    page.goto(f"{address}/patients")
    page.get_by_label("Weight").first.fill("-3")
    page.get_by_role("button", name="Keep, and judge").click()
    page.get_by_role("alert").wait_for()
    yield "wrong"
    page.goto(f"{address}/nowhere")
    yield "not-here"
    page.goto(f"{address}/patients")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, address, "keeper")
    page.goto(f"{address}/trail")
    yield "trail"
    page.goto(f"{address}/trail/checked")
    settled(page)
    yield "checked"


def settled(page: Any) -> None:
    """Waits until nothing is on its way, and nothing is being worked out."""
    from playwright.sync_api import expect

    page.wait_for_load_state("networkidle")
    expect(page.locator("progress")).to_have_count(0, timeout=120_000)


def looked(page: Any) -> None:
    """Without a script: looks again until it is there."""
    while page.get_by_role("link", name="Look again").count():
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Look again").click()
