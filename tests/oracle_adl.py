"""Auto-deleveraging of the oracle: exact scores, the total order, bands and lights."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import oracle_numbers as numbers
from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2 as rules_pb
from oracle_adl_request import Holder, Ranking, read_ranking
from oracle_faults import Refused, reason

FLOOR = Fraction(1, 10**8)
Key = tuple[Fraction, Fraction, Fraction, bytes, bytes]


@dataclass
class Scored:
    """A candidate with what orders it; score and leverage exact, profit a rounded term."""

    holder: Holder
    score: Fraction
    leverage: Fraction
    profit: Fraction

    @property
    def key(self) -> Key:
        """Ascending in the order of the queue."""
        message = self.holder.message
        return (
            -self.score,
            -self.leverage,
            -self.profit,
            message.account_id.encode(),
            message.position_id.encode(),
        )


def score(ranking: Ranking, holder: Holder) -> Scored:
    """Score of one candidate; raises Refused where a term leaves the range."""
    linear, mark, entry = ranking.instrument.linear, ranking.mark, holder.entry
    assert entry is not None
    sign = 1 if holder.long else -1
    size = holder.quantity * ranking.instrument.contract_size
    move = sign * (mark - entry)
    notional = numbers.up(size * mark if linear else size / mark)
    profit = numbers.down(size * move if linear else size * move / (entry * mark))
    for name, value in (("notional", notional), ("unrealized_pnl", profit)):
        if not numbers.in_range(value):
            raise Refused([(f"candidates[{holder.index}].{name}", reason("OUT_OF_RANGE"))])
    leverage = (holder.pool_notional if holder.pool_notional is not None else notional) / holder.equity
    gain = _Gain(
        linear=linear,
        long=holder.long,
        mark=mark,
        entry=entry,
        losing=move < 0,
        on_entry=move / entry if linear else move / mark,
        on_mark=move / mark if linear else move / entry,
        leverage=leverage,
        own_leverage=notional / holder.equity,
        profit=profit,
    )
    return Scored(holder, FAMILIES[ranking.family](gain, holder), leverage, profit)


@dataclass
class _Gain:
    """What the families are made of: returns on entry and on mark value, leverages, and the rounded profit."""

    linear: bool
    long: bool
    mark: Fraction
    entry: Fraction
    losing: bool
    on_entry: Fraction
    on_mark: Fraction
    leverage: Fraction
    own_leverage: Fraction
    profit: Fraction

    def times(self, gain: Fraction, weight: Fraction) -> Fraction:
        """Winners gain x weight, losers gain / weight."""
        return gain / weight if self.losing else gain * weight


def _to_bankruptcy(gain: _Gain, holder: Holder) -> Fraction:
    """V(P)/|V(P) - V(B)|; V(P)/equity where B is absent or equals the mark."""
    other = holder.bankruptcy
    if other is None or other == gain.mark:
        return gain.own_leverage
    return (gain.mark if gain.linear else other) / abs(gain.mark - other)


def _over_wallet(gain: _Gain, holder: Holder) -> Fraction:
    assert holder.wallet is not None
    assert holder.maintenance is not None
    if gain.losing:
        return Fraction(0)
    profit = max(Fraction(0), holder.equity - holder.wallet)
    return profit / max(Fraction(1), holder.wallet) * holder.maintenance / holder.equity


def _floored(gain: _Gain, _: Holder) -> Fraction:
    return max(gain.own_leverage, FLOOR) * max(gain.on_entry, FLOOR)


def _margin_rate(gain: _Gain, holder: Holder) -> Fraction:
    assert holder.maintenance is not None
    return gain.times(gain.on_entry, holder.maintenance / holder.equity)


def _mark_over_entry(gain: _Gain, _: Holder) -> Fraction:
    return (gain.mark / gain.entry if gain.long else gain.entry / gain.mark) * gain.leverage


FAMILIES: dict[int, Callable[[_Gain, Holder], Fraction]] = {
    rules_pb.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE: lambda gain, _: gain.times(gain.on_entry, gain.leverage),
    rules_pb.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY: lambda gain, holder: gain.times(
        gain.on_entry, _to_bankruptcy(gain, holder)
    ),
    rules_pb.ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE: lambda gain, _: gain.times(gain.on_mark, gain.leverage),
    rules_pb.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE: _margin_rate,
    rules_pb.ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE: _over_wallet,
    rules_pb.ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED: _floored,
    rules_pb.ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE: _mark_over_entry,
    rules_pb.ADL_SCORE_FAMILY_RETURN_ONLY: lambda gain, _: gain.on_entry,
    rules_pb.ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE: lambda gain, _: gain.times(gain.profit, gain.leverage),
}


def _separated_by(before: Key, after: Key) -> Any:
    """Number of the first step in which two neighbours differ."""
    return next(step for step, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other)


def _write(scored: Scored, message: pb.RankedCandidate) -> None:
    source = scored.holder.message
    message.account_id, message.position_id = source.account_id, source.position_id
    message.quantity = numbers.text(scored.holder.quantity)
    message.unrealized_pnl = numbers.text(scored.profit)
    for name, value in (("score", numbers.down(scored.score)), ("leverage", numbers.up(scored.leverage))):
        if numbers.in_range(value):
            setattr(message, name, numbers.text(value))
        else:
            message.beyond_range = True


def _bands(ranking: Ranking, before: Fraction, weight: Fraction, total: Fraction, message: pb.RankedCandidate) -> None:
    message.best_band = ranking.bands * before // total + 1
    message.worst_band = -(-ranking.bands * (before + weight) // total)
    band = message.worst_band if ranking.worst_band else message.best_band
    message.lights = ranking.bands - band + 1
    message.percentile = numbers.text(numbers.down((before + weight) / total))


def write_queue(ranking: Ranking, side: list[Scored], queue: pb.AdlQueue) -> None:
    """Fills one side's queue."""
    queue.SetInParent()
    queue.candidate_count = len(side)
    held = sum((one.holder.quantity for one in side), Fraction(0))
    if numbers.in_range(held):
        queue.total_quantity = numbers.text(held)
    if ranking.take is not None:
        queue.unfilled_quantity = numbers.text(max(Fraction(0), ranking.take - held))
    total = held if ranking.by_quantity else Fraction(len(side))
    ordered = sorted(side, key=lambda one: one.key)
    weight_before, taken = Fraction(0), Fraction(0)
    for rank, one in enumerate(ordered, 1):
        if (ranking.top is not None and rank > ranking.top) or (ranking.take is not None and taken >= ranking.take):
            break
        message = queue.candidates.add(rank=rank)
        _write(one, message)
        if rank > 1:
            message.separated_by = _separated_by(ordered[rank - 2].key, one.key)
        weight = one.holder.quantity if ranking.by_quantity else Fraction(1)
        _bands(ranking, weight_before, weight, total, message)
        weight_before += weight
        taken += one.holder.quantity


def rank_candidates(
    request: pb.RankCandidatesRequest, held: Mapping[str, bytes] | None = None
) -> pb.RankCandidatesResponse:
    """Both queues and who was set aside; raises Refused."""
    ranking = read_ranking(request, held or {})
    scored = [score(ranking, holder) for holder in ranking.holders if not holder.set_aside]
    family: Any = ranking.family
    response = pb.RankCandidatesResponse(score_family=family)
    if ranking.book is not None:
        response.rulebook.CopyFrom(ranking.book.reference)
    write_queue(ranking, [one for one in scored if one.holder.long], response.long_queue)
    write_queue(ranking, [one for one in scored if not one.holder.long], response.short_queue)
    aside = [holder for holder in ranking.holders if holder.set_aside]
    aside.sort(key=lambda one: (not one.long, one.message.account_id.encode(), one.message.position_id.encode()))
    for holder in aside:
        why: Any = holder.set_aside
        response.set_aside.add(
            account_id=holder.message.account_id,
            position_id=holder.message.position_id,
            side=holder.message.side,
            reason=why,
        )
    return response
