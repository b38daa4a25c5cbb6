"""Native against the oracle, field by field, over generated accounts; and the laws, held by native itself.

An example is a seed of many accounts: under the ci profile more than 20,000 are compared.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from google.protobuf.message import Message
from hypothesis import given

import laws
import oracle
import strategies
from marginline.v1 import margin_service_pb2 as pb
from marginline_native.calculator import Calculator, Fault

ACCOUNTS_AN_EXAMPLE = 40
ACCOUNTS_A_BATCH = 25
CALCULATOR = Calculator()
# What answers a request, the message it answers with, and what the oracle answers.
METHODS: dict[type[Message], tuple[Callable[[bytes], bytes], type[Message], Callable[[Any], Message]]] = {
    pb.ComputeMarginRatioRequest: (
        CALCULATOR.compute_margin_ratio, pb.ComputeMarginRatioResponse, oracle.compute_margin_ratio,
    ),
    pb.ComputeLiquidationPriceRequest: (
        CALCULATOR.compute_liquidation_price, pb.ComputeLiquidationPriceResponse, oracle.compute_liquidation_price,
    ),
    pb.EvaluateAccountRequest: (CALCULATOR.evaluate_account, pb.EvaluateAccountResponse, oracle.evaluate_account),
    pb.BatchEvaluateAccountsRequest: (
        CALCULATOR.batch_evaluate_accounts, pb.BatchEvaluateAccountsResponse, oracle.batch_evaluate_accounts,
    ),
}


def answer(request: Message) -> Any:
    """Native's response."""
    method, response, _ = METHODS[type(request)]
    return response.FromString(method(request.SerializeToString()))


def expected(request: Message) -> Any:
    """The oracle's response."""
    return METHODS[type(request)][2](request)


def outcome(call: Callable[[Any], Any], request: Any) -> Any:
    """A response, or the violations it was refused with."""
    try:
        return call(request)
    except (Fault, oracle.Refused) as refused:
        return list(refused.violations)


def agree(request: Message) -> None:
    """Native and the oracle give the same response, or the same violations."""
    found, wanted = outcome(answer, request), outcome(expected, request)
    if isinstance(found, list) or isinstance(wanted, list):
        assert found == wanted
    else:
        oracle.compare(found, wanted, request)


def case(rng: Random) -> pb.EvaluateAccountRequest:
    return strategies.random_account_case(rng, rng.randint(1, 6))


@given(seed=strategies.seeds)
def test_statements(seed: int) -> None:
    rng = Random(seed)
    for _ in range(ACCOUNTS_AN_EXAMPLE):
        agree(case(rng))


@given(seed=strategies.seeds)
def test_ratios_and_prices_alone(seed: int) -> None:
    rng = Random(seed)
    for one in [case(rng) for _ in range(ACCOUNTS_AN_EXAMPLE // 8)]:
        for question in (pb.ComputeMarginRatioRequest, pb.ComputeLiquidationPriceRequest):
            agree(question(rulebook=one.rulebook, mark_prices=one.mark_prices, account=one.account))


@given(seed=strategies.seeds)
def test_batches(seed: int) -> None:
    rng = Random(seed)
    agree(strategies.random_batch_case(rng, ACCOUNTS_A_BATCH, rng.randint(1, 6)))


@given(case=strategies.bad_cases())
def test_refusals(case: strategies.BadCase) -> None:
    if case.rpc == "RankCandidates":
        return
    with pytest.raises(Fault) as fault:
        answer(case.request)
    assert list(fault.value.violations) == case.violations


@given(case=strategies.bad_cases())
def test_a_bad_account_is_refused_alone(case: strategies.BadCase) -> None:
    if not case.in_account:
        return
    good = pb.EvaluateAccountRequest()
    good.CopyFrom(case.request)
    del good.account.positions[:], good.account.balances[:]
    good.account.account_id = "good"
    request = pb.BatchEvaluateAccountsRequest(
        rulebook=case.request.rulebook,
        mark_prices=case.request.mark_prices,
        accounts=[good.account, case.request.account, good.account],
        view=case.request.view,
    )
    response = answer(request)
    assert [result.WhichOneof("result") for result in response.results] == ["statement", "rejection", "statement"]
    rejection = response.results[1].rejection
    assert (rejection.account_id, rejection.reason) == (case.request.account.account_id, case.violations[0][1])
    assert [(one.field, one.reason) for one in rejection.violations] == [
        ("accounts[1]" + path.removeprefix("account"), reason) for path, reason in case.violations
    ]
    assert response.counts.rejected == 1


@pytest.mark.parametrize("name", sorted(laws.LAWS))
@given(seed=strategies.seeds)
def test_law(name: str, seed: int) -> None:
    laws.LAWS[name](answer, Random(seed))


@given(request=strategies.batch_cases(5))
def test_alone_and_in_a_batch(request: pb.BatchEvaluateAccountsRequest) -> None:
    laws.batch_is_each_alone(answer, answer, request)


@given(seed=strategies.seeds)
def test_nothing_stays_of_what_was_asked_before(seed: int) -> None:
    rng = Random(seed)
    used = Calculator()
    contents = [case(rng).SerializeToString() for _ in range(5)]
    found = [outcome(used.evaluate_account, content) for content in contents]
    assert found == [outcome(Calculator().evaluate_account, content) for content in contents]
