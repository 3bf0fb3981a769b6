"""`baclofen schema` speaks of every field that a file holds."""

import json
from typing import Any

import pytest

from baclofen.answering import AssessInputs, answer, answer_json
from baclofen.assessment import Request
from baclofen.cli.main import main
from tests.people import TODAY, known, person


def test_the_schema_of_an_answer_names_what_a_file_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["schema", "answer"]) == 0
    schema = json.loads(capsys.readouterr().out)
    asked = AssessInputs(patient=person(), request=Request(today=TODAY))
    kept = json.loads(answer_json(answer(asked, known()), known()))
    _follow(kept, schema, schema)


def test_the_schema_of_inputs_has_every_door(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "inputs"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema["discriminator"]["propertyName"] == "door"
    assert set(schema["discriminator"]["mapping"]) == {"assess", "plan", "taper", "screen", "pump"}


def _follow(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> None:
    """Every key of the value is one of the schema, and none that it requires is missing."""
    if "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for among in schema.get("anyOf", ()):
        named = whole["$defs"].get(among.get("$ref", "").rsplit("/", 1)[-1], among)
        if isinstance(value, dict) and set(named.get("properties", {})) >= set(value):
            schema = named
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"])
        assert set(schema.get("required", ())) <= set(value)
        for key, item in value.items():
            _follow(item, schema["properties"][key], whole)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for item in value:
            _follow(item, schema["items"], whole)
