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
from marginline.v1 import margin_service_pb2


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
    request.ClearField("report_at_or_below")
    view: Any = request.view or 1
    for result, account in zip(oracle.batch_evaluate_accounts(request).results, request.accounts, strict=True):
        single = margin_service_pb2.EvaluateAccountRequest(
            rulebook=request.rulebook,
            mark_prices=request.mark_prices,
            account=account,
            view=view,
            explain=request.explain,
        )
        if result.HasField("statement"):
            assert oracle.evaluate_account(single).statement == result.statement
        else:
            with pytest.raises(oracle.Refused):
                oracle.evaluate_account(single)
