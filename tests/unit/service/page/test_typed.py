"""What the form tells is what the table of a typed patient holds; what is wrong is refused."""

from __future__ import annotations

from datetime import date

import pytest

from baclofen.errors import InputRefused
from baclofen.exchange import read_table
from baclofen.service.page.number import number
from baclofen.service.page.typed import table_of
from tests.people import TODAY, known
from tests.unit.service.page.clinic import WOMAN

K = known()
LABELS = K.codes.condition_labels


def test_the_whole_form_reads_as_a_typed_patient() -> None:
    told = table_of(WOMAN, LABELS)
    told["creatinine_on"] = date.fromisoformat(told["creatinine_on"])
    reading = read_table(told, K, today=TODAY)
    who = reading.patient
    assert (who.age_y, who.sex, who.weight_kg, who.baclofen) == (52.0, "female", 68.0, ())
    assert who.conditions == {"multiple_sclerosis"}
    assert who.no_allergies == {"baclofen"}
    assert [m.name for m in who.medicines or ()] == ["sertraline"]
    assert who.kidney[0].value == pytest.approx(0.8)


def test_what_is_left_empty_stays_unknown() -> None:
    assert table_of(dict.fromkeys(WOMAN, " "), LABELS) == {}


@pytest.mark.parametrize(
    ("field", "came", "says"),
    [
        ("age_y", "fifty", "it must be a number"),
        ("weight_kg", "68,5", "full stop"),
        ("weight_kg", "-68", "it must be a number"),
        ("creatinine_unit", "", "factor of 88.4"),
        ("creatinine", "0.8 mg", "it must be a number"),
        ("creatinine_on", "", "kidneys are judged by how old"),
    ],
)
def test_what_is_wrong_is_refused(field: str, came: str, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        table_of({**WOMAN, field: came}, LABELS)


def test_none_is_none_and_a_list_is_a_list() -> None:
    table = table_of({"medicines": "None", "allergies": "baclofen\nlatex"}, LABELS)
    assert table == {"medicines": [], "allergies": ["baclofen", "latex"]}


@pytest.mark.parametrize(
    "words", ["1_0", "1e1", "\u0665", "\uff12\uff10", "nan", "inf", "-1", "", "12,0", "2,000"]
)
def test_what_nobody_reads_as_a_number_is_none(words: str) -> None:
    with pytest.raises(InputRefused, match="it must be a number"):
        number("value", words)


def test_thousands_are_read_off_a_label_alone() -> None:
    assert number("value", "2,000", as_on_a_label=True) == 2000
    for words in ("0,500", "2,00", "20,00"):
        with pytest.raises(InputRefused):
            number("value", words, as_on_a_label=True)
