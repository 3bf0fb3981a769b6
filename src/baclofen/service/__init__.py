"""The program over HTTP: pages for people, hooks for record systems. Needs the extra `service`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily
from baclofen.service.app import create_app
from baclofen.service.call import Call
from baclofen.service.page.users import ROLES, Users, hash_of
from baclofen.service.run import serve
from baclofen.service.settings import Settings, settings_from

if TYPE_CHECKING:
    from baclofen.service.calls import read_calls

__all__ = [
    "ROLES",
    "Call",
    "Settings",
    "Users",
    "create_app",
    "hash_of",
    "read_calls",
    "serve",
    "settings_from",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    # It loads the store.
    __getattr__ = lazily(__name__, {"calls": ("read_calls",)})
