"""Troubles of an intrathecal pump that words tell: of the pump itself, its catheter, its pocket and
its filling.

A part and a trouble stand beside each other, in either order, with nothing but linking words
between them; a negation, a condition or another pump there turns what is said. Which words these
are is data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Words
from baclofen.value import Value

#: What a trouble of a pump sounds like: the illness, and the rule on a pump that alarms.
PUMP_TROUBLE = ("pump_complication", "P-RINGS")
#: So many linking words may stand between a part and its trouble.
_MOST_BETWEEN = 7
#: So many words before a trouble are looked at for a denial or a condition.
_BEFORE = 4
_PARTS = ("pump", "catheter", "pocket")
#: What tells of a filling at all.
_FILLINGS = ("filled", "filling done", "filling alone")


class PumpWords(Value, dict=True):
    """The words of pumps and of their troubles, by kind; `*` goes on.

    "pump", "catheter" and "pocket" are parts, "trouble pump" and so on what may be wrong with each,
    "link" what may stand between. "filling" is what is done to a pump, and "wrong" how it should
    not be; "lost" negates what a pump "does". "alone" are whole phrases. "not so" stands before
    what is denied, not yet or advice, and "other" tells of another pump or catheter. "answer" are
    words of a pump that somebody has read out, filled or mended, "done" what is called so where it
    was done, "ahead" tells of what is still to come.

    "gone" beside a pump, or "gone alone", tells that it was taken out, "off" and "off alone" that
    it was turned off, with none of "gone not" in the clause: another one came, or it is ahead.
    "gone else" before it is what was taken out there and is no pump; "put in" tells of one that
    was. "filled" is what was done to a pump, "filling done" and "filling alone" what that is
    called; "filled now" says that it was, "filled then" that it was before these days, "filled
    not" that it was not. "called pump" stands for a pump in a name. "cpt" are codes of what was
    done.
    """

    words: Mapping[str, Sequence[str]]

    def trouble_in(self, words: Words) -> tuple[str, ...]:
        """What the words of one clause sound like: `PUMP_TROUBLE`, or nothing.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.pump
        >>> of.trouble_in(("the", "pump", "is", "empty")), of.trouble_in(("pump", "not", "empty"))
        (('pump_complication', 'P-RINGS'), ())
        """
        if self._begins.isdisjoint(words) and not any(map(self._is_stem, words)):
            return ()
        if self._of["other"].is_in(words):
            return ()
        return PUMP_TROUBLE if any(self._troubles(words)) or self.is_out(words) else ()

    def is_gone(self, words: Words) -> bool:
        """Whether the words of a clause tell that a pump was taken out.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.pump
        >>> of.is_gone(("pump", "explanted")), of.is_gone(("pump", "removed", "and", "replaced"))
        (True, False)
        """
        return self._is_over("gone", words)

    def is_out(self, words: Words) -> bool:
        """Whether the words of a clause tell that a pump was taken out or turned off."""
        return self._is_over("gone", words) or self._is_over("off", words)

    def is_stopped(self, words: Words) -> bool:
        """Whether they tell so of what can be no other pump than one for the spine: one that was
        taken out, or what it gave by name."""
        return self.is_gone(words) or (self._of["off alone"].is_in(words) and self.is_out(words))

    def _is_over(self, kind: str, words: Words) -> bool:
        if self._of["other"].is_in(words) or self._of["gone not"].is_in(words):
            return False
        for at in range(len(words)):
            if self._of[f"{kind} alone"].at(words, at) and not self._is_turned(words, at):
                return True
            size = self._of["pump"].at(words, at)
            is_else = self._of["gone else"].is_in(words[max(0, at - _MOST_BETWEEN) : at])
            if size and not is_else and self._is_joined(kind, words, at, at + size):
                return True
        return False

    def is_put_in(self, words: Words) -> bool:
        """Whether the words of a clause tell of a pump that was put in, or runs again."""
        is_it = self._is_called(words) or any(map(self._is_stem, words))
        is_else = self._of["other"].is_in(words) or self.is_out(words)
        return is_it and self._of["put in"].is_in(words) and not is_else

    def is_filled(self, words: Words, *, is_done: bool = False) -> bool:
        """Whether the words of a clause tell that a pump was filled in these days; `is_done` says
        that what they name was done.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.pump
        >>> of.is_filled(("pump", "refilled")), of.is_filled(("pump", "refill", "due"))
        (True, False)
        """
        named = (self._of[kind].is_in(words) for kind in _FILLINGS)
        if not any(named) or self._of["other"].is_in(words):
            return False
        is_now = self._of["filled now"].is_in(words)
        if not is_now and not is_done and self._of["filled then"].is_in(words):
            return False
        is_called, is_turned = self._is_called(words), self._of["filled not"].is_in(words)
        for at in range(len(words)):
            if is_called and self._of["filled"].at(words, at):
                before = words[max(0, at - _BEFORE) : at]
                if not self._of["filled not"].is_in(before):
                    return True
            is_noun = is_called and self._of["filling done"].at(words, at)
            is_named = is_noun or self._of["filling alone"].at(words, at)
            if is_named and not is_turned and (is_done or is_now):
                return True
        return False

    def is_filling(self, words: Words) -> bool:
        """Whether the words of a clause name the filling of a pump, done or not."""
        is_noun = self._is_called(words) and self._of["filling done"].is_in(words)
        return not self._of["other"].is_in(words) and (
            bool(is_noun) or self._of["filling alone"].is_in(words)
        )

    def is_coded(self, kind: str, codes: Iterable[str]) -> bool:
        """Whether one of these codes of CPT says that a pump is "filled" or "gone"."""
        return not set(self.words[f"cpt {kind}"]).isdisjoint(codes)

    def _is_called(self, words: Words) -> bool:
        return self._of["pump"].is_in(words) or self._of["called pump"].is_in(words)

    def is_answer(self, words: Words, *, is_done: bool = False) -> bool:
        """Whether the words of a clause tell that a pump was read out, filled or mended; `is_done`
        says that what they name was done.

        >>> from baclofen.knowledge import load_knowledge
        >>> of = load_knowledge().codes.harmless.pump
        >>> of.is_answer(("pump", "refilled")), of.is_answer(("pump", "refill", "due"))
        (True, False)
        """
        if not any(self._of[part].is_in(words) for part in _PARTS):
            return False
        if any(self._of[kind].is_in(words) for kind in ("not so", "other", "ahead")):
            return False
        return self._of["answer"].is_in(words) or (is_done and self._of["done"].is_in(words))

    def _troubles(self, words: Words) -> Iterator[bool]:
        """Of each place whether a trouble is told there."""
        has_pump = self._of["pump"].is_in(words)
        for at in range(len(words)):
            if self._of["alone"].at(words, at):
                yield not self._is_turned(words, at)
            if has_pump and (size := self._of["filling"].at(words, at)):
                yield self._is_joined("wrong", words, at, at + size)
            for part in _PARTS:
                if size := self._of[part].at(words, at):
                    yield self._is_joined(f"trouble {part}", words, at, at + size)
                    yield part != "pocket" and self._is_lost(words, at, at + size)

    def _is_joined(self, kind: str, words: Words, begin: int, end: int) -> bool:
        """Whether words of a kind stand before or behind a part, with links between."""
        behind = self._after_links(words, end, kind)
        if behind is not None and not self._is_turned(words, begin):
            return True
        for at in range(max(0, begin - _MOST_BETWEEN), begin):
            size = self._of[kind].at(words, at)
            if size and self._links(words, at + size, begin) and not self._is_turned(words, at):
                return True
        return False

    def _is_lost(self, words: Words, begin: int, end: int) -> bool:
        """Whether behind a part its function is negated, or before it what is done to it."""
        for first, then in (("lost", "does"), ("does", "lost")):
            at = self._after_links(words, end, first)
            if at is not None and self._after_links(words, at, then) is not None:
                return not self._is_turned(words, begin)
        for at in range(max(0, begin - _MOST_BETWEEN), begin):
            size = self._of["lost"].at(words, at)
            done = self._after_links(words, at + size, "does") if size else None
            if done is not None and done <= begin and self._links(words, done, begin):
                return True
        return False

    def _after_links(self, words: Words, at: int, kind: str) -> int | None:
        """Where words of a kind end that stand at a place or behind links; None for none."""
        last = at + _MOST_BETWEEN
        while at < len(words) and at <= last:
            if size := self._of[kind].at(words, at):
                return at + size
            if not (size := self._of["link"].at(words, at)):
                return None
            at += size
        return None

    def _links(self, words: Words, at: int, end: int) -> bool:
        while at < end:
            if not (size := self._of["link"].at(words, at)):
                return False
            at += size
        return at == end

    def _is_turned(self, words: Words, at: int) -> bool:
        """Whether a denial or a condition stands shortly before a place."""
        return self._of["not so"].is_in(words[max(0, at - _BEFORE) : at])

    @cached_property
    def _named(self) -> Sequence[str]:
        kinds = ("pump", "catheter", "pocket", "alone", "gone alone", "off alone")
        return [word for kind in kinds for word in self.words[kind]]

    @cached_property
    def _begins(self) -> frozenset[str]:
        """Words without which no trouble is told."""
        return frozenset(word.split()[0] for word in self._named)

    def _is_stem(self, word: str) -> bool:
        return word.startswith(self._stems)

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(word.rstrip("*") for word in self._named if word.endswith("*"))

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}
