"""`baclofen schema`: the JSON Schema of what an answer follows from, of its file, or of a hook."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from baclofen import codec
from baclofen.answering import AnswerFile, Inputs
from baclofen.exchange import HOOK_SCHEMAS


def schema_command(args: argparse.Namespace) -> None:
    """Print the schema of the inputs of every door, of the file of an answer, or of what goes over
    the wire of a hook."""
    what = args.what
    kind: Any = Inputs if what == "inputs" else AnswerFile
    made = HOOK_SCHEMAS[what] if what in HOOK_SCHEMAS else codec.schema(kind)
    sys.stdout.write(codec.encode(made).decode())
