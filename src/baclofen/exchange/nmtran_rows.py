"""The rows of an NM-TRAN table: CSV text, without what it says to ignore."""

from __future__ import annotations

import csv
import string
from collections.abc import Iterator

from baclofen.errors import InputRefused, UnreadableFile

Row = tuple[int, list[str]]


def read_rows(text: str, ignore: str) -> tuple[list[str], list[Row]]:
    """The names in the header, and each row with the number of the line at which it begins.

    Rows whose first character is `ignore` are left out; for "@" those whose first character that
    is not blank is a letter or @. The header is the first line that is no comment. A quoted field
    may hold line breaks. Raises `UnreadableFile` and `InputRefused`.
    """
    if len(ignore) != 1 or ignore.isspace() or ignore in ',"':
        raise InputRefused("ignore", repr(ignore), "it must be one character, such as # or @")
    rows = []
    for number, record in _records(text, ignore):
        try:
            fields = next(csv.reader([record]))
        except csv.Error as error:
            raise UnreadableFile(
                f"row {number} of the NM-TRAN table", f"not CSV ({error})", "mend that row"
            ) from None
        rows.append((number, [field.strip() for field in fields]))
    if len(rows) < 2:
        raise UnreadableFile("NM-TRAN table", "without rows", "it must have a header and rows")
    (_, header), *rest = rows
    for number, row in rest:
        if len(row) != len(header):
            raise UnreadableFile(
                f"row {number} of the NM-TRAN table",
                f"of {len(row)} fields",
                f"it must have {len(header)}, as the header has",
            )
    return header, rest


def _records(text: str, ignore: str) -> Iterator[tuple[int, str]]:
    # Not splitlines(): that also splits at characters that may stand in a field.
    lines = enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
    has_header = False
    for number, line in lines:
        first = line.lstrip()[:1]
        is_comment = line.startswith("#" if ignore == "@" else ignore)
        if ignore == "@" and has_header:
            is_comment = first in string.ascii_letters or first == "@"
        if not first or is_comment:
            continue
        has_header = True
        parts, is_open = [line], line.count('"') % 2 == 1
        while is_open:
            _, more = next(lines, (0, None))
            if more is None:
                raise UnreadableFile(
                    f"row {number} of the NM-TRAN table", "with a quote that does not end",
                    "each must be closed",
                )  # fmt: skip
            parts.append(more)
            is_open = more.count('"') % 2 == 0
        yield number, "\n".join(parts)
