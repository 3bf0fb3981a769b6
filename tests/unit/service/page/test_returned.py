"""What is refused comes back: on the page that its form stands on, with what was typed in it, why,
and a way back to the patient. Every form of every page is met: a new one cannot forget it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from baclofen.service.page.forms import MOST_LETTERS
from baclofen.service.page.returned import returned
from tests.unit.service.page.clinic import PASSWORD, Browser, House, read_by_two, words
from tests.unit.service.page.test_gate import routes
from tests.unit.service.page.test_walk import PUMP, imported

LONG = "x<b>" + "ö" * MOST_LETTERS
#: Routes whose forms hold nothing that anybody types: there is nothing to keep.
NOTHING_TYPED = {
    "/sign-out", "/left", "/model", "/account/others", "/account/end", "/plan/accept",
    "/plans/{number}/accept", "/sign-in/elsewhere/out",
}  # fmt: skip


class Forms(HTMLParser):
    """The forms of a page that are sent: where to, and the fields of each with their values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, list[dict[str, str]]]] = []
        self._in, self._select, self._area = False, {}, None
        self.feed(page)

    _select: dict[str, str]
    _area: dict[str, str] | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in = told.get("method") == "post"
            if self._in:
                self.all.append((told["action"], []))
        elif self._in and tag in ("input", "select", "textarea"):
            told = {"tag": tag, "value": "", **told}
            self.all[-1][1].append(told)
            self._select = told
            self._area = told if tag == "textarea" else None
        elif self._in and tag == "option":
            self._select.setdefault("options", "")
            self._select["options"] += f"{told.get('value', '')}\n"
            if "selected" in told:
                self._select["value"] = told.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area["value"] += data

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in and tag != "form"
        self._area = None if tag == "textarea" else self._area


def _typed(field: dict[str, str]) -> bool:
    return field.get("type") not in ("hidden", "file", "password", "checkbox", "radio")


def _filled(fields: list[dict[str, str]]) -> dict[str, str]:
    """What somebody sends who fills in each field, one of them far too long."""
    sent = {f["name"]: f["value"] for f in fields if f.get("type") == "hidden"}
    sent |= {f["name"]: "on" for f in fields if f.get("type") == "password"}
    typed = [f for f in fields if _typed(f)]
    for field in typed:
        if field["tag"] == "select":
            sent[field["name"]] = field["options"].split()[-1]
        else:
            sent[field["name"]] = 'a "word" & <i>'
    if texts := [f for f in typed if f["tag"] != "select"]:
        sent[texts[-1]["name"]] = LONG
    return sent


def _pages(house: House) -> Iterator[tuple[Browser, str]]:
    """A browser at every page that holds a form, with every form that there is."""
    one = house.browser("dr.a")
    ms = one.typed(medicines="Diazpam 5 mg", age_y="70", creatinine="1.2")
    asked = one.typed(creatinine="", creatinine_on="")
    pump = imported(one, PUMP)
    for path in (
        "/patients", "/account", f"/patients/{ms}", f"/patients/{ms}/fit", f"/patients/{ms}/plan",
        f"/patients/{ms}/follow", f"/patients/{ms}/record", f"/patients/{ms}/try",
        f"/patients/{asked}/fit", f"/patients/{pump}/pump",
    ):  # fmt: skip
        one.get(path)
        yield one, path
    read_by_two(house, pump)
    one.get(f"/patients/{pump}/pump")
    one.post(f"/patients/{pump}/pump", asked="352 mcg/day")
    yield one, f"/patients/{pump}/pump"
    one.post(
        f"/patients/{pump}/pump/first", asked="352 mcg/day", inputs=one.hidden("inputs"),
        drug="Baclofen", mcg_per_mL="2000", mcg_per_day="352",
    )  # fmt: skip
    other = house.browser("dr.b")
    other.get(one.path)
    yield other, one.path


