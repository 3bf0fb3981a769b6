"""Covariances: what is refused in words, what facts stand behind them, and one digest anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from baclofen import codec
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model import Beliefs, Covariance, Gaussian, Independent, Parameter
from tests.tolerances import monte_carlo

CL = Parameter("CL", 7.0, ("oral.CLnr",), omega=0.2, rse=0.1)
V = Parameter("V", 40.0, ("oral.Vc",), omega=0.3, rse=0.1)
F = Parameter("F", 0.8, ("oral.F",), omega=0.5, rse=0.02, scale="logit")
MW = Parameter("MW", 213.66, ("oral.MW",))
EACH = Independent((CL, V, F, MW))
TIE = Covariance(("CL", "V"), ((0.04,), (0.03, 0.09)), ("published.marsot2014.CL_F",))


def test_the_facts_of_a_tie_stand_behind_the_two_it_ties() -> None:
    belief = Gaussian(EACH, people=TIE)
    assert belief.why == ("oral.CLnr", "oral.Vc", "oral.F", "oral.MW", "published.marsot2014.CL_F")
    assert belief.why_of(["F", "CL", "CRCL"]) == ("oral.CLnr", "oral.F")
    assert belief.why_of(["V", "CL"]) == ("oral.CLnr", "oral.Vc", "published.marsot2014.CL_F")


def test_what_is_known_leaves_its_ties_and_teaches_nothing_of_the_others() -> None:
    errors = Covariance(("V", "CL", "F"), ((0.01,), (0.005, 0.01), (0.004, 0.003, 0.01)))
    belief = Gaussian(EACH, TIE, errors).fixed({"CL": 5.0}, why=("weighed",))
    assert belief.knowledge == Covariance(("V", "F"), ((0.01,), (0.004, 0.01)))
    assert belief.people == Covariance(("V",), ((0.09,),), TIE.why)
    assert belief.typical()["CL"] == 5.0
    assert belief.margins["V"] == V
    assert belief.why_of(["CL"]) == ("weighed",)
    assert Gaussian(EACH, people=TIE).fixed({"CL": 5.0, "V": 30.0}).people == Covariance()
    with pytest.raises(UnknownName, match="'nonsense'"):
        belief.fixed({"nonsense": 1.0})


def test_knowledge_of_a_fraction_is_tied_on_its_logit() -> None:
    sd = 0.02 / (1 - 0.8)
    tied = Gaussian(EACH, knowledge=Covariance(("CL", "F"), ((0.01,), (0.008, sd**2))))
    drawn = tied.draw(20_000, np.random.default_rng(1), spreads="knowledge")
    logit = np.log(drawn["F"] / (1 - drawn["F"]))
    found = np.corrcoef(np.log(drawn["CL"]), logit)[0, 1]
    # The standard error of a correlation r is (1 - r^2) / sqrt(n).
    assert abs(found - 0.8) < monte_carlo(1 - 0.8**2, 20_000)["atol"]
    alone = tied.draw(50, np.random.default_rng(1), spreads="people")
    free = EACH.draw(50, np.random.default_rng(1), spreads="people")
    assert all(np.array_equal(alone[name], free[name]) for name in EACH.names)


Asked = Callable[[], object]


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        (lambda: Covariance(("CL", "V"), ((0.04, 0.03), (0.03, 0.09))), InputRefused,
         "covariance of CL, V is in rows of 2, 2; it must be the lower triangle"),
        (lambda: Covariance(("CL",)), InputRefused, "in rows of nothing"),
        (lambda: Covariance(("CL", "CL"), ((0.04,), (0.03, 0.09))), InputRefused,
         "with a name twice"),
        (lambda: Covariance(("CL",), ((-0.04,),)), OutOfRange, "variance of CL is -0.04"),
        (lambda: Covariance(("CL",), ((np.nan,),)), OutOfRange, "variance of CL is nan"),
        (lambda: Covariance(("CL", "V"), ((0.04,), (np.nan, 0.09))), OutOfRange,
         "covariance of V and CL is nan"),
        (lambda: Covariance(("CL", "V"), ((0.04,), (0.07, 0.09))), OutOfRange,
         "covariance of V and CL is 0.07; it must be between -0.06 and 0.06, the product"),
        (lambda: Covariance(("CL", "V"), ((0.0,), (0.01, 0.09))), OutOfRange, "between -0 and 0"),
        (lambda: Covariance(("a", "b", "c"), ((1.0,), (0.9, 1.0), (0.9, -0.9, 1.0))), InputRefused,
         "covariance of a, b, c is not positive semi-definite; no people can vary so: c does not"),
        (lambda: Covariance(("a", "b", "c"), ((1.0,), (1.0, 1.0), (0.9, 0.5, 1.0))), InputRefused,
         "c does not fit"),
        (lambda: Gaussian(EACH, people=Covariance(("Q",), ((0.04,),))), UnknownName,
         "parameter of the covariance between people is 'Q'"),
        (lambda: Gaussian(EACH, people=Covariance(("CL", "V"), ((1.0,), (0.5, 1.0)))), InputRefused,
         "variance of CL between people is 1; it must be 0.04, the square of its SD on the log"),
        (lambda: Gaussian(EACH, people=Covariance(("CL",), ((0.2,),))), InputRefused,
         "it must be 0.04"),
        (lambda: Gaussian(EACH, people=Covariance(("MW",), ((0.04,),))), InputRefused,
         "it must be 0, .* what is fixed varies with nothing"),
        (lambda: Gaussian(EACH, knowledge=Covariance(("F",), ((0.0004,),))), InputRefused,
         "variance of F of knowledge is 0.0004; it must be 0.01, .* on the logit scale"),
        (lambda: Independent((CL, V, CL)), InputRefused, "belief is with CL twice"),
        (lambda: Parameter("CL", 7.0, (), omega=-0.2), OutOfRange, "omega of CL is -0.2"),
        (lambda: Parameter("CL", 7.0, (), rse=np.inf), OutOfRange, "rse of CL is inf"),
        (lambda: Parameter("CL", 7.0, (), scale="lognormal"), UnknownName,  # type: ignore[arg-type]
         "scale of CL is 'lognormal'"),
        (lambda: Parameter("CL", 7.0, (), 0.2, limits=(1.0, 9.0)), InputRefused,
         "limits of CL is given; the log scale has limits of its own"),
        (lambda: Parameter("s", 0.5, (), 0.2, scale="normal", limits=(1.0, 0.0)), OutOfRange,
         "lower limit of s is 1; it must be below 0"),
        (lambda: EACH.draw(0, np.random.default_rng(1)), OutOfRange, "number of draws is 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_believed_is_refused_in_words(
    asked: Asked, kind: type[InputRefused], says: str
) -> None:
    with pytest.raises(kind, match=says):
        asked()


def test_what_does_not_vary_may_stand_in_a_covariance_and_changes_nothing() -> None:
    tied = Gaussian(EACH, people=Covariance(("MW", "CL"), ((0.0,), (0.0, 0.04))))
    one, other = (b.draw(9, np.random.default_rng(1)) for b in (tied, EACH))
    assert all(np.array_equal(one[name], other[name]) for name in EACH.names)


def test_limits_without_an_end_and_numbers_of_any_kind_are_one_content() -> None:
    loose = Parameter("s", np.float64(1), (), omega=1, scale="normal", limits=(0, np.inf))
    plain = Parameter("s", 1.0, (), omega=1.0, scale="normal", limits=(0.0, None))
    assert Independent((loose,)).digest == Independent((plain,)).digest
    assert Independent((loose,)) == Independent((plain,))


def test_a_belief_changed_by_hand_is_refused_by_its_place() -> None:
    made = codec.builtins(Gaussian(EACH, people=TIE))
    made["people"]["rows"][1][0] = 0.5
    with pytest.raises(OutOfRange, match=r"covariance of V and CL is 0\.5"):
        codec.read(Beliefs, made, name="belief")
    with pytest.raises(InputRefused, match=r"belief\.is"):
        codec.read(Beliefs, {**made, "is": "Prior"}, name="belief")
    assert set(codec.schema(Beliefs)["$defs"]) >= {"Independent", "Gaussian", "Covariance"}


def test_the_digest_is_the_same_in_any_process() -> None:
    code = (
        "from tests.unit.model.test_gaussian import *;"
        "print(EACH.digest, Gaussian(EACH, people=TIE).digest)"
    )
    wanted = f"{EACH.digest} {Gaussian(EACH, people=TIE).digest}"
    for seed in ("0", "1"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                             check=True, env=env)  # fmt: skip
        assert got.stdout.strip() == wanted
    # On any machine: its content is text, and this is its SHA-256.
    assert EACH.digest.startswith("708dee06e6b72ed2")
