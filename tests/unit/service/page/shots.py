"""Pictures of the screens, and of a plan's page, for the docs: `python -m
tests.unit.service.page.shots` draws them."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

from baclofen.answering import PlanInputs, answer
from baclofen.exchange import read_patient
from baclofen.reporting import compose, render_page
from tests.people import known
from tests.unit.service.page.browser import (
    ROOT,
    chromium,
    demonstration,
    lacking,
    more_screens,
    screens,
    settled,
    sign_in,
)

FOLDER = ROOT / "docs" / "pages"
#: The page of a plan, in the README.
PLAN = ROOT / "docs" / "plan.png"
#: Screens that the docs show: their width, and whether in the dark.
SHOWN = {
    "fit": (1280, False), "plan": (1280, False), "pump": (1280, True), "follow": (768, False),
    "not-recommended": (375, True), "syndrome": (1280, False), "try": (1280, False),
    "stale": (768, False),
}  # fmt: skip


def draw() -> None:
    """Writes a picture of each screen that the docs show."""
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as address, chromium() as browser:
        page = browser.new_page()
        patients = sign_in(page, address)
        for name, where in screens(address, patients).items():
            if name in SHOWN:
                page.goto(where)
                settled(page)
                _shoot(page, name)
        for name in more_screens(page, address, patients):
            if name in SHOWN:
                _shoot(page, name)
        # Of its own: a page of the service lets no other style through.
        plan = browser.new_page(viewport={"width": 1280, "height": 900})
        plan.set_content(_plan())
        plan.screenshot(path=PLAN)


def _shoot(page: Any, name: str) -> None:
    width, dark = SHOWN[name]
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"{name}.png")


def _plan() -> str:
    """The page of the example's plan, as `make plan` writes it."""
    day = date(2026, 11, 22)
    reading = read_patient(ROOT / "examples" / "ms_spasticity.json", known=known(), today=day)
    inputs = PlanInputs(
        patient=reading.patient, request=reading.asks(today=day), entries=reading.entries,
        notes=reading.notes, weighs=True,
    )  # fmt: skip
    made = answer(inputs, known())
    return render_page(compose(made, known()), made, known())


if __name__ == "__main__":
    if lacking():
        sys.exit(lacking())
    draw()
