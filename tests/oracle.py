"""The whole calculator again, in exact fractions: an independent prediction of every field of every answer.

Each function takes the request message of one RPC and returns its response message, or raises Refused. Rulebooks that
are named by id are looked up in `held`: id -> wire bytes of the Rulebook message.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import oracle_adl
import oracle_statement as statement
from marginline.v1 import account_pb2, error_pb2, statement_pb2
from marginline.v1 import margin_service_pb2 as pb
from oracle_account import Account, AccountReader, check_limits, read_marks
from oracle_compare import compare
from oracle_faults import ArithmeticFault, Faults, Refused, reason, reason_name
from oracle_liquidation import gap_at
from oracle_margin import Evaluated, evaluate
from oracle_rulebook import Rulebook
from oracle_rulebook_reader import MOST_ENTRIES, compile_rulebook, select_rulebook

__all__ = [
    "Refused",
    "batch_evaluate_accounts",
    "compare",
    "compile_rulebook",
    "compute_liquidation_price",
    "compute_margin_ratio",
    "evaluate_account",
    "evaluated",
    "liquidatable_at",
    "rank_candidates",
    "reason",
    "reason_name",
]

MOST_ACCOUNTS = 10_000
VIEWS = [int(number) for number in statement_pb2.View.values()]

OneAccountRequest = pb.ComputeMarginRatioRequest | pb.ComputeLiquidationPriceRequest | pb.EvaluateAccountRequest
Held = Mapping[str, bytes]
rank_candidates = oracle_adl.rank_candidates


def _check_marks_limit(count: int) -> None:
    if count > MOST_ENTRIES:
        raise Refused([("mark_prices", reason("TOO_MANY_ENTRIES"))])


def _book(request: OneAccountRequest, held: Held | None) -> Rulebook:
    """Limits and the rulebook of a request about one account."""
    _check_marks_limit(len(request.mark_prices))
    check_limits(request.account, "account.")
    if not request.HasField("rulebook"):
        missing = [("rulebook", reason("REQUIRED"))]
        raise Refused(missing if request.HasField("account") else [*missing, ("account", reason("REQUIRED"))])
    return select_rulebook(request.rulebook, held or {})


def _read_one(request: OneAccountRequest, held: Held | None) -> tuple[Rulebook, Account]:
    """Everything of a request that can be checked without arithmetic."""
    book = _book(request, held)
    faults, inner = Faults(), Faults("account.")
    marks = read_marks(request.mark_prices, faults)
    account = Account("", {}, [])
    if request.HasField("account"):
        account = AccountReader(request.account, book, marks, inner).read()
    else:
        faults.add("account", "REQUIRED")
    faults.found += inner.found
    if isinstance(request, pb.EvaluateAccountRequest):
        _check_view(request.view, faults)
    faults.stop()
    return book, account


def _check_view(view: int, faults: Faults) -> None:
    if view not in VIEWS:
        faults.add("view", "ENUM_UNSPECIFIED")


def evaluated(request: OneAccountRequest, held: Held | None = None, *, full: bool = False) -> Evaluated:
    """Every term of a request's account; raises Refused."""
    book, account = _read_one(request, held)
    try:
        return evaluate(book, account, with_initial=full)
    except ArithmeticFault as fault:
        raise Refused([("account." + fault.path, fault.reason)]) from None


def compute_margin_ratio(
    request: pb.ComputeMarginRatioRequest, held: Held | None = None
) -> pb.ComputeMarginRatioResponse:
    """Pools as under SUMMARY and the isolated positions' ratios."""
    found = evaluated(request, held)
    response = pb.ComputeMarginRatioResponse(rulebook=found.book.reference)
    statement.write_statement(found, statement.SUMMARY, response.statement)
    for terms in found.terms:
        if terms.position.margin is not None:
            row = response.statement.positions.add()
            statement.write_position(found, terms, {statement.RATIOS}, row)
    return response


