"""Nearly all of a changed copy of the knowledge is as it was: what was parsed once is not parsed
anew."""

from tests.parsed import parsed_once

__all__ = ["parsed_once"]
