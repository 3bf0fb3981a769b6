"""What a form sends: its fields and its file."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from baclofen.errors import InputRefused

#: Fields and files of one form.
_FIELDS, _FILES = 60, 1
#: Letters of one field: some eight pages. What is longer is a file.
MOST_LETTERS = 20_000


async def form_of(request: Request) -> tuple[Mapping[str, str], bytes | None]:
    """The fields of a form, and the file of one; nothing where none came. Raises `InputRefused`
    for a body that is no form, or one of more fields than any page has."""
    if request.method != "POST":
        return {}, None
    try:
        async with request.form(max_fields=_FIELDS, max_files=_FILES) as data:
            file = next((v for v in data.values() if isinstance(v, UploadFile)), None)
            raw = await file.read() if file is not None else None
            return {k: v for k, v in data.items() if isinstance(v, str)}, raw or None
    except HTTPException as gap:
        raise InputRefused(
            "form", "none that can be read", f"no page here sends such a one ({gap.detail})",
            do="Open the page again, and send the form that stands on it.",
        ) from None  # fmt: skip


def check_letters(form: Mapping[str, str]) -> None:
    """Raises `InputRefused` for a field with more than anybody types, or reads."""
    for name, words in form.items():
        if len(words) > MOST_LETTERS:
            raise InputRefused(
                name.replace("_", " "), f"{len(words):,} letters long",
                f"at most {MOST_LETTERS:,} letters of one field are kept",
                do="Keep what matters of it, or tell it in several entries.",
            )  # fmt: skip
