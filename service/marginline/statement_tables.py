"""Statements of accounts as a trader reads them on a terminal."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from marginline.tables import ABSENT, Cell, Paint, Table, amount, exact, painted, percent, ratio
from marginline.v1.account_pb2 import Account, Position, Side
from marginline.v1.error_pb2 import ErrorReason
from marginline.v1.margin_service_pb2 import (
    BatchEvaluateAccountsRequest,
    BatchEvaluateAccountsResponse,
    EvaluateAccountRequest,
    EvaluateAccountResponse,
    Rejection,
)
from marginline.v1.rulebook_pb2 import RulebookReference
from marginline.v1.statement_pb2 import AccountStatement, PoolStatement, PositionStatement, State
from marginline.v1.statement_pb2 import Warning as Caution

_POOL_HEADS = (
    "POOL", "STATE", "WALLET", "UNREALIZED", "EQUITY", "REQUIRED", "MARGIN RATIO", "USAGE", "AVAILABLE", "LEVERAGE",
)  # fmt: skip
_POSITION_HEADS = (
    "POSITION", "ID", "SIDE", "MARGIN", "STATE", "QUANTITY", "ENTRY", "MARK", "UNREALIZED", "RATIO",
    "LIQUIDATION", "DISTANCE", "ALSO AT", "BANKRUPTCY",
)  # fmt: skip
_PAINTS = {
    State.STATE_HEALTHY: Paint.GOOD,
    State.STATE_WARNING: Paint.WARN,
    State.STATE_LIQUIDATABLE: Paint.BAD,
    State.STATE_BANKRUPT: Paint.BAD,
}
_CAUTIONS = {
    Caution.WARNING_LEVERAGE_ABOVE_TIER: "leverage is above what its tier allows",
    Caution.WARNING_SIZE_ABOVE_LAST_TIER: "size is beyond the last tier, whose rate goes on",
    Caution.WARNING_QUANTITY_OFF_STEP: "quantity is not a multiple of the quantity step",
    Caution.WARNING_FIGURE_BEYOND_RANGE: "a figure lies beyond the number range and is left out",
}


def evaluation_lines(request: EvaluateAccountRequest, response: EvaluateAccountResponse, *, colour: bool) -> list[str]:
    """The answer to one account."""
    lines = _account_lines(response.statement, request.account, colour=colour)
    return [*lines, "", painted(_reference(response.rulebook), Paint.FAINT, colour=colour)]


def batch_lines(
    request: BatchEvaluateAccountsRequest, response: BatchEvaluateAccountsResponse, *, colour: bool
) -> list[str]:
    """The answers to many accounts, each with its pools and positions, then how many stand where."""
    lines: list[str] = []
    for result in response.results:
        if result.HasField("rejection"):
            lines += _rejection_lines(result.account_index, result.rejection, colour=colour)
        else:
            account = request.accounts[result.account_index]
            lines += _account_lines(result.statement, account, colour=colour)
        lines.append("")
    counts = response.counts
    standing = (("healthy", counts.healthy), ("warning", counts.warning), ("liquidatable", counts.liquidatable),
                ("bankrupt", counts.bankrupt), ("refused", counts.rejected))  # fmt: skip
    lines.append(f"{len(request.accounts):,} accounts: " + ", ".join(f"{count:,} {name}" for name, count in standing))
    return [*lines, painted(_reference(response.rulebook), Paint.FAINT, colour=colour)]


def _reference(reference: RulebookReference) -> str:
    return f"rulebook {reference.rulebook_id}, version {reference.version}, sha256 {reference.content_hash[:12]}…"


def _rejection_lines(index: int, rejection: Rejection, *, colour: bool) -> list[str]:
    name = rejection.account_id or f"accounts[{index}]"
    faults = [
        f"  {one.field}: {ErrorReason.Name(one.reason).removeprefix('ERROR_REASON_')}: {one.description}"
        for one in rejection.violations
    ]
    return [f"{name}  {painted('REFUSED', Paint.BAD, colour=colour)}", *faults]


def _account_lines(statement: AccountStatement, account: Account, *, colour: bool) -> list[str]:
    state = _state(statement.state)
    name = statement.account_id or "(account without an id)"
    lines = [f"{painted(name, Paint.HEAD, colour=colour)}  {painted(state.text, state.paint, colour=colour)}"]
    lines += _section(Table(_POOL_HEADS, [_pool_row(pool) for pool in statement.pools]), colour=colour)
    rows = [_position_row(one, account.positions[at]) for at, one in enumerate(statement.positions)]
    lines += _section(Table(_POSITION_HEADS, rows), colour=colour)
    cautions = [_caution(sentence, colour=colour) for sentence in _cautions(statement)]
    return lines + ([""] if cautions else []) + cautions


def _section(table: Table, *, colour: bool) -> list[str]:
    return [""] + ["  " + line for line in table.lines(colour=colour)] if table.rows else []


def _state(state: State) -> Cell:
    if state == State.STATE_UNSPECIFIED:
        return Cell(ABSENT)
    return Cell(State.Name(state).removeprefix("STATE_"), _PAINTS.get(state, Paint.NONE))


def _figure(text: str, paint: Paint = Paint.NONE) -> Cell:
    return Cell(text, paint, figure=True)


def _signed(text: str) -> Cell:
    return _figure(amount(text), Paint.BAD if text.startswith("-") else Paint.NONE)


def _pool_row(pool: PoolStatement) -> Sequence[Cell]:
    required = Decimal(pool.maintenance_margin or 0) + Decimal(pool.closing_fee or 0)
    return (
        Cell(pool.currency),
        _state(pool.state),
        _figure(amount(pool.wallet_balance)),
        _signed(pool.unrealized_pnl),
        _signed(pool.equity),
        _figure(amount(str(required))),
        _figure(ratio(pool.margin_ratio, ROUND_DOWN)),
        _figure(percent(pool.margin_usage, ROUND_UP)),
        _figure(amount(pool.available_margin)),
        _figure(amount(pool.effective_leverage, ROUND_UP)),
    )


def _position_row(row: PositionStatement, position: Position) -> Sequence[Cell]:
    return (
        Cell(row.instrument_id),
        Cell(row.position_id or ABSENT),
        Cell(Side.Name(row.side).removeprefix("SIDE_").lower()),
        Cell(position.WhichOneof("margin") or ABSENT),
        _state(row.state),
        _figure(exact(position.quantity)),
        _figure(amount(position.entry_price)),
        _figure(amount(row.mark_price)),
        _signed(row.unrealized_pnl),
        _figure(ratio(row.margin_ratio, ROUND_DOWN)),
        _figure(amount(row.liquidation_price)),
        _figure(percent(row.liquidation_distance, ROUND_DOWN, signed=True)),
        _figure(amount(row.other_liquidation_price)),
        _figure(amount(row.bankruptcy_price)),
    )


def _cautions(statement: AccountStatement) -> Iterable[str]:
    if statement.state >= State.STATE_LIQUIDATABLE and any(row.liquidation_price for row in statement.positions):
        yield "what is liquidatable already stops being so at the price under LIQUIDATION"
    for pool in statement.pools:
        for warning in pool.warnings:
            yield f"pool {pool.currency}: {_CAUTIONS[warning]}"
    for row in statement.positions:
        for warning in row.warnings:
            name = " ".join(filter(None, (row.instrument_id, Side.Name(row.side)[5:].lower(), row.position_id)))
            yield f"{name}: {_CAUTIONS[warning]}"


def _caution(sentence: str, *, colour: bool) -> str:
    return "  " + painted("! " + sentence, Paint.WARN, colour=colour)
