"""Every comparison of the rules just below, at and just above its boundary; figures by hand, over sample_book."""

from collections.abc import Callable

import pytest

import sample_book
from marginline.v1 import account_pb2, rulebook_pb2, statement_pb2
from marginline.v1 import margin_service_pb2 as pb
from marginline_native.calculator import Calculator

CALCULATOR = Calculator()
HEALTHY = statement_pb2.STATE_HEALTHY
WARNING = statement_pb2.STATE_WARNING
LIQUIDATABLE = statement_pb2.STATE_LIQUIDATABLE
BANKRUPT = statement_pb2.STATE_BANKRUPT
ABOVE_TIER = statement_pb2.WARNING_LEVERAGE_ABOVE_TIER
ABOVE_LAST = statement_pb2.WARNING_SIZE_ABOVE_LAST_TIER
OFF_STEP = statement_pb2.WARNING_QUANTITY_OFF_STEP
UNIT = "0.000000000000000001"
Adjust = Callable[[rulebook_pb2.Rulebook], object]


def whole(book: rulebook_pb2.Rulebook) -> None:
    book.rules.tier_scheme = rulebook_pb2.TIER_SCHEME_WHOLE
    for tier in book.tier_tables[0].tiers:
        tier.ClearField("maintenance_deduction")


def by_contracts(book: rulebook_pb2.Rulebook) -> None:
    whole(book)
    book.rules.tier_basis = rulebook_pb2.TIER_BASIS_CONTRACTS


def strictly(book: rulebook_pb2.Rulebook) -> None:
    book.rules.trigger = rulebook_pb2.TRIGGER_STRICTLY_BELOW


def reserved(book: rulebook_pb2.Rulebook) -> None:
    book.rules.closing_fee = rulebook_pb2.CLOSING_FEE_RESERVED_AT_ENTRY


def evaluate(
    position: account_pb2.Position, *adjusts: Adjust, mark: str = "1", wallet: str = "1000000"
) -> statement_pb2.AccountStatement:
    """The statement of one position in BTC-USDT, which enters and stands where it is told."""
    request = sample_book.evaluate_request(position)
    request.mark_prices[0].price = mark
    request.account.balances[0].wallet_balance = wallet
    for adjust in adjusts:
        adjust(request.rulebook.inline)
    return pb.EvaluateAccountResponse.FromString(CALCULATOR.evaluate_account(request.SerializeToString())).statement


def at_one(quantity: str, **fields: str) -> account_pb2.Position:
    """Entered at 1, so that value and quantity are the same number."""
    return sample_book.position(quantity=quantity, entry_price="1", **fields)


# ---- tiers: the upper bound belongs to the lower one ----


@pytest.mark.parametrize("scheme", [lambda _: None, whole, by_contracts], ids=["MARGINAL", "WHOLE", "CONTRACTS"])
@pytest.mark.parametrize(
    ("quantity", "tier"),
    [
        ("49999.999999999999999999", 1),
        ("50000", 1),
        ("50000.000000000000000001", 2),
        ("249999.999999999999999999", 2),
        ("250000", 2),
        ("250000.000000000000000001", 3),
    ],
)
def test_tier_bounds(scheme: Adjust, quantity: str, tier: int) -> None:
    assert evaluate(at_one(quantity), scheme).positions[0].position_tier == tier


@pytest.mark.parametrize(
    ("mark", "tier"), [("0.999999999999999999", 1), ("1", 1), ("1.000000000000000001", 2)]
)
def test_a_price_moves_a_tier_of_notional_but_not_of_contracts(mark: str, tier: int) -> None:
    assert evaluate(at_one("50000"), mark=mark).positions[0].position_tier == tier
    assert evaluate(at_one("50000"), by_contracts, mark=mark).positions[0].position_tier == 1


@pytest.mark.parametrize(
    ("quantity", "maintenance"),
    [
        ("49999.999999999999999999", "200"),
        ("50000", "200"),
        ("50000.000000000000000001", "200.000000000000000001"),
    ],
)
def test_marginal_maintenance_is_continuous_at_a_bound(quantity: str, maintenance: str) -> None:
    assert evaluate(at_one(quantity)).positions[0].maintenance_margin == maintenance


@pytest.mark.parametrize(
    ("quantity", "maintenance"), [("50000", "200"), ("50000.000000000000000001", "250.000000000000000001")]
)
def test_whole_maintenance_jumps_at_a_bound(quantity: str, maintenance: str) -> None:
    assert evaluate(at_one(quantity), whole).positions[0].maintenance_margin == maintenance


