"""Files that are read: one of each user, two at a time, in threads that no page waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from baclofen.errors import InputRefused
from baclofen.service.page.users import User

T = TypeVar("T")
#: Files that are read at a time: others wait, and so does no page.
_AT_ONCE = 2


class Imports:
    """The files that are being read, in threads of their own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="a file")
        self._reading = set[tuple[str, str]]()

    async def run(self, user: User, work: Callable[[], T]) -> T:
        """What the work makes, as its turn comes. Raises `InputRefused` while another file of the
        same user is read."""
        if user.id in self._reading:
            raise InputRefused(
                "file", "sent while another of yours is read", "one is read at a time",
                do="Wait for that one, then send this one again.",
            )  # fmt: skip
        self._reading.add(user.id)
        try:
            return await asyncio.wrap_future(self._threads.submit(work))
        finally:
            self._reading.discard(user.id)
