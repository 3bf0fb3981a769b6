"""What a form sends: its fields, its file, and what of it a person filled in."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import UploadFile
from starlette.requests import Request

#: Fields and files of one form.
_FIELDS, _FILES = 60, 1
#: Fields that a page fills in itself, and those of passwords: they are shown to nobody.
_NOT_TOLD = ("form_key", "seen", "inputs", "password", "now", "new", "again")


async def form_of(request: Request) -> tuple[Mapping[str, str], bytes | None]:
    """The fields of a form, and the file of one; nothing where none came."""
    if request.method != "POST":
        return {}, None
    async with request.form(max_fields=_FIELDS, max_files=_FILES) as data:
        file = next((v for v in data.values() if isinstance(v, UploadFile)), None)
        raw = await file.read() if file is not None else None
        return {k: v for k, v in data.items() if isinstance(v, str)}, raw or None


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """What a person filled in of a form."""
    return {name: words for name, words in form.items() if name not in _NOT_TOLD and words}
