"""The calls of one function that may be kept: what comes of each, which lines each runs, and more
of them by small changes."""

from __future__ import annotations

import ast
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice, zip_longest
from random import Random
from types import CodeType, FrameType, FunctionType
from typing import Any

from tests.asked.asking import Form, NoCall, came_of, given_of, things_of
from tests.asked.changes import Words, changed, with_field, with_text, with_word
from tests.asked.forms import KIND
from tests.bite.operators import Fault

#: Reading, changing and trying the calls of one function takes so much of the processor, at most.
_READING_S, _CHANGING_S = 1.0, 1.5
#: And so much for one fault: those there are, and more that are made for it.
_TRYING_S, _SEEKING_S = 1.0, 1.2
#: A call so much.
_A_CALL_S = 0.8
#: So many changes of all calls, and so many that are made for one fault.
_CHANGED, _SOUGHT = 2000, 600
#: Of those that run the same lines and come to the same so many are tried.
_ALIKE = 25
#: A text is put into so many calls.
_WITH_TEXT = 60
#: Forms of what a function may change, or keep something in.
_CHANGING = ("list", "set", "json", "table", "object", "array", "Answer")
#: How often new changes come to run what no call runs.
_ROUNDS = 3


class Endless(BaseException):
    """A call under a fault that does not come to an end."""


def ring(signum: int, frame: Any) -> None:
    raise Endless


class Call:
    """A call, what comes of it, and which of its function's lines it runs."""

    __slots__ = ("came", "form", "lines", "things")

    def __init__(self, form: Form, came: str, lines: frozenset[int], things: Any) -> None:
        self.form, self.came, self.lines, self.things = form, came, lines, things


