"""Notes: what of them tells of now and of the patient, and whether they say that a medicine is not
taken.

A note is long, and much of it is no news: what to watch for, what may happen, what is denied, what
was years ago, what a relative had. That is left out; the rest is read as any text is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from baclofen.knowledge.lexicon import Lexicon
from baclofen.knowledge.names import Names, Words, plain_letters, words_in
from baclofen.value import Value

#: The ends of sentences: what is foretold or denied in one is told of no other. A point behind a
#: single letter ends an abbreviation.
_SENTENCE = re.compile(r"[;!?\n]|(?<![.\s][^\W\d_])\.(?=\s|$)")
#: The parts of a sentence: a list goes on beyond them, a new thought may begin there.
_PIECE = re.compile(r"[,()\[\]]|\s[-–—]\s")
_LIST = re.compile(r"\s*:\D*$")
_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
#: Behind a number these count an amount, and no year.
_AMOUNTS = frozenset({"mg", "mcg", "g", "ml", "ug", "steps", "kcal", "ie", "iu", "l"})
_FIRST_YEAR, _YEAR_DIGITS = 1900, 4
#: What is denied has so many words.
_NAMED = (1, 2, 3)
#: What a relative had is told in so many words behind the verb.
_MOST_OF_KIN = 4
#: So many words behind a verb, or before one, does the name of a medicine stand that it is of.
_NEAR_BEFORE, _NEAR_BEHIND = 3, 6
#: Parts of a number that are none.
_NOUGHTS = re.compile(r"(?<=\d)[.,]0+(?=\s)")
#: Whether a text sounds like a danger, or speaks of something.
Sounds = Callable[[str], bool]


class ToldWords(Value, dict=True):
    """The words by which a note tells of nothing that is now, by kind; `*` goes on.

    "announces" stands before what may come, to the end of its sentence or to a word for "now";
    "announces near" to the next comma, "announces list" all that stands behind its colon;
    "foretells" behind it. "denies" stands before what is not there, with words "between" and more
    behind an "or"; "denies all" reaches as far as what is announced. "past" tells of before. "able"
    is what somebody is who wakes and answers: not to be it is a sign. "stops" and "stop order" say
    that a medicine is not taken, but for those beside a "stop beside", and for a note with an
    "again"; behind an order "goes on" alone may stand. "stops before" and "stops behind" say so
    near the name of the medicine alone, as does one that somebody "takes" with a "takes not", but
    for those beside a "stops else"; a text that names none may have "meant" it, but for those
    beside a "meant else". "withdrawn" is what comes of a stop, "asks use" stands in a question
    whether a medicine is taken, "asks many" in one how many are, "asks missed" in one of doses that
    were left out, which "all missed" answers. "came back" tells that a dose was not swallowed, or
    did not stay down. "there" and "not there" are whole answers; one that begins with a "yes" says
    that it is so, or how often. "level" is what a scale of consciousness is called that is told by
    a letter. "kin now" tells of a relative in these days. Of a "risk" that is rated "high" counts
    what it is "rated as". "jerks" are a sign where they are "sure" or "new", but for "jerks else"
    and those "known". "instead" stands between what was given and what was meant. `denials` are the
    words of `Asides`, `signs` the names of signs: one that begins with a negation has no denial.
    """

    words: Mapping[str, Sequence[str]]
    denials: Names[str]
    signs: Names[str]

    def news_in(
        self, text: str, sounds: Sounds, *, year: int, from_kin: bool = False
    ) -> Iterator[str]:
        """The sentences of a note that sound like something, each without what is none of now.
        `from_kin`: a relative may have written it, of the patient."""
        for sentence in _SENTENCE.split(plain_letters(text)):
            if sounds(sentence):
                left = self._left_of(sentence, sounds, year, from_kin=from_kin)
                if left.strip():
                    yield left

    def sentences_of_now(self, text: str, sounds: Sounds, *, year: int) -> Iterator[str]:
        """The sentences of a note that sound like something of now, each as it stands."""
        for sentence in _SENTENCE.split(text):
            if any(map(sounds, self.news_in(sentence, sounds, year=year))):
                yield sentence.strip()

    def stop_in(self, text: str, *, year: int, is_other: Sounds, is_ours: Sounds) -> bool:
        """Whether a note says that a medicine is not taken, or not to be given; `is_other` tells of
        a text whether it speaks of another one, `is_ours` whether of this."""
        return any(
            self._is_stop(words) or self._is_stop_near(words, is_ours)
            for words, piece in self._pieces_of_now(text, year)
            if not is_other(piece)
        )

    def unnamed_stop_in(self, text: str, *, year: int) -> bool:
        """Whether a text that names no medicine says that one is not taken which may be this."""
        return any(
            self._is_stop(words)
            and self._of["meant"].is_in(words)
            and not self._of["meant else"].is_in(words)
            for words, _ in self._pieces_of_now(text, year)
        )

    def _pieces_of_now(self, text: str, year: int) -> Iterator[tuple[Words, str]]:
        """The pieces of a note that tell of no year before, and their words; none of one in which
        something was begun again."""
        if self._of["again"].is_in(words_in(text)):
            return
        for sentence in _SENTENCE.split(_NOUGHTS.sub("", plain_letters(text))):
            for piece in _PIECE.split(sentence):
                words = words_in(piece)
                if not (self._of["past"].is_in(words) or _tells_of_before(words, year)):
                    yield words, piece

    def tells_withdrawal(self, text: str, *, year: int) -> bool:
        """Whether a text tells of now what may come of a stop: heat, stiffness, jerks, itching."""

        def sounds(part: str) -> bool:
            return self._of["withdrawn"].is_in(words_in(part))

        return any(map(sounds, self.news_in(text, sounds, year=year)))

    def asks_use(self, question: str) -> bool:
        """Whether a question asks whether a medicine is taken."""
        return self._of["asks use"].is_in(words_in(question))

    def asks_many(self, question: str) -> bool:
        """Whether a question asks how many are taken."""
        return self._of["asks many"].is_in(words_in(question))

    def missed_all(self, question: str, answer: str) -> bool:
        """Whether all doses were left out, by the answer to a question of those that were."""
        return self._of["asks missed"].is_in(words_in(question)) and self._is_whole(
            "all missed", answer
        )

    def came_back(self, text: str) -> bool:
        """Whether a note says that a dose was not swallowed, or did not stay down."""
        return self._of["came back"].is_in(words_in(text))

    def is_there(self, answer: str) -> bool:
        """Whether an answer says no more than yes."""
        return self._is_whole("there", answer)

    def is_not_there(self, answer: str) -> bool:
        """Whether an answer says no more than no."""
        return self._is_whole("not there", answer)

    def says_yes(self, answer: str) -> bool:
        """Whether an answer begins by saying that it is so, or how often."""
        return bool(self._of["yes"].at(words_in(answer), 0))

    def tells_jerks(self, text: str) -> bool:
        """Whether jerks of a text are myoclonus, or new, and no reflex, spasm or habit."""
        of, words = self._of, words_in(text)
        kinds = ("jerks sure", "jerks")[: 1 + of["jerks new"].is_in(words)]
        pieces = () if of["jerks known"].is_in(words) else map(words_in, _PIECE.split(text))
        ours = [one for one in pieces if not of["jerks else"].is_in(one)]
        return any(of[kind].is_in(one) for kind in kinds for one in ours)

    def is_level(self, name: str) -> bool:
        """Whether this is what a scale of consciousness is called."""
        return self._is_whole("level", name)

    def is_mood_total(self, name: str) -> bool:
        """Whether this is what the total of the PHQ-9 is called."""
        return self._is_whole("mood total", name)

    def as_rated(self, text: str) -> str:
        """A text in which a risk that is rated high is told as what it is a risk of: any other is
        only foretold."""
        plain = plain_letters(text)
        rated = self._rated.sub(self.words["rated as"][0], plain)
        return text if rated == plain else rated

    def is_now_of_kin(self, text: str) -> bool:
        """Whether a text tells of a relative in these days: in a message that is the patient."""
        words = words_in(text)
        kin = ({"kin", "partner"} & {*kinds} for kinds in self._named_in(words))
        return self._of["kin now"].is_in(words) and any(kin)

    def _named_in(self, words: Words) -> Iterator[Sequence[str]]:
        for at in range(len(words)):
            if name := self.denials.at(words, at):
                yield self.denials.meanings[name]

    def _is_whole(self, kind: str, answer: str) -> bool:
        words = words_in(answer)
        return bool(words) and self._of[kind].at(words, 0) == len(words)

    # --- what is told of now ----------------------------------------------------------------

    def _left_of(self, sentence: str, sounds: Sounds, year: int, *, from_kin: bool) -> str:
        """A sentence without what is foretold, denied, of before, or a relative's."""
        left: list[str] = []
        is_announced = is_denied = False
        keeps_kin = from_kin and self.is_now_of_kin(sentence)
        pieces = _PIECE.split(sentence)
        last_or = max(
            (at for at, one in enumerate(pieces) if self._of["or"].is_in(words_in(one))), default=-1
        )
        for at, piece in enumerate(pieces):
            for part, is_new in self._thoughts(piece):
                is_announced = is_announced and not is_new
                is_denied = is_denied and not is_new and at <= last_or
                if is_announced:
                    continue
                text, is_announced = self._before_announced(part)
                text, is_denied = self._without_denied(text, sounds, is_denied=is_denied)
                words = words_in(text)
                if not (self._of["past"].is_in(words) or _tells_of_before(words, year)):
                    left.append(text if keeps_kin else self._without_kin(text))
        return ", ".join(one for one in left if one.strip())

    def _thoughts(self, piece: str) -> Iterator[tuple[str, bool]]:
        """The parts of a piece, cut before each word for "now"; whether one begins with such."""
        begin, is_new = 0, False
        for start in self._found(piece, "now"):
            if start > begin:
                yield piece[begin:start], is_new
            begin, is_new = start, True
        yield piece[begin:], is_new

    def _before_announced(self, text: str) -> tuple[str, bool]:
        """What stands before an announcement, or behind what only foretells; whether the
        announcement goes on beyond the next comma."""
        far = min((*self._found(text, "announces"), *self._listed(text)), default=None)
        near = next(self._found(text, "announces near"), None)
        about = self._about(text)
        starts = [one for one in (far, near, about) if one is not None]
        if starts:
            # Behind a colon stands what was found where somebody only looks.
            _, colon, found = text[min(starts) :].partition(":")
            text = text[: min(starts)] + (found if colon and far is None else "")
        end = max((end for _, end in self._places(text, "foretells")), default=0)
        return text[end:], far is not None

    def _listed(self, text: str) -> Iterator[int]:
        """Where words begin right behind which a colon announces a list: a number in it tells what
        was found."""
        spans = [*_WORD.finditer(text)]
        words = tuple(one[0] for one in spans)
        for at, one in enumerate(spans):
            size = self._of["announces list"].at(words, at)
            behind = text[spans[at + size - 1].end() :] if size else ""
            if _LIST.match(behind):
                yield one.start()

    def _about(self, text: str) -> int | None:
        """Where a precaution, advice or a fear begins."""
        spans = [*_WORD.finditer(text)]
        words = tuple(one[0] for one in spans)
        for at, one in enumerate(spans):
            name = self.denials.at(words, at)
            if name and "about" in self.denials.meanings[name]:
                return one.start()
        return None

    def _without_denied(self, text: str, sounds: Sounds, *, is_denied: bool) -> tuple[str, bool]:
        """A text without what it denies; whether its denial may go on beyond the next comma.
        `is_denied`: a list of what is not there goes on in it."""
        spans = [*_WORD.finditer(text)]
        words = tuple(one[0] for one in spans)
        kept, at, goes_on = list[str](), 0, False
        begin = 0
        if is_denied and (size := self._size_of_denied(words, 0, sounds)):
            at = begin = size
            goes_on = at == len(words)
        while at < len(words):
            if self._of["denies all"].at(words, at):
                kept.append(text[_start(spans, begin) : spans[at].start()])
                return " ".join(kept), True
            size = 0 if self.signs.at(words, at) else self._of["denies"].at(words, at)
            if size and (again := self._of["denies all"].at(words, at + size)):
                # Whoever no longer denies may have it.
                at += size + again
                continue
            if size and (denied := self._size_of_denied(words, at + size, sounds)):
                kept.append(text[_start(spans, begin) : spans[at].start()])
                at = begin = at + size + denied
                goes_on = at == len(words)
            else:
                at += 1
        if begin < len(words):
            kept.append(text[spans[begin].start() :])
        return (" ".join(kept) if begin else text), goes_on

    def _size_of_denied(self, words: Words, at: int, sounds: Sounds) -> int:
        """How many words a denial reaches from a place on; none where it denies no danger."""
        end = last = at
        while end < len(words):
            sizes = (size for size in _NAMED if sounds(" ".join(words[end : end + size])))
            if size := next(sizes, 0):
                if self._of["able"].is_in(words[end : end + size]):
                    break
                end = last = end + size
                step = self._of["or"].at(words, end)
            else:
                step = self._of["between"].at(words, end)
            if not step:
                break
            end += step
        return last - at

    def _without_kin(self, text: str) -> str:
        """A text without what a relative has or had."""
        spans = [*_WORD.finditer(text)]
        words = tuple(one[0] for one in spans)
        at = 0
        while at < len(words):
            name = self.denials.at(words, at)
            kinds = frozenset(self.denials.meanings.get(name, ()))
            behind = at + name.count(" ") + 1
            if kinds & {"kin", "partner"} and behind < len(words):
                verb = self.denials.at(words, behind)
                if verb and "did" in self.denials.meanings[verb]:
                    end = behind + verb.count(" ") + 1 + _MOST_OF_KIN
                    return f"{text[: spans[at].start()]} {text[_start(spans, end) :]}"
            at += 1
        return text

    # --- that it is not taken ---------------------------------------------------------------

    def _is_stop(self, words: Words) -> bool:
        """Whether words say that a medicine is not taken, with nothing beside that turns it."""
        turning = [*self._spans_of("stop beside", words)]
        for at, end in self._spans_of("stops", words):
            if all(at <= begin and stop <= end for begin, stop in turning):
                return True
        for _, end in () if turning else self._spans_of("stop order", words):
            return end >= len(words) or bool(self._of["goes on"].at(words, end))
        return False

    def _is_stop_near(self, words: Words, is_ours: Sounds) -> bool:
        """Whether words that say so stand near the name of the medicine."""
        spoken = " ".join(words)
        if not is_ours(spoken):
            return False
        turning = [*self._spans_of("stops else", words), *self._spans_of("stop beside", words)]
        if self._of["takes"].is_in(words) and self._of["takes not"].is_in(words) and not turning:
            return True
        before = (
            (at, end)
            for at, end in self._spans_of("stops before", words)
            if is_ours(" ".join(words[end : end + _NEAR_BEFORE]))
        )
        behind = (
            (at, end)
            for at, end in self._spans_of("stops behind", words)
            if is_ours(" ".join(words[max(0, at - _NEAR_BEHIND) : at]))
        )
        return any(
            all(at <= begin and stop <= end for begin, stop in turning)
            for at, end in (*before, *behind)
        )

    def _spans_of(self, kind: str, words: Words) -> Iterator[tuple[int, int]]:
        """Where words of a kind begin and end, each the longest."""
        for at in range(len(words)):
            if size := self._of[kind].at(words, at):
                yield at, at + size

    # --- looking ----------------------------------------------------------------------------

    def _found(self, text: str, kind: str) -> Iterator[int]:
        """Where words of a kind begin."""
        return (begin for begin, _ in self._places(text, kind))

    def _places(self, text: str, kind: str) -> Iterator[tuple[int, int]]:
        """Where in a text words of a kind begin and end."""
        spans = [*_WORD.finditer(text)]
        for at, end in self._spans_of(kind, tuple(one[0] for one in spans)):
            yield spans[at].start(), spans[end - 1].end()

    @cached_property
    def _rated(self) -> re.Pattern[str]:
        risk, high = (_either(self.words[kind]) for kind in ("risk", "high"))
        between = r"[\W_]+(?:(?:is|level|rated|as)[\W_]+)*"
        return re.compile(rf"(?<![^\W_])(?:{high}\s+{risk}|{risk}{between}{high})(?![^\W_])")

    @cached_property
    def _of(self) -> Mapping[str, Lexicon]:
        return {kind: Lexicon(words) for kind, words in self.words.items()}


def _start(spans: Sequence[re.Match[str]], at: int) -> int:
    """Where the word at a place begins; behind all of them where there is none."""
    return spans[at].start() if at < len(spans) else (spans[-1].end() if spans else 0)


def _either(phrases: Iterable[str]) -> str:
    plain = (r"\W+".join(words_in(phrase)) for phrase in phrases)
    return f"(?:{'|'.join(sorted(plain, key=len, reverse=True))})"


def _tells_of_before(words: Words, year: int) -> bool:
    """Whether a year before this one is told."""
    for at, word in enumerate(words):
        is_year = len(word) == _YEAR_DIGITS and word.isdecimal() and _FIRST_YEAR <= int(word) < year
        if is_year and not (at + 1 < len(words) and words[at + 1] in _AMOUNTS):
            return True
    return False
