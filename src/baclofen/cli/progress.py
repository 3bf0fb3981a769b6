"""How far a command is, and how long it still takes: a line on a terminal, gone when it is done."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from types import TracebackType
from typing import Self, TextIO, TypeVar

T = TypeVar("T")

#: What is done by then needs no line, in s; and how often it is drawn anew.
_PATIENCE, _EVERY = 2.0, 0.5
_A_MINUTE = 60
_CLEARED = "\r\x1b[K"
#: The parts of a command that answers.
LOADING, WORKING, LAYING_OUT = "Loading", "Working it out", "Laying it out"


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


class Parts:
    """Goes through a few parts of unlike length, and tells which it is in and what is left.

    `parts` are their names in their order, each with its share of the time. What is left is
    reckoned from how long those took that are done, so that a slow machine is told more. The line
    is drawn beside the work, which hands out no pieces. Nothing is written where the stream is no
    terminal.
    """

    def __init__(
        self, parts: Mapping[str, float], *, stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._shares, self._clock = dict(parts), clock
        self._stream = sys.stderr if stream is None else stream
        self._now, self._begun, self._drawn = next(iter(parts)), clock(), False
        self._done, self._took = 0.0, 0.0
        self._over = threading.Event()
        self._beside = threading.Thread(target=self._go_on, daemon=True)

    def __enter__(self) -> Self:
        if self._stream.isatty():
            self._beside.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.over()

    def at(self, part: str) -> None:
        """The part of this name begins: those before it are done."""
        names = list(self._shares)
        done = sum(self._shares[name] for name in names[: names.index(part)])
        self._now, self._done, self._took = part, done, self._clock() - self._begun

    def over(self) -> None:
        """Results come now: the line goes, and does not come back."""
        self._over.set()
        if self._beside.is_alive():
            self._beside.join()
        if self._drawn:
            self._drawn = False
            self._write(_CLEARED)

    def draw(self) -> None:
        """Draws the line as it is now, where that is worth it."""
        passed = self._clock() - self._begun
        if passed < _PATIENCE:
            return
        told = ""
        if self._done:
            all = self._took / self._done * sum(self._shares.values())
            told = f": {in_words(max(all - passed, 0.0))} left"
        self._drawn = True
        self._write(f"{_CLEARED}{self._now}{told}")

    def _go_on(self) -> None:
        while not self._over.wait(_EVERY):
            self.draw()

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
