"""How far a command is, and how long it still takes: a line on a terminal, gone when it is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import TextIO, TypeVar

T = TypeVar("T")

#: What is done by then needs no line, in s; and how often it is drawn anew.
_PATIENCE, _EVERY = 2.0, 0.5
_A_MINUTE = 60
_CLEARED = "\r\x1b[K"


class Along:
    """Goes along some pieces of work, and tells how far it is.

    Nothing is written where the stream is no terminal: logs and pipes hold results alone. `clock`
    counts seconds.
    """

    def __init__(
        self, what: str, *, stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._what, self._clock = what, clock
        self._stream = sys.stderr if stream is None else stream

    def __call__(self, pieces: Iterable[T], count: int | None = None) -> Iterator[T]:
        """Each of the pieces, in order; their `count` is to be told where they have no length."""
        all = len(pieces) if isinstance(pieces, Sized) else count or 0
        if not self._stream.isatty():
            yield from pieces
            return
        begun = drawn = self._clock()
        try:
            for done, piece in enumerate(pieces):
                now = self._clock()
                if now - begun >= _PATIENCE and now - drawn >= _EVERY:
                    drawn = now
                    left = (now - begun) / done * max(all - done, 0) if done else None
                    self._draw(done, all, left)
                yield piece
        finally:
            if drawn != begun:
                self._write(_CLEARED)

    def _draw(self, done: int, all: int, left: float | None) -> None:
        told = "" if left is None else f", {in_words(left)} left"
        self._write(f"{_CLEARED}{self._what}: {done} of {all}{told}")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def in_words(seconds: float) -> str:
    """A time to wait, no finer than it can be known.

    >>> in_words(4.2), in_words(59.7), in_words(61), in_words(200)
    ('about 5 s', 'about 1 min', 'about 2 min', 'about 4 min')
    """
    whole = int(seconds) + 1
    if whole < _A_MINUTE:
        return f"about {whole} s"
    return f"about {-(-whole // _A_MINUTE)} min"
