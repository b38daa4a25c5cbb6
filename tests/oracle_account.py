"""Marks and accounts of a request: every fault, and their figures as exact fractions."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import oracle_numbers as numbers
from marginline.v1 import account_pb2 as pb
from oracle_faults import Faults, Refused, reason
from oracle_rulebook import Instrument, Rulebook

MOST_MARKS = 16_384
MOST_BALANCES = 256
MOST_POSITIONS = 1_024


@dataclass(frozen=True)
class Position:
    """One position; margin is None under cross."""

    index: int
    position_id: str
    instrument: Instrument
    long: bool
    quantity: Fraction
    entry: Fraction
    leverage: Fraction | None
    margin: Fraction | None
    mark: Fraction

    @property
    def size(self) -> Fraction:
        """Base units if linear, quote units if inverse."""
        return self.quantity * self.instrument.contract_size

    @property
    def sign(self) -> int:
        """+1 long, -1 short."""
        return 1 if self.long else -1

    def value(self, price: Fraction) -> Fraction:
        """V(p), exact."""
        return self.size * price if self.instrument.linear else self.size / price

    def profit(self, price: Fraction) -> Fraction:
        """U(p), exact."""
        if self.instrument.linear:
            return self.sign * self.size * (price - self.entry)
        return self.sign * self.size * (1 / self.entry - 1 / price)


@dataclass(frozen=True)
class Account:
    """An account without fault; balances in the order of the request."""

    account_id: str
    balances: dict[str, Fraction]
    positions: list[Position]


def read_marks(messages: Iterable[pb.MarkPrice], faults: Faults) -> dict[str, Fraction | None]:
    """Mark per instrument id, the first one; None where its price is at fault."""
    marks: dict[str, Fraction | None] = {}
    for index, message in enumerate(messages):
        path = f"mark_prices[{index}]."
        usable = faults.identifier(path + "instrument_id", message.instrument_id, required=True)
        if message.instrument_id in marks:
            faults.add(path + "instrument_id", "DUPLICATE_MARK_PRICE")
        price = faults.decimal(path + "price", message.price, "above_zero")
        if usable:
            marks.setdefault(message.instrument_id, price)
    return marks


def check_limits(message: pb.Account, prefix: str) -> None:
    """Raises Refused with the one list that is too long."""
    if len(message.balances) > MOST_BALANCES:
        raise Refused([(prefix + "balances", reason("TOO_MANY_ENTRIES"))])
    if len(message.positions) > MOST_POSITIONS:
        raise Refused([(prefix + "positions", reason("TOO_MANY_POSITIONS"))])


class AccountReader:
    """Reads one account, noting its faults with paths relative to it."""

    def __init__(self, message: pb.Account, book: Rulebook, marks: dict[str, Fraction | None], faults: Faults) -> None:
        self.message, self.book, self.marks, self.faults = message, book, marks, faults
        self.keys: set[tuple[str, int, str, str]] = set()

    def read(self) -> Account:
        """The account; of use only if no fault was noted."""
        self.faults.identifier("account_id", self.message.account_id, required=False)
        balances: dict[str, Fraction] = {}
        for index, balance in enumerate(self.message.balances):
            path = f"balances[{index}]."
            usable = self.faults.identifier(path + "currency", balance.currency, required=True)
            if usable and balance.currency in balances:
                self.faults.add(path + "currency", "DUPLICATE_BALANCE")
            wallet = self.faults.decimal(path + "wallet_balance", balance.wallet_balance)
            if usable:
                balances.setdefault(balance.currency, wallet or Fraction(0))
        read = [self._position(index, balances) for index in range(len(self.message.positions))]
        return Account(self.message.account_id, balances, [position for position in read if position is not None])

    def _position(self, index: int, balances: dict[str, Fraction]) -> Position | None:
        message, path, faults = self.message.positions[index], f"positions[{index}].", self.faults
        named = faults.identifier(path + "position_id", message.position_id, required=False)
        instrument = self._instrument(message, path)
        sided = faults.choice(path + "side", message.side, [pb.SIDE_LONG, pb.SIDE_SHORT])
        quantity = faults.decimal(
            path + "quantity", message.quantity, "above_zero", lambda stated: size_fault(stated, instrument)
        )
        entry = faults.decimal(path + "entry_price", message.entry_price, "above_zero")
        leverage = faults.optional_decimal(message, "leverage", path + "leverage", "above_zero")
        mode = message.WhichOneof("margin")
        margin = None
        if mode is None:
            faults.add(path + "margin", "REQUIRED")
        elif mode == "isolated":
            margin = faults.decimal(path + "isolated.margin", message.isolated.margin, "zero_or_above")
        if instrument and instrument.instrument_id not in self.marks:
            faults.add(path + "mark_price", "MARK_PRICE_MISSING")
        if instrument and mode == "cross" and instrument.currency not in balances:
            faults.add(path + "wallet_balance", "BALANCE_MISSING")
        if named and instrument and sided and mode is not None:
            self._unique((message.instrument_id, int(message.side), mode, message.position_id), index)
        mark = self.marks.get(instrument.instrument_id) if instrument else None
        if instrument is None or quantity is None or entry is None or mark is None:
            return None
        long = message.side == pb.SIDE_LONG
        return Position(index, message.position_id, instrument, long, quantity, entry, leverage, margin, mark)

    def _instrument(self, message: pb.Position, path: str) -> Instrument | None:
        if not self.faults.identifier(path + "instrument_id", message.instrument_id, required=True):
            return None
        instrument = self.book.instruments.get(message.instrument_id)
        if instrument is None:
            self.faults.add(path + "instrument_id", "UNKNOWN_INSTRUMENT")
        return instrument

    def _unique(self, key: tuple[str, int, str, str], index: int) -> None:
        if key in self.keys:
            self.faults.add(f"positions[{index}]", "DUPLICATE_POSITION")
        self.keys.add(key)


def size_fault(quantity: Fraction, instrument: Instrument | None) -> str:
    """Why quantity x contract_size cannot be a size, or nothing."""
    if instrument is None:
        return ""
    size = quantity * instrument.contract_size
    if numbers.down(size) != size:
        return "PRECISION_EXCEEDED"
    return "" if numbers.in_range(size) else "OUT_OF_RANGE"
