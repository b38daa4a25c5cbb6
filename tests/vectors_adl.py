"""Auto-deleveraging: scores, ranks, bands, lights and percentiles of many venues."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Any

from marginline.v1 import account_pb2, rulebook_pb2
from marginline.v1 import adl_service_pb2 as pb
from vectors_scene import Case, Vector, agrees, decimal, exact

RETURN_ONLY = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_ONLY
BY_LEVERAGE = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE
AT_BANKRUPTCY = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY
MARGIN_RATE = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE
OVER_WALLET = rulebook_pb2.ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE
FLOORED = rulebook_pb2.ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED
OVER_ENTRY = rulebook_pb2.ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE
AMOUNT = rulebook_pb2.ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE


@dataclass
class Queue:
    """A ranking on an instrument stated inline; candidates have an equity of 1 unless it is told."""

    mark: str
    family: Any
    inverse: bool = False
    weighting: Any = pb.ADL_WEIGHTING_QUANTITY
    lights: Any = pb.ADL_LIGHTS_FROM_BEST_BAND
    candidates: list[pb.Candidate] = field(default_factory=list)

    def add(self, name: str, side: str, quantity: str, entry: str | Fraction, **more: str) -> None:
        """Adds a holder."""
        facts = {"equity": "1", **more}
        one = pb.Candidate(account_id=name, quantity=quantity, entry_price=decimal(entry), **facts)
        one.side = account_pb2.SIDE_LONG if side == "long" else account_pb2.SIDE_SHORT
        self.candidates.append(one)

    def case(self, case_id: str, check: Callable[[Any], None], **more: Any) -> Case:
        """Asks for the ranking."""
        kind = rulebook_pb2.INSTRUMENT_KIND_INVERSE if self.inverse else rulebook_pb2.INSTRUMENT_KIND_LINEAR
        request = pb.RankCandidatesRequest(
            inline_instrument=pb.InlineInstrument(kind=kind, contract_size="1"),
            mark_price=self.mark,
            score_family=self.family,
            weighting=self.weighting,
            lights_from=self.lights,
            candidates=self.candidates,
            **more,
        )
        return Case(case_id, "RankCandidates", request, check)


def scores(vector: Vector, wanted: dict[str, str], order: list[str] | None = None, side: str = "long") -> Any:
    """A check of scores by account, and of the order."""

    def check(response: Any) -> None:
        queue = response.long_queue if side == "long" else response.short_queue
        ranked = {one.account_id: one for one in queue.candidates}
        for name, printed in wanted.items():
            shown = exact(ranked[name].score)
            assert agrees(shown, printed, vector), f"{vector['id']}: {name} scores {shown}, expected {printed}"
        if order is not None:
            assert [one.account_id for one in queue.candidates] == order

    return check


def with_returns(returns: dict[str, Fraction], quantities: dict[str, str], family: Any) -> Queue:
    """Longs whose returns are exactly those given: entries divide one mark that suits all of them."""
    factors = {name: 1 + gain for name, gain in returns.items()}
    mark = lcm(*(factor.numerator for factor in factors.values()))
    queue = Queue(str(mark), family)
    for name, factor in factors.items():
        queue.add(name, "long", quantities.get(name, "1"), mark / factor)
    return queue


def zubr(vector: Vector) -> list[Case]:
    """Published scores and places."""
    clients = vector["inputs"]["clients"]
    queue = with_returns({one["client"]: exact(one["pnl_pct"]) for one in clients}, {}, BY_LEVERAGE)
    for candidate, client in zip(queue.candidates, clients, strict=True):
        candidate.equity, candidate.pool_notional = "1000", decimal(1000 * exact(client["leverage"]))
    printed = vector["expected"]
    assert sorted(printed["order"], key=lambda name: int(printed["order"][name])) == printed["queue"]
    return [queue.case(vector["id"], scores(vector, printed["score"], printed["queue"]))]


def _bands(queue: list[str], percentile: dict[str, str], lights: dict[str, str] | None) -> Callable[[Any], None]:
    """A check of order and worst band, as a percentage of five bands."""

    def check(response: Any) -> None:
        ranked = response.long_queue.candidates
        assert [one.account_id for one in ranked] == queue
        for one in ranked:
            assert 20 * one.worst_band == int(percentile[one.account_id].rstrip("%"))
            assert lights is None or one.lights == int(lights[one.account_id])

    return check


def bitmex(vector: Vector) -> list[Case]:
    """The published percentile column: bands of quantity, from the worst band."""
    facts, printed = vector["inputs"], vector["expected"]
    held = [
        (str(one["account"]), one.get("quantity") or one["qty"], one.get("pnl_ranking") or one["score"])
        for one in facts.get("positions") or facts["accounts"]
    ]
    quantities = {name: quantity for name, quantity, _ in held}
    ranking = with_returns({name: exact(score) for name, _, score in held}, quantities, RETURN_ONLY)
    ranking.lights = pb.ADL_LIGHTS_FROM_WORST_BAND
    queue = printed.get("queue") or printed["order"].split(",")
    percentile = printed["percentile"]
    if isinstance(percentile, str):
        percentile = dict(zip(queue, percentile.split(","), strict=True))
    cases = [ranking.case(vector["id"], _bands(queue, percentile, printed.get("lights")))]
    if "deleveraged" in printed:
        taken = [pair.split(":")[0] for pair in printed["deleveraged"].split(",")]
        cases.append(ranking.case(vector["id"] + "/taken", scores(vector, {}, taken), take_quantity="20"))
    return cases


def count_quantiles(vector: Vector) -> list[Case]:
    """Quantiles by number of holders; the bucket is the lights less one."""
    names, printed = vector["inputs"]["queue"], vector["expected"]
    gains = {name: Fraction(len(names) - place) for place, name in enumerate(names)}
    queue = with_returns(gains, {}, RETURN_ONLY)
    queue.weighting = pb.ADL_WEIGHTING_COUNT

    def check(response: Any) -> None:
        ranked = response.long_queue.candidates
        assert [one.account_id for one in ranked] == names
        for one in ranked:
            assert one.lights - 1 == int(printed["bucket"][one.account_id])
            share = 1 - exact(one.percentile) + Fraction(1, len(names))
            assert agrees(share, printed["quantile"][one.account_id], vector)

    return [queue.case(vector["id"], check)]


def return_rate(vector: Vector) -> list[Case]:
    """The return alone."""
    facts = vector["inputs"]
    queue = Queue(facts["mark"], RETURN_ONLY, inverse=facts["contract"] == "inverse")
    queue.add("a", facts["side"], "1", facts["entry"])
    return [queue.case(vector["id"], scores(vector, {"a": vector["expected"]["return_rate"]}))]


def hyperliquid(vector: Vector) -> list[Case]:
    """The recovered rule, and the returns that one source takes for the rule."""
    shorts, printed = vector["inputs"]["shorts"], vector["expected"]
    cases = []
    for family, wanted, order in (
        (FLOORED, printed["score_recovered"], printed["order_recovered"]),
        (RETURN_ONLY, printed["pnl_pct"], printed["order_claimed_by_dataset_repo"]),
    ):
        queue = Queue("50000", family)
        for name, one in shorts.items():
            queue.add(name, "short", "1", one["entry"], equity=decimal(50000 / exact(one["effective_leverage"])))
        suffix = "/" + rulebook_pb2.AdlScoreFamily.Name(family).removeprefix("ADL_SCORE_FAMILY_").lower()
        cases.append(queue.case(vector["id"] + suffix, scores(vector, wanted, order, "short")))
    return cases


# Formulas of the zoo that no family computes: bluefin_isolated, coinex_current, kucoin_isolated, zbit.
ZOO = {
    "bitmex_family_cross": AT_BANKRUPTCY,
    "bitmex_family_isolated": AT_BANKRUPTCY,
    "binance_aster": OVER_WALLET,
    "aevo": OVER_WALLET,
    "hyperliquid_recovered": FLOORED,
    "hyperliquid_docs_literal": OVER_ENTRY,
    "extended": MARGIN_RATE,
    "bitget_2025_cross": MARGIN_RATE,
    "bitget_older_cross": BY_LEVERAGE,
    "okx_legacy_sunx_cross": BY_LEVERAGE,
    "kucoin_cross": RETURN_ONLY,
    "cube_absolute": AMOUNT,
}


def zoo(vector: Vector) -> list[Case]:
    """One position scored by every formula that is a family here."""
    facts = vector["inputs"]
    cases = []
    for name, family in ZOO.items():
        queue = Queue(facts["mark"], family)
        isolated = "isolated" if name == "bitmex_family_isolated" else "cross"
        queue.add(
            "a",
            facts["side"],
            facts["qty"],
            facts["entry"],
            equity=facts["equity"],
            wallet_balance=facts["wallet_balance"],
            maintenance_margin=facts["maintenance_margin"],
            bankruptcy_price=facts[f"bankruptcy_price_{isolated}"],
        )
        cases.append(queue.case(f"{vector['id']}/{name}", scores(vector, {"a": vector["expected"][name]})))
    return cases


def inverse_at_bankruptcy(vector: Vector) -> list[Case]:
    """BitMEX's score of an inverse long."""
    facts = vector["inputs"]
    queue = Queue(facts["mark"], AT_BANKRUPTCY, inverse=True)
    queue.add("a", facts["side"], facts["contracts"], facts["entry"], bankruptcy_price=facts["bankruptcy_price"])
    return [queue.case(vector["id"], scores(vector, {"a": vector["expected"]["score"]}))]


