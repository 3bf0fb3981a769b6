"""Nothing told is lost: each entry is used, asked, harmless, or not understood, and one line says
how many."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import (
    Account,
    Accounted,
    Answer,
    AssessInputs,
    Given,
    PlanInputs,
    account_said,
    answer,
)
from baclofen.exchange import Reading, read_patient, with_answers
from baclofen.knowledge import Verdict
from baclofen.planning import Plan
from baclofen.reporting import compose, render_text
from tests.people import TODAY, known
from tests.records import record_path
from tests.saying import worded
from tests.spec.records import RECORDS
from tests.unit.exchange.build import Json, bundle, condition, creatinine, day, medicine

K = known()
BASE: dict[str, Any] = {
    "age_y": 50, "sex": "female", "weight_kg": 68, "egfr": 90, "syndrome": "ms_spasticity",
    "baclofen": "none", "no_allergies": ["baclofen"],
}  # fmt: skip


def typed(**more: Any) -> Reading:
    table = {k: v for k, v in (BASE | more).items() if v is not None}
    return read_patient(table, known=K, today=TODAY)


def record(*resources: Json) -> Reading:
    return read_patient(bundle(*resources), known=K, today=TODAY)


def of(reading: Reading, *answers: tuple[str, str], door: Any = PlanInputs, **asked: Any) -> Answer:
    told = with_answers(reading, answers, K, today=TODAY)
    # What is told is accounted for whether doses are weighed or not.
    own: dict[str, Any] = {"weighs": False} if door is PlanInputs else {}
    inputs = door(
        patient=told.patient, request=told.asks(today=TODAY, **asked), entries=told.entries,
        notes=told.notes, answers=tuple(Given(*a) for a in answers), **own,
    )  # fmt: skip
    return answer(inputs, K)


def ended(made: Answer, words: str) -> Accounted:
    (found,) = [e for e in made.account.entries if e.words == words]
    return found


def blocking(made: Answer) -> list[str]:
    return [q.question.id for q in made.fit.questions if q.blocks]


# --- the four ends ----------------------------------------------------------------------


def test_what_a_rule_spoke_of_names_the_rule() -> None:
    made = of(typed(medicines=["morphine"], conditions=["epilepsy"]))
    opioid = ended(made, "morphine")
    assert (opioid.outcome, "INT-OPIOID" in opioid.by) == ("used", True)
    assert "SZ-THRESHOLD" in ended(made, "epilepsy").by
    assert ended(made, "ms_spasticity").outcome == "used"
    for entry in made.account.entries:
        if entry.outcome == "used":
            assert all(id in K.rules for id in entry.by)


def test_a_key_that_no_rule_spoke_of_was_used_all_the_same() -> None:
    assert ended(of(typed()), "50").outcome == "used"


def test_what_waits_for_an_answer_names_its_question() -> None:
    """A creatinine of years ago was read, and the kidneys are asked about still."""
    old = creatinine(0.9, on=day(1500))
    made = of(record(old, medicine("Sertraline"), condition("426373005")))
    found = next(e for e in made.account.entries if e.kind == "measurement")
    assert (found.outcome, found.by) == ("asked", ("kidney_known",))
    assert "kidney_known" in blocking(made)


def test_what_plays_no_part_names_its_list() -> None:
    made = of(typed(medicines=["sertraline"], label="A B", allergies=["latex"]))
    for words in ("sertraline", "A B", "latex"):
        entry = ended(made, words)
        assert entry.outcome == "harmless", words
        assert entry.by[0]


def test_information_only_says_why() -> None:
    name = next(n for n in K.information_only if n.startswith("conditions."))
    made = of(typed(conditions=[name.removeprefix("conditions.")]), kind="start")
    entry = ended(made, name.removeprefix("conditions."))
    assert entry.outcome == "harmless"
    assert entry.by[0].startswith("information only: ")


def test_harmless_entries_of_the_same_words_are_one_with_their_count() -> None:
    visits = [{"resourceType": "Encounter", "status": "finished"}] * 3
    made = of(record(*visits, medicine("Sertraline")))
    assert ended(made, "Encounter").count == 3
    assert made.account.count("harmless") == 4
    assert made.account.count() == made.account.count(
        "used", "asked", "harmless", "not understood"
    ) == 5  # fmt: skip


def test_the_line_says_how_many_and_names_four() -> None:
    def line(*words: str) -> str:
        lost = tuple(Accounted(w, "condition", w, "not understood") for w in words)
        return worded(
            account_said(Account((Accounted("a", "key", "a", "used", count=1200), *lost)), K)
        )

    assert line() == "1,200 of 1,200 entries understood."
    assert line("x") == "1,200 of 1,201 entries understood; not understood: x."
    assert line(*"stuvwx").endswith("; not understood: s; t; u; v; and 2 more.")
    # The same words twice are named once, and counted twice.
    assert line("x", "x") == "1,200 of 1,202 entries understood; not understood: x."


def test_the_line_stands_on_the_first_screen() -> None:
    made = of(typed(medicines=["Xyzzyzol"]))
    top = " ".join(" ".join(render_text(compose(made, K), width=100).splitlines()[:12]).split())
    assert worded(account_said(made.account, K)) in top
    assert "Xyzzyzol" in top


# --- not understood is never ok, and one answer settles it --------------------------------


def test_a_misspelt_sedative_cautions_slows_and_offers_the_name() -> None:
    plain, made = of(typed()), of(typed(medicines=["Diazpam 5 mg"]))
    assert plain.verdict is Verdict.OK
    assert made.verdict is Verdict.CAUTION
    assert made.fit.fired("UNREAD-MEDICINE")
    assert ended(made, "Diazpam 5 mg").outcome == "not understood"
    assert "diazepam" in worded(account_said(made.account, K))
    fast, slow = plain.decision, made.decision
    assert isinstance(fast, Plan)
    assert isinstance(slow, Plan)
    assert fast.up is not None
    assert slow.up is not None
    assert slow.up.steps[0].daily < fast.up.steps[0].daily
    assert slow.up.regimen.days > fast.up.regimen.days
    assert "unread" in [q.question.id for q in made.fit.questions]


@pytest.mark.parametrize("count", [1, 4])
def test_however_many_there_are_one_question_asks(count: int) -> None:
    names = ["Diazpam", "Oxycodonn", "Zopiclonn", "Xyzzyzol"][:count]
    made = of(typed(medicines=names, baclofen=None), kind="start")
    assert made.verdict is Verdict.NEEDS_INFO
    assert blocking(made) == ["unread"]
    assert len(made.account.not_understood) == count


def test_what_may_be_baclofen_blocks_a_start_until_it_is_answered() -> None:
    reading = typed(medicines=["Xyzzyzol"], baclofen=None)
    open_ = of(reading, kind="start")
    assert blocking(open_) == ["unread"]
    other = of(reading, ("unread", "not baclofen"), kind="start")
    assert other.verdict is Verdict.CAUTION
    assert other.fit.fired("UNREAD-MEDICINE")
    assert ended(other, "Xyzzyzol").outcome == "not understood"
    checked = of(reading, ("unread", "checked"), kind="start")
    assert checked.verdict is Verdict.OK
    assert not checked.fit.fired("UNREAD-MEDICINE", "UNREAD-OTHER", "UNREAD-ALARM")
    assert ended(checked, "Xyzzyzol").outcome == "harmless"
    assert checked.account.not_understood == ()
    none = of(reading, ("baclofen", "none"), kind="start")
    assert none.verdict is Verdict.CAUTION


def test_a_code_that_shows_another_substance_is_not_baclofen() -> None:
    told = [{"name": "Xyzzyzol", "atc": "C09AA05"}]
    assert "unread" not in blocking(of(typed(medicines=told, baclofen=None), kind="start"))


def no_allergy(*others: str) -> list[Json]:
    none = {
        "system": "http://snomed.info/sct", "code": "409137002", "display": "No known drug allergy",
    }  # fmt: skip
    made: list[Json] = [{
        "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"},
        "code": {"coding": [none]},
    }]  # fmt: skip
    for words in others:
        made.append({
            "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"},
            "code": {"text": words},
        })  # fmt: skip
    return made


def test_an_unread_allergy_beside_no_known_allergy_is_asked_about() -> None:
    base = (creatinine(0.8), condition("426373005"), medicine("Sertraline"))
    calm = of(record(*base, *no_allergy()), kind="start")
    assert "unread" not in [q.question.id for q in calm.fit.questions]
    made = of(record(*base, *no_allergy("Xyzzyzol cream")), kind="start")
    assert ended(made, "Xyzzyzol cream").outcome == "not understood"
    assert "unread" in [q.question.id for q in made.fit.questions]
    assert made.verdict >= Verdict.CAUTION
    assert made.fit.fired("UNREAD-OTHER")


@pytest.mark.parametrize(
    ("words", "alarm"),
    [
        ("Nierenversagen, fraglich", "ckd"),
        ("seizure disorder, queried", "seizure"),
        ("Krampfleiden, unklar", "seizure"),
        ("chronic renal insufficiency, watched", "ckd"),
    ],
)
def test_an_unread_condition_that_sounds_like_a_stop_blocks_a_start(words: str, alarm: str) -> None:
    base = (
        creatinine(0.8),
        condition("24700007"),
        condition("221360009"),
        medicine("Sertraline"),
        *no_allergy(),
    )
    text = condition("x") | {"code": {"text": words}}
    made = of(record(*base, text), kind="start")
    entry = ended(made, words)
    assert entry.outcome == "not understood"
    assert alarm in entry.by
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.fit.fired("UNREAD-ALARM")
    assert blocking(made) == ["unread"]
    plan = made.decision
    assert isinstance(plan, Plan)
    assert plan.up is None
    # A word that sounds no alarm is a caution and a question.
    mild = of(record(*base, condition("x") | {"code": {"text": "Xyzzy sign"}}), kind="start")
    assert (mild.verdict, blocking(mild)) == (Verdict.CAUTION, [])
    settled = of(record(*base, text), ("unread", "checked"), kind="start")
    assert settled.verdict < Verdict.CAUTION


# --- the fifteen records ------------------------------------------------------------------


@pytest.mark.parametrize("expected", RECORDS, ids=lambda r: r.name)
def test_every_entry_of_a_record_is_accounted_for(expected: Any, tmp_path: Path) -> None:
    path = record_path(expected.name, tmp_path)
    reading = read_patient(path, known=K, today=expected.last_encounter)
    made = answer(
        AssessInputs(
            patient=reading.patient, request=reading.asks(today=expected.last_encounter),
            entries=reading.entries,
        ),
        K,
    )  # fmt: skip
    account = made.account
    ends = Counter({e: account.count(e) for e in ("used", "asked", "harmless", "not understood")})
    assert sum(ends.values()) == account.count() == sum(e.count for e in reading.entries)
    # Each resource of the record ends somewhere, once.
    bundled = json.loads(path.read_text(encoding="utf-8"))["entry"]
    assert account.count() == len(bundled)
    assert len({e.place for e in account.entries}) == len(account.entries)
    assert ends["not understood"] <= account.count() / 10
    lost = {e.words for e in account.not_understood}
    assert lost == {e.words for e in reading.patient.unread} | {
        e.words for e in reading.entries if e.kind == "medicine" and e.state == "unread"
    }
    assert worded(account_said(account, K)).startswith(
        f"{account.count() - ends['not understood']:,} of "
    )


def test_a_typed_file_has_an_entry_for_each_key_and_each_name() -> None:
    made = of(typed(medicines=["morphine", "sertraline"], conditions=["epilepsy"]))
    # Every key but the lists, and every name of a list.
    assert made.account.count() == len(BASE) - 1 + 1 + 2 + 1
