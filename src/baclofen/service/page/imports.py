"""Files that are read: one of each user, two at a time, in threads that no page waits for."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from time import monotonic

from baclofen.errors import InputRefused
from baclofen.newest import Newest
from baclofen.service.page.jobs import PATIENCE, NotYet
from baclofen.service.page.sessions import Session

#: Files that are read at a time: others wait, and so does no page.
_AT_ONCE = 2
#: Files whose end is held for who asks.
_HELD = 64


class StillRead(NotYet):
    """A file is being read, for `seconds` until now; its end is asked for by the ticket."""

    def __init__(self, seconds: float, ticket: str) -> None:
        super().__init__(seconds)
        self.ticket = ticket


class _Sent:
    """A file that was sent in a session, with what was typed beside it: since when it is read, what
    came of it, and whether its sender was told to ask again."""

    def __init__(self, session: str, form: Mapping[str, str]) -> None:
        self.session, self.form, self.begun = session, form, monotonic()
        self.is_read, self.asks_again = False, False
        self.end: Future[str]


class Imports:
    """The files that are being read, in threads of their own, and what came of them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="a file")
        self._lock = threading.Lock()
        self._reading = set[tuple[str, str]]()
        self._sent = Newest[str, _Sent](_HELD)

    def run(
        self, session: Session, work: Callable[[], str], told: Callable[[str], object],
        form: Mapping[str, str],
    ) -> str:  # fmt: skip
        """What the work makes: the patient whose file it was. Where it is done only after its
        sender was told to ask again, it is `told` by its own thread.

        Raises what the work raises, `StillRead` where it takes longer than a page waits, and
        `InputRefused` while another file of the same user is read.
        """
        user, sent, ticket = session.user.id, _Sent(session.name, form), secrets.token_urlsafe(12)
        with self._lock:
            if user in self._reading:
                raise InputRefused(
                    "file", "sent while another of yours is read", "one is read at a time",
                    do="Wait for that one, then send this one again.",
                )  # fmt: skip
            self._reading.add(user)
        self._sent.put(ticket, sent)

        def read() -> str:
            try:
                patient = work()
            finally:
                with self._lock:
                    self._reading.discard(user)
                    sent.is_read = True
            if sent.asks_again:
                told(patient)
            return patient

        sent.end = self._threads.submit(read)
        wait([sent.end], PATIENCE)
        with self._lock:
            sent.asks_again = not sent.is_read
        return self._end(sent, ticket) if sent.asks_again else sent.end.result()

    def form(self, session: Session, ticket: str) -> Mapping[str, str]:
        """What was typed beside a file that was sent in this session. Raises `KeyError` for another
        one's."""
        return self._of(session, ticket).form

    def of(self, session: Session, ticket: str) -> str:
        """What came of it. Raises as `run` and `form` do."""
        sent = self._of(session, ticket)
        wait([sent.end], PATIENCE)
        return self._end(sent, ticket)

    def _of(self, session: Session, ticket: str) -> _Sent:
        sent = self._sent.get(ticket)
        if sent is None or sent.session != session.name:
            raise KeyError(ticket)
        return sent

    def _end(self, sent: _Sent, ticket: str) -> str:
        if not sent.end.done():
            raise StillRead(monotonic() - sent.begun, ticket)
        return sent.end.result()
