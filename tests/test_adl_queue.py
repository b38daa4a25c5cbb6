"""Queues worked out by hand: order and what separates, bands and lights, prefixes."""

from dataclasses import dataclass
from typing import Any

import pytest

from marginline.v1 import adl_service_pb2 as pb
from ranking_requests import Side, holder, longs, rank, ranking

TINY = "0.000000000000000001"
COUNT = pb.ADL_WEIGHTING_COUNT
WORST = pb.ADL_LIGHTS_FROM_WORST_BAND


@dataclass
class Pair:
    """Two holders; the first is ahead by one step."""

    step: str
    ahead: dict[str, Any]
    behind: dict[str, Any]
    family: str = "RETURN_ONLY"
    side: Side = "long"


PAIRS = {
    "the larger score first": Pair("SCORE", {"entry_price": "90"}, {"entry_price": "100"}),
    "the lesser loss first": Pair("SCORE", {"entry_price": "150"}, {"entry_price": "160"}),
    "a score larger by less than is printed": Pair(
        "SCORE",
        {"equity": "500", "pool_notional": "7.000000000000000001"},
        {"equity": "500", "pool_notional": "7"},
        "RETURN_TIMES_LEVERAGE",
    ),
    "scores that differ in the 36th place": Pair(
        "SCORE",
        {"equity": "999999999.999999999999999999"},
        {"equity": "1000000000"},
        "RETURN_TIMES_LEVERAGE",
    ),
    "the more levered of equal losers first": Pair("LEVERAGE", {"equity": "400"}, {"equity": "500"}),
    "leverage larger by one unit of equity": Pair("LEVERAGE", {"equity": "499.999999999999999999"}, {"equity": "500"}),
    "the larger profit of equals": Pair(
        "UNREALIZED_PNL", {"quantity": "11", "pool_notional": "9"}, {"quantity": "10", "pool_notional": "9"}
    ),
    "the lesser loss of equals": Pair(
        "UNREALIZED_PNL",
        {"entry_price": "150", "quantity": "10", "pool_notional": "9"},
        {"entry_price": "150", "quantity": "11", "pool_notional": "9"},
    ),
    "account ids in ascending bytes": Pair("ACCOUNT_ID", {"account": "B"}, {"account": "a"}),
    "a shorter account id before one that goes on": Pair("ACCOUNT_ID", {"account": "ab"}, {"account": "abc"}),
    "an empty account id first": Pair("ACCOUNT_ID", {"account": ""}, {"account": " "}),
    "position ids last": Pair("POSITION_ID", {"position_id": "1"}, {"position_id": "2"}),
    "an empty position id first": Pair("POSITION_ID", {}, {"position_id": "0"}),
    "scaled alike, a size apart: the same score and leverage": Pair(
        "UNREALIZED_PNL",
        {"quantity": "20", "equity": "1000"},
        {"quantity": "10", "equity": "500"},
        "RETURN_TIMES_LEVERAGE",
    ),
    "all losers tie by wallet, so that leverage decides": Pair(
        "LEVERAGE",
        {"entry_price": "150", "equity": "400", "wallet_balance": "9", "maintenance_margin": "1"},
        {"entry_price": "121", "equity": "500", "wallet_balance": "9", "maintenance_margin": "1"},
        "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE",
    ),
}


@pytest.mark.parametrize("turned", [False, True], ids=["as given", "turned round"])
@pytest.mark.parametrize("case", PAIRS.values(), ids=PAIRS.keys())
def test_order(case: Pair, turned: bool) -> None:
    ahead = holder(**{"position_id": "p", **case.ahead} if case.step != "POSITION_ID" else case.ahead)
    behind = holder(**{"position_id": "q", **case.behind} if case.step != "POSITION_ID" else case.behind)
    queue = longs(ranking(*((behind, ahead) if turned else (ahead, behind)), score=case.family))
    assert [(one.account_id, one.position_id) for one in queue] == [
        (one.account_id, one.position_id) for one in (ahead, behind)
    ]
    assert not queue[0].HasField("separated_by")
    assert queue[1].separated_by == pb.SeparatedBy.Value("SEPARATED_BY_" + case.step)


def test_a_venues_published_queue_of_ten_clients() -> None:
    returns = ["0.10", "0.05", "0.20", "0.05", "0.15", "0.03", "0.12", "0.06", "0.11", "0.07"]
    leverages = ["4", "0.5", "1.2", "10", "2", "4", "5", "0.8", "11", "6"]
    clients = [
        holder(str(number + 1), entry_price=str(100 - int(gain[2:])), equity="1", pool_notional=leverage)
        for number, (gain, leverage) in enumerate(zip(returns, leverages, strict=True))
    ]
    queue = longs(ranking(*clients, mark="100", kind="inverse", weighting=COUNT))
    assert [one.account_id for one in queue] == ["9", "7", "4", "10", "1", "5", "3", "6", "8", "2"]
    scores = ["1.21", "0.6", "0.5", "0.42", "0.4", "0.3", "0.24", "0.12", "0.048", "0.025"]
    assert [one.score for one in queue] == scores
    assert [one.percentile for one in queue] == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"]
    assert [one.best_band for one in queue] == [one.worst_band for one in queue] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


QUINTILES = [("2", "10"), ("5", "20"), ("4", "30"), ("1", "10"), ("6", "10"), ("3", "20")]


def quintiles(**fields: Any) -> list[pb.RankedCandidate]:
    """A venue's published queue of six, by quantity."""
    positions = [
        holder(account, quantity=quantity, entry_price=str(50 + place))
        for place, (account, quantity) in enumerate(QUINTILES)
    ]
    return longs(ranking(*positions, score="RETURN_ONLY", **fields))


