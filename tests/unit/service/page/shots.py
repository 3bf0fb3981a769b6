"""Pictures of the screens for the docs: `python -m tests.unit.service.page.shots` draws them."""

from __future__ import annotations

import sys

from tests.unit.service.page.browser import (
    ROOT,
    chromium,
    demonstration,
    lacking,
    screens,
    settled,
    sign_in,
)

FOLDER = ROOT / "docs" / "pages"
#: Screens that the docs show: their width, and whether in the dark.
SHOWN = {
    "fit": (1280, False), "plan": (1280, False), "pump": (1280, True), "follow": (768, False),
    "not-recommended": (375, True), "syndrome": (1280, False), "try": (1280, False),
}  # fmt: skip


def draw() -> None:
    """Writes a picture of each screen that the docs show."""
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as address, chromium() as browser:
        page = browser.new_page()
        all_ = screens(address, sign_in(page, address))
        for name, (width, dark) in SHOWN.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.goto(all_[name])
            settled(page)
            page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    if lacking():
        sys.exit(lacking())
    draw()
