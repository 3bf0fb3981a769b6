"""Everything known, as one frozen value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar

from baclofen.errors import KnowledgeError, NotPlanned, UnknownName
from baclofen.knowledge.codes import Codes
from baclofen.knowledge.condition import Case, Condition, Truth, narrowed
from baclofen.knowledge.credibility import Credibility
from baclofen.knowledge.fact import (
    Fact,
    Field,
    Key,
    Question,
    Rule,
    Schedule,
    Source,
    Syndrome,
    Verdict,
)
from baclofen.knowledge.heard import members, stopped_for
from baclofen.knowledge.note import Note, Shown
from baclofen.knowledge.numbers import Kind, Numbers
from baclofen.knowledge.phrases import FIRST, Language, Speaker
from baclofen.knowledge.places import fact_at, value_at
from baclofen.value import Value

#: Ends the name of a rule's reason in a few words.
_SHORT = ".short"
#: What the name of a question's text begins with.
_QUESTION = "question."

Known = Fact | Rule | Schedule
T = TypeVar("T")
N = TypeVar("N", bound=Numbers)
K = TypeVar("K", bound=Kind)


class Knowledge(Value, dict=True):
    """Everything known, frozen. Ids are unique over facts, rules and schedules.

    `severities` says what a rule of each brings, from the mildest up; `topics_of_beginning` are
    those of rules that speak of beginning by a route, and not of what runs by it already.
    `keys` are those of a typed patient. `information_only` are conditions and classes of medicines
    that no rule asks for, each with its reason; "waits: " begins one whose rule is not yet written.
    `credibility` is what of the model may be believed. `digest` is that of the files it was read
    from and of the code that read them; it is empty for knowledge that was changed in memory.
    """

    sources: Mapping[str, Source]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    schedules: Mapping[str, Schedule]
    fields: Mapping[str, Field]
    questions: Mapping[str, Question]
    jurisdictions: Mapping[str, tuple[str, ...]]
    syndromes: Mapping[str, Syndrome]
    severities: Mapping[str, Verdict]
    topics_of_beginning: frozenset[str]
    linkable_hosts: frozenset[str]
    read_from: date
    codes: Codes
    keys: Mapping[str, Key]
    information_only: Mapping[str, str]
    languages: Mapping[str, Language]
    targets: tuple[Mapping[str, Any], ...] = ()
    credibility: Credibility = Credibility({}, {})
    digest: str = ""

    def holds(self, id: str) -> bool:
        """Whether a fact, rule or schedule has this id.

        >>> from baclofen.knowledge import load_knowledge
        >>> known = load_knowledge()
        >>> known.holds("DO-LOWEST"), known.holds("fromm1980_tn")
        (True, False)
        """
        return id in self.facts or self._entry(id) is not None

    def about(self, id: str) -> Known:
        """The fact, rule or schedule of this id. Raises `UnknownName` with near matches."""
        if (found := self.facts.get(id) or self._entry(id)) is not None:
            return found
        raise UnknownName("id", id, [*self.facts, *self.rules, *self.schedules])

    def dated(self, id: str) -> str:
        """Date of the text that a fact, rule or schedule was read in; empty where it shows none.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().dated("P-PROMETRA-LIMITS")
        '2024-08'
        """
        return self.sources[self.about(id).source].dated

    @cached_property
    def classes_spoken_of(self) -> frozenset[str]:
        """The classes of medicines that a rule asks for, and baclofen's own."""
        asked = members("medicine_classes", self.rules.values())
        return asked | {self.codes.baclofen.medicine_class}

    @cached_property
    def contradictions(self) -> tuple[Rule, ...]:
        """The rules that are judged before all others."""
        return tuple(rule for rule in self.rules.values() if rule.role == "contradiction")

    @cached_property
    def emergencies(self) -> tuple[tuple[str, Condition, frozenset[str]], ...]:
        """The rules of an emergency: id, condition, and the fields that it asks for."""
        found = ((r.id, r.when) for r in self.rules.values() if r.role == "emergency")
        return tuple(
            (id, when, frozenset(leaf.field for leaf in when.leaves()))
            for id, when in found
            if when is not None
        )

    def judged_for(self, task: Case) -> tuple[tuple[Rule, Callable[[Case], Truth] | None], ...]:
        """The rules that have a condition, each with what judges it; None of a contradiction, which
        is judged before. Left out are those that fail by what is asked for alone, the `task`:
        they fail with whatever else is known."""
        asked = frozenset(task.items())
        if asked not in self._judged:
            self._judged[asked] = tuple(
                (rule, None if rule.role == "contradiction" else narrowed(rule.when, task).judge)
                for rule in self.rules.values()
                if rule.when is not None
                and (rule.role == "contradiction" or rule.when.judge(task) is not False)
            )
        return self._judged[asked]

    @cached_property
    def _judged(self) -> dict[Any, tuple[tuple[Rule, Callable[[Case], Truth] | None], ...]]:
        return {}

    @cached_property
    def whys(self) -> dict[str, Any]:
        return {}  # what `why` found of an id: of what is frozen it stays the same

    @cached_property
    def always_known(self) -> frozenset[str]:
        """The fields that a request says of itself, or that do not apply to it."""
        return frozenset(f.id for f in self.fields.values() if f.always_known)

    @cached_property
    def conditions_asked_for(self) -> frozenset[str]:
        """The conditions that a rule asks for."""
        return members("conditions", self.rules.values())

    @cached_property
    def stops(self) -> frozenset[str]:
        """What a rule stops or warns off a start or a raise for, by whatever route: conditions,
        signs ("signs.coma"), and the ids of such rules."""
        return stopped_for(self.rules.values(), of_needle=False)

    @cached_property
    def stops_needle(self) -> frozenset[str]:
        """The same of a needle or a pump: what only rules on these speak of too."""
        return stopped_for(self.rules.values(), of_needle=True)

    def origin(self, syndrome: str | None) -> Literal["spinal", "cerebral"] | None:
        """Where the spasticity of this indication comes from; None where it tells none."""
        found = self.syndromes.get(syndrome) if syndrome else None
        return None if found is None else found.origin

    def number(self, id: str) -> float:
        """The value of a numeric fact, in the unit the fact is stored in."""
        value = self.facts[id].value
        if not isinstance(value, float | int):
            raise KnowledgeError(f"{id} holds {value!r}, not one number")
        return float(value)

    @cached_property
    def _asked_by(self) -> Mapping[str, Question]:
        return {name: q for q in self.questions.values() for name in (q.id, *q.covers)}

    def question(self, name: str) -> Question:
        """The question that settles a field, or a `field.member` of a set.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().question("conditions.seizure").id
        'conditions.epilepsy'
        """
        found = self._asked_by.get(name) or self._asked_by.get(name.split(".")[0])
        if found is None:
            raise KnowledgeError(f"questions.toml has no way to ask for {name}")
        return found

    def numbers(self, id: str) -> tuple[float, ...]:
        """The values of a fact that holds several numbers, in its unit."""
        value = self.facts[id].value
        if not isinstance(value, tuple):
            raise KnowledgeError(f"{id} holds {value!r}, not a list of numbers")
        return value

    def of(self, kind: type[N]) -> N:
        """The numbers of the rule or schedule that this kind of `Numbers` names.

        >>> from baclofen.knowledge import load_knowledge
        >>> from baclofen.knowledge.numbers import Reevaluation
        >>> load_knowledge().of(Reevaluation).weeks["UK"]
        (6,)
        """
        found = self._numbers.get(kind)
        if found is None:
            entry = self._entry(kind.entry)
            if entry is None:
                raise KnowledgeError(f"{kind.__name__} reads {kind.entry}, which nothing is called")
            found = self._numbers[kind] = kind.read(entry.values or {})
        return found  # type: ignore[return-value]

    @cached_property
    def _numbers(self) -> dict[type[Numbers], Numbers]:
        return {}

    def every(self, kind: type[K]) -> tuple[K, ...]:
        """The numbers of this kind, of each rule and schedule that gives them.

        >>> from baclofen.knowledge import load_knowledge
        >>> from baclofen.knowledge.numbers import LiquidProduct
        >>> [liquid.id for liquid in load_knowledge().every(LiquidProduct)]
        ['PR-SOL-1', 'PR-SOL-2', 'PR-SUSP-5']
        """
        found = self._kinds.get(kind)
        if found is None:
            entries: tuple[Rule | Schedule, ...] = (*self.rules.values(), *self.schedules.values())
            found = self._kinds[kind] = tuple(
                kind.read(e.id, e.only_in, e.values or {})
                for e in entries
                if kind.called in e.gives
            )
        return found  # type: ignore[return-value]

    @cached_property
    def _kinds(self) -> dict[type[Kind], tuple[Kind, ...]]:
        return {}

    def local(self, kind: type[K], jurisdiction: str) -> K | None:
        """The numbers of this kind that hold in this jurisdiction: its own, or those of a wider one
        that it belongs to. None where none were read.

        >>> from baclofen.knowledge import load_knowledge
        >>> from baclofen.knowledge.numbers import AdultTitration
        >>> load_knowledge().local(AdultTitration, "UK").ceiling_mg_per_day
        100
        """
        for place in self.family(jurisdiction):
            for numbers in self.every(kind):
                if place in numbers.places:
                    return numbers
        return None

    def here(self, by_place: Mapping[str, T], jurisdiction: str) -> T | None:
        """What holds in this jurisdiction: its own, that of a wider one, or the one for "else"."""
        for place in (*self.family(jurisdiction), "else"):
            if place in by_place:
                return by_place[place]
        return None

    def note(self, phrase: str, *more: str, **values: Shown) -> Note:
        """What this phrase says with these values; `more` are ids beside those of the phrase.

        Raises `KnowledgeError` where there is no such phrase, or where the values are not just
        what its placeholders ask for.
        """
        made = self.languages[FIRST].phrases.get(phrase)
        if made is None:
            raise KnowledgeError(f"no phrase is called {phrase!r}")
        if made.takes != values.keys():
            raise KnowledgeError(
                f"{phrase} is filled by {sorted(made.takes)}, not {sorted(values)}"
            )
        why = tuple(dict.fromkeys((*made.why, *more))) if more else made.why
        return Note(phrase, why, tuple(sorted(values.items())))

    def rule_says(self, id: str) -> Note:
        """The sentence of a rule. Raises `UnknownName`."""
        if id not in self.rules:
            raise UnknownName("rule", id, self.rules)
        return Note(id, (id,))

    def rule_short(self, id: str) -> Note:
        """A rule's reason in a few words, for a sentence that lists several."""
        return Note(f"{id}{_SHORT}", (id,))

    def question_says(self, id: str, text: Literal["ask", "provided", "say"]) -> Note:
        """What a question asks, what holds without its answer, or how one is written."""
        return Note(f"{_QUESTION}{id}.{text}", ())

    def template(self, id: str) -> str | None:
        """A phrase of the first language, or the sentence of a rule or schedule (`ID.short` for a
        short reason) or of a question (`question.ID.ask`), as it was written: with its
        placeholders.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().template("DO-UK-MAX")
        'UK maximum: {max_mg_per_day} mg a day by mouth.'
        """
        if (phrase := self.languages[FIRST].phrases.get(id)) is not None:
            return phrase.says
        entry: Rule | Schedule | Question | None
        if id.startswith(_QUESTION):
            owner, _, text = id.removeprefix(_QUESTION).rpartition(".")
            entry = self.questions.get(owner)
        else:
            owner, _, text = id.partition(".")
            entry, text = self._entry(owner), text or "says"
        if entry is None or not (now := getattr(entry, text, "")):
            return None
        return (entry.written or {}).get(text) or str(now)

    def refusal(self, note: Note) -> NotPlanned:
        """The note as an error, to be raised: its sentence and its basis."""
        return NotPlanned(f"{self.say(note)} [why: {', '.join(note.why)}]", note)

    def say(self, note: Note, language: str = FIRST) -> str:
        """The note in words. Raises `UnknownName` for a language that there is not.

        >>> from baclofen.knowledge import load_knowledge
        >>> known = load_knowledge()
        >>> known.say(known.rule_says("DO-BACKSTEP"))[:13]
        'A side effect'
        """
        return self.speaker(language).say(note)

    def word(self, table: str, value: Shown, language: str = FIRST) -> str:
        """A value as a table of words has it (`[words.head]`).

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().word("head", "nrs_change")
        'pain, points of 10'
        """
        return self.speaker(language).shown(value, table)

    def words(self, table: str, *values: Shown, language: str = FIRST) -> tuple[str, ...]:
        """Several, as the heads of a table."""
        return tuple(self.word(table, value, language) for value in values)

    def speaker(self, language: str) -> Speaker:
        """Who words notes in this language. Raises `UnknownName`."""
        if language not in self._speakers:
            if language not in self.languages:
                raise UnknownName("language", language, self.languages)
            first = self.languages[FIRST]
            self._speakers[language] = Speaker(
                self.languages[language], first, self._looked_up, self._words_of_rule
            )
        return self._speakers[language]

    @cached_property
    def _speakers(self) -> dict[str, Speaker]:
        return {}

    def _words_of_rule(self, name: str) -> str:
        if name.startswith(_QUESTION):
            owner, _, text = name.removeprefix(_QUESTION).rpartition(".")
            return str(getattr(self.questions[owner], text))
        id = name.removesuffix(_SHORT)
        if id not in self.rules:
            raise KnowledgeError(f"{name!r} is no phrase and no rule")
        return self.rules[id].says if id == name else self.rules[id].short

    def _looked_up(self, name: str, id: str) -> Shown:
        return self.found(name, id)[1]

    def found(self, name: str, id: str) -> tuple[str, Shown]:
        """What a placeholder in the words of `id` names: whose value, and the value itself.

        It is one of the rule or schedule `id`, else of another one, else a fact. Raises
        `KnowledgeError`.
        """
        head, _, rest = name.partition(".")
        for owner, path in ((id.removesuffix(_SHORT), name), (head, rest)):
            if path and (entry := self._entry(owner)) is not None:
                with suppress(KeyError):
                    return owner, value_at(entry.values, path)
        fact = name if name in self.facts else name.rpartition(".")[0]
        with suppress(KeyError):
            return fact, fact_at(self.facts, name)
        raise KnowledgeError(
            f"nothing fills the placeholder {{{name}}}: it is no value of {id or 'the note'}, no "
            "value of another rule or schedule (RULE.value), and no fact"
        )

    def _entry(self, id: str) -> Rule | Schedule | None:
        return self.rules.get(id) or self.schedules.get(id)

    def family(self, jurisdiction: str) -> tuple[str, ...]:
        """The jurisdiction and the wider ones whose label texts it shares.

        >>> from baclofen.knowledge import load_knowledge
        >>> load_knowledge().family("FR")
        ('FR', 'EU')
        """
        if jurisdiction not in self.jurisdictions:
            raise UnknownName("jurisdiction", jurisdiction, self.jurisdictions)
        return self.jurisdictions[jurisdiction]