def test_a_venues_published_bands_by_quantity_from_the_worst() -> None:
    queue = quintiles(lights_from=WORST)
    assert [one.account_id for one in queue] == [account for account, _ in QUINTILES]
    assert [one.worst_band for one in queue] == [1, 2, 3, 4, 4, 5]
    assert [one.lights for one in queue] == [5, 4, 3, 2, 2, 1]
    assert [one.percentile for one in queue] == ["0.1", "0.3", "0.6", "0.7", "0.8", "1"]


def test_a_large_position_spans_bands() -> None:
    queue = quintiles()
    assert [(one.best_band, one.worst_band) for one in queue] == [(1, 1), (1, 2), (2, 3), (4, 4), (4, 4), (5, 5)]
    assert [one.lights for one in queue] == [5, 5, 4, 2, 2, 1]


def test_counting_heads_gives_other_bands() -> None:
    queue = quintiles(weighting=COUNT, lights_from=WORST)
    assert [one.worst_band for one in queue] == [1, 2, 3, 4, 5, 5]
    assert [one.percentile for one in queue][:2] == ["0.166666666666666666", "0.333333333333333333"]


@pytest.mark.parametrize(
    ("first", "bands"),
    [("1.999999999999999999", (1, 2)), ("2", (2, 2)), ("2.000000000000000001", (2, 2))],
    ids=["just before the border of two bands", "at it", "just after it"],
)
def test_the_border_of_two_bands(first: str, bands: tuple[int, int]) -> None:
    rest = {"1.999999999999999999": "2.000000000000000001", "2": "2", "2.000000000000000001": "1.999999999999999999"}
    queue = longs(
        ranking(
            holder("a", quantity=first, entry_price="90"),
            holder("b", quantity=rest[first]),
            score="RETURN_ONLY",
            bands=2,
        )
    )
    assert (queue[1].best_band, queue[1].worst_band) == bands
    assert queue[0].worst_band == (2 if first == "2.000000000000000001" else 1)


def test_a_hundred_bands_of_one_holder() -> None:
    only = longs(ranking(holder(), bands=100))[0]
    assert (only.best_band, only.worst_band, only.lights, only.percentile) == (1, 100, 100, "1")
    only = longs(ranking(holder(), bands=1, lights_from=WORST))[0]
    assert (only.best_band, only.worst_band, only.lights) == (1, 1, 1)


PREFIXES: dict[str, tuple[dict[str, Any], int, str | None]] = {
    "the whole queue": ({}, 4, None),
    "the first": ({"top": 1}, 1, None),
    "the first three": ({"top": 3}, 3, None),
    "exactly all": ({"top": 4}, 4, None),
    "more than there are": ({"top": 2**32 - 1}, 4, None),
    "just less than the first holds": ({"take_quantity": "0.999999999999999999"}, 1, "0"),
    "what the first holds": ({"take_quantity": "1"}, 1, "0"),
    "just more than the first holds": ({"take_quantity": "1.000000000000000001"}, 2, "0"),
    "what the first three hold": ({"take_quantity": "6"}, 3, "0"),
    "all that there is": ({"take_quantity": "10"}, 4, "0"),
    "a little more than there is": ({"take_quantity": "10.000000000000000001"}, 4, TINY),
    "far more than there is": ({"take_quantity": "999999999999999999"}, 4, "999999999999999989"),
}


@pytest.mark.parametrize("case", PREFIXES.values(), ids=PREFIXES.keys())
def test_prefix(case: tuple[dict[str, Any], int, str | None]) -> None:
    fields, listed, unfilled = case
    holders = [holder(str(number), quantity=str(number), entry_price=str(90 + number)) for number in (3, 1, 4, 2)]
    whole = rank(ranking(*holders, score="RETURN_ONLY")).long_queue
    queue = rank(ranking(*holders, score="RETURN_ONLY", **fields)).long_queue
    assert list(queue.candidates) == list(whole.candidates)[:listed]
    assert (queue.candidate_count, queue.total_quantity) == (4, "10")
    assert queue.HasField("unfilled_quantity") == (unfilled is not None)
    assert queue.unfilled_quantity == (unfilled or "")


def test_the_sides_are_two_queues() -> None:
    response = rank(ranking(holder("a"), holder("a", "short"), holder("b", "short", entry_price="150"), top=1))
    assert [one.account_id for one in response.long_queue.candidates] == ["a"]
    assert [one.account_id for one in response.short_queue.candidates] == ["b"]
    assert (response.long_queue.candidate_count, response.short_queue.candidate_count) == (1, 2)


def test_no_candidates_are_two_empty_queues() -> None:
    response = rank(ranking(take_quantity="7"))
    for queue in (response.long_queue, response.short_queue):
        assert (queue.candidate_count, queue.total_quantity, queue.unfilled_quantity) == (0, "0", "7")
    assert response.HasField("long_queue")
    assert response.HasField("short_queue")
    assert not response.HasField("rulebook")


@pytest.mark.parametrize(("holders", "total"), [(100, "99999999999999999900"), (101, "")])
def test_a_total_beyond_the_range_is_absent(holders: int, total: str) -> None:
    made = [
        holder(str(number), quantity="9" * 18, entry_price="119.9", equity=str(number + 1)) for number in range(holders)
    ]
    queue = rank(ranking(*made, size="0.000001", take_quantity="9" * 18)).long_queue
    assert (queue.total_quantity, queue.HasField("total_quantity")) == (total, total != "")
    assert (len(queue.candidates), queue.unfilled_quantity) == (1, "0")
