"""What the laws are made of: calm requests, figures read back, and changes to a request."""

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import account_pb2, margin_service_pb2, rulebook_pb2, statement_pb2
from strategies_account import random_account_case

Request = margin_service_pb2.EvaluateAccountRequest
Response = margin_service_pb2.EvaluateAccountResponse
Evaluate = Callable[[Request], Response]
Law = Callable[[Evaluate, Random], None]

NEAR = Fraction(1, 10**9)
SUNK = (statement_pb2.STATE_LIQUIDATABLE, statement_pb2.STATE_BANKRUPT)
MONEY_IN_POOL = ("wallet_balance", "unrealized_pnl", "equity", "initial_margin", "maintenance_margin", "closing_fee")
MONEY_IN_POSITION = ("notional", "unrealized_pnl", "initial_margin", "maintenance_margin", "closing_fee")
PRICES = ("liquidation_price", "other_liquidation_price", "bankruptcy_price")


def value(message: Any, name: str) -> Fraction | None:
    """A figure, or None where it is absent."""
    if message.DESCRIPTOR.fields_by_name[name].has_presence and not message.HasField(name):
        return None
    return numbers.read(getattr(message, name))


def near(one: Fraction | None, other: Fraction | None, spare: Fraction = Fraction(0)) -> bool:
    """Both absent, or equal up to a billionth and some units."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= NEAR * max(abs(one), abs(other)) + spare


def copied(request: Request) -> Request:
    """A copy to change."""
    new = Request()
    new.CopyFrom(request)
    return new


def scaled_text(text: str, factor: Fraction) -> str:
    """A decimal times a factor that keeps it one."""
    return numbers.text(numbers.parse(text) * factor)


def single(rng: Random, rules: dict[str, Any], mode: str = "isolated") -> Request:
    """A calm request with one position, under a rulebook with some rules set."""
    while True:
        request = random_account_case(rng, 1, calm=True)
        book = request.rulebook.inline
        if book.rules.tier_scheme == rulebook_pb2.TIER_SCHEME_LINEAR_IN_SIZE and "tier_scheme" in rules:
            continue
        for table in book.tier_tables if "tier_scheme" in rules else []:
            for tier in table.tiers:
                tier.ClearField("maintenance_deduction")
        for name, number in rules.items():
            setattr(book.rules, name, number)
        fee = book.instruments[0].taker_fee_rate
        book.instruments[0].taker_fee_rate = fee or "0.0005"
        if len(request.account.positions) == 1 and request.account.positions[0].WhichOneof("margin") == mode:
            return request


def mirrored(request: Request) -> Request | None:
    """The swapped side with its mark reflected about the entry; None for inverse instruments or a mark below zero."""
    position = request.account.positions[0]
    entry = numbers.parse(position.entry_price)
    if request.rulebook.inline.instruments[0].kind != rulebook_pb2.INSTRUMENT_KIND_LINEAR:
        return None
    new = copied(request)
    for mark in new.mark_prices:
        if mark.instrument_id == position.instrument_id:
            reflected = 2 * entry - numbers.parse(mark.price)
            if reflected <= 0:
                return None
            mark.price = numbers.text(reflected)
    long = position.side == account_pb2.SIDE_LONG
    new.account.positions[0].side = account_pb2.SIDE_SHORT if long else account_pb2.SIDE_LONG
    return new
