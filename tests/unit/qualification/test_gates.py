"""Gates judged by runs: as many as is told to who waits, one by one, each as it was announced."""

from __future__ import annotations

from baclofen.qualification import judge_gates
from baclofen.qualification.gates import RUN_GATES
from tests.people import known


def test_gates_come_one_by_one_as_many_as_is_said_each_as_announced() -> None:
    gates = judge_gates(known())
    first = next(gates)
    rest = tuple(gates)
    assert 1 + len(rest) == RUN_GATES
    assert [gate.id for gate in (first, *rest) if not gate.as_expected] == []
