"""What every happening is: a kind, and whether it may hold what names a person."""

from __future__ import annotations

from baclofen.value import Value

#: What tells which kind a happening is, in files.
KIND = "kind"


class Kind(Value, kw_only=True, tag_field=KIND):
    """Something that happened. `identifies` tells whether it may hold what names a person."""

    @property
    def identifies(self) -> bool:
        return False


def kind_of(what: Kind | type[Kind]) -> str:
    """What a happening is called, in files and on a command line: "dose_set"."""
    return str(what.__struct_config__.tag)
