"""Random rankings: every family, ties on purpose, set-aside holders, scores beyond the range."""

from fractions import Fraction
from random import Random
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import account_pb2, rulebook_pb2
from marginline.v1 import adl_service_pb2 as pb
from strategies_numbers import clamped, signed, significant, spelled
from strategies_rulebook import Market, random_rulebook

FAMILIES = [int(number) for number in rulebook_pb2.AdlScoreFamily.values()][2:]
RATE_FAMILY = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE
WALLET_FAMILY = rulebook_pb2.ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE
NAMES = ("", "a", "b", "B", "ab", "z9", "~", "account-with-a-rather-long-name", "0")


class CandidateMaker:
    """Makes candidates of one ranking; keys never repeat."""

    def __init__(self, rng: Random, mark: Fraction, market: Market | None, family: int) -> None:
        self.rng, self.mark, self.market, self.family = rng, mark, market, family
        self.seen: set[tuple[str, str, int]] = set()
        self.made: list[pb.Candidate] = []
        self.extreme = rng.random() < 0.15

    def candidate(self) -> pb.Candidate:
        """A holder: new, a tie with an earlier one, or one to be set aside."""
        rng = self.rng
        one = pb.Candidate()
        if self.made and rng.random() < 0.35:
            one.CopyFrom(rng.choice(self.made))
            self._disturb(one)
        else:
            self._figures(one)
            self.made.append(one)
        self._name(one)
        return one

    def _name(self, one: pb.Candidate) -> None:
        rng = self.rng
        side: Any = rng.choice((account_pb2.SIDE_LONG, account_pb2.SIDE_SHORT))
        one.side = side if rng.random() < 0.7 or not one.side else one.side
        one.account_id, one.position_id = rng.choice(NAMES), rng.choice(NAMES[:4])
        while (one.account_id, one.position_id, int(one.side)) in self.seen:
            one.account_id = f"{rng.choice(NAMES)}{rng.randrange(10**6)}"
        self.seen.add((one.account_id, one.position_id, int(one.side)))

    def _figures(self, one: pb.Candidate) -> None:
        rng = self.rng
        quantity = Fraction(rng.randint(1, 40)) if rng.random() < 0.6 else significant(rng, rng.randint(-1, 4), 5, 6)
        one.quantity = spelled(rng, quantity if rng.random() < 0.95 else Fraction(0))
        drift = rng.choice((0, 1, -1, 10, -10, 50, 33, -33, 100, rng.randint(-99, 900)))
        one.entry_price = spelled(rng, clamped(self.mark * (100 + drift) / 100, rng.choice((2, 8, 18))))
        equity = significant(rng, rng.randint(0, 4), rng.randint(1, 6))
        if self.extreme and rng.random() < 0.4:
            equity = rng.choice((numbers.UNIT, Fraction(10**17), numbers.UNIT * 7))
        roll = rng.random()
        one.equity = spelled(rng, equity if roll < 0.92 else signed(-equity) if roll < 0.96 else Fraction(0))
        self._behind(one, equity)

    def _behind(self, one: pb.Candidate, equity: Fraction) -> None:
        rng = self.rng
        if self.family == WALLET_FAMILY or rng.random() < 0.3:
            one.wallet_balance = spelled(rng, signed(equity * Fraction(rng.randint(-50, 200), 100)))
        if self.family in (WALLET_FAMILY, RATE_FAMILY) or rng.random() < 0.3:
            low = 1 if self.family == RATE_FAMILY else 0
            one.maintenance_margin = spelled(rng, Fraction(rng.randint(low, 2000), rng.choice((1, 8, 1000))))
        if rng.random() < 0.5:
            one.pool_notional = spelled(rng, clamped(equity * Fraction(rng.randint(1, 4000), 100)))
        if rng.random() < 0.4:
            share = rng.choice((0, 5, -5, 20, -30, rng.randint(-90, 300)))
            one.bankruptcy_price = spelled(rng, clamped(self.mark * (100 + share) / 100))
        if self.market is not None and rng.random() < 0.3:
            named = self.market.instrument.instrument_id
            one.instrument_id = named if rng.random() < 0.7 else "other"

    def _disturb(self, one: pb.Candidate) -> None:
        """Changes nothing, or one unit, or something that the score does not see."""
        rng = self.rng
        roll = rng.random()
        if roll < 0.2:
            one.quantity = spelled(rng, Fraction(rng.randint(1, 9)))
        elif roll < 0.35:
            one.equity = numbers.text(numbers.parse(one.equity) + numbers.UNIT)
        elif roll < 0.5:
            one.entry_price = numbers.text(numbers.parse(one.entry_price) + numbers.UNIT)


def _random_inline(rng: Random) -> pb.InlineInstrument:
    kind: Any = rng.choice((rulebook_pb2.INSTRUMENT_KIND_LINEAR, rulebook_pb2.INSTRUMENT_KIND_INVERSE))
    return pb.InlineInstrument(kind=kind, contract_size=rng.choice(("1", "0.01", "100", "0.000001")))


def _name_instrument(rng: Random, request: pb.RankCandidatesRequest) -> Market | None:
    """Inline, or one of a rulebook; a rulebook may come along unneeded."""
    market = None
    if rng.random() < 0.5:
        book, markets = random_rulebook(rng, 2)
        request.rulebook.inline.CopyFrom(book)
        market = rng.choice(markets)
    if market is not None and rng.random() < 0.8:
        request.instrument_id = market.instrument.instrument_id
        return market
    request.inline_instrument.CopyFrom(_random_inline(rng))
    return None


def random_rank_case(rng: Random, size: int = 20) -> pb.RankCandidatesRequest:
    """A request to rank at most `size` candidates."""
    request = pb.RankCandidatesRequest()
    market = _name_instrument(rng, request)
    mark = market.mark if market else rng.choice((Fraction(100), Fraction(64), significant(rng, rng.randint(-3, 5), 6)))
    request.mark_price = spelled(rng, mark)
    stated: Any = rng.choice(FAMILIES)
    family = int(stated)
    venue = int(request.rulebook.inline.rules.adl_score_family)
    if venue in FAMILIES and rng.random() < 0.5:
        family = venue
    else:
        request.score_family = stated
    if rng.random() < 0.8:
        request.bands = rng.choice((1, 5, 4, 100, rng.randint(1, 100)))
    weighting: Any = rng.choice((pb.ADL_WEIGHTING_QUANTITY, pb.ADL_WEIGHTING_COUNT))
    lights: Any = rng.choice(list(pb.AdlLightsFrom.values()))
    request.weighting, request.lights_from = weighting, lights
    roll = rng.random()
    if roll < 0.2:
        request.top = rng.randint(1, size + 2)
    elif roll < 0.45:
        request.take_quantity = spelled(rng, significant(rng, rng.randint(-1, 4), 3, 6))
    maker = CandidateMaker(rng, mark, market, family)
    for _ in range(rng.randint(0, size)):
        request.candidates.append(maker.candidate())
    return request
