"""Starts the service, and stops it gracefully."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from baclofen.errors import InputRefused
from baclofen.service.app import create_app
from baclofen.service.settings import PREFIX, Settings, is_loopback, settings_from
from baclofen.service.trust import read_trust

#: What is under way may end before the process does, in seconds.
GRACE = 10


def from_environment() -> FastAPI:
    """The application that the environment describes: what each worker process makes."""
    app = create_app(settings_from(os.environ))
    # The tables stay for good: going through all of them for garbage would hold up answers.
    gc.collect()
    gc.freeze()
    return app


def serve(settings: Settings) -> None:
    """Serve until told to stop; what is under way is finished first.

    Raises `InputRefused` where anyone on the network could reach it although nobody is asked who
    they are, and where several processes would each remember on their own.
    """
    outside = settings.public_url and not is_loopback(urlsplit(settings.public_url).hostname or "")
    if outside and (not settings.trust or read_trust(Path(settings.trust)).is_open):
        raise InputRefused(
            "public_url", settings.public_url, "without clients it is open only to this machine",
            do="Name the clients in a file of trust, or serve without a public address.",
        )  # fmt: skip
    if settings.workers > 1 and not settings.state:
        raise InputRefused(
            "workers", f"{settings.workers}", "several must share a file of their state",
            do="Set BACLOFEN_STATE to a file.",
        )  # fmt: skip
    if not settings.on_loopback:
        raise InputRefused(
            "host", settings.host, "it is open only to this machine: 127.0.0.1, ::1 or localhost",
            do="Serve on loopback, behind a proxy that knows who asks.",
        )  # fmt: skip
    # The worker processes read the settings from the environment, as told here.
    for field in Settings.__struct_fields__:
        os.environ[PREFIX + field.upper()] = str(getattr(settings, field))
    uvicorn.run(
        f"{from_environment.__module__}:{from_environment.__name__}", factory=True,
        host=settings.host, port=settings.port, workers=settings.workers,
        timeout_graceful_shutdown=GRACE, access_log=False, server_header=False,
        log_level="warning", proxy_headers=False,
    )  # fmt: skip