def compute_liquidation_price(
    request: pb.ComputeLiquidationPriceRequest, held: Held | None = None
) -> pb.ComputeLiquidationPriceResponse:
    """Prices and distance of every position."""
    found = evaluated(request, held)
    response = pb.ComputeLiquidationPriceResponse(rulebook=found.book.reference, account_id=found.account.account_id)
    for terms in found.terms:
        statement.write_position(found, terms, {statement.PRICES}, response.positions.add())
    return response


def evaluate_account(request: pb.EvaluateAccountRequest, held: Held | None = None) -> pb.EvaluateAccountResponse:
    """The statement in the view asked for; FULL by default."""
    view = int(request.view) or int(statement.FULL)
    found = evaluated(request, held, full=view == statement.FULL)
    response = pb.EvaluateAccountResponse(rulebook=found.book.reference)
    statement.write_statement(found, view, response.statement, explain=request.explain)
    return response


def liquidatable_at(request: OneAccountRequest, position_index: int, price: Fraction, held: Held | None = None) -> bool:
    """Whether the position (cross: its pool) is liquidatable at a mark price, everything else frozen: directly."""
    found = evaluated(request, held)
    gap = gap_at(found, found.terms[position_index], price)
    return gap < 0 if found.book.rules.strict else gap <= 0


def _reported(found: Evaluated, threshold: Fraction | None) -> bool:
    """Whether a pool that has positions, or an isolated position, is at or below the threshold."""
    if threshold is None:
        return True
    rows = [(pool.equity, pool.requirement) for pool in found.pools if pool.legs]
    rows += [(terms.equity, terms.requirement) for terms in found.terms if terms.position.margin is not None]
    return any(equity <= threshold * requirement for equity, requirement in rows)


def _evaluate_in_batch(
    message: account_pb2.Account, index: int, book: Rulebook, marks: dict[str, Fraction | None], *, full: bool
) -> Evaluated:
    prefix = f"accounts[{index}]."
    check_limits(message, prefix)
    faults = Faults(prefix)
    account = AccountReader(message, book, marks, faults).read()
    faults.stop()
    try:
        return evaluate(book, account, with_initial=full)
    except ArithmeticFault as fault:
        raise Refused([(prefix + fault.path, fault.reason)]) from None


def _reject(refused: Refused, account_id: str) -> pb.Rejection:
    numbered: list[tuple[str, Any]] = list(refused.violations)
    violations = [error_pb2.Violation(field=path, reason=number) for path, number in numbered]
    return pb.Rejection(account_id=account_id, reason=violations[0].reason, violations=violations)


def batch_evaluate_accounts(
    request: pb.BatchEvaluateAccountsRequest, held: Held | None = None
) -> pb.BatchEvaluateAccountsResponse:
    """Each account's statement or rejection, in order, and how many stand where."""
    _check_marks_limit(len(request.mark_prices))
    if len(request.accounts) > MOST_ACCOUNTS:
        raise Refused([("accounts", reason("TOO_MANY_ACCOUNTS"))])
    if not request.HasField("rulebook"):
        raise Refused([("rulebook", reason("REQUIRED"))])
    book = select_rulebook(request.rulebook, held or {})
    faults = Faults()
    marks = read_marks(request.mark_prices, faults)
    _check_view(request.view, faults)
    threshold = faults.optional_decimal(request, "report_at_or_below", "report_at_or_below")
    faults.stop()
    view = int(request.view) or int(statement.SUMMARY)
    response = pb.BatchEvaluateAccountsResponse(rulebook=book.reference)
    counts = dict.fromkeys(range(5), 0)
    for index, message in enumerate(request.accounts):
        try:
            found = _evaluate_in_batch(message, index, book, marks, full=view == statement.FULL)
        except Refused as refused:
            counts[0] += 1
            response.results.add(account_index=index, rejection=_reject(refused, message.account_id))
            continue
        counts[statement.account_state(found)] += 1
        if _reported(found, threshold):
            result = response.results.add(account_index=index)
            statement.write_statement(found, view, result.statement, explain=request.explain)
    response.counts.CopyFrom(
        pb.StateCounts(
            healthy=counts[1], warning=counts[2], liquidatable=counts[3], bankrupt=counts[4], rejected=counts[0]
        )
    )
    return response
