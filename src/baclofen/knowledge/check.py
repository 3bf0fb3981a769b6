"""Every fact, rule and source, checked against the rest: our mistakes end here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from baclofen.errors import BaclofenError, KnowledgeError
from baclofen.knowledge.condition import Compare, Condition, Has, case_of
from baclofen.knowledge.credibility import check_evidence
from baclofen.knowledge.dates import first_day
from baclofen.knowledge.fact import (
    COPIES,
    HOWS,
    READ_AT_WORDS,
    ROLES,
    SEVERITIES,
    Fact,
    Key,
    Question,
    Rule,
    Schedule,
    Source,
)
from baclofen.knowledge.known import Knowledge, Known
from baclofen.knowledge.numbers import (
    AdultTitration,
    Kind,
    Numbers,
    OralWean,
    PumpChange,
    by_place,
)
from baclofen.knowledge.phrases import (
    FIRST,
    check_language,
    check_phrase,
    check_words,
    holes,
    pieces,
)
from baclofen.knowledge.sentences import as_written
from baclofen.knowledge.spelt import spelt_figures
from baclofen.knowledge.surplus import check_read
from baclofen.units import convert, known_units


def check_all(known: Knowledge) -> None:
    """Raise `KnowledgeError` at the first entry that contradicts itself or the others."""
    _check_ids(known)
    for source in known.sources.values():
        _check_source(source, known)
    for fact in known.facts.values():
        _check_fact(fact, known)
    for rule in known.rules.values():
        _check_rule(rule, known)
    for key in known.keys.values():
        _check_key(key, known)
    for question in known.questions.values():
        _check_question(question, known)
    _check_frame(known)
    _check_sentences(known)
    _check_phrases(known)
    _check_numbers(known)
    check_read(known)
    check_evidence(known.credibility, known.facts, known.targets)


def _check_key(key: Key, known: Knowledge) -> None:
    if not (key.fills or key.read_by) and not key.information:
        raise KnowledgeError(f"the key {key.id} fills nothing, and does not say why")
    if unknown := [name for name in key.fills if name not in known.fields]:
        raise KnowledgeError(f"the key {key.id} fills {unknown}, which frame.toml lacks")
    ids = {*known.facts, *known.rules, *known.schedules}
    if unknown := [id for id in key.read_by if id not in ids]:
        raise KnowledgeError(f"the key {key.id} is read by {unknown}, which nothing is called")


def _check_question(question: Question, known: Knowledge) -> None:
    """What answers a question is a key, or a member of one of the sets."""
    members = known.codes.conditions | {"allergy_to_baclofen"}
    if question.key not in known.keys and question.key not in members:
        raise KnowledgeError(f"the question {question.id} is answered by {question.key!r}: no key")
    if question.key not in question.say:
        raise KnowledgeError(f"the question {question.id} does not show how {question.key} is said")


def _check_frame(known: Knowledge) -> None:
    """Every severity brings something; a wider place is a place; indications have words, and come
    of known diagnoses."""
    if set(known.severities) != set(SEVERITIES):
        raise KnowledgeError(f"severities are {sorted(known.severities)}, not {SEVERITIES}")
    for place, wider in known.jurisdictions.items():
        if strange := set(wider) - set(known.jurisdictions):
            raise KnowledgeError(f"{place} shares the texts of {sorted(strange)}: no such place")
    words = known.languages[FIRST].words["syndrome"]
    if set(words) != set(known.syndromes):
        raise KnowledgeError(f"words of syndromes are {sorted(words)}, not those of frame.toml")
    for one in known.syndromes.values():
        _check_conditions(one.id, one.suggested_by | one.with_spasticity, known)
        for rule in one.guidelines:
            if rule not in known.rules:
                raise KnowledgeError(f"{one.id}: no rule is called {rule!r}")
    if unknown := known.topics_of_beginning - {rule.topic for rule in known.rules.values()}:
        raise KnowledgeError(f"no rule is of the topic {sorted(unknown)}")


def _check_conditions(where: str, conditions: Iterable[str], known: Knowledge) -> None:
    if unknown := sorted(set(conditions) - known.codes.conditions):
        raise KnowledgeError(f"{where} names the conditions {unknown}, which no table holds")


def _check_sentences(known: Knowledge) -> None:
    """No sentence of a rule, schedule or question holds a figure of its own, and none of a fact one
    that is its value."""
    for fact in known.facts.values():
        _check_own_figure(fact, known)
    rooms: tuple[Mapping[str, Rule | Schedule | Question], ...] = (
        known.rules, known.schedules, known.questions,
    )  # fmt: skip
    for entry in (entry for room in rooms for entry in room.values()):
        for text in as_written(entry).values():
            check_words(entry.id, text, entry.digits, known.speaker(FIRST))
            if not entry.digits and not isinstance(entry, Question):
                _check_spelt(entry, text, known)


_FIGURE = re.compile(r"(?<![A-Za-z_\d.])\d+(?:\.\d+)?")


def _check_own_figure(fact: Fact, known: Knowledge) -> None:
    says = as_written(fact)["says"]
    if any(holes(says)):
        check_words(fact.id, says, "as those of a source", known.speaker(FIRST))
    held = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    own = {float(v) for v in held if isinstance(v, int | float)}
    own |= {float(f"{100 * v:.12g}") for v in own}
    for words in (piece for piece in pieces(says) if isinstance(piece, str)):
        twice = [figure for figure in _FIGURE.findall(words) if float(figure) in own]
        if twice and not fact.digits:
            raise KnowledgeError(
                f"{fact.id} writes {twice[0]} in its words, which is its value: a number stands by "
                f"a placeholder ({{{fact.id}}}); one that is another says why in digits"
            )


def _check_spelt(entry: Rule | Schedule, text: str, known: Knowledge) -> None:
    if spelt := next(spelt_figures(text, entry.values or {}, known.languages[FIRST]), None):
        raise KnowledgeError(
            f"{entry.id} writes {spelt!r} in its words, a number that its values hold: a number "
            "stands by a placeholder ({days:count}); a word that is none says why in digits"
        )


def _check_phrases(known: Knowledge) -> None:
    ids = {*known.facts, *known.rules, *known.schedules}
    first = known.languages[FIRST]
    for id, language in known.languages.items():
        check_language(language, first)
        for phrase in language.phrases.values():
            check_phrase(phrase, known.speaker(id), ids, known.template(phrase.id))


def _check_numbers(known: Knowledge) -> None:
    """What code reads of rules and schedules is there, each of its type; no place has two entries
    of a kind that is one a place, every place one of those that are needed, and what they name is
    known."""
    for numbers in Numbers.__subclasses__():
        _check_conditions(numbers.entry, known.of(numbers).conditions, known)
        _check_places(numbers.entry, known.of(numbers), known)
    kinds = {kind.called: kind for kind in Kind.__subclasses__()}
    entries: Mapping[str, Rule | Schedule] = {**known.rules, **known.schedules}
    for entry in entries.values():
        if unknown := set(entry.gives) - set(kinds):
            raise KnowledgeError(f"{entry.id} gives {sorted(unknown)}, which no code reads")
    for called, kind in kinds.items():
        for made in known.every(kind):
            _check_places(made.id, made, known)
        if not known.every(kind):
            raise KnowledgeError(f"nothing gives {called}")
        seen: dict[str, str] = {}
        for made in known.every(kind) if kind.is_one_a_place else ():
            for place in made.places:
                if seen.setdefault(place, made.id) != made.id:
                    raise KnowledgeError(f"{made.id} and {seen[place]} both give {called}: {place}")
        lacking = [place for place in known.jurisdictions if known.local(kind, place) is None]
        if kind.needed and lacking:
            raise KnowledgeError(f"nothing gives {called} in {', '.join(lacking)}")
    for label in known.every(AdultTitration):
        if label.ceiling_rule not in (None, *known.rules):
            raise KnowledgeError(f"{label.id}: no rule is called {label.ceiling_rule!r}")
    _check_pump_changes(known)
    if strange := known.of(OralWean).classes - known.codes.medicine_classes:
        raise KnowledgeError(f"{OralWean.entry}: no medicine is of the class {sorted(strange)}")


def _check_places(entry: str, made: Numbers | Kind, known: Knowledge) -> None:
    for name, table in by_place(made).items():
        if strange := table.keys() - {*known.jurisdictions, "else"}:
            raise KnowledgeError(f"{entry} has {name} for {sorted(strange)}: no such place")


#: For what a pump's change has a rule: on titration a child's is one of its own.
_CHANGES = [
    ("steady", "cerebral"), ("steady", "spinal"),
    ("titration", "cerebral"), ("titration", "minor"), ("titration", "spinal"),
]  # fmt: skip


def _check_pump_changes(known: Knowledge) -> None:
    """Each stage and origin has one rule, with the figures that the stage needs."""
    found = known.every(PumpChange)
    if (held := sorted((c.stage, c.whose) for c in found)) != _CHANGES:
        raise KnowledgeError(f"rules for a pump's changes are for {held}, not for {_CHANGES}")
    for change in found:
        if change.policy not in known.rules:
            raise KnowledgeError(f"{change.id}: no rule is called {change.policy!r}")
        if (change.every_h if change.stage == "titration" else change.cut_percent) is None:
            raise KnowledgeError(f"{change.id} lacks every_h (titration) or cut_percent (steady)")


def _check_ids(known: Knowledge) -> None:
    seen: set[str] = set()
    rooms: tuple[Mapping[str, Known], ...] = (known.facts, known.rules, known.schedules)
    for room in rooms:
        if twice := seen & set(room):
            raise KnowledgeError(f"{', '.join(sorted(twice))} is the id of two different things")
        seen |= set(room)
    for entry in (entry for room in rooms for entry in room.values()):
        if entry.source not in known.sources:
            raise KnowledgeError(f"{entry.id} cites {entry.source!r}, which sources.toml lacks")
        if entry.how not in HOWS:
            raise KnowledgeError(f"{entry.id}: how is {entry.how!r}, not one of {HOWS}")
        if entry.how == "seen" and known.sources[entry.source].read_at == "unread":
            raise KnowledgeError(f"{entry.id} is seen, but {entry.source} was not read")
        if not entry.population:
            raise KnowledgeError(f"{entry.id} does not say whom it was seen in")
        if isinstance(entry, Rule | Schedule) and entry.rest:
            _check_rest(entry, known)


def _check_rest(entry: Rule | Schedule, known: Knowledge) -> None:
    """What was read elsewhere than in `source` says where, and which part that is."""
    other = known.sources.get(entry.rest)
    if other is None or other.read_at == "unread":
        raise KnowledgeError(f"{entry.id} read its rest in {entry.rest!r}, which was not read")
    if entry.rest == entry.source or not entry.partly or entry.how != "seen":
        raise KnowledgeError(
            f"{entry.id}: rest names another source than {entry.source}, for what was seen, "
            "and partly says what of it stands where"
        )


def _check_source(source: Source, known: Knowledge) -> None:
    """A source says where it was read, and its address agrees with that."""
    if source.read_at not in READ_AT_WORDS:
        raise KnowledgeError(
            f"{source.id}: read_at is {source.read_at!r}, not one of {', '.join(READ_AT_WORDS)}"
        )
    host = urlsplit(source.url).hostname
    if source.read_at in COPIES and host in known.linkable_hosts:
        raise KnowledgeError(
            f"{source.id}: {host} is a publisher, so this is not a {source.read_at}"
        )
    if source.dated:
        first_day(source.dated)


_PRINTED = re.compile(r"^\s*([<>=≤≥~]*\s*)?(-?[\d.,]+)\s*(.*)$")


def _check_fact(fact: Fact, known: Knowledge) -> None:
    if fact.unit and fact.unit not in known_units():
        raise KnowledgeError(f"{fact.id}: unit {fact.unit!r} is not known")
    if missing := [id for id in fact.derived_from if id not in known.facts]:
        raise KnowledgeError(f"{fact.id} is derived from {missing}, which are no facts")
    if fact.how == "derived" and not (fact.derived_from or fact.note):
        raise KnowledgeError(f"{fact.id} is derived, but does not say from what")
    if fact.printed and isinstance(fact.value, float | int):
        _check_printed(fact)


def _check_printed(fact: Fact) -> None:
    """The figure as printed must convert to the stored value, to half of its last digit."""
    found = _PRINTED.match(fact.printed)
    if found is None:
        raise KnowledgeError(f"{fact.id}: cannot read a number in printed {fact.printed!r}")
    number, unit = found[2].replace(",", ""), _plain_unit(found[3])
    decimals = len(number.split(".")[1]) if "." in number else 0
    try:
        got = convert(float(number), unit or fact.unit, fact.unit)
        slack = convert(0.5 * 10**-decimals, unit or fact.unit, fact.unit)
    except BaclofenError as gap:
        raise KnowledgeError(f"{fact.id}: printed {fact.printed!r}: {gap}") from None
    assert isinstance(fact.value, float | int)  # noqa: S101 - narrowed by the caller
    if abs(got - fact.value) > slack * (1 + 1e-9):
        raise KnowledgeError(
            f"{fact.id}: printed {fact.printed!r} is {got:g} {fact.unit}, stored {fact.value:g}"
        )


#: Ways in which sources write units that have one name here.
_WRITTEN_AS = {
    "ml/min": "mL/min", "h-1": "1/h", "/h": "1/h", "l/h": "L/h", "l": "L",
    "um": "umol/L", "ug": "mcg", "ug/day": "mcg/day",
}  # fmt: skip


def _plain_unit(text: str) -> str:
    unit = text.strip()
    return _WRITTEN_AS.get(unit.lower(), unit)


def _check_rule(rule: Rule, known: Knowledge) -> None:
    if rule.severity not in SEVERITIES:
        raise KnowledgeError(f"{rule.id}: severity {rule.severity!r} is not known")
    if rule.role not in ROLES:
        raise KnowledgeError(f"{rule.id}: role {rule.role!r} is not known")
    if unknown := rule.only_in - set(known.jurisdictions):
        raise KnowledgeError(f"{rule.id}: jurisdiction {sorted(unknown)} is not known")
    if (rule.role == "blocking" or rule.asks) and rule.asks not in known.questions:
        raise KnowledgeError(
            f"{rule.id}: asks is {rule.asks!r}; a blocking rule names a question that there is"
        )
    if (rule.role == "contradiction") is not (rule.governs is not None):
        raise KnowledgeError(f"{rule.id}: a contradiction, and no other rule, governs fields")
    for field in rule.governs or ():
        if field not in known.fields:
            raise KnowledgeError(f"{rule.id} governs {field!r}, which frame.toml lacks")
    if rule.when is None and rule.role in (
        "finding",
        "emergency",
        "blocking",
        "contradiction",
    ):
        raise KnowledgeError(f"{rule.id} is a {rule.role} without a condition")
    if rule.slows and not rule.short:
        raise KnowledgeError(f"{rule.id} slows a start, and has no short reason")
    if rule.off_label and rule.topic != "indication":
        raise KnowledgeError(f"{rule.id} is off-label, and speaks of no indication")
    if rule.check and f"check.{rule.check}.what" not in known.languages[FIRST].phrases:
        raise KnowledgeError(f"{rule.id} calls for the check {rule.check!r}, which has no words")
    if rule.specialist_up_to_mg is not None and rule.origin != "project policy":
        raise KnowledgeError(f"{rule.id}: only a policy of this project may be overridden")
    if rule.beyond is not None and rule.role != "limit":
        raise KnowledgeError(f"{rule.id}: only a limit has a beyond")
    for condition in (rule.when, rule.beyond):
        for leaf in condition.leaves() if condition else ():
            _check_leaf(rule.id, leaf, known)
            if not known.fields[leaf.field].always_known:
                known.question(leaf.name)
    _check_examples(rule, "fires", rule.when, known)
    _check_examples(rule, "beyond", rule.beyond, known)


def _check_examples(rule: Rule, key: str, condition: Condition | None, known: Knowledge) -> None:
    """Examples say what `when` (key `fires`) and `beyond` must answer; both ways of each."""
    told = [example for example in rule.examples if key in example]
    if condition is None:
        if told:
            raise KnowledgeError(f"{rule.id} has examples of {key}, but no such condition")
        return
    answers = [example[key] for example in told]
    if True not in answers or False not in answers:
        raise KnowledgeError(f"{rule.id} needs an example with {key} true and one with false")
    sets = [f.id for f in known.fields.values() if f.kind == "set"]
    for example in told:
        wanted = None if example[key] == "unknown" else example[key]
        got = condition.judge(case_of(example, sets))
        if got is not wanted:
            raise KnowledgeError(f"{rule.id}: example {dict(example)} gives {got}")


def _check_leaf(rule: str, leaf: Compare | Has, known: Knowledge) -> None:
    field = known.fields.get(leaf.field)
    if field is None:
        raise KnowledgeError(f"{rule} asks for the field {leaf.field!r}, which frame.toml lacks")
    if isinstance(leaf, Has):
        if field.kind != "set":
            raise KnowledgeError(f"{rule}: {leaf.field} is not a set")
        lists = {
            "conditions": known.codes.conditions,
            "conditions_told": known.codes.conditions,
            "medicine_classes": known.codes.medicine_classes,
        }
        allowed = lists.get(leaf.field, field.choices)
        if leaf.member not in allowed:
            raise KnowledgeError(f"{rule}: {leaf.field} has no member {leaf.member!r}")
        return
    kinds: dict[str, tuple[type, ...]] = {"number": (int, float), "flag": (bool,)}
    if field.kind in kinds and not isinstance(leaf.value, kinds[field.kind]):
        raise KnowledgeError(f"{rule}: {leaf.field} compared with {leaf.value!r}")
    if field.kind == "choice" and leaf.value not in field.choices:
        raise KnowledgeError(f"{rule}: {leaf.field} is never {leaf.value!r}")
