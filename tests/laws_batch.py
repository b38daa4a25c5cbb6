"""The law of batches: an account's answer is the same alone and among others."""

from collections.abc import Callable
from typing import Any

from laws_cases import Evaluate
from marginline.v1 import margin_service_pb2

Batch = margin_service_pb2.BatchEvaluateAccountsRequest
BatchEvaluate = Callable[[Batch], margin_service_pb2.BatchEvaluateAccountsResponse]


def batch_is_each_alone(evaluate: Evaluate, batch_evaluate: BatchEvaluate, request: Batch) -> None:
    """Every statement of a batch has the bytes of the same account asked alone; what is rejected is refused alone.

    A refusal is any exception with `violations`: (path, reason number) pairs.
    """
    request.ClearField("report_at_or_below")
    view: Any = request.view or 1
    for result, account in zip(batch_evaluate(request).results, request.accounts, strict=True):
        alone = margin_service_pb2.EvaluateAccountRequest(
            rulebook=request.rulebook,
            mark_prices=request.mark_prices,
            account=account,
            view=view,
            explain=request.explain,
        )
        try:
            statement = evaluate(alone).statement
        except Exception as refusal:
            violations: list[tuple[str, int]] | None = getattr(refusal, "violations", None)
            if violations is None:
                raise
            prefix = f"accounts[{result.account_index}]."
            found = [(one.field.removeprefix(prefix), int(one.reason)) for one in result.rejection.violations]
            assert found == [(path.removeprefix("account."), number) for path, number in violations]
            continue
        assert statement.SerializeToString() == result.statement.SerializeToString()
