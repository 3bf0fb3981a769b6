"""A language is a file: German, and the one of `docs/how-to/add-a-language.md`."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from baclofen.errors import KnowledgeError, UnknownName
from baclofen.knowledge import Knowledge, load_knowledge, read_knowledge
from baclofen.units import mcg, mg
from tests.knowledge.copied import DATA, followed
from tests.once import Once
from tests.people import on_baclofen, person, plan

K = load_knowledge()
HEADLINES = Once({
    "start": lambda: plan(person(), "start").headline,
    "taper": lambda: plan(on_baclofen(mg(60), weight_kg=68.0), "taper").headline,
})  # fmt: skip


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return read_knowledge(followed("add-a-language.md", tmp_path_factory.mktemp("language")))


def numbers(text: str) -> list[str]:
    """The figures of a sentence, as English writes them, in no order."""
    return sorted(re.findall(r"\d+(?:\.\d+)?", text.replace("\u202f", "").replace(",", ".")))


@pytest.mark.parametrize("name", HEADLINES)
def test_a_plan_is_said_with_the_same_figures(name: str) -> None:
    note = HEADLINES[name]
    english, german = K.say(note), K.say(note, "de")
    assert numbers(german) == numbers(english.replace(",", ""))
    assert german != english
    assert not re.search(r"\b(the|day|daily|never|above)\b", german), german


def test_german_writes_numbers_days_and_lists_its_own_way() -> None:
    rate = K.note("pump.rate", per_day=mcg(1234.5), per_hour=mcg(51.25))
    assert K.say(rate, "de") == "1\u202f234 mcg/Tag (51,2 mcg/h)"
    told = K.note("backstep.unmade", previous=mg(1250.5))
    assert K.say(told, "de").startswith("1\u202f250,5 mg pro Tag")
    visit = K.note("advice.each_step", first=date(2026, 3, 9), last=date(2026, 3, 23))
    assert K.say(visit, "de").endswith("zwischen dem 9. März 2026 und dem 23. März 2026.")
    taken = K.note("running.doses", doses=(mg(5), mg(7.5), mg(10)))
    assert K.say(taken, "de") == " (5 mg, 7,5 mg und 10 mg pro Tag, wie dokumentiert)"


@pytest.mark.parametrize("id", ["DO-DE-MAX", "AGE-ELDERLY", "W-ABRUPT-ORAL"])
def test_a_rule_is_said_from_its_own_figures(id: str) -> None:
    note = K.rule_says(id)
    assert numbers(K.say(note, "de")) == numbers(K.say(note))
    assert K.say(note, "de") != K.say(note)
    short = K.rule_short("AGE-ELDERLY")
    assert numbers(K.say(short, "de")) == numbers(K.say(short)) == ["65"]


def test_a_question_is_asked_in_its_language_or_in_english() -> None:
    ask, provided = (K.question_says("sex", text) for text in ("ask", "provided"))
    assert K.say(ask) == K.questions["sex"].ask
    assert K.say(ask, "de").startswith("Ist die Person weiblich oder")
    assert K.say(provided, "de") == K.say(provided) == K.questions["sex"].provided


def test_what_is_not_translated_is_said_in_english() -> None:
    for note in (K.rule_says("DO-UK-MAX"), K.note("pump.nothing")):
        assert K.say(note, "de") == K.say(note)
    with pytest.raises(UnknownName, match="language"):
        K.say(HEADLINES["start"], "xx")


def test_german_has_begun_with_sentences_of_real_use() -> None:
    german = K.languages["de"].phrases
    assert len(german) >= 20
    for needed in ("newcomer.start", "running.never_abruptly", "backstep.back", "pump.set"):
        assert needed in german


def test_the_page_adds_a_language(french: Knowledge) -> None:
    doses = french.note("doses.same", dose=mg(7.5), times=3)
    assert french.say(doses, "fr") == "7,5 mg trois fois par jour"
    assert "65 ans ou plus" in french.say(french.rule_short("AGE-ELDERLY"), "fr")
    assert french.say(french.note("pump.nothing"), "fr") == french.say(french.note("pump.nothing"))


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("bei {daily} bleiben", "bleiben", "backstep.not_allowed has the placeholders"),
        ("{T-PROJECT.hold_days} Tage", "zwei Wochen", "backstep.back has the placeholders"),
        ("{max_mg_per_day} mg oral", "viel oral", "DO-DE-MAX has the placeholders"),
        ("{max_mg_per_day} mg oral", "75 mg {max_mg_per_day} oral", "DO-DE-MAX holds a number"),
        ("ab {kidney.old_age} Jahren", "im Alter", "AGE-ELDERLY.short has the placeholders"),
        ("{days:?Tag|Tage}", "{days:?Tag}", "there is no such way"),
        ("{times:times_daily}", "{times:times_dayly}", "there is no such way"),
        ('2 = "zweimal täglich"\n', "", "has [words.times_daily] for"),
        ('"Januar", ', "", "names 11 months"),
        ("[pump.running]", "[pump.walks]", "pump.walks is not one of en.toml"),
    ],
)
def test_a_file_that_would_say_something_else_is_refused(
    tmp_path: Path, was: str, now: str, message: str
) -> None:
    root = followed("add-a-language.md", tmp_path)
    file = root / "phrases" / "de.toml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as fault:
        read_knowledge(root)
    assert message in str(fault.value)


def test_every_language_of_the_data_is_known() -> None:
    assert set(K.languages) == {path.stem for path in (DATA / "phrases").glob("*.toml")}
