"""The laws of margin, each a function of any evaluator and a Random: what must hold whatever the figures are.

An evaluator takes an EvaluateAccountRequest and returns its response. The laws speak of accounts that are not at an
edge, so that a rounding can never turn a state.
"""

from laws_batch import batch_is_each_alone
from laws_cases import Evaluate, Law
from laws_margin import (
    maintenance_within_initial,
    marginal_is_continuous,
    mirror_of_profit,
    mirror_of_statement,
    order_of_positions,
    scaling,
)
from laws_prices import (
    bankrupt_beyond_price,
    cross_alone_is_isolated,
    margin_of_requirement,
    more_margin_is_safer,
    prices_stand_in_order,
    state_changes_at_price,
)

__all__ = ["LAWS", "Evaluate", "Law", "batch_is_each_alone"]

LAWS: dict[str, Law] = {
    law.__name__: law
    for law in (
        scaling,
        mirror_of_profit,
        mirror_of_statement,
        order_of_positions,
        marginal_is_continuous,
        maintenance_within_initial,
        more_margin_is_safer,
        prices_stand_in_order,
        cross_alone_is_isolated,
        margin_of_requirement,
        state_changes_at_price,
        bankrupt_beyond_price,
    )
}