def wallet_edges(vector: Vector) -> list[Case]:
    """A loser scores 0, an equity below zero is set aside (the vector's 0), a tiny wallet divides by 1."""
    queue = Queue("100", OVER_WALLET)
    for name, one in zip("abc", vector["inputs"]["cases"], strict=True):
        equity = exact(one["wallet"]) + exact(one["upnl"])
        entry = Fraction(100) - exact(one["upnl"]) / 10
        queue.add(
            name,
            "long",
            "10",
            entry,
            equity=decimal(equity),
            wallet_balance=one["wallet"],
            maintenance_margin=one["mm"],
        )
    wanted = vector["expected"]["score"]
    by_score = scores(vector, {"a": wanted[0], "c": wanted[2]}, ["c", "a"])

    def check(response: Any) -> None:
        by_score(response)
        (aside,) = response.set_aside
        assert (aside.account_id, aside.reason) == ("b", pb.SET_ASIDE_REASON_EQUITY_NOT_POSITIVE)

    return [queue.case(vector["id"], check)]


ADAPTERS: dict[str, Callable[[Vector], list[Case]]] = {
    "zubr-rank-10": zubr,
    "bitmex-quintile-6": bitmex,
    "bitmex-adl-queue": bitmex,
    "quantile-count-10": count_quantiles,
    "kucoin-cross-long-linear": return_rate,
    "kucoin-cross-long-inverse": return_rate,
    "hyperliquid-score-abc": hyperliquid,
    "score-zoo-long": zoo,
    "score-bitmex-inverse-long": inverse_at_bankruptcy,
    "score-binance-edges": wallet_edges,
}
