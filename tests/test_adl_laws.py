"""Laws of every ranking, over generated ones, and the oracle's word on all of them."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import oracle
import strategies
from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2
from marginline.v1.account_pb2 import SIDE_LONG, SIDE_SHORT
from marginline_native.calculator import Fault
from oracle_faults import Refused, reason_name
from ranking_requests import Kind, Side, faults, holder, longs, rank, ranking
from strategies_bad_adl import random_bad_ranking

Request = pb.RankCandidatesRequest

FAMILIES = [name.removeprefix("ADL_SCORE_FAMILY_") for name in rulebook_pb2.AdlScoreFamily.keys()[2:]]
MONEY = ("equity", "wallet_balance", "maintenance_margin", "pool_notional")


def answered(request: Request) -> pb.RankCandidatesResponse:
    """The answer; an example that is refused proves nothing here."""
    try:
        return rank(request)
    except Fault:
        assume(condition=False)
        raise


def queues(response: pb.RankCandidatesResponse) -> list[pb.AdlQueue]:
    return [response.long_queue, response.short_queue]


def whole(request: Request) -> Request:
    """The same without a prefix."""
    asked = Request()
    asked.CopyFrom(request)
    asked.ClearField("top")
    asked.ClearField("take_quantity")
    return asked


def expected(request: Request) -> pb.RankCandidatesResponse | list[tuple[str, str]]:
    try:
        return oracle.rank_candidates(request)
    except Refused as refused:
        return [(path, reason_name(number)) for path, number in refused.violations]


@given(strategies.rank_cases())
def test_the_oracle_ranks_alike(request: Request) -> None:
    found: Any = faults(request)
    assert (found or rank(request)) == expected(request)


@pytest.mark.parametrize("seed", range(4))
def test_the_oracle_ranks_hundreds_alike(seed: int) -> None:
    request = strategies.random_rank_case(Random(seed), 700)
    rng = Random(seed)
    while len(request.candidates) < 300:
        request = strategies.random_rank_case(rng, 700)
    assert rank(whole(request)) == expected(whole(request))
    assert rank(request) == expected(request)


@given(strategies.seeds)
def test_what_is_broken_in_a_known_way_is_refused_so(seed: int) -> None:
    case = random_bad_ranking(Random(seed))
    assert faults(case.request) == [(path, reason_name(number)) for path, number in case.violations]


@given(strategies.rank_cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_request_does_not_matter(request: Request, rng: Random) -> None:
    shuffled = Request()
    shuffled.CopyFrom(request)
    candidates = list(request.candidates)
    rng.shuffle(candidates)
    del shuffled.candidates[:]
    shuffled.candidates.extend(candidates)
    assert answered(request) == rank(shuffled)


@given(strategies.rank_cases())
def test_everyone_stands_once(request: Request) -> None:
    response = answered(whole(request))
    for queue in queues(response):
        assert [one.rank for one in queue.candidates] == list(range(1, queue.candidate_count + 1))
    standing = [(one.account_id, one.position_id, 1) for one in response.long_queue.candidates]
    standing += [(one.account_id, one.position_id, 2) for one in response.short_queue.candidates]
    standing += [(one.account_id, one.position_id, one.side) for one in response.set_aside]
    assert sorted(standing) == sorted((one.account_id, one.position_id, one.side) for one in request.candidates)


@given(strategies.rank_cases(), st.integers(1, 40))
def test_the_first_are_the_head_of_the_whole_queue(request: Request, top: int) -> None:
    request = whole(request)
    full = queues(answered(request))
    request.top = top
    for queue, all_of_it in zip(queues(rank(request)), full, strict=True):
        assert list(queue.candidates) == list(all_of_it.candidates)[:top]
        assert (queue.candidate_count, queue.total_quantity) == (all_of_it.candidate_count, all_of_it.total_quantity)


@given(strategies.rank_cases(), st.fractions(0, 2))
def test_what_is_taken_is_the_shortest_prefix_that_holds_it(request: Request, share: Fraction) -> None:
    request = whole(request)
    full = queues(answered(request))
    total = max(Fraction(queue.total_quantity or "0") for queue in full)
    wanted = int(total * share) + Fraction(1, 2)
    request.take_quantity = str(float(wanted))
    assume(Fraction(request.take_quantity) == wanted)
    for queue, all_of_it in zip(queues(rank(request)), full, strict=True):
        listed = list(queue.candidates)
        assert listed == list(all_of_it.candidates)[: len(listed)]
        held = sum(Fraction(one.quantity) for one in listed)
        assert Fraction(queue.unfilled_quantity) == max(Fraction(0), wanted - held)
        assert len(listed) == queue.candidate_count or held >= wanted
        assert not listed or held - Fraction(listed[-1].quantity) < wanted


@given(strategies.rank_cases())
def test_weights_add_up_and_bands_follow(request: Request) -> None:
    request = whole(request)
    bands = request.bands if request.HasField("bands") else 5
    for queue in queues(answered(request)):
        weights = [
            Fraction(one.quantity) if request.weighting == pb.ADL_WEIGHTING_QUANTITY else Fraction(1)
            for one in queue.candidates
        ]
        through = Fraction(0)
        for one, weight in zip(queue.candidates, weights, strict=True):
            assert one.best_band == bands * through // sum(weights) + 1
            through += weight
            assert one.worst_band == -(-bands * through // sum(weights))
            assert 0 <= through / sum(weights) - Fraction(one.percentile) < Fraction(1, 10**18)
        if weights:
            assert (queue.candidates[0].best_band, queue.candidates[-1].worst_band) == (1, bands)
            assert queue.candidates[-1].percentile == "1"
        assert queue.total_quantity == "" or Fraction(queue.total_quantity) == sum(
            Fraction(one.quantity) for one in queue.candidates
        )


@given(strategies.rank_cases())
def test_printed_figures_never_contradict_the_order(request: Request) -> None:
    for queue in queues(answered(request)):
        for one, other in pairwise(queue.candidates):
            assert other.HasField("separated_by")
            if one.HasField("score") and other.HasField("score"):
                assert Fraction(one.score) >= Fraction(other.score)
                if one.score != other.score:
                    assert other.separated_by == pb.SEPARATED_BY_SCORE


prices = st.integers(1, 99_999).map(lambda cents: Fraction(cents, 100))
amounts = st.integers(1, 10**6).map(Fraction)


def money(value: Fraction) -> str:
    """With two places."""
    return f"{int(value * 100) // 100}.{int(value * 100) % 100:02}"


@st.composite
def plain_rankings(draw: st.DrawFn, kind: Kind = "linear") -> Request:
    """Figures of two places, so that scaling by a power of ten rounds nothing."""
    made = []
    for number in range(draw(st.integers(1, 8))):
        side: Side = draw(st.sampled_from(("long", "short")))
        fields = {name: money(draw(amounts)) for name in MONEY}
        made.append(
            holder(
                str(number),
                side,
                quantity=money(draw(amounts)),
                entry_price=money(draw(prices)),
                bankruptcy_price=money(draw(prices)),
                **fields,
            )
        )
    return ranking(*made, score=draw(st.sampled_from(FAMILIES)), mark=money(draw(prices)), kind=kind)


def scaled(request: Request, by: int) -> Request:
    """All quantities and all money times as much; prices as they were."""
    asked = Request()
    asked.CopyFrom(request)
    for one in asked.candidates:
        for name in ("quantity", *MONEY):
            setattr(one, name, money(Fraction(getattr(one, name)) * by))
    return asked


SCALE_FREE = [name for name in FAMILIES if not name.startswith("PROFIT")]


def places(queue: pb.AdlQueue, shown: Callable[[pb.RankedCandidate], object]) -> list[object]:
    return [(one.account_id, one.leverage, one.percentile, one.separated_by, shown(one)) for one in queue.candidates]


@given(plain_rankings(), st.sampled_from([10, 1000, 10**6]))
def test_scores_are_free_of_scale_but_for_profits(request: Request, by: int) -> None:
    family = rulebook_pb2.AdlScoreFamily.Name(request.score_family).removeprefix("ADL_SCORE_FAMILY_")
    assume(family != "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE")
    as_printed = family in SCALE_FREE

    def shown(one: pb.RankedCandidate) -> object:
        return one.score if as_printed else None

    for small, large in zip(queues(rank(request)), queues(rank(scaled(request, by))), strict=True):
        assert places(small, shown) == places(large, shown)
        for one, other in zip(small.candidates, large.candidates, strict=True):
            assert Fraction(other.unrealized_pnl) == by * Fraction(one.unrealized_pnl)
            if not as_printed:
                assert 0 <= Fraction(other.score) - by * Fraction(one.score) < by * Fraction(1, 10**18)


@given(plain_rankings())
def test_sides_mirror_where_the_score_looks_at_the_mark(request: Request) -> None:
    request.score_family = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE
    mark = Fraction(request.mark_price)
    mirrored = Request()
    mirrored.CopyFrom(request)
    for one in mirrored.candidates:
        entry = 2 * mark - Fraction(one.entry_price)
        assume(entry > 0)
        one.entry_price = money(entry)
        one.side = SIDE_SHORT if one.side == SIDE_LONG else SIDE_LONG
    here, there = rank(request), rank(mirrored)
    assert (here.long_queue, here.short_queue) == (there.short_queue, there.long_queue)


def test_many_equal_scores_are_told_apart_by_name() -> None:
    names = [f"{number:05}" for number in range(20_000)]
    Random(1).shuffle(names)
    queue = longs(ranking(*(holder(name) for name in names)))
    assert [one.account_id for one in queue] == sorted(names)


def test_many_scores_one_unit_apart() -> None:
    equities = list(range(1, 3_000))
    Random(2).shuffle(equities)
    request = ranking(*(holder(str(unit), equity=f"1000000000.{unit:018}") for unit in equities))
    assert [int(one.account_id) for one in longs(request)] == sorted(equities)
    request.top = 50
    assert [int(one.account_id) for one in longs(request)] == sorted(equities)[:50]
