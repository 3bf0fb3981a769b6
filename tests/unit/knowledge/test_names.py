"""Whole words, in any case and spelling of marks."""

import pytest

from baclofen.knowledge.names import Names, names_of, sound_of, words_in

NAMES = names_of(
    [("ozobax", ("a",)), ("Ozobax DS", ("b",)), ("co-codamol", ("c", "p")), ("codeine", ("c",)),
     ("isopropyl alcohol", ()), ("alcohol", ("e",)), ("co-codamol", ("c", "d"))]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ozobax DS 10 mg", ("b",)),
        ("OZOBAX", ("a",)),
        ("ozobaxx", ()),
        ("arcodeinex", ()),
        ("codeine10mg", ("c",)),
        ("Codéine phosphate", ("c",)),
        ("co codamol, codeine", ("c", "p", "d")),
        ("isopropyl alcohol wipes", ()),
        ("isopropyl alcohol and alcohol", ("e",)),
        ("", ()),
    ],
)
def test_names_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert NAMES.found_in(text) == found


def test_a_whole_name_is_nothing_else() -> None:
    assert NAMES.whole("Co-Codamol") == ("c", "p", "d")
    assert NAMES.whole("no codeine") == ()
    assert words_in("  ") == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Баклофе́н 10 мг", ("баклофен", "10", "мг")),
        ("الباكلوفين", ("الباكلوفين",)),
        ("バクロフェン錠10mg", (*"ハクロフェン錠", "10", "mg")),
        ("ﾊﾞｸﾛﾌｪﾝ", tuple("ハクロフェン")),
        ("바클로펜정", tuple("바클로펜정")),
        ("Fußpilz, Ławska, Œdème", ("fusspilz", "lawska", "oedeme")),
        ("１０ｍｇ", ("10", "mg")),
    ],
)
def test_words_of_any_script(text: str, words: tuple[str, ...]) -> None:
    assert words_in(text) == words


def test_a_name_is_found_inside_a_run_of_a_script_without_blanks() -> None:
    names = names_of([("バクロフェン", ("b",)), ("吗啡", ("m",)), ("баклофен", ("b",))])
    assert names.found_in("経口バクロフェン錠") == ("b",)
    assert names.found_in("盐酸吗啡片") == ("m",)
    assert names.found_in("небаклофен") == ()


@pytest.mark.parametrize(
    "forms",
    [
        ("sertraline", "Sertralin", "sertralina"),
        ("haloperidol", "aloperidolo", "halopéridol"),
        ("phenytoin", "fenitoína", "phénytoïne"),
        ("oxycodone", "ossicodone", "oxicodona", "Oxycodon"),
        ("hydroxyzine", "idrossizina", "hidroxizina"),
        ("streptokinase", "estreptoquinasa"),
        ("spironolactone", "spironolattone", "espironolactona"),
        ("cyclosporine", "ciclosporina"),
    ],
)
def test_one_substance_has_one_sound_in_five_languages(forms: tuple[str, ...]) -> None:
    assert len({sound_of(*words_in(form)) for form in forms}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("thyroxine", "tyrosine"), ("quinine", "quinidine"), ("ketamine", "esketamine"),
     ("prednisone", "prednisolone"), ("citalopram", "escitalopram")],
)  # fmt: skip
def test_two_substances_have_two(one: str, other: str) -> None:
    assert sound_of(one) != sound_of(other)


def test_a_sound_is_looked_for_only_where_no_name_stands() -> None:
    names = names_of([("amina", ("a",))], {"amin": ["b"], "serin": ["s"]})
    assert names.found_in("amina sérine") == ("a", "s")


def test_only_names_and_idle_words() -> None:
    idle: Names[str] = names_of([("due to", ()), ("left", ())])
    assert NAMES.only(words_in("codeine due to alcohol, left"), idle) == ("c", "e")
    assert NAMES.only(words_in("no codeine"), idle) == ()
    assert NAMES.only(words_in("left"), idle) == ()
