"""What a page says names its controls: no command, no option, no value as a program writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import read_patient, with_answers
from baclofen.record import happening, keys_of, kinds
from baclofen.record.rows import read_rows
from baclofen.service.page.plainly import plainly, refusal
from tests.people import TODAY, known
from tests.unit.service.page.clinic import House, words

K = known()
#: A command, an option, a class or a container of Python, a key that has to be typed.
OURS = re.compile(
    r"`|(?<![\w-])--[a-z]|\bbaclofen (?:keys|plan|pump|screen|assess|evidence|record|device)\b"
    r"|datetime\.|frozenset|Decimal\(|\bTrue\b|\bFalse\b|\bNone\b|<class|KEY=VALUE"
)
ODD: tuple[Any, ...] = (
    date(2026, 11, 22), time(9), True, {"a": 1}, [date(2026, 11, 22)], [True, {"a": None}], 1e400,
    "xyz", -5, [], "",
)  # fmt: skip


def _of_files() -> Iterator[str]:
    for key in sorted(K.keys):
        table, _, name = key.rpartition(".")
        for odd in ODD:
            told: dict[str, Any] = {table: {name: odd}} if table else {name: odd}
            try:
                read_patient({"age_y": 40, **told}, known=K, today=TODAY)
            except (InputRefused, NotPlanned) as gap:
                yield refusal(gap)


def _of_answers() -> Iterator[str]:
    reading = read_patient({"age_y": 40}, known=K, today=TODAY)
    members = ("seizure", "epilepsy", "allergy_to_baclofen", "nothing", "")
    for key in (*sorted(K.keys), *members):
        for said in ("xyz", "", "-5", "{", "[1, 2]"):
            try:
                with_answers(reading, [(key, said)], K, today=TODAY)
            except (InputRefused, NotPlanned) as gap:
                yield refusal(gap)


def _of_events() -> Iterator[str]:
    for kind in (*kinds(), "nothing"):
        fields = (*keys_of(kind), "nothing") if kind in kinds() else ("nothing",)
        for field in fields:
            for said in ("xyz", "-5", "1e400"):
                try:
                    happening(kind, {field: said})
                except (InputRefused, NotPlanned) as gap:
                    yield refusal(gap)
    for rows in ("at,kind\n2026-11-22T09:00,fell\n", "at\n1\n", "at,kind\n2026,fell\n"):
        with pytest.raises(InputRefused) as wrong:
            read_rows(rows, patient="p")
        yield refusal(wrong.value)


@pytest.mark.parametrize("of", [_of_files, _of_answers, _of_events])
def test_no_refusal_speaks_as_a_program(of: Any) -> None:
    said = list(of())
    assert len(said) > 50
    assert [one for one in said if OURS.search(one)] == []


def test_no_statement_names_a_command() -> None:
    told = [rule.says for rule in K.rules.values()]
    told += [credit.instead for credit in K.credibility.entries.values()]
    told += [fact.note for fact in K.facts.values() if fact.note]
    phrases = K.languages["en"].phrases
    told += [phrase.says for phrase in phrases.values() if phrase.id != "door.command"]
    told += [
        K.say(K.note("door.command", name=name)) for name in ("plan", "pump", "screen", "assess")
    ]
    wrong = re.compile(r"`baclofen |(?<![\w-])--[a-z]")
    assert [one for one in map(plainly, told) if wrong.search(one)] == []


def test_what_somebody_wrote_stays_in_the_refusal() -> None:
    gap = InputRefused("medicines", "'`baclofen pump` --x'", "it must be a name")
    assert "'`baclofen pump` --x'" in refusal(gap)


def test_an_answer_that_is_wrong_is_said_in_words(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    one.get(f"/patients/{patient}/fit")
    page = one.post(f"/patients/{patient}/answer", key="alcohol", words="perhaps")
    assert one.status == 400
    # What was refused, and not the page under it: that has answers called None.
    _, _, alert = page.partition('role="alert">')
    said = words(alert.partition("</div>")[0])
    assert "it must be true or false, yes or no" in said
    assert OURS.search(said) is None
