"""The fields of our own forms, read off the text of a page. Pure.

The pages are our own and everything that came from outside is escaped in them, so that what looks
like a tag is one, and its attributes stand between double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from baclofen.value import Value

#: Fields that a page fills in itself: another page may hold another value of them.
OF_THE_PAGE = frozenset(("form_key", "seen", "inputs"))
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
FIELD = re.compile(
    r"<input\b[^>]*>|<select\b[^>]*>.*?</select>|<textarea\b[^>]*>.*?</textarea>", re.DOTALL
)
OPTION = re.compile(r"<option\b[^>]*>")
_OPTION = re.compile(r'<option value="([^"]*)"[^>]*>([^<]*)')
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_LABEL = re.compile(r'<label for="([^"]+)">([^<]*)')


class Field(Value):
    """One of a form: its name, its type, and what the page calls it (empty where nothing does).
    `options` are the values of one that is chosen, each with what it says; `value` is that of a
    hidden one."""

    name: str
    kind: str
    label: str
    options: Mapping[str, str]
    value: str

    @property
    def is_hidden(self) -> bool:
        return self.kind == "hidden"

    def says(self, words: str) -> str:
        """What was sent of it, as the page says that."""
        return self.options.get(words, words)


def fields_of(form: str) -> tuple[Field, ...]:
    """The fields of a form that have a name."""
    labels = {id: unescape(says).strip() for id, says in _LABEL.findall(form)}
    made = []
    for text in FIELD.findall(form):
        told = attributes(text)
        options = {unescape(value): unescape(says) for value, says in _OPTION.findall(text)}
        kind, label = told.get("type", ""), labels.get(told.get("id", ""), "")
        made.append(Field(told.get("name", ""), kind, label, options, told.get("value", "")))
    return tuple(one for one in made if one.name)


def attributes(text: str) -> dict[str, str]:
    """Those of the first tag of a text."""
    head = text.partition(">")[0].partition(" ")[2]
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(head)}


def form_sent(page: str, action: str, form: Mapping[str, str]) -> re.Match[str] | None:
    """The form of a page that sent this: of several that send to one address that whose own fields
    have these values, and whose others could have them. None that lacks a field that was sent."""
    at, sent = f'action="{escape(action)}"', form.keys() - OF_THE_PAGE
    told = [
        (one, FIELD.findall(one[0])) for one in FORM.finditer(page)
        if at in one[0] and 'method="post"' in one[0]
    ]  # fmt: skip
    told = [(one, all_) for one, all_ in told if sent <= {attributes(f).get("name") for f in all_}]
    for could in (_could_have, _has, _is_of):
        for one, all_ in told:
            if all(could(text, form) for text in all_):
                return one
    return None


def _is_of(text: str, form: Mapping[str, str]) -> bool:
    """Whether a field is not one of another form's own."""
    told = attributes(text)
    name = told.get("name", "")
    is_own = told.get("type") == "hidden" and name not in OF_THE_PAGE
    return not is_own or form.get(name) == told.get("value")


def _has(text: str, form: Mapping[str, str]) -> bool:
    """Whether a field may have been sent with this form."""
    told = attributes(text)
    is_sent = told.get("name") in form or told.get("type") in ("checkbox", "radio", "file")
    return is_sent and _is_of(text, form)


def _could_have(text: str, form: Mapping[str, str]) -> bool:
    """The same, and it could have the value that was sent."""
    if not _has(text, form) or not text.startswith("<select"):
        return _has(text, form)
    options = [attributes(one).get("value") for one in OPTION.findall(text)]
    return form[attributes(text)["name"]] in options
