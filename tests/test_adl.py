"""Scores worked out by hand: every family, winners and losers, and the ends of the number range."""

from dataclasses import dataclass, field

import pytest

from ranking_requests import Kind, Side, holder, longs, rank, ranking

TINY = "0.000000000000000001"


@dataclass
class Scored:
    """One holder, one family, one printed score."""

    score: str
    family: str
    side: Side = "long"
    mark: str = "120"
    kind: Kind = "linear"
    size: str = "1"
    behind: dict[str, str] = field(default_factory=dict)


ZOO = {"wallet_balance": "300", "maintenance_margin": "6"}
LOSER = {"entry_price": "150", **ZOO}
SCORES = {
    # one long of 10 at 100, mark 120, equity 500, under every family
    "return times leverage": Scored("0.48", "RETURN_TIMES_LEVERAGE"),
    "leverage is that of the pool where it is stated": Scored(
        "0.8", "RETURN_TIMES_LEVERAGE", behind={"pool_notional": "2000"}
    ),
    "leverage to a bankruptcy price of 70": Scored(
        "0.48", "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY", behind={"bankruptcy_price": "70"}
    ),
    "leverage to a bankruptcy price of 90": Scored(
        "0.8", "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY", behind={"bankruptcy_price": "90"}
    ),
    "a bankruptcy price above the mark counts by its distance": Scored(
        "0.8", "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY", behind={"bankruptcy_price": "150"}
    ),
    "a bankruptcy price at the mark is none": Scored(
        "0.48", "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY", behind={"bankruptcy_price": "120.0"}
    ),
    "without a bankruptcy price the position's own value counts, not the pool's": Scored(
        "0.48", "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY", behind={"pool_notional": "2000"}
    ),
    "return on the value at mark": Scored("0.4", "RETURN_ON_MARK_TIMES_LEVERAGE"),
    "return times margin rate": Scored("0.0024", "RETURN_TIMES_MARGIN_RATE", behind=ZOO),
    "profit over wallet": Scored("0.008", "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE", behind=ZOO),
    "floored, far from the floors": Scored("0.48", "LEVERAGE_TIMES_RETURN_FLOORED", behind={"pool_notional": "9000"}),
    "mark over entry": Scored("2.88", "MARK_OVER_ENTRY_TIMES_LEVERAGE"),
    "return only": Scored("0.2", "RETURN_ONLY"),
    "profit amount": Scored("480", "PROFIT_AMOUNT_TIMES_LEVERAGE"),
    # the same entered at 150: return -0.2, leverage 2.4, U -300
    "a loser's return is divided by leverage": Scored("-0.083333333333333334", "RETURN_TIMES_LEVERAGE", behind=LOSER),
    "a loser's return is divided by leverage to bankruptcy": Scored(
        "-0.083333333333333334",
        "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY",
        behind={"entry_price": "150", "bankruptcy_price": "70"},
    ),
    "a loser's return on mark": Scored("-0.104166666666666667", "RETURN_ON_MARK_TIMES_LEVERAGE", behind=LOSER),
    "a loser's margin rate": Scored("-16.666666666666666667", "RETURN_TIMES_MARGIN_RATE", behind=LOSER),
    "a loser in a winning pool has no score by wallet": Scored(
        "0", "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE", behind=LOSER
    ),
    "a loser keeps the floor of return": Scored("0.000000024", "LEVERAGE_TIMES_RETURN_FLOORED", behind=LOSER),
    "a loser may still be levered": Scored("1.92", "MARK_OVER_ENTRY_TIMES_LEVERAGE", behind=LOSER),
    "a loser's return only": Scored("-0.2", "RETURN_ONLY", behind=LOSER),
    "a loser's amount": Scored("-125", "PROFIT_AMOUNT_TIMES_LEVERAGE", behind=LOSER),
    # shorts, and inverse contracts
    "a short gains as the mark falls": Scored("0.32", "RETURN_TIMES_LEVERAGE", side="short", mark="80"),
    "a short's mark over entry is mirrored": Scored("2", "MARK_OVER_ENTRY_TIMES_LEVERAGE", side="short", mark="80"),
    "an inverse return is on the mark": Scored(
        "0.166666666666666666", "RETURN_ONLY", kind="inverse", behind={"equity": "1"}
    ),
    "an inverse return on mark is on the entry": Scored(
        "0.016666666666666666", "RETURN_ON_MARK_TIMES_LEVERAGE", kind="inverse", behind={"equity": "1"}
    ),
    "an inverse long with a bankruptcy price": Scored(
        "0.355555555555555555",
        "RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY",
        mark="12500",
        kind="inverse",
        behind={"quantity": "1000", "entry_price": "10000", "bankruptcy_price": "8000", "equity": "0.01"},
    ),
    "an inverse return of two thousand on 62,000": Scored(
        "0.032258064516129032", "RETURN_ONLY", mark="62000", kind="inverse", behind={"entry_price": "60000"}
    ),
    "a contract is worth its size": Scored("0.0048", "RETURN_TIMES_LEVERAGE", size="0.01"),
    # shorts of one coin at 50,000
    "a short entered at 60,000, twice levered": Scored(
        "0.333333333333333333",
        "LEVERAGE_TIMES_RETURN_FLOORED",
        "short",
        "50000",
        behind={"quantity": "1", "entry_price": "60000", "equity": "25000"},
    ),
    "a short entered at 55,000, ten times levered": Scored(
        "0.90909090909090909",
        "LEVERAGE_TIMES_RETURN_FLOORED",
        "short",
        "50000",
        behind={"quantity": "1", "entry_price": "55000", "equity": "5000"},
    ),
    # a wallet counts as one at least
    "a wallet below one counts as one": Scored(
        "0.998003992015968063",
        "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE",
        behind={"equity": "100.2", "wallet_balance": "0.2", "maintenance_margin": "1"},
    ),
    "a negative wallet counts as one, and adds to the profit": Scored(
        "9", "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE", behind={"wallet_balance": "-400", "maintenance_margin": "5"}
    ),
    "a pool below its wallet has no score": Scored(
        "0", "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE", behind={"wallet_balance": "501", "maintenance_margin": "5"}
    ),
    "no maintenance margin, no score by wallet": Scored(
        "0", "PROFIT_OVER_WALLET_TIMES_MARGIN_RATE", behind={"wallet_balance": "300", "maintenance_margin": "0"}
    ),
    # edges of the number range and of rounding
    "a score of 10^20 is printed": Scored(
        "100000000000000000000", "RETURN_TIMES_LEVERAGE", mark="200", behind={"equity": TINY, "pool_notional": "100"}
    ),
    "a score beyond 10^20 is not": Scored(
        "",
        "RETURN_TIMES_LEVERAGE",
        mark="200.000000000000000001",
        behind={"equity": TINY, "pool_notional": "100"},
    ),
    "a winner may round down to zero": Scored(
        "0", "RETURN_TIMES_LEVERAGE", behind={"equity": "999999999999", "pool_notional": TINY}
    ),
    "a loser never rounds to zero": Scored(
        "-" + TINY,
        "RETURN_TIMES_LEVERAGE",
        behind={"entry_price": "150", "equity": "0.01", "pool_notional": "9" * 18},
    ),
    "an entry at the mark returns nothing": Scored("0", "RETURN_TIMES_LEVERAGE", behind={"entry_price": "120"}),
}


