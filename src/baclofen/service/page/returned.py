"""A form that was refused, on the page that it stands on: with what was typed in it, and why. Pure.

The pages are our own and everything that came from outside is escaped in them, so that what looks
like a tag is one, and its attributes stand between double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from baclofen.service.page.forms import typed_in

#: Fields that a page fills in itself: another page may hold another value of them.
_OF_THE_PAGE = frozenset(("form_key", "seen", "inputs"))
#: What a browser lets nobody fill in, and what is typed anew.
_NEVER = ("hidden", "password", "file")
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
_FIELD = re.compile(
    r"<input\b[^>]*>|<select\b[^>]*>.*?</select>|<textarea\b[^>]*>.*?</textarea>", re.DOTALL
)
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_OPTION = re.compile(r"<option\b[^>]*>")
_LABEL = re.compile(r'<label for="([^"]+)">([^<]*)')
_FOLD = re.compile(r"<details\b[^>]*>|</details>")
_MAIN = re.compile(r"<main\b[^>]*>")


def returned(
    page: str, action: str, form: Mapping[str, str], words: str, *, field: str = ""
) -> str:
    """The page, with the form that was sent to `action` as it was sent: what was refused of it
    stands on top and beside it, and the `field` that is named is marked.

    Where the page has no such form any more, what was sent stands on top.
    """
    found = _sent(page, action, form)
    sent = '<p><a href="#sent">To what you typed</a></p>' if found else _as_list(typed_in(form))
    if found:
        filled = _filled(found[0], form, words, field)
        page = _unfolded(page[: found.start()]) + filled + page[found.end() :]
    notice = (
        f'<div class="wrong" role="alert"><p><strong>Nothing was kept.</strong> {escape(words)}</p>'
        f"{sent}</div>"
    )
    page = _MAIN.sub(lambda main: f"{main[0]}\n{notice}", page, count=1)
    return page.replace("<title>", "<title>Not kept: ", 1)


def _sent(page: str, action: str, form: Mapping[str, str]) -> re.Match[str] | None:
    """The form of a page that sent this: of several that send to one address that whose own fields
    have these values, and whose others could have them."""
    at = f'action="{escape(action)}"'
    all_ = [one for one in _FORM.finditer(page) if at in one[0] and 'method="post"' in one[0]]
    for could in (_could_have, _has, _is_of):
        for one in all_:
            if all(could(text, form) for text in _FIELD.findall(one[0])):
                return one
    return None


def _is_of(text: str, form: Mapping[str, str]) -> bool:
    """Whether a field is not one of another form's own."""
    told = _attributes(text)
    name = told.get("name", "")
    is_own = told.get("type") == "hidden" and name not in _OF_THE_PAGE
    return not is_own or form.get(name) == told.get("value")


def _has(text: str, form: Mapping[str, str]) -> bool:
    """Whether a field may have been sent with this form."""
    told = _attributes(text)
    is_sent = told.get("name") in form or told.get("type") in ("checkbox", "radio", "file")
    return is_sent and _is_of(text, form)


def _could_have(text: str, form: Mapping[str, str]) -> bool:
    """The same, and it could have the value that was sent."""
    if not _has(text, form) or not text.startswith("<select"):
        return _has(text, form)
    options = [_attributes(one).get("value") for one in _OPTION.findall(text)]
    return form[_attributes(text)["name"]] in options


def _filled(text: str, form: Mapping[str, str], words: str, field: str) -> str:
    labels = {id: unescape(says).strip().casefold() for id, says in _LABEL.findall(text)}
    fields = [_attributes(one) for one in _FIELD.findall(text)]
    typed = [told for told in fields if told.get("type") not in _NEVER]
    meant = [told for told in typed if _is_meant(told, labels, field.casefold())]
    wrong = {told["name"] for told in (meant or (typed if len(typed) == 1 else []))[:1]}

    def fill(found: re.Match[str]) -> str:
        told = _attributes(found[0])
        made = _with_value(found[0], told, form)
        return _marked(made, told) if told.get("name") in wrong else made

    again = " Choose the file again." if 'type="file"' in text else ""
    says = f'<p class="wrong" id="sent" tabindex="-1">{escape(words)}{again}</p>'
    head, _, rest = text.partition(">")
    return f"{head}>{says}{_FIELD.sub(fill, rest)}"


def _is_meant(told: Mapping[str, str], labels: Mapping[str, str], field: str) -> bool:
    name, label = told["name"].casefold(), labels.get(told.get("id", ""), "")
    if not field:
        return False
    return field in (name, name.replace("_", " ")) or bool(
        label and (_begins(field, label) or _begins(label, field))
    )


def _begins(words: str, first: str) -> bool:
    """Whether a text begins with these words, whole."""
    rest = words.removeprefix(first)
    return words.startswith(first) and not rest[:1].isalnum()


def _marked(text: str, told: Mapping[str, str]) -> str:
    """The field, said to be what was refused; what describes it still does."""
    by = " ".join([*told.get("aria-describedby", "").split(), "sent"])
    head, _, rest = _without(text, "aria-describedby", "aria-invalid").partition(">")
    return f'{head} aria-invalid="true" aria-describedby="{by}">{rest}'


def _with_value(text: str, told: Mapping[str, str], form: Mapping[str, str]) -> str:
    kind, words = told.get("type", ""), form.get(told.get("name", ""))
    if kind in ("checkbox", "radio"):
        bare = _without(text, "checked")
        return f"{bare[:-1]} checked>" if words == told.get("value", "on") else bare
    if words is None or kind in _NEVER:
        return text
    if text.startswith("<textarea"):
        head, _, _ = text.partition(">")
        # The first line break of one is none of its words.
        return f"{head}>\n{escape(words)}</textarea>"
    if text.startswith("<select"):
        return _OPTION.sub(lambda one: _chosen(one[0], words), text)
    return f'{_without(text, "value")[:-1]} value="{escape(words)}">'


def _chosen(option: str, words: str) -> str:
    bare = _without(option, "selected")
    return f"{bare[:-1]} selected>" if _attributes(bare).get("value") == words else bare


def _without(text: str, *names: str) -> str:
    """A field without these attributes of its first tag."""
    head, mark, rest = text.partition(">")
    for name in names:
        head = re.sub(rf' {name}(?:="[^"]*")?(?=[ ]|$)', "", head)
    return head + mark + rest


def _attributes(text: str) -> dict[str, str]:
    head = text.partition(">")[0].partition(" ")[2]
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(head)}


def _unfolded(before: str) -> str:
    """What stands before a form, with every fold open that the form is in."""
    around: list[re.Match[str]] = []
    for one in _FOLD.finditer(before):
        if one[0] == "</details>":
            around.pop()
        else:
            around.append(one)
    for one in reversed(around):
        if " open" not in one[0]:
            before = f"{before[: one.end() - 1]} open{before[one.end() - 1 :]}"
    return before


def _as_list(told: Mapping[str, str]) -> str:
    rows = "".join(f"<dt>{escape(n)}</dt><dd>{escape(words)}</dd>" for n, words in told.items())
    return f'<p>What you sent:</p><dl class="told">{rows}</dl>' if rows else ""
