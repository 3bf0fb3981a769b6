"""What is refused comes back: on the page that its form stands on, with what was typed in it, why,
and a way back to the patient. Every form of every page is met: a new one cannot forget it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from html.parser import HTMLParser

import pytest

from baclofen.errors import InputRefused
from baclofen.service.page.forms import MOST_LETTERS
from baclofen.service.page.named import is_password
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
            sent[field["name"]] = field["options"].splitlines()[-1]
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
            for field in fields:
                assert is_password(field["name"]) == (field.get("type") == "password"), action
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


def test_what_was_sent_while_somebody_wrote_is_all_there_as_the_page_calls_it(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    page = one.get(f"/patients/{patient}/pump")
    one.get(f"/patients/{patient}/follow")
    one.post(f"/patients/{patient}/follow/fell", day="2026-11-22")
    one.text = page
    one.post(
        f"/patients/{patient}/pump/told", origin="cerebral", now="245 mcg/day",
        concentration="500", fill_mL="20", alarm_mL="", filled_on="2026-11-16",
    )  # fmt: skip
    assert one.status == 409
    assert re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", one.text) == [
        ("The spasticity comes from", "the brain"), ("What runs", "245 mcg/day"),
        ("Concentration in it", "500"), ("Filled with", "20"), ("Filled on", "2026-11-16"),
    ]  # fmt: skip


def test_a_pump_that_runs_is_not_told_anew_without_what_it_runs(house: House) -> None:
    one = house.browser("dr.a")
    patient = imported(one, PUMP)
    one.get(f"/patients/{patient}/pump")
    one.post(f"/patients/{patient}/pump/told", origin="spinal", now=" ", filled_on="2026-11-20")
    assert one.status == 400
    assert "What runs is not told; this pump runs" in words(one.text)
    assert "The pump runs at 320 mcg/day" in words(one.get(f"/patients/{patient}/pump"))


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
    told = {"now": "that of now", "new": "another one of mine", "again": "a third"}
    one.post("/account/password", **{f"password_{name}": says for name, says in told.items()})
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
    gap = InputRefused("score", "no more", "it must be")
    made = returned(page, "/a", {"score": "6<", "form_key": "k", "password_new": "p-word"}, gap)
    assert "<dt>score</dt><dd>6&lt;</dd>" in made
    assert "form_key" not in made
    assert "p-word" not in made
    assert made.index("score is no more") < made.index("nothing")


def _form(*labels: str, more: str = "") -> str:
    """A page with one form, whose fields are called so."""
    fields = "".join(
        f'<label for="{name}">{says} <span>unit</span></label><input id="{name}" name="{name}">'
        for name, _, says in (label.partition("=") for label in labels)
    )
    return f'<main><form method="post" action="/a">{fields}{more}</form></main>'


#: Forms with what no name may be taken for: a label that begins as another field's name does.
SCORE = _form("scale=Scale", "score=Score", "day=Day")
TYPED = _form(
    "creatinine=Creatinine", "creatinine_on=Day of creatinine", "syndrome=Baclofen is for",
    "baclofen=Baclofen now", "label=What it is called",
)  # fmt: skip
FILE = _form("label=What it is called", more='<label for="f">A record</label>'
             '<input id="f" name="file" type="file">')  # fmt: skip
NEW = _form("new_mcg_per_mL=New concentration, where it changes", "rate=Rate")
ANSWER = _form("words=Answer", more='<input type="hidden" name="key" value="inr">')


@pytest.mark.parametrize(
    ("page", "field", "came", "marked", "says"),
    [
        (SCORE, "scored", "9", "", "scored is 9"),
        (SCORE, "score of scored", "9", "score", "Score is 9"),
        (SCORE, "score (mas)", "9", "score", "Score is 9"),
        (SCORE, "scored", "without scale and score", "scale score", "Scale and Score is missing"),
        (SCORE, "time of the event", "2027", "day", "time of the event is 2027"),
        (TYPED, "baclofen", "lots", "baclofen", "Baclofen now is lots"),
        (TYPED, "creatinine_on", "2027", "creatinine_on", "Day of creatinine is 2027"),
        (TYPED, "creatinine", "9", "creatinine", "creatinine is 9"),
        (TYPED, "label", "x", "label", "What it is called is x"),
        (FILE, "label", "x", "label", "What it is called is x"),
        (FILE, "key", "secret", "file", "key is secret"),
        (NEW, "rate, mcg a day", "9", "rate", "Rate is 9"),
        (NEW, "new concentration", "9", "new_mcg_per_mL", "New concentration, where it changes is"),
        (NEW, "rateless", "9", "", "rateless is 9"),
        (ANSWER, "--answer inr", "x", "words", "Answer is x"),
        (ANSWER, "--answer weight_kg", "x", "", "answer weight_kg is x"),
    ],
)  # fmt: skip
def test_the_field_that_is_named_is_marked_and_no_other(
    page: str, field: str, came: str, marked: str, says: str
) -> None:
    sent = dict.fromkeys(re.findall(r'<input id="(\w+)"', page), "") | {"key": "inr"}
    sent = {n: w for n, w in sent.items() if f'name="{n}"' in page}
    made = returned(page, "/a", sent, InputRefused(field, came, "it must not be"))
    assert " ".join(re.findall(r'name="(\w+)"[^>]*aria-invalid', made)) == marked
    assert f"</strong> {says}" in made


def test_a_choice_that_nobody_offers_is_none_that_is_offered() -> None:
    more = '<select id="t" name="there"><option value="yes">yes</option></select>'
    page = _form("sign=Sign", more=more)
    gap = InputRefused("there", "x", "no")
    for told, first in (("x", '<option value="" selected>'), ("yes", '<option value="yes" ')):
        made = returned(page, "/a", {"sign": "", "there": told}, gap)
        assert f'aria-describedby="sent">{first}' in made
        assert made.count(" selected>") == 1


def test_of_forms_at_one_address_that_which_was_sent_is_filled() -> None:
    def form(key: str, field: str) -> str:
        return (
            f'<form method="post" action="/a"><input type="hidden" name="key" value="{key}">'
            f"{field}</form>"
        )

    text = '<label for="w">Answer</label><input id="w" name="words" value="old">'
    box = '<input type="checkbox" name="same" value="yes" checked>'
    inner = f"<details><details>{form('two', text + box)}</details></details>"
    other = '<form method="post" action="/a"><select name="member"></select></form>'
    page = f"<main>{other}{form('one', text)}{inner}</main>"
    gap = InputRefused("--answer two", "x", "no")
    made = returned(page, "/a", {"key": "two", "words": 'a"b'}, gap)
    same, one, two = re.findall(r"<form.*?</form>", made)
    assert (same, one) == (other, form("one", text))
    assert 'name="words" value="a&quot;b" aria-invalid="true" aria-describedby="sent">' in two
    assert "checked" not in two
    assert made.count("<details open>") == 2
    # No form of the page asks this: none of them is marked, and what was sent is listed.
    made = returned(page, "/a", {"key": "three", "words": "x"}, gap)
    assert "aria-invalid" not in made
    assert "<dt>three</dt><dd>x</dd>" in made
