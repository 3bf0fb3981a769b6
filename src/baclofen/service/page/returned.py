"""A form that was refused, on the page that it stands on: with what was typed in it, and why. Pure.

The pages are our own and everything that came from outside is escaped in them, so that what looks
like a tag is one, and its attributes stand between double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from baclofen.errors import InputRefused, NotPlanned
from baclofen.service.page.fields import FIELD, OPTION, attributes, fields_of, form_sent
from baclofen.service.page.named import meant, on_the_page, sent_as
from baclofen.service.page.plainly import refusal

#: What a browser lets nobody fill in, and what is typed anew.
_NEVER = ("hidden", "password", "file")
_FOLD = re.compile(r"<details\b[^>]*>|</details>")
_MAIN = re.compile(r"<main\b[^>]*>")
#: A choice of nothing.
_NONE = '<option value="" selected>choose</option>'


def returned(
    page: str, action: str, form: Mapping[str, str], gap: InputRefused | NotPlanned
) -> str:
    """The page, with the form that was sent to `action` as it was sent: what was refused of it
    stands on top and beside it, and the fields that it names are marked.

    Where the page has no such form any more, what was sent stands on top.
    """
    found = form_sent(page, action, form)
    if found:
        sent = '<p><a href="#sent">To what you typed</a></p>'
        words, filled = _filled(found[0], form, gap)
        page = _unfolded(page[: found.start()]) + filled + page[found.end() :]
    else:
        words, sent = refusal(gap), _as_list(sent_as(form))
    notice = (
        f'<div class="wrong" role="alert"><p><strong>Nothing was kept.</strong> {escape(words)}</p>'
        f"{sent}</div>"
    )
    page = _MAIN.sub(lambda main: f"{main[0]}\n{notice}", page, count=1)
    return page.replace("<title>", "<title>Not kept: ", 1)


def _filled(text: str, form: Mapping[str, str], gap: InputRefused | NotPlanned) -> tuple[str, str]:
    """What is said, and the form with it and with what was sent."""
    fields = fields_of(text)
    wrong = set[str]()
    if isinstance(gap, InputRefused):
        wrong = {one.name for one in meant(gap, fields)}
        gap = on_the_page(gap, fields)

    def fill(found: re.Match[str]) -> str:
        told = attributes(found[0])
        made = _with_value(found[0], told, form)
        return _marked(made, told) if told.get("name") in wrong else made

    words = refusal(gap)
    again = " Choose the file again." if 'type="file"' in text else ""
    says = f'<p class="wrong" id="sent" tabindex="-1">{escape(words)}{again}</p>'
    head, _, rest = text.partition(">")
    return words, f"{head}>{says}{FIELD.sub(fill, rest)}"


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
        made = OPTION.sub(lambda one: _chosen(one[0], words), text)
        # What no choice offers is none of those that it offers, not even the first.
        return made if " selected>" in made else made.replace(">", f">{_NONE}", 1)
    return f'{_without(text, "value")[:-1]} value="{escape(words)}">'


def _chosen(option: str, words: str) -> str:
    bare = _without(option, "selected")
    return f"{bare[:-1]} selected>" if attributes(bare).get("value") == words else bare


def _without(text: str, *names: str) -> str:
    """A field without these attributes of its first tag."""
    head, mark, rest = text.partition(">")
    for name in names:
        head = re.sub(rf' {name}(?:="[^"]*")?(?=[ ]|$)', "", head)
    return head + mark + rest


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
