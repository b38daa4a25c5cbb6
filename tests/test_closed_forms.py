"""The search for a price against the formulas that hold inside one tier, written out as a textbook has them.

r = m + the fee rate inside the requirement: linear (s*S*E - M - d)/(S*(s - r)), inverse S*(s + r)/(M + d + s*S/E). With
r below 1 an isolated position has one such price at most: in the tier where it lies.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import assume, event, given
from hypothesis import strategies as st

from marginline.v1 import account_pb2
from marginline.v1 import margin_service_pb2 as pb
from marginline.v1 import rulebook_pb2 as book
from marginline_native.calculator import Calculator

CALCULATOR = Calculator()
UNIT = Fraction(1, 10**18)
BOUNDS = (Fraction(10_000), Fraction(250_000), None)
RATES = (Fraction("0.004"), Fraction("0.01"), Fraction("0.025"))
DEDUCTIONS = (Fraction(0), Fraction(60), Fraction(3810))


class Scene(NamedTuple):
    """One isolated position; decimals with two places, so that a counterexample is readable."""

    linear: bool
    long: bool
    quantity: Fraction
    entry: Fraction
    mark: Fraction
    margin: Fraction
    fee: Fraction


def decimals(low: int, high: int) -> st.SearchStrategy[Fraction]:
    return st.integers(low, high).map(lambda cents: Fraction(cents, 100))


SCENES = st.builds(
    Scene, st.booleans(), st.booleans(), decimals(1, 10**6), decimals(100, 10**6), decimals(100, 10**6),
    decimals(0, 10**7), st.sampled_from([Fraction(0), Fraction("0.0005")]),
)


def text(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / value.denominator:f}"


def request_of(scene: Scene) -> pb.EvaluateAccountRequest:
    rules = book.Rules(
        tier_scheme="TIER_SCHEME_MARGINAL", tier_basis="TIER_BASIS_NOTIONAL", cross_pooling="CROSS_POOLING_POSITION",
        maintenance_value="VALUE_AT_MARK", initial_value_isolated="VALUE_AT_MARK", initial_value_cross="VALUE_AT_MARK",
        closing_fee="CLOSING_FEE_TAKER_IN_REQUIREMENT" if scene.fee else "CLOSING_FEE_NONE",
        trigger="TRIGGER_AT_OR_BELOW", bankruptcy_share="BANKRUPTCY_SHARE_FROZEN_OTHERS",
        adl_score_family="ADL_SCORE_FAMILY_NONE",
    )
    tiers = [
        book.PositionTier(upper_bound=None if bound is None else text(bound), maintenance_margin_rate=text(rate))
        for bound, rate in zip(BOUNDS, RATES, strict=True)
    ]
    instrument = book.Instrument(
        instrument_id="I", kind="INSTRUMENT_KIND_LINEAR" if scene.linear else "INSTRUMENT_KIND_INVERSE",
        settlement_currency="C", contract_size="1", taker_fee_rate=text(scene.fee), tier_table_id="T",
    )
    request = pb.EvaluateAccountRequest(view="VIEW_RISK")
    request.rulebook.inline.MergeFrom(book.Rulebook(
        rulebook_id="closed-forms", version="1", rules=rules, instruments=[instrument],
        tier_tables=[book.TierTable(tier_table_id="T", tiers=tiers)],
    ))
    request.mark_prices.add(instrument_id="I", price=text(scene.mark))
    request.account.positions.add(
        instrument_id="I", side="SIDE_LONG" if scene.long else "SIDE_SHORT", quantity=text(scene.quantity),
        entry_price=text(scene.entry),
    ).isolated.margin = text(scene.margin)
    return request


def formula(scene: Scene, rate: Fraction, deduction: Fraction) -> Fraction | None:
    """The price inside a tier, wherever that tier lies; None: not above zero."""
    s, r = 1 if scene.long else -1, rate + scene.fee
    if scene.linear:
        price = (s * scene.quantity * scene.entry - scene.margin - deduction) / (scene.quantity * (s - r))
        return price if price > 0 else None
    below = scene.margin + deduction + s * scene.quantity / scene.entry
    return scene.quantity * (s + r) / below if below and (s + r) / below > 0 else None


def expected(scene: Scene) -> Fraction | None:
    """The one price that lies in the tier whose formula gave it."""
    floor = Fraction(0)
    for bound, rate, deduction in zip(BOUNDS, RATES, DEDUCTIONS, strict=True):
        price = formula(scene, rate, deduction)
        if price is not None:
            value = scene.quantity * price if scene.linear else scene.quantity / price
            if floor < value and (bound is None or value <= bound):
                return price
        floor = bound or floor
    return None


def rounded_toward(price: Fraction, mark: Fraction) -> Fraction:
    steps = price / UNIT
    return (-(-steps.numerator // steps.denominator) if price < mark else steps.numerator // steps.denominator) * UNIT


@given(SCENES)
def test_an_isolated_price_is_that_of_the_formula_of_its_tier(scene: Scene) -> None:
    wanted = expected(scene)
    answer = pb.EvaluateAccountResponse.FromString(CALCULATOR.evaluate_account(request_of(scene).SerializeToString()))
    row = answer.statement.positions[0]
    assert not row.HasField("other_liquidation_price")
    event(f"{'linear' if scene.linear else 'inverse'}, price {'exists' if wanted else 'does not exist'}")
    if wanted is None:
        assert not row.HasField("liquidation_price")
        return
    assume(wanted <= 10**20)
    off = abs(Fraction(row.liquidation_price) - rounded_toward(wanted, scene.mark))
    assert off <= (0 if scene.linear else UNIT)


def test_a_hedge_at_one_entry_cancels_exactly_and_is_liquidated_at_its_tier_bound() -> None:
    """1/66.65 does not terminate; a trace left of it would put the account on the wrong side of zero at the mark."""
    scene = Scene(False, True, Fraction("12461953.5"), Fraction("66.65"), Fraction("80.3997"), Fraction(0), Fraction(0))
    request = request_of(scene)
    rulebook = request.rulebook.inline
    rulebook.rules.trigger = book.TRIGGER_STRICTLY_BELOW
    del rulebook.tier_tables[0].tiers[2:]
    rulebook.tier_tables[0].tiers[0].MergeFrom(book.PositionTier(upper_bound="155000", maintenance_margin_rate="0"))
    rulebook.tier_tables[0].tiers[1].ClearField("upper_bound")
    request.account.balances.add(currency="C", wallet_balance="0.000000000000000001")
    request.account.positions.add().CopyFrom(request.account.positions[0])
    for position, side in zip(request.account.positions, (account_pb2.SIDE_LONG, account_pb2.SIDE_SHORT), strict=True):
        position.side = side
        position.cross.SetInParent()
    answer = pb.EvaluateAccountResponse.FromString(CALCULATOR.evaluate_account(request.SerializeToString()))
    assert answer.statement.pools[0].equity == "0"
    assert [row.liquidation_price for row in answer.statement.positions] == ["80.3997", "80.3997"]
