"""Functions that a text says are lost: whoever does not respond, wake, open the eyes or breathe.

A negation before a sign denies it ("no longer drowsy"), a negation before a function is a sign
("no longer responds"). Which is which is data, and so is what else a response may be of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Names, Words, words_in
from baclofen.value import Value

#: The ends of clauses: a negation reaches no further.
_CLAUSE = re.compile(
    r"[.;:,!?()\[\]\n–—]|\s-\s|(?<=\s)(?:but|aber|mais|pero|ma|and|und|et|y|e)(?=\s)",
    re.IGNORECASE,
)
#: What stands beside each other in a note: a name and its finding, what was done and what came.
_PIECE = re.compile(r"[.;:,!?()\[\]\n–—]|\s-\s")
#: The ends of sentences: what somebody does not answer to may be a list.
_SENTENCE = re.compile(r"[.;!?\n]")
#: So many words may stand between a negation and what it negates.
_MOST_BESIDE = 5
#: So many words may what is answered have, where it stands before the negation.
_MOST_ANSWERED = 3
#: So many words may stand between a function and what is answered.
_MOST_BEFORE_TO = 4
#: So many words may stand between a limit and the function behind it.
_MOST_LIMITED = 3
#: So many words on either side are looked at for what else may be spoken of.
_NEAR = 20
#: The functions that a voice answers, and those that waking is.
_ANSWERS = "answers"
_ROUSED = frozenset({"wakes", "roused"})
#: German tells what is answered before its verb.
_BEFORE_VERB = "auf"


class Functions(Value, dict=True):
    """The words of functions and of their loss.

    `words` are by kind, `*` goes on: "lost" negates what follows, "lost behind" what went before,
    "beside" may stand between, "to" begins what is answered, and a "stimulus" is one of those.
    "lost answers" is a lost response in one word, and what "rouses" somebody may be a pain.
    "limits" say that a stimulus alone does it ("only to pain"): then the function is lost too.
    "wakes late" is an hour to which people sleep; who "hears badly" may answer to a loud "voice"
    alone. "answers else" is a response that is none of a person, "answers other" what else may
    not respond, "wakes else", "roused else" and "breathes else" what makes these another thing.
    "asked" are a call that nobody took and an injection after which one waits: a lost "response",
    by that noun, is of these right behind one; of a reflex or nerve that was "tried" in any words.
    "lessened" are a response that is there, and less than it was. Who "sleeps" a "night", or so
    long as one ("asleep through"), without waking is well, but for one that is told from when or
    by day ("asleep long"); "not once" ends such a night.
    `functions` are the words of each by what they do, `means` its alarms. `medicines` are answered
    by an illness.
    """

    words: Mapping[str, Sequence[str]]
    functions: Mapping[str, Sequence[str]]
    means: Mapping[str, Sequence[str]]
    medicines: Names[str]

    def lost_in(self, text: str) -> tuple[str, ...]:
        """The alarms of the functions that a text says are lost, each once."""
        text = self.of_persons(text)
        clauses = [words_in(clause) for clause in _CLAUSE.split(text)]
        clauses = [words for words in clauses if words]
        is_deaf = self._of["hears badly"].is_in(words_in(text))
        lost = (
            kind
            for at, words in enumerate(clauses)
            if not self._begin.isdisjoint(words)
            for kind in self._lost_of(words, clauses[max(0, at - 1) : at], is_deaf=is_deaf)
        )
        unanswered = (
            _ANSWERS
            for words in map(words_in, _SENTENCE.split(text))
            if any(self._is_unanswered(words, at) for at in range(len(words)))
        )
        kinds = (*lost, *unanswered)
        return tuple(dict.fromkeys(alarm for kind in kinds for alarm in self.means[kind]))

    def of_persons(self, text: str) -> str:
        """A text without the "no response" that is of a call, an injection or a reflex which was
        told right before it, and of nobody who was touched or spoken to."""
        spans = [*_PIECE.finditer(text)]
        starts = [0, *(one.end() for one in spans)]
        ends = [*(one.start() for one in spans), len(text)]
        kept, begin, is_asked, is_tried = list[str](), 0, False, False
        for start, end in zip(starts, ends, strict=True):
            words = words_in(text[start:end])
            if not words:
                continue
            is_of_person = self._of["stimulus"].is_in(words)
            is_lost = is_tried and bool(self._of["lost answers"].at(words, 0))
            if not is_of_person and (is_lost or (is_asked and self._is_no_response(words))):
                kept.append(text[begin:start])
                begin = end
            else:
                is_tried = not is_of_person and self._of["tried"].is_in(words)
                is_asked = is_tried or (not is_of_person and self._of["asked"].is_in(words))
        return "".join((*kept, text[begin:]))

    def _is_no_response(self, words: Words) -> bool:
        """Whether words begin with a response, called so, that is lost."""
        responses = (at for at in range(len(words)) if self._of["response"].at(words, at))
        return any(self._negated_before(words, at) == 0 for at in responses)

    def _lost_of(self, words: Words, told: Sequence[Words], *, is_deaf: bool) -> Iterator[str]:
        """The functions that are lost by a clause; `told` is the one before it, if any."""
        for kind, of in self._functions.items():
            sizes = ((at, of.at(words, at)) for at in range(len(words)))
            if any(
                size
                and self._is_lost(kind, words, at, size, is_deaf)
                and not (kind in _ROUSED and self._is_a_night(words, at, at + size, told))
                for at, size in sizes
            ):
                yield kind

    def _is_lost(self, kind: str, words: Words, at: int, size: int, is_deaf: bool) -> bool:
        """Whether a function that stands at a place is lost, and is the person's."""
        first = max(0, at - _NEAR)
        near = words[first : at + size + _NEAR]
        at -= first
        start = self._negated_before(near, at)
        if kind == _ANSWERS and start is None and self._is_lessened(near, at, at + size):
            start = max(0, at - 1)
        if start is None and (
            self._is_negated_behind(near, at + size)
            or self._is_limited(near, at, at + size, is_deaf=is_deaf)
        ):
            start = at
        if start is None:
            return False
        if kind in _ROUSED and self._is_no_longer_roused_by(near, at, near[:start]):
            return False
        return not self._is_else(kind, near, near[:start], near[at + size :])

    def _is_lessened(self, words: Words, at: int, end: int) -> bool:
        """Whether a function is there, and less than it was; a response, called so, to a stimulus
        alone."""
        if self._of["answers other"].at(words, end):
            return False
        if self._of["response"].at(words, at) and not self._of["stimulus"].is_in(words):
            return False
        behind = end + self._of["beside"].at(words, end)
        less = self._of["lessened"]
        return bool(less.at(words, behind) or (at and less.at(words, at - 1)))

    def _is_a_night(self, words: Words, at: int, end: int, told: Sequence[Words]) -> bool:
        """Whether nobody woke in a night of sleep: it is told in this clause, or by the one before
        of one in which somebody did not wake once."""
        start = self._negated_before(words, at)
        if start is None or not self._goes_through(words[end:]):
            return False
        before, sleeps, night = words[:start], self._of["sleeps"], self._of["night"]
        verbs = [one for one in range(len(before)) if sleeps.at(before, one)]
        if verbs:
            begin = verbs[-1] + sleeps.at(before, verbs[-1])
            is_night = night.is_in((*before[verbs[-1] :], *words[end:]))
            is_long = self._of["asleep long"].is_in(before[: verbs[-1]])
            return self._goes_through(before[begin:]) and (is_night or not is_long)
        is_once = self._of["not once"].is_in(words[start:])
        return is_once and all(sleeps.is_in(one) and night.is_in(one) for one in told or [()])

    def _goes_through(self, words: Words) -> bool:
        """Whether words say no more than how long, or how well, somebody slept in a night."""
        at = 0
        while at < len(words):
            of = (self._of["night"], self._of["asleep through"], self._of["sleeps"])
            if not (size := max(one.at(words, at) for one in of)):
                return False
            at += size
        return True

    def _is_unanswered(self, words: Words, at: int) -> bool:
        """Whether a lost response begins at a place that is the person's: to a treatment it is an
        illness that does not respond, where one stands before or nobody does."""
        size = self._of["lost answers"].at(words, at)
        if not size or self._negated_before(words, at) is not None:
            return False
        before, after = words[:at], words[at + size :]
        is_stimulus = self._of["stimulus"].is_in(words)
        if not is_stimulus and (self._is_asked(after) or self._of["tried"].is_in(before)):
            return False
        is_illness = not before or self._of["answers other"].is_in(before)
        if not (is_illness and self._of["to"].at(after, 0)):
            return True
        if self._of["stimulus"].is_in(after):
            return True
        is_treatment = self._of["answers else"].is_in(after)
        return not (is_treatment or self._is_medicine(self._answered(before, after)))

    def _is_asked(self, after: Words) -> bool:
        """Whether what is answered is a call, a letter or an injection."""
        to = self._of["to"].at(after, 0)
        return bool(to) and self._of["asked"].is_in(after[to : to + _MOST_ANSWERED])

    def _is_no_longer_roused_by(self, words: Words, at: int, before: Words) -> bool:
        """Whether what no longer wakes somebody is a pain: it stands alone before the verb."""
        if not self._of["rouses"].at(words, at):
            return False
        other = self._of["answers other"]
        known = (
            other.at(before, one) or self._of["beside"].at(before, one)
            for one in range(len(before))
        )
        return other.is_in(before) and all(known)

    def _negated_before(self, words: Words, at: int) -> int | None:
        """Where a negation begins that reaches the word at a place; None where none does."""
        for start in range(max(0, at - _MOST_BESIDE - 2), at):
            size = self._of["lost"].at(words, start)
            if size and self._goes_on(words, start + size, at):
                return start
        return None

    def _is_negated_behind(self, words: Words, at: int) -> bool:
        """Whether a negation stands behind a function that ends there, or behind what is
        answered."""
        begins = [at]
        if to := self._of["to"].at(words, at):
            begins += range(at + to + 1, at + to + 1 + _MOST_ANSWERED)
        for begin in begins:
            for end in range(begin, min(len(words), begin + _MOST_BESIDE + 1)):
                if self._of["lost behind"].at(words, end) and self._goes_on(words, begin, end):
                    return True
        return False

    def _is_limited(self, words: Words, at: int, end: int, *, is_deaf: bool) -> bool:
        """Whether a stimulus alone does it: "wakes only when shaken", "opens to pain only"."""
        stimulus = next(
            (one for one in range(end, len(words)) if self._of["stimulus"].at(words, one)), None
        )
        if stimulus is None or stimulus > end + _MOST_BESIDE:
            return False
        if is_deaf and self._of["voice"].is_in(words[end:]):
            return False
        before = words[max(0, at - _MOST_LIMITED) : stimulus]
        return self._of["limits"].is_in(before) or self._of["limits"].is_in(words[-1:])

    def _goes_on(self, words: Words, start: int, end: int) -> bool:
        """Whether all words from one place to another may stand between."""
        while start < end:
            if not (size := self._of["beside"].at(words, start)):
                return False
            start += size
        return start == end

    def _is_else(self, kind: str, words: Words, before: Words, after: Words) -> bool:
        """Whether something else is spoken of than the person."""
        if kind == "wakes" and self._of["wakes late"].is_in(after):
            return not self._of["stimulus"].is_in(after)
        if kind != _ANSWERS:
            other = self._of.get(f"{kind} else")
            return other is not None and other.is_in(words)
        if self._of["stimulus"].is_in(after):
            return False
        return (
            self._of["answers else"].is_in(words)
            or self._of["answers other"].is_in(before)
            or self._is_medicine(self._answered(before, after))
        )

    def _answered(self, before: Words, after: Words) -> Words:
        """What is answered: behind the function, or by German before its verb."""
        for at in range(min(len(after), _MOST_BEFORE_TO)):
            if size := self._of["to"].at(after, at):
                return after[at + size :]
        return before[before.index(_BEFORE_VERB) + 1 :] if _BEFORE_VERB in before else ()

    def _is_medicine(self, words: Words) -> bool:
        return bool(self.medicines.found_in(" ".join(words)))

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}

    @cached_property
    def _begin(self) -> frozenset[str]:
        """The words with which the name of a function begins."""
        return frozenset(words_in(w)[0] for words in self.functions.values() for w in words)

    @cached_property
    def _functions(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.functions.items()}
