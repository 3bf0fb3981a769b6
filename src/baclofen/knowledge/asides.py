"""Texts that name an illness or a sign and tell of none of the patient: what is denied, a
relative's, a precaution or advice, a look that found nothing, a fear."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from baclofen.knowledge.names import Names, Words, words_in
from baclofen.value import Value

#: The ends of sentences: what one says holds of no other. A doubt is no denial.
_SENTENCE = re.compile(r"[;\n]|\.\s")
_DOUBT = re.compile(r"[?!]")
#: What parts a sentence; a colon, or a dash, only announces.
_MARKS = re.compile(r"([,()\[\]]|[:–—]|\s-\s)")
_PARTS = ",()[]"
#: Signs that an onlooker finds, and tells in few words: "mother: unresponsive".
_FOUND = frozenset({"coma", "slow_breathing"})
#: Illnesses that are events: behind a comma they are no part of a list that was denied.
_EVENTS = frozenset({"drug_overdose_history", "suicide_attempt", "seizure", "confusional_state"})
#: What a low result is told of: what is rated, and not what happened.
_RATED = "suicidality"
_SIGN = "signs."

_Gap = Literal["", ":", ","]
_Scope = Literal["", "denied", "about", "kin", "partner"]


class _Part(Value):
    """One known word or phrase of a text: what it may be, what stands before it, and the illnesses
    and signs of a name; `is_heard` where it is no name, and only sounds like one."""

    kinds: frozenset[str]
    gap: _Gap
    illnesses: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    is_heard: bool = False

    @property
    def is_name(self) -> bool:
        return bool(self.illnesses or self.signs)


class Asides(Value):
    """The words of such texts, beside the names of illnesses and signs.

    `words` say of each what it is: "begins", "ends", "between" and "closes" of a denial; "kin" and
    "partner", what they "did" and "when"; "about" what a precaution, advice or a fear is, and what
    is "joined" to a name for it; a "look" and its "result"; a "whole" aside in one word; what may
    stand "beside" any; and what is "never" in one. `alarms_in` are the alarms of a word that is no
    name.
    """

    words: Names[str]
    illnesses: Names[str]
    signs: Names[str]
    alarms_in: Callable[[str], Sequence[str]]

    def tells_nothing(self, text: str) -> bool:
        """Whether a text is known names, all of them denied or somebody else's or of no event, and
        known words beside them. Any other word may say what happened: then it is not."""
        if _DOUBT.search(text):
            return False
        read = [self._reads(one) for one in _SENTENCE.split(text) if one.strip()]
        return True in read and None not in read

    def _reads(self, sentence: str) -> bool | None:
        """Whether a sentence names something; None where it may be of the patient."""
        reader = _Reader()
        parts = [*self._parts(sentence)]
        if parts and not parts[-1].kinds:
            return None
        for at in range(len(parts)):
            if not reader.fits(parts, at):
                return None
        return None if reader.bare else reader.has_named

    def _parts(self, sentence: str) -> Iterator[_Part]:
        """The parts of a sentence in their order, to the first that is not known."""
        gap: _Gap = ""
        after_kin = False
        for piece in _MARKS.split(sentence):
            if _MARKS.fullmatch(piece):
                gap = "," if piece in _PARTS or gap == "," else ":"
                continue
            words, at = words_in(piece), 0
            while at < len(words):
                part, size = self._part_at(words, at, gap, after_kin=after_kin)
                yield part
                if not part.kinds:
                    return
                after_kin = bool(part.kinds & {"kin", "partner"})
                gap, at = "", at + size

    def _part_at(self, words: Words, at: int, gap: _Gap, *, after_kin: bool) -> tuple[_Part, int]:
        """The longest phrase or name that begins at a word, and its words; of no kind if none."""
        phrase, name = self.words.at(words, at), ""
        kinds = frozenset(self.words.meanings.get(phrase, ()))
        if not (after_kin and "did" in kinds):
            name = max(self.illnesses.at(words, at), self.signs.at(words, at), key=len)
        if phrase and len(phrase) >= len(name):
            return _Part(kinds, gap), phrase.count(" ") + 1
        if name:
            ill = frozenset(self.illnesses.meanings.get(name, ()))
            signs = frozenset(self.signs.meanings.get(name, ()))
            return _Part(frozenset({"name"}), gap, ill, signs), name.count(" ") + 1
        if words[at].isdigit():
            return _Part(frozenset({"when"}), gap), 1
        heard = frozenset(self.alarms_in(words[at]))
        signs = frozenset(one.removeprefix(_SIGN) for one in heard if one.startswith(_SIGN))
        ill = frozenset(one for one in heard if not one.startswith(_SIGN))
        return _Part(frozenset({"name"} if heard else ()), gap, ill, signs, bool(heard)), 1


class _Reader:
    """What stands over the names of a sentence, read from its first part to its last.

    `bare` are names over which nothing stands that says that they are none of the patient's.
    """

    def __init__(self) -> None:
        self.bare: list[_Part] = []
        self.has_named = False
        self._scope: _Scope = ""
        self._did = self._is_announced = self._has_looked = False

    def fits(self, parts: Sequence[_Part], at: int) -> bool:
        """Takes in the part at a place; False where no sentence with it there is an aside."""
        part, kinds = parts[at], parts[at].kinds
        before = parts[at - 1] if at else None
        after = parts[at + 1] if at + 1 < len(parts) else None
        self._pass(part.gap, before)
        # Whether a name just before it waits for a word like this one.
        waits = before is not None and before in self.bare
        if part.is_name:
            self._take(part, is_last="between" not in {k for one in parts[at:] for k in one.kinds})
        elif "did" in kinds and self._is_of_kin:
            self._did = True
        elif kinds & {"kin", "partner"}:
            self._scope = "kin" if "kin" in kinds else "partner"
            self._did = self._is_announced = False
            return not self.bare
        elif "ends" in kinds and waits and (part.gap != "," or after is None or after.gap == ","):
            self.bare.clear()
        elif "begins" in kinds and after is not None:
            # Whoever no longer denies may have it.
            if before is not None and "begins" in before.kinds and not part.gap:
                return False
            self._scope = "denied"
        elif "look" in kinds:
            self._has_looked = True
            if waits and part.gap != "," and not self.bare[-1].signs & _FOUND:
                self.bare.pop()
            self._scope = "about"
        elif "about" in kinds:
            self._scope = "about"
        elif "joined" in kinds:
            if waits and not part.gap:
                self.bare.pop()
        elif "whole" in kinds:
            self.has_named = self._has_looked = True
        elif "result" in kinds:
            is_rated = waits and part.gap != "," and _RATED in self.bare[-1].illnesses
            if is_rated:
                self.bare.pop()
            return is_rated or self._has_looked or self._scope != ""
        return "never" not in kinds and ("when" not in kinds or self._is_of_kin)

    @property
    def _is_of_kin(self) -> bool:
        return self._scope in ("kin", "partner")

    def _pass(self, gap: _Gap, before: _Part | None) -> None:
        """A mark ends what is said of one thing; a list that was denied or announced goes on."""
        if gap == ":" and before is not None:
            self._is_announced = bool(before.kinds & {"kin", "partner"})
            # What is told behind the name of a look is what it found.
            self._scope = "" if before.is_name and self._scope == "about" else self._scope
        if gap == "," and not (self._scope == "denied" or (self._is_of_kin and self._is_announced)):
            self._scope = ""

    def _take(self, part: _Part, *, is_last: bool) -> None:
        """Takes in a name; `is_last` where no list goes on to an "or" behind it."""
        self.has_named = True
        is_event = bool(part.illnesses & _EVENTS) or not part.illnesses
        if part.gap == "," and is_last and is_event:
            stands = False
        elif self._is_of_kin:
            stands = self._is_theirs(part)
        elif self._scope == "denied":
            stands = not part.is_heard
        else:
            stands = self._scope == "about"
        if not stands:
            self.bare.append(part)

    def _is_theirs(self, part: _Part) -> bool:
        """Whether a relative has it, and does not only say or find it: told by a verb, or an
        illness that is named beside the relative alone."""
        if not self._did:
            return self._scope == "kin" and bool(part.illnesses) and not part.is_heard
        return bool(part.illnesses) or not part.signs & _FOUND
