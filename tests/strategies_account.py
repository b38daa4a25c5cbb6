"""Random accounts under a rulebook: positions on tier bounds, balances that put every state and edge in reach."""

from collections.abc import Sequence
from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import account_pb2 as pb
from marginline.v1 import margin_service_pb2, rulebook_pb2, statement_pb2
from oracle_account import AccountReader
from oracle_faults import ArithmeticFault, Faults
from oracle_liquidation import curve_of
from oracle_margin import Evaluated, Terms, evaluate
from oracle_rulebook import Rulebook
from oracle_rulebook_reader import compile_rulebook
from strategies_numbers import clamped, nudged, signed, significant, spelled
from strategies_rulebook import CURRENCIES, Market, random_rulebook

MULTIPLES = (
    *(Fraction(1), Fraction(1), Fraction(1), Fraction(0), Fraction(1, 2), Fraction(99, 100), Fraction(1001, 1000)),
    *(Fraction(101, 100), Fraction(105, 100), Fraction(6, 5), Fraction(3, 2), Fraction(2), Fraction(3), Fraction(5)),
    *(Fraction(10), Fraction(40), Fraction(-1)),
)
LEVERAGES = ("1", "2", "3", "5", "10", "20", "25", "50", "100", "125", "7.5", "0.5", "33.33")


class AccountMaker:
    """Makes accounts under one rulebook and its markets; calm: none of them at an edge."""

    def __init__(
        self, rng: Random, book: rulebook_pb2.Rulebook, markets: Sequence[Market], *, calm: bool = False
    ) -> None:
        self.rng, self.markets, self.calm = rng, markets, calm
        self.book: Rulebook = compile_rulebook(book.SerializeToString())
        self.marks: dict[str, Fraction | None] = {one.instrument.instrument_id: one.mark for one in markets}

    def account(self, name: str, most_positions: int) -> pb.Account:
        """One account without fault, except that figures may leave the range or a needed leverage be absent."""
        rng = self.rng
        account = pb.Account(account_id=name)
        cross_share = rng.choice((0.0, 1.0, 1.0, 0.6))
        for _ in range(rng.randint(0 if rng.random() < 0.05 else 1, max(1, most_positions))):
            if len(account.positions) < most_positions:
                self._add_position(account, rng.choice(self.markets), cross=rng.random() < cross_share)
            if 0 < len(account.positions) < most_positions and rng.random() < 0.3:
                self._hedge(account)
                break
        needed = {
            one.instrument.settlement_currency
            for one in self.markets
            for position in account.positions
            if position.instrument_id == one.instrument.instrument_id and position.WhichOneof("margin") == "cross"
        }
        spare = [currency for currency in CURRENCIES if currency in needed or rng.random() < 0.2]
        rng.shuffle(spare)
        for currency in spare:
            wallet = signed(significant(rng, rng.randint(-1, 5), 6) * rng.choice((1, 1, -1, 0)))
            account.balances.add(currency=currency, wallet_balance=spelled(rng, wallet))
        self._fund(account)
        return account

    def _add_position(self, account: pb.Account, market: Market, *, cross: bool) -> None:
        rng = self.rng
        position = account.positions.add(instrument_id=market.instrument.instrument_id)
        position.side = rng.choice((pb.SIDE_LONG, pb.SIDE_SHORT))
        quantity = self._quantity(market) * rng.choice((1, 1, 1, Fraction(1, 2)))
        position.quantity = spelled(
            rng, clamped(quantity, market.places if rng.random() < 0.5 else min(market.places, 3))
        )
        drift = (
            Fraction(rng.randint(-300, 300), 1000) if rng.random() < 0.9 else Fraction(rng.randint(-900, 9000), 1000)
        )
        entry = market.mark if rng.random() < 0.15 else market.mark * (1 + drift)
        position.entry_price = spelled(rng, clamped(entry, rng.choice((2, 4, 18))))
        if self.calm or rng.random() < 0.85:
            position.leverage = rng.choice(LEVERAGES)
        if cross:
            position.cross.SetInParent()
        else:
            position.isolated.margin = "0"
        if any(_same_key(position, other) for other in account.positions[:-1]) or rng.random() < 0.2:
            position.position_id = f"p{len(account.positions)}"

    def _quantity(self, market: Market) -> Fraction:
        quantity = self.rng.choice(market.quantities)
        return quantity * Fraction(self.rng.randint(10**5, 10**6), 10**6) if self.calm else nudged(self.rng, quantity)

    def _hedge(self, account: pb.Account) -> None:
        """Adds the other side of the last position, about as large: the account can then fall both ways."""
        rng, last = self.rng, account.positions[-1]
        market = next(one for one in self.markets if one.instrument.instrument_id == last.instrument_id)
        self._add_position(account, market, cross=last.WhichOneof("margin") == "cross")
        new = account.positions[-1]
        new.side = pb.SIDE_SHORT if last.side == pb.SIDE_LONG else pb.SIDE_LONG
        share = Fraction(1) if rng.random() < 0.2 else self._balancing_share(market)
        new.quantity = numbers.text(clamped(numbers.parse(last.quantity) * share, market.places))
        if rng.random() < 0.5:
            new.entry_price = last.entry_price
        if any(_same_key(new, other) for other in account.positions[:-1]):
            new.position_id = f"p{len(account.positions)}"

    def _balancing_share(self, market: Market) -> Fraction:
        """Size of the hedge beside the hedged at which a tier bound turns the gain of a move into a loss."""
        rates = sorted({tier.rate for tier in self.book.instruments[market.instrument.instrument_id].table.tiers})
        net = (rates[0] + rates[-1]) / 2 if self.rng.random() < 0.7 else self.rng.choice(rates)
        return max((1 - net) / (1 + net), Fraction(1, 100))

    def _evaluated(self, account: pb.Account) -> Evaluated | None:
        faults = Faults()
        read = AccountReader(account, self.book, self.marks, faults).read()
        assert not faults.found, faults.found
        try:
            return evaluate(self.book, read, with_initial=False)
        except ArithmeticFault:
            return None

    def _fund(self, account: pb.Account) -> None:
        """Chooses wallets and margins as multiples of what puts the account at its edge."""
        for _ in range(2):
            found = self._evaluated(account)
            if found is None:
                return
            self._fund_isolated(account, found)
        found = self._evaluated(account)
        if found is None:
            return
        for balance, pool in zip(account.balances, found.pools, strict=True):
            if pool.legs:
                wallet = pool.requirement * self._multiple() - pool.profit
                if not self.calm and self.rng.random() < 0.4:
                    wallet = self._at_corner(found, self.rng.choice(pool.legs), pool.wallet) or wallet
                balance.wallet_balance = numbers.text(signed(self._beside(wallet)))

    def _multiple(self) -> Fraction:
        """How many requirements an account is worth; now and then beyond what can be printed."""
        if self.calm:
            return Fraction(self.rng.randint(10**8, 6 * 10**9), 10**9)
        if self.rng.random() < 0.03:
            return Fraction(10) ** self.rng.randint(2, 30)
        return self.rng.choice(MULTIPLES)

    def _fund_isolated(self, account: pb.Account, found: Evaluated) -> None:
        for terms in found.terms:
            position = account.positions[terms.position.index]
            if position.WhichOneof("margin") != "isolated":
                continue
            margin = terms.maintenance * self._multiple() + terms.fee - terms.profit
            if not self.calm and self.rng.random() < 0.3:
                margin = self._at_corner(found, terms, terms.position.margin or Fraction(0)) or margin
            position.isolated.margin = numbers.text(max(Fraction(0), signed(self._beside(margin))))

    def _beside(self, amount: Fraction) -> Fraction:
        """Mostly the amount itself."""
        roll = 0.5 if self.calm else self.rng.random()
        if roll < 0.1:
            return amount + self.rng.choice((-1, 1)) * numbers.UNIT
        return amount if roll < 0.9 else signed(amount + significant(self.rng, -3, 3))

    def _at_corner(self, found: Evaluated, terms: Terms, money: Fraction) -> Fraction | None:
        """Money that puts equity minus requirement at zero, or astride it, where a tier ends.

        Where the account falls both ways: money that keeps it just healthy at the mark.
        """
        curve = curve_of(found, terms)
        bounds = sorted({at for group in curve.groups for at in group.bounds()})
        if not bounds:
            return None
        mark = terms.position.mark if terms.position.instrument.linear else 1 / terms.position.mark
        if curve.line(bounds[0])[1] > 0 > curve.line(bounds[-1] * 2)[1]:
            constant, slope = curve.line(mark)
            return money - constant - slope * mark + terms.requirement / self.rng.choice((1, 10, 10**4, 10**18))
        at = self.rng.choice(bounds)
        constant, slope = curve.line(at)
        after_constant, after_slope = curve.line(at + at / 10**9)
        before, after = constant + slope * at, after_constant + after_slope * at
        share = self.rng.choice((Fraction(0), Fraction(0), Fraction(1), Fraction(1, 2)))
        return money - before - share * (after - before)


