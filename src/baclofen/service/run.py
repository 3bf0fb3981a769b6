"""Starts the service, and stops it gracefully."""

from __future__ import annotations

import os

import uvicorn
from fastapi import FastAPI

from baclofen.errors import InputRefused
from baclofen.service.app import create_app
from baclofen.service.settings import PREFIX, Settings, settings_from

#: What is under way may end before the process does, in seconds.
GRACE = 10


def from_environment() -> FastAPI:
    """The application that the environment describes: what each worker process makes."""
    return create_app(settings_from(os.environ))


def serve(settings: Settings) -> None:
    """Serve until told to stop; what is under way is finished first.

    Raises `InputRefused` where anyone on the network could reach it although nobody is asked who
    they are.
    """
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
