"""Request bodies of the load tests: accounts as a venue's users have them, made of any rulebook, always the same."""

from __future__ import annotations

import json
from decimal import Decimal
from random import Random

from google.protobuf import json_format
from google.protobuf.message import Message

from marginline.v1 import account_pb2, margin_service_pb2, rulebook_pb2, statement_pb2

# Prices around which marks lie, by base currency, so that positions reach the tiers that their like reach at a venue.
PRICES = {
    "1000PEPE": 0.009,
    "ADA": 0.34,
    "AVAX": 25.0,
    "BCH": 350.0,
    "BNB": 580.0,
    "BTC": 69_000.0,
    "DOGE": 0.16,
    "DOT": 3.9,
    "ETH": 2_500.0,
    "LINK": 11.0,
    "LTC": 69.0,
    "SOL": 168.0,
    "TRX": 0.167,
    "XRP": 0.51,
}
OTHER_PRICE = 10.0
SMALLEST_VALUE, LARGEST_VALUE = 500.0, 200_000.0
ISOLATED_SHARE = 0.2
LEVERAGE = 10
# The wallet's part of the value of all positions: nobody is near liquidation, and every price is worth seeking.
WALLET_SHARE = 0.25
SIDES = (account_pb2.SIDE_LONG, account_pb2.SIDE_SHORT)


def evaluate_request(
    rulebook: rulebook_pb2.Rulebook, positions: int, seed: int = 1
) -> margin_service_pb2.EvaluateAccountRequest:
    """An account of `positions` positions, over all instruments in turn, a fifth of them isolated; view FULL.

    It names the rulebook by id, and gives the marks and balances that its positions need.
    """
    rng = Random(seed)
    account = account_pb2.Account(account_id=f"account-{seed}")
    held = rulebook.instruments[:positions]
    marks = [_mark(instrument, rng) for instrument in held]
    wallets = dict.fromkeys((instrument.settlement_currency for instrument in held), 0.0)
    for number in range(positions):
        instrument, mark = held[number % len(held)], float(marks[number % len(held)].price)
        position, value = _position(instrument, mark, rng)
        position.position_id = f"p{number}"
        account.positions.append(position)
        wallets[instrument.settlement_currency] += value * WALLET_SHARE
    for currency, wallet in wallets.items():
        account.balances.add(currency=currency, wallet_balance=_digits(wallet))
    selector = rulebook_pb2.RulebookSelector(rulebook_id=rulebook.rulebook_id)
    return margin_service_pb2.EvaluateAccountRequest(
        rulebook=selector, mark_prices=marks, account=account, view=statement_pb2.VIEW_FULL
    )


def to_bytes(message: Message) -> bytes:
    """The message on the wire; equal messages give equal bytes."""
    return message.SerializeToString(deterministic=True)


def to_json(message: Message) -> bytes:
    """The message as the JSON that a browser would send: without spaces."""
    return json.dumps(json_format.MessageToDict(message), separators=(",", ":")).encode()


def _mark(instrument: rulebook_pb2.Instrument, rng: Random) -> account_pb2.MarkPrice:
    price = PRICES.get(instrument.base_currency, OTHER_PRICE) * rng.uniform(0.98, 1.02)
    return account_pb2.MarkPrice(instrument_id=instrument.instrument_id, price=_digits(price))


def _position(instrument: rulebook_pb2.Instrument, mark: float, rng: Random) -> tuple[account_pb2.Position, float]:
    """The position, and its value in settlement currency."""
    inverse = instrument.kind == rulebook_pb2.INSTRUMENT_KIND_INVERSE
    contract = float(instrument.contract_size) * (1 if inverse else mark)
    # Most positions are small and few are large: the logarithm is uniform.
    contracts = SMALLEST_VALUE * (LARGEST_VALUE / SMALLEST_VALUE) ** rng.random() / contract
    step = Decimal(instrument.quantity_step or "0.001")
    quantity = max(step, Decimal(contracts) // step * step)
    value = float(quantity) * contract / (mark if inverse else 1)
    position = account_pb2.Position(
        instrument_id=instrument.instrument_id,
        side=rng.choice(SIDES),
        quantity=f"{quantity:f}",
        entry_price=_digits(mark * rng.uniform(0.95, 1.05)),
        leverage=str(LEVERAGE),
    )
    if rng.random() < ISOLATED_SHARE:
        position.isolated.margin = _digits(value / LEVERAGE * rng.uniform(1.0, 2.0))
    else:
        position.cross.SetInParent()
    return position, value


def _digits(value: float, count: int = 5) -> str:
    """The value to `count` significant digits, without an exponent."""
    return f"{Decimal(f'{value:.{count}g}'):f}"