def test_every_form_comes_back_with_what_was_typed(house: House) -> None:
    met = set[str]()
    for one, path in _pages(house):
        for action, fields in Forms(one.text).all:
            route = _route(house, action)
            met.add(route)
            if not any(_typed(field) for field in fields):
                continue
            sent = _filled(fields)
            if LONG not in sent.values():
                # Each of its values is one that the page offers.
                assert all(f["tag"] == "select" for f in fields if _typed(f)), (path, action)
                continue
            back = one.client.post(action, data=sent)
            assert back.status_code == 400, (path, action)
            assert f"at most {MOST_LETTERS:,} letters" in words(back.text), (path, action)
            assert back.text.count('role="alert"') == 1, (path, action)
            assert '<a href="#sent">To what you typed</a>' in back.text, (path, action)
            if action.startswith("/patients/") and action.count("/") > 2:
                assert f'href="{"/".join(action.split("/")[:3])}"' in back.text, (path, action)
            again = _same(Forms(back.text).all, action, sent)
            for field in again:
                if _typed(field):
                    assert field["value"].lstrip("\n") == sent[field["name"]], (path, action)
    takes = {path for method, path in routes(house) if method == "POST" and path != "/sign-in"}
    assert {p.removeprefix("/patients/{patient}") for p in takes - met} <= NOTHING_TYPED


def _route(house: House, action: str) -> str:
    """The route as it is declared that an address is of."""
    for method, path in routes(house):
        if method == "POST" and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), action):
            return path
    raise AssertionError(action)


def _same(
    forms: list[tuple[str, list[dict[str, str]]]], action: str, sent: dict[str, str]
) -> list[dict[str, str]]:
    """The form that came back of what was sent; of several at one address that which was filled."""
    (found,) = [
        fields for where, fields in forms
        if where == action and any(f["value"].lstrip("\n") == LONG for f in fields)
    ]  # fmt: skip
    assert {f["name"] for f in found} == set(sent) | {
        f["name"] for f in found if f.get("type") in ("file", "checkbox", "radio")
    }
    return found