class Asked:
    """The calls of one function. The first of `forms` are kept already and stay so."""

    def __init__(
        self, name: str, function: FunctionType, kept: Sequence[Form], heard: Iterable[Form],
        words: Words,
    ) -> None:  # fmt: skip
        self.name, self.function, self.words = name, function, words
        self.calls: list[Call] = []
        self.kept: list[int] = []
        self._codes = frozenset(_codes(function.__code__))
        self._alike: Counter[tuple[frozenset[int], str]] = Counter()
        self._is_changed = False
        self._add(kept, 10 * _READING_S, whatever=True)
        self.kept = list(range(len(self.calls)))
        self._add(sorted(heard, key=lambda form: len(json.dumps(form))), _READING_S)

    def _add(self, forms: Iterable[Form], left: float, *, whatever: bool = False) -> range:
        """Adds these calls until so much time is gone; the numbers of those that are new."""
        first = len(self.calls)
        for form in forms:
            if left < 0:
                break
            began = time.process_time()
            with suppress(LookupError, NoCall, Endless, MemoryError):
                call = self._read(form)
                like = (call.lines, call.came)
                if whatever or self._alike[like] < _ALIKE:
                    self._alike[like] += 1
                    self.calls.append(call)
            left -= time.process_time() - began
        return range(first, len(self.calls))

    def change(self) -> None:
        """Adds small changes of these calls, once: first of all, then of those by which lines are
        run that few others run."""
        if self._is_changed or not self.calls:
            return
        self._is_changed = True
        chance = Random(self.name)  # noqa: S311 - a lot, no secret
        for _ in range(_ROUNDS):
            mixed = [call.form for call in (*self.calls, *self._rare())]
            self._add(
                changed(mixed, self.words, chance, _CHANGED // _ROUNDS), _CHANGING_S / _ROUNDS
            )

    def _rare(self) -> list[Call]:
        often = Counter(line for call in self.calls for line in call.lines)
        if not often:
            return []
        few = max(2, len(self.calls) // 20)
        rare = {line for line, times in often.items() if times <= few}
        return [call for call in self.calls if call.lines & rare] * 4

    def running(self, lines: range) -> list[int]:
        """The calls that run one of these lines; where none does, all."""
        found = [at for at, call in enumerate(self.calls) if not call.lines.isdisjoint(lines)]
        return found or list(range(len(self.calls)))

    def sees(self, numbers: Iterable[int], left: float = _TRYING_S) -> int | None:
        """The first of these calls that gives something else than it did."""
        began = time.process_time()
        for at in numbers:
            if self._differs(at):
                return at
            if time.process_time() - began > left:
                return None
        return None

    def sought(self, fault: Fault, lines: range | None) -> list[Form]:
        """Changes of the calls that run these lines, made for one fault: with a text that it leaves
        out, else any."""
        at_lines = self.running(lines) if lines is not None else range(len(self.calls))
        forms = [self.calls[at].form for at in at_lines]
        if fault.kind == "left out":
            text = ast.literal_eval(fault.before.strip(" ,\n"))
            if not isinstance(text, str):
                return []
            whole = islice(with_text(forms[:_WITH_TEXT], text), _SOUGHT)
            within = islice(with_word(forms[:_WITH_TEXT], text), _SOUGHT)
            return [one for pair in zip_longest(whole, within) for one in pair if one is not None]
        if fault.kind == "field":
            told = with_field(forms[:_WITH_TEXT], fault.before, fault.after, self.words)
            return list(islice(told, _SOUGHT))
        chance = Random(f"{self.name} {fault.start}")  # noqa: S311 - a lot, no secret
        return list(changed(forms, self.words, chance, _SOUGHT)) if forms else []

    def add_sought(self, forms: Iterable[Form]) -> range:
        """Adds these, alike or not, until `drop` takes away what was not kept."""
        return self._add(forms, _SEEKING_S, whatever=True)

    def drop(self, numbers: range) -> None:
        """Takes away these, the last ones, where none of them is kept."""
        if self.kept and self.kept[-1] in numbers:
            return
        del self.calls[numbers.start :]

    def keep(self, at: int) -> None:
        if at not in self.kept:
            self.kept.append(at)

    def _differs(self, at: int) -> bool:
        call = self.calls[at]
        if call.things is not None:
            if now(lambda: given_of(self.function, *call.things)) == call.came:
                return False
            # What it was given may hold what was worked out before, under another fault.
            with suppress(LookupError, NoCall):
                call.things = things_of(call.form)
        return now(lambda: came_of(self.function, call.form)) != call.came

    def _read(self, form: Form) -> Call:
        if self.function.__name__ == "__post_init__":
            return Call(form, _within(lambda: came_of(self.function, form)), frozenset(), None)
        things = things_of(form)
        lines: set[int] = set()
        came = _within(lambda: given_of(self.function, *things), lines, self._codes)
        if came != _within(lambda: came_of(self.function, form)):
            raise NoCall("it does not come to the same twice")
        return Call(form, came, frozenset(lines), None if _may_change(form) else things)


def now(work: Any) -> str | None:
    """What comes of it under a fault; none where it falls or does not end."""
    try:
        return _within(work)
    except (Endless, NoCall, LookupError, MemoryError):
        return None


def _within(
    work: Any, lines: set[int] | None = None, codes: frozenset[CodeType] = frozenset()
) -> str:
    """What comes of it. Raises `Endless` where it takes longer than a call may."""

    def line(frame: FrameType, event: str, arg: Any) -> Any:
        if lines is not None:
            lines.add(frame.f_lineno)
        return line

    def call(frame: FrameType, event: str, arg: Any) -> Any:
        return line(frame, event, arg) if frame.f_code in codes else None

    before = sys.gettrace()
    signal.setitimer(signal.ITIMER_VIRTUAL, _A_CALL_S)
    if lines is not None:
        sys.settrace(call)
    try:
        came: str = work()
        return came
    finally:
        # Whoever measures which lines run goes on to.
        sys.settrace(before)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _may_change(form: Form) -> bool:
    if isinstance(form, dict):
        return form.get(KIND) in _CHANGING or any(map(_may_change, form.values()))
    return isinstance(form, list) and any(map(_may_change, form))
