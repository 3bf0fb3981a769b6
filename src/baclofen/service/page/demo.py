"""Demonstration: made-up patients in a store that is gone when the service stops, no passwords.

It is for loopback alone: whoever reaches it is whoever they say.
"""

from __future__ import annotations

import base64
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from baclofen.chart import Chart, Telling
from baclofen.errors import InputRefused
from baclofen.record import Happening, Level, Scored, Told
from baclofen.service.house import House
from baclofen.service.page.desk import Desk
from baclofen.service.page.users import User
from baclofen.service.settings import is_loopback
from baclofen.store import Keys, Ledger, Signed, Versions, new_key
from baclofen.version import VERSION

CLINIC = "demonstration"
GUESTS = (
    User("dr.one", CLINIC, "prescriber"), User("dr.two", CLINIC, "prescriber"),
    User("reader", CLINIC, "viewer"), User("keeper", CLINIC, "admin"),
)  # fmt: skip
#: What the patient with a pump was told to have scored, days ago.
_SCORES: tuple[tuple[int, Happening], ...] = (
    (60, Scored(scale="nrs", score="7")), (30, Scored(scale="nrs", score="6")),
    (7, Scored(scale="nrs", score="4")), (60, Scored(scale="mas", score="3")),
    (30, Scored(scale="mas", score="2")), (7, Scored(scale="mas", score="1+")),
)  # fmt: skip
_LEVEL: tuple[tuple[int, Happening], ...] = (
    (2, Level(matrix="plasma", ng_per_mL=310.0, hours_after=2.0)),
)


def demo_desk(house: House) -> Desk:
    """A desk with three made-up patients. Raises `InputRefused` unless the house is on loopback."""
    outside = urlsplit(house.settings.public).hostname or ""
    if not house.settings.on_loopback or not is_loopback(outside):
        raise InputRefused(
            "demo", f"asked for on {house.settings.public}", "it is for this machine alone",
            do="Serve it on 127.0.0.1, or name users and a store.",
            why="nobody is asked who they are",
        )  # fmt: skip
    folder = TemporaryDirectory(prefix="baclofen-demo-")
    keys = Keys({CLINIC: [base64.b64decode(new_key())]})

    def opened() -> Ledger:
        ledger = Ledger.open(Path(folder.name) / "demo.sqlite", keys)
        _fill(ledger, house)
        return ledger

    return Desk(house, None, opened, keys=keys, guests=GUESTS, closing=folder.cleanup)


def _fill(ledger: Ledger, house: House) -> None:
    now = house.now()
    book = ledger.of(CLINIC)
    for name, more in (("ms", ()), ("kidneys", _LEVEL), ("pump", _SCORES)):
        table = _table(name, now)
        label = str(table.pop("label"))
        signed = Signed(GUESTS[0].name, now.astimezone(UTC), Versions(VERSION))
        chart = Chart(ledger, CLINIC, book.admit(signed, label), house.known)
        told = [Telling(what=Told(table=table), at=now)]
        told += [Telling(what=w, at=now - timedelta(days=d), whole_day=True) for d, w in more]
        chart.tell(*told, by=GUESTS[0].name, now=now)


def _table(name: str, now: datetime) -> dict[str, object]:
    """A patient as authored, the pump filled two weeks ago."""
    text = (Path(__file__).parent / "examples" / f"{name}.toml").read_text("utf-8")
    table = tomllib.loads(text)
    if "pump" in table:
        table["pump"]["filled_on"] = (now - timedelta(days=14)).date().isoformat()
    return table