@pytest.mark.parametrize("case", SCORES.values(), ids=SCORES.keys())
def test_score(case: Scored) -> None:
    response = rank(
        ranking(
            holder("a", case.side, **case.behind), score=case.family, mark=case.mark, kind=case.kind, size=case.size
        )
    )
    queue = response.long_queue if case.side == "long" else response.short_queue
    assert queue.candidates[0].score == case.score
    assert queue.candidates[0].HasField("score") == (case.score != "")
    assert queue.candidates[0].beyond_range == (case.score == "")


FLOORS = {
    # entry 100 and a quantity of 1: leverage is mark/equity
    "a return just above its floor": ("100.00000100001", "10", "0.000000100001001"),
    "a return at its floor": ("100.000001", "10", "0.000000100000001"),
    "a return just below its floor": ("100.00000099999", "10", "0.000000100000000999"),
    "a leverage just above its floor": ("200", "19999990000", "0.000000010000005"),
    "a leverage at its floor": ("200", "20000000000", "0.00000001"),
    "a leverage just below its floor": ("200", "20000000001", "0.00000001"),
    "both below their floors": ("99", "20000000001", "0.0000000000000001"),
}


@pytest.mark.parametrize(("mark", "equity", "score"), FLOORS.values(), ids=FLOORS.keys())
def test_floors(mark: str, equity: str, score: str) -> None:
    only = longs(ranking(holder(quantity="1", equity=equity), score="LEVERAGE_TIMES_RETURN_FLOORED", mark=mark))
    assert only[0].score == score


@pytest.mark.parametrize(
    ("notional", "leverage"),
    [
        ("99.999999999999999999", "99999999999999999999"),
        ("100", "100000000000000000000"),
        ("100.000000000000000001", ""),
    ],
    ids=["just inside the range", "at its end", "beyond it"],
)
def test_leverage_at_the_end_of_the_range(notional: str, leverage: str) -> None:
    only = longs(ranking(holder(equity=TINY, pool_notional=notional), score="RETURN_ONLY"))[0]
    assert (only.leverage, only.HasField("leverage"), only.beyond_range) == (leverage, leverage != "", leverage == "")
    assert only.score == "0.2"


def test_a_score_beyond_the_range_keeps_its_rank() -> None:
    queue = longs(ranking(holder("a", equity="1"), holder("b", equity=TINY), holder("c", equity=TINY, quantity="11")))
    assert [one.account_id for one in queue] == ["c", "b", "a"]
    assert [one.beyond_range for one in queue] == [True, True, False]


def test_leverage_is_printed_up_and_profit_down() -> None:
    only = longs(ranking(holder(equity="7", quantity="1", entry_price="119.999999999999999999", pool_notional="1")))[0]
    assert (only.leverage, only.unrealized_pnl) == ("0.142857142857142858", TINY)
    only = longs(ranking(holder(entry_price="7", equity="1"), kind="inverse", mark="11"))[0]
    assert only.unrealized_pnl == "0.519480519480519480"[:-1]
