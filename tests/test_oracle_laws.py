"""The oracle keeps the laws, refuses what must be refused, and finds prices that a second method confirms."""

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given

import laws
import oracle
import oracle_numbers as numbers
import strategies
from marginline.v1 import account_pb2, margin_service_pb2


@pytest.mark.parametrize("name", sorted(laws.LAWS))
@given(seed=strategies.seeds)
def test_oracle_keeps_law(name: str, seed: int) -> None:
    """Each law, over calm accounts."""
    laws.LAWS[name](oracle.evaluate_account, Random(seed))


@given(case=strategies.bad_cases())
def test_oracle_refuses_as_expected(case: strategies.BadCase) -> None:
    """Exactly the violations that the breaker predicts, in order."""
    answer: Callable[[Any], object] = oracle.evaluate_account
    if case.rpc == "RankCandidates":
        answer = oracle.rank_candidates
    with pytest.raises(oracle.Refused) as refused:
        answer(case.request)
    assert refused.value.violations == case.violations


@given(request=strategies.account_cases())
def test_prices_by_direct_evaluation(request: margin_service_pb2.EvaluateAccountRequest) -> None:
    """The walk's stretches agree with equity minus requirement evaluated directly at prices in between."""
    request.rulebook.inline.rules.tick_buffer = 0
    question = margin_service_pb2.ComputeLiquidationPriceRequest(
        rulebook=request.rulebook, mark_prices=request.mark_prices, account=request.account
    )
    try:
        rows = oracle.compute_liquidation_price(question).positions
    except oracle.Refused:
        return
    for index, row in enumerate(rows):
        mark = numbers.read(row.mark_price)
        prices = [row.liquidation_price, row.other_liquidation_price]
        ends = [numbers.read(price) for price in prices if price]
        low = max((price for price in ends if price < mark), default=mark / 10**6)
        high = min((price for price in ends if price > mark), default=mark * 10**6)
        if mark in ends or 4 in row.warnings:
            continue
        now = oracle.liquidatable_at(question, index, mark)
        for step in range(1, 8):
            for end in (low, high):
                inside = mark + (end - mark) * Fraction(step, 8)
                assert oracle.liquidatable_at(question, index, inside) == now


@given(request=strategies.batch_cases(accounts=3))
def test_batch_is_every_account_alone(request: margin_service_pb2.BatchEvaluateAccountsRequest) -> None:
    """A batch answers each account as it would be answered alone."""
    laws.batch_is_each_alone(oracle.evaluate_account, oracle.batch_evaluate_accounts, request)


@given(case=strategies.bad_cases().filter(lambda case: case.in_account))
def test_batch_rejects_one_account_alone(case: strategies.BadCase) -> None:
    """A bad account between two good ones is rejected with the same violations, and nothing else is."""
    good = account_pb2.Account(account_id="good")
    batch = margin_service_pb2.BatchEvaluateAccountsRequest(
        rulebook=case.request.rulebook,
        mark_prices=case.request.mark_prices,
        accounts=[good, case.request.account, good],
    )
    response = oracle.batch_evaluate_accounts(batch)
    assert (response.counts.healthy, response.counts.rejected) == (2, 1)
    found = [(one.field, int(one.reason)) for one in response.results[1].rejection.violations]
    assert found == [("accounts[1]" + path.removeprefix("account"), number) for path, number in case.violations]


def _with_equity(response: margin_service_pb2.EvaluateAccountResponse) -> list[Any]:
    rows: list[Any] = [*response.statement.pools, *response.statement.positions]
    return [row for row in rows if row.equity]


@given(request=strategies.account_cases(), seed=strategies.seeds)
def test_comparison_finds_a_changed_figure(request: margin_service_pb2.EvaluateAccountRequest, seed: int) -> None:
    """Comparison accepts an answer itself and refuses one whose equity is a unit off."""
    try:
        expected = oracle.evaluate_account(request)
    except oracle.Refused:
        return
    oracle.compare(expected, expected, request)
    if not _with_equity(expected):
        return
    actual = type(expected).FromString(expected.SerializeToString())
    one = Random(seed).choice(_with_equity(actual))
    equity = numbers.read(one.equity) + numbers.UNIT
    one.equity = numbers.text(equity)
    if all(kind.kind == 1 for kind in request.rulebook.inline.instruments):
        with pytest.raises(AssertionError):
            oracle.compare(actual, expected, request)
