"""What a refusal names, as the form calls it that was sent. Pure.

What is behind the pages knows fields by names of its own. A page marks the field that is meant, or
none, and says what stands beside it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from baclofen.errors import InputRefused
from baclofen.record import MEASURES
from baclofen.service.page.fields import OF_THE_PAGE, Field

#: What is read behind the pages by another name than a form has it by; all of them plain.
_ALSO = {
    "time": "day", "time of the event": "day", "condition": "conditions",
    "password": "password_new", "reason": "why",
    **dict.fromkeys(MEASURES, "value"),
}  # fmt: skip
_WITHOUT = re.compile(r"(?:.* )?without (.+)")
#: Where a name ends, and what follows says more of it: "score of scored", "score (mas)"; and
#: where what stands beside a field does.
_HEAD, _LABEL = re.compile(r" of | \(|,"), re.compile(r" \(|,")


def meant(gap: InputRefused, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields that a refusal is of: what it names or says to be missing, or the answer to the
    question that it names; a file for all else. None rather than a wrong one."""
    shown = [one for one in fields if not one.is_hidden]
    if lacking := _lacking(gap, shown):
        return lacking
    for name in (gap.field, _HEAD.split(gap.field, maxsplit=1)[0]):
        if found := _named(name, shown):
            return found[:1]
    files = [one for one in shown if one.kind == "file"]
    key = next((one.value for one in fields if one.name == "key"), "")
    typed = [one for one in shown if one.kind not in ("checkbox", "radio")]
    if not files and len(typed) == 1 and gap.field in ("--answer", f"--answer {key}", key):
        return tuple(typed)
    return tuple(files[:1])


def on_the_page(gap: InputRefused, fields: Iterable[Field]) -> InputRefused:
    """The refusal, with the page's own name of what it is of; words that are plain by themselves
    stay."""
    told = tuple(fields)
    if gap.field in _ALSO:
        return gap
    found = [one.label for one in meant(gap, told) if one.label and one.kind != "file"]
    if not found:
        return gap
    if _lacking(gap, told):
        return InputRefused(" and ".join(found), "missing", "it must be told", why=gap.why)
    return InputRefused(found[0], gap.came, gap.allowed, do=gap.do, why=gap.why)


def sent_as(form: Mapping[str, str], fields: Iterable[Field] = ()) -> dict[str, str]:
    """What a person filled in or pressed of a form, by what the page calls it; as the form has it
    where no page says so. A password is none of it, nor what a page says of itself."""
    by = {one.name: one for one in fields}
    told = {
        name: words for name, words in form.items()
        if words and name not in OF_THE_PAGE and name != "on" and not is_password(name)
    }  # fmt: skip
    if "key" in told and "words" in told:
        # An answer, to the question that its key names.
        told[told.pop("key")] = told.pop("words")
    return {
        (by[name].label if name in by else "") or name.replace("_", " "):
        by[name].says(words) if name in by else words
        for name, words in told.items()
    }  # fmt: skip


def is_password(name: str) -> bool:
    """Whether a field is one of a password: each is called so first, and no other is."""
    return name.startswith("password")


def _lacking(gap: InputRefused, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields that something is said to be without."""
    if (told := _WITHOUT.fullmatch(gap.came)) is None:
        return ()
    names = re.split(r", | and ", told[1])
    return tuple(one for name in names for one in _named(name, fields)[:1])


def _named(name: str, fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields that are called so: by their own name, by what stands beside them, or by what is
    read behind the page."""
    told, called = tuple(fields), name.casefold()
    return (
        *(one for one in told if one.name == name),
        *(one for one in told if one.name.replace("_", " ").casefold() == called),
        *(one for one in told if called in _labels(one)),
        *(one for one in told if one.name == _ALSO.get(name)),
    )


def _labels(field: Field) -> tuple[str, str]:
    """What stands beside a field, and the first of it."""
    label = field.label.casefold()
    return label, _LABEL.split(label, maxsplit=1)[0]