@pytest.mark.parametrize(
    ("quantity", "warnings"),
    [("299999.999", []), ("300000", []), ("300000.001", [ABOVE_LAST])],
)
def test_size_above_the_last_tier(quantity: str, warnings: list[int]) -> None:
    def bounded(book: rulebook_pb2.Rulebook) -> None:
        book.tier_tables[0].tiers[2].upper_bound = "300000"

    assert list(evaluate(at_one(quantity), bounded).positions[0].warnings) == warnings


# ---- leverage and step ----


@pytest.mark.parametrize(
    ("leverage", "warnings"),
    [("124.999999999999999999", []), ("125", []), ("125.000000000000000001", [ABOVE_TIER])],
)
def test_leverage_against_the_highest_of_its_tier(leverage: str, warnings: list[int]) -> None:
    assert list(evaluate(at_one("1", leverage=leverage)).positions[0].warnings) == warnings


@pytest.mark.parametrize(
    ("leverage", "warnings"),
    [("39.999999999999999999", []), ("40", []), ("40.000000000000000001", [ABOVE_TIER])],
)
def test_leverage_against_the_initial_rate_of_its_tier(leverage: str, warnings: list[int]) -> None:
    def rate_alone(book: rulebook_pb2.Rulebook) -> None:
        book.tier_tables[0].tiers[0].ClearField("max_leverage")
        book.tier_tables[0].tiers[0].initial_margin_rate = "0.025"

    assert list(evaluate(at_one("1", leverage=leverage), rate_alone).positions[0].warnings) == warnings


@pytest.mark.parametrize(
    ("quantity", "warnings"),
    [("1.000999999999999999", [OFF_STEP]), ("1.001", []), ("1.001000000000000001", [OFF_STEP])],
)
def test_quantity_against_its_step(quantity: str, warnings: list[int]) -> None:
    assert list(evaluate(at_one(quantity)).positions[0].warnings) == warnings


# ---- states: a long of 1 at 1,000 requires 4 ----


def states(equity: str, *adjusts: Adjust) -> set[int]:
    """Of a cross and of an isolated position with that equity, and of their accounts."""
    own = {"quantity": "1", "entry_price": "1000"}
    cross = evaluate(sample_book.position(**own), *adjusts, mark="1000", wallet=equity)
    found = {int(cross.state), int(cross.pools[0].state)}
    if not equity.startswith("-"):
        isolated = evaluate(sample_book.position(**own, isolated=equity), *adjusts, mark="1000", wallet="0")
        found |= {int(isolated.state), int(isolated.positions[0].state)}
    return found


@pytest.mark.parametrize(
    ("equity", "at_or_below", "strictly_below"),
    [
        ("3.999999999999999999", LIQUIDATABLE, LIQUIDATABLE),
        ("4", LIQUIDATABLE, HEALTHY),
        ("4.000000000000000001", HEALTHY, HEALTHY),
    ],
)
def test_trigger(equity: str, at_or_below: int, strictly_below: int) -> None:
    assert states(equity) == {at_or_below}
    assert states(equity, strictly) == {strictly_below}


@pytest.mark.parametrize(
    ("equity", "state"),
    [("11.999999999999999999", WARNING), ("12", WARNING), ("12.000000000000000001", HEALTHY)],
)
def test_warning(equity: str, state: int) -> None:
    def three(book: rulebook_pb2.Rulebook) -> None:
        book.rules.warning_ratio = "3"

    assert states(equity, three) == {state}
    assert states(equity, three, strictly) == {state}


@pytest.mark.parametrize(("equity", "state"), [("-" + UNIT, BANKRUPT), ("0", LIQUIDATABLE), (UNIT, LIQUIDATABLE)])
def test_bankrupt(equity: str, state: int) -> None:
    assert states(equity) == {state}
    assert states(equity, strictly) == {state}


@pytest.mark.parametrize(
    ("equity", "state"),
    [("0.503999999999999999", BANKRUPT), ("0.504", LIQUIDATABLE), ("0.504000000000000001", LIQUIDATABLE)],
)
def test_bankrupt_below_the_reserved_fee(equity: str, state: int) -> None:
    # 0.0005 x 1,000 x (1 + 1/125)
    assert states(equity, reserved) == {state}


# ---- prices that stand at the mark ----


@pytest.mark.parametrize(
    ("margin", "price"),
    [
        ("3.999999999999999999", "1000.000000000000000001"),
        ("4", "1000"),
        ("4.000000000000000001", "999.999999999999999999"),
    ],
)
def test_liquidation_price_at_the_mark(margin: str, price: str) -> None:
    own = sample_book.position(quantity="1", entry_price="1000", isolated=margin)
    row = evaluate(own, mark="1000").positions[0]
    assert row.liquidation_price == price
