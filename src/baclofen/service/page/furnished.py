"""The desk that a house's settings ask for: users, store and keys, or a demonstration."""

from __future__ import annotations

import os
from pathlib import Path

from baclofen.errors import InputRefused
from baclofen.service.house import House
from baclofen.service.page.audit import BESIDE
from baclofen.service.page.demo import demo_desk
from baclofen.service.page.desk import Desk
from baclofen.service.page.users import Users
from baclofen.service.settings import keys_at_hand
from baclofen.store import Ledger


def desk_of(house: House) -> Desk:
    """The desk that the settings describe. Raises `InputRefused` where they cannot be met."""
    settings = house.settings
    if settings.workers > 1:
        raise InputRefused(
            "workers", f"{settings.workers}", "pages are served by one process",
            do="Who is signed in is held by that process: set at_once instead.",
        )  # fmt: skip
    if settings.demo:
        return demo_desk(house)
    if not settings.store:
        raise InputRefused(
            "store", "not named", "pages keep patients in a store",
            do="Set BACLOFEN_STORE to a path or a postgresql:// address.",
        )  # fmt: skip
    users = Users.of_file(Path(settings.users).expanduser())
    if wrong := [u.clinic for u in users.all if u.clinic.endswith(BESIDE)]:
        raise InputRefused("clinic", wrong[0], f"the ending {BESIDE} is that of trails")
    keys = keys_at_hand(os.environ)
    return Desk(house, users, lambda: Ledger.open(settings.store, keys), keys=keys)
