"""`baclofen schema`: the JSON Schema of what an answer follows from, or of the answer's file."""

from __future__ import annotations

import sys
from typing import Any

from baclofen import codec
from baclofen.answering import AnswerFile, Inputs


def schema_command(what: str) -> None:
    """Print the schema of the inputs of every door, or of the file of an answer."""
    kind: Any = Inputs if what == "inputs" else AnswerFile
    sys.stdout.write(codec.encode(codec.schema(kind)).decode())
