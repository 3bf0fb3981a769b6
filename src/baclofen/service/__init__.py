"""The program over HTTP: pages for people, hooks for record systems. Needs the extra `service`."""

from __future__ import annotations

from baclofen.service.app import create_app
from baclofen.service.page.users import ROLES, Users, hash_of
from baclofen.service.run import serve
from baclofen.service.settings import Settings, settings_from

__all__ = ["ROLES", "Settings", "Users", "create_app", "hash_of", "serve", "settings_from"]
