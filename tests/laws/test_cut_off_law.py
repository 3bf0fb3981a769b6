"""A cut-off forgets what came later, and nothing else."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from baclofen.evidence import summary
from baclofen.knowledge import load_trials
from baclofen.reporting import summary_data

T = load_trials()


@settings(max_examples=25, deadline=None)
@given(
    as_of=st.one_of(st.integers(1970, 2027), st.dates(date(1974, 1, 1), date(2027, 1, 1))),
    syndrome=st.sampled_from([*T.syndromes, *T.groups]),
)
def test_a_cut_off_is_as_if_later_studies_did_not_exist(as_of: int | date, syndrome: str) -> None:
    day = date(as_of, 12, 31) if isinstance(as_of, int) else as_of
    known = frozenset(
        id for id, s in T.studies.items()
        if s.year is not None and date(s.year, 12, 31) <= day
    )  # fmt: skip
    without = T.only(known)
    assert summary_data(summary(T, syndrome, as_of=as_of), T) == summary_data(
        summary(without, syndrome), T
    )


@settings(max_examples=15, deadline=None)
@given(st.permutations(list(T.studies)))
def test_the_order_of_studies_decides_no_level(order: list[str]) -> None:
    from types import MappingProxyType

    from baclofen.value import replace

    shuffled = replace(T, studies=MappingProxyType({id: T.studies[id] for id in order}))
    for syndrome in ("ms_spasticity", "trigeminal_neuralgia"):
        one, other = summary(T, syndrome), summary(shuffled, syndrome)
        assert [h.level for h in one.headlines] == [h.level for h in other.headlines]
        assert [b.question for b in one.bodies] == [b.question for b in other.bodies]
