"""An opponent process follows the drug's action and outlasts it: rebound and withdrawal.

At a steady dose it balances the action and shows nothing. It grows in weeks and fades in
days. `withdrawal_drive` has no scale of its own: nobody counted withdrawal by dose and pace among
all who stopped, so only the drives of two regimens are ever compared.

Facts: `withdrawal.*`.
"""

from __future__ import annotations

from baclofen.engine import Turnover
from baclofen.model.link import Link, Output


def _opponent(name: str, A: str) -> Turnover:
    # O' = (A - O)/t with t_up while O rises and t_dn while it falls, as gain - loss*O.
    return Turnover(name, gain=f"max({A} - {name}, 0)/t_up + min({A}, {name})/t_dn", loss="1/t_dn")


LINK = Link(
    "withdrawal",
    parameters={"t_up": "h", "t_dn": "h", "W50": "1", "gamma": "1"},
    signals={
        "W_s": "max(O_s - A_Ia, 0)",
        "W_b": "max(O_b - A_b, 0)",
        "W_drive": "hill(W_b, W50, gamma)",
    },
    turnovers=(_opponent("O_s", "A_Ia"), _opponent("O_b", "A_b")),
    outputs=(
        Output(
            "withdrawal_drive", "W_drive", "1", "model-derived",
            "drive towards withdrawal, only to compare regimens: not a risk",
            rests_on=("withdrawal.W50", "withdrawal.t_up", "withdrawal.t_dn"), worse=1,
        ),
        Output(
            "rebound_cord", "W_s", "1", "model-derived",
            "surplus of the opponent process in the cord",
            rests_on=("withdrawal.t_up", "withdrawal.t_dn"), worse=1,
        ),
    ),
)  # fmt: skip