def test_words_that_are_refused_stand_where_they_were_typed(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed(creatinine="", creatinine_on="")
    one.get(f"/patients/{patient}/fit")
    one.post(
        f"/patients/{patient}/measured", what="creatinine|umol/L", value="1O0", day="2026-11-21",
        on="fit",
    )  # fmt: skip
    assert one.status == 400
    said = words(one.text)
    assert "it must be a number" in said
    assert "Does baclofen fit?" in said or "questions open" in said
    form = one.text.partition(f'action="/patients/{patient}/measured"')[2].partition("</form>")[0]
    assert 'value="1O0"' in form
    assert '<option value="creatinine|umol/L" selected>' in form
    assert 'aria-invalid="true"' in form
    assert "<title>Not kept: " in one.text
    # On what could not be read it is asked on the page of what was read, and comes back there.
    unread = one.typed(medicines="Diazpam 5 mg")
    one.get(f"/patients/{unread}")
    one.post(f"/patients/{unread}/answer", key="unread", words="perhaps", on="read")
    assert one.status == 400
    assert "What was read" in words(one.text)
    assert "perhaps" in words(one.text)


def test_what_two_type_is_theirs_alone_and_comes_back_to_who_typed_it(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    one.get(f"/patients/{patient}/pump")
    typed = {"drug": "baclofen", "mcg_per_mL": "2000", "mcg_per_day": "13.33"}
    one.post(f"/patients/{patient}/pump/read", **typed)
    assert one.status == 400
    assert "it is not what was told" in words(one.text)
    assert 'value="13.33" aria-invalid="true" aria-describedby="sent"' in one.text
    assert "320" not in one.text.partition('action="/patients/')[2].partition("</form>")[0]
    other = house.browser("dr.b")
    assert (
        "13.33" not in other.get(f"/patients/{patient}/pump").partition("of-unconfirmed")[2][:2000]
    )


def test_a_pump_whose_numbers_are_none_keeps_the_form(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump", asked="a bit more", new_mcg_per_mL="")
    assert one.status == 400
    assert 'value="a bit more"' in one.text
    one.get(f"/patients/{patient}/pump")
    one.post(
        f"/patients/{patient}/pump/told", origin="cerebral", now="320 mcg/day",
        concentration="2 000", fill_mL="", alarm_mL="", filled_on="",
    )  # fmt: skip
    assert one.status == 400
    form = one.text.partition("/pump/told")[2]
    assert '<option value="cerebral" selected>' in form
    assert 'value="2 000"' in form
    # It stood in a fold, which is open now.
    assert re.search(r'<details class="part" open>\s*<summary>Tell the pump anew', one.text)


def test_a_file_that_is_refused_keeps_what_was_typed_beside_it(house: House) -> None:
    one = house.browser("dr.a")
    one.get("/patients")
    fields = {"form_key": one.hidden("form_key"), "label": "Jane <Roe>"}
    got = one.client.post("/patients/file", data=fields, files={"file": ("x", b"<xml/>")})
    assert got.status_code == 400
    assert 'value="Jane &lt;Roe&gt;"' in got.text
    assert "Choose the file again." in got.text


def test_a_password_is_never_filled_in_and_a_name_is(house: House) -> None:
    one = house.browser()
    one.get("/sign-in")
    one.post("/sign-in", name="dr.<a>", password=PASSWORD + "!")
    assert one.status == 403
    assert f'value="{escape("dr.<a>")}"' in one.text
    assert PASSWORD not in one.text
    one = house.browser("dr.a")
    one.get("/account")
    one.post("/account/password", now="that of now", new="another one of mine", again="a third")
    assert one.status == 400
    assert "typed in two ways" in words(one.text)
    assert "another one of mine" not in one.text


def test_a_note_that_is_long_is_folded_and_all_there(house: House) -> None:
    one = house.browser("dr.a")
    patient = one.typed()
    note = "walks better, " * 140
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/visited", note=note, day="2026-11-22")
    assert one.status == 200
    one.post(f"/patients/{patient}/follow/visited", note=note + note, day="2026-11-22")
    assert one.status == 400
    assert "3,919 letters long; at most 2,000" in words(one.text)
    page = one.get(f"/patients/{patient}/record")
    before, _, fold = page.partition("<summary>all of it</summary>")
    assert before.count("walks better") < 40
    assert unescape(fold.partition("</details>")[0]).count("walks better") == 140


def test_what_has_no_form_any_more_is_listed() -> None:
    page = "<title>t</title><main id='main'><p>nothing</p></main>"
    made = returned(page, "/a", {"score": "6<", "form_key": "k"}, "it is no more")
    assert "<dt>score</dt><dd>6&lt;</dd>" in made
    assert "form_key" not in made
    assert made.index("it is no more") < made.index("nothing")


@pytest.mark.parametrize(
    ("field", "marked"),
    [("scored", ""), ("score of scored", "score"), ("Score", "score"), ("rate, mcg a day", "rate")],
)
def test_the_field_that_is_named_is_marked_and_no_other(field: str, marked: str) -> None:
    fields = "".join(
        f'<label for="{name}">{name.title()} <span>unit</span></label>'
        f'<input id="{name}" name="{name}">'
        for name in ("scale", "score", "rate")
    )
    page = f'<main><form method="post" action="/a">{fields}</form></main>'
    made = returned(page, "/a", {"scale": "", "score": "x", "rate": "y"}, "no", field=field)
    assert re.findall(r'name="(\w+)"[^>]*aria-invalid', made) == ([marked] if marked else [])


def test_of_forms_at_one_address_that_which_was_sent_is_filled() -> None:
    def form(key: str, field: str) -> str:
        return (
            f'<form method="post" action="/a"><input type="hidden" name="key" value="{key}">'
            f"{field}</form>"
        )

    text = '<label for="w">Answer</label><input id="w" name="words" value="old">'
    box = '<input type="checkbox" name="same" value="yes" checked>'
    inner = f"<details><details>{form('two', text + box)}</details></details>"
    page = f"<main>{form('one', text)}{inner}</main>"
    made = returned(page, "/a", {"key": "two", "words": 'a"b'}, "no", field="answer")
    one, two = re.findall(r"<form.*?</form>", made)
    assert one == form("one", text)
    assert 'name="words" value="a&quot;b" aria-invalid="true" aria-describedby="sent">' in two
    assert "checked" not in two
    assert made.count("<details open>") == 2