def _same_key(one: pb.Position, other: pb.Position) -> bool:
    mode = one.WhichOneof("margin") == other.WhichOneof("margin")
    return mode and (one.instrument_id, one.side, one.position_id) == (
        other.instrument_id,
        other.side,
        other.position_id,
    )


def _marks(rng: Random, markets: Sequence[Market]) -> list[pb.MarkPrice]:
    marks = [pb.MarkPrice(instrument_id=one.instrument.instrument_id, price=spelled(rng, one.mark)) for one in markets]
    if rng.random() < 0.1:
        marks.append(pb.MarkPrice(instrument_id="another", price="1"))
    rng.shuffle(marks)
    return marks


def _view(rng: Random) -> Any:
    return rng.choice(list(statement_pb2.View.values()))


def random_account_case(rng: Random, size: int = 5, *, calm: bool = False) -> margin_service_pb2.EvaluateAccountRequest:
    """A request about one account of at most `size` positions; calm: nothing extreme, nothing at an edge."""
    book, markets = random_rulebook(rng, min(size, 3), calm=calm)
    maker = AccountMaker(rng, book, markets, calm=calm)
    return margin_service_pb2.EvaluateAccountRequest(
        rulebook=rulebook_pb2.RulebookSelector(inline=book),
        mark_prices=_marks(rng, markets),
        account=maker.account("account", size),
        view=_view(rng) if not calm and rng.random() < 0.3 else statement_pb2.VIEW_UNSPECIFIED,
        explain=not calm and rng.random() < 0.5,
    )


def random_batch_case(
    rng: Random, accounts: int = 20, size: int = 5
) -> margin_service_pb2.BatchEvaluateAccountsRequest:
    """A batch of accounts under one random rulebook."""
    book, markets = random_rulebook(rng, min(size, 4))
    maker = AccountMaker(rng, book, markets)
    return margin_service_pb2.BatchEvaluateAccountsRequest(
        rulebook=rulebook_pb2.RulebookSelector(inline=book),
        mark_prices=_marks(rng, markets),
        accounts=[maker.account(f"a{number}", size) for number in range(accounts)],
        view=_view(rng),
        explain=rng.random() < 0.5,
        report_at_or_below=rng.choice((None, None, "1", "1.5", "3", "0", "-1")),
    )
