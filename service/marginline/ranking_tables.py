"""ADL queues as a trader reads them on a terminal."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_UP

from marginline.tables import ABSENT, Cell, Paint, Table, amount, exact, painted, percent
from marginline.v1.account_pb2 import Side
from marginline.v1.adl_service_pb2 import (
    AdlQueue,
    RankCandidatesRequest,
    RankCandidatesResponse,
    RankedCandidate,
    SeparatedBy,
    SetAsideReason,
)
from marginline.v1.rulebook_pb2 import AdlScoreFamily

_HEADS = (
    "RANK", "ACCOUNT", "POSITION", "QUANTITY", "SCORE", "LEVERAGE", "UNREALIZED", "PERCENTILE", "BAND", "LIGHTS",
    "BEHIND BY",
)  # fmt: skip
_BANDS = 5


def ranking_lines(request: RankCandidatesRequest, response: RankCandidatesResponse, *, colour: bool) -> list[str]:
    """Both queues, then who is in none and why."""
    bands = request.bands if request.HasField("bands") else _BANDS
    lines = _queue_lines("long", response.long_queue, bands, colour=colour)
    lines += ["", *_queue_lines("short", response.short_queue, bands, colour=colour)]
    if response.set_aside:
        lines += ["", painted("set aside", Paint.HEAD, colour=colour)]
    for one in response.set_aside:
        name = " ".join(filter(None, (one.account_id or "(no id)", one.position_id)))
        reason = SetAsideReason.Name(one.reason).removeprefix("SET_ASIDE_REASON_").replace("_", " ").lower()
        lines.append(f"  {name} {Side.Name(one.side).removeprefix('SIDE_').lower()}: {reason}")
    family = AdlScoreFamily.Name(response.score_family).removeprefix("ADL_SCORE_FAMILY_")
    return [*lines, "", painted(f"score family {family}", Paint.FAINT, colour=colour)]


def _queue_lines(side: str, queue: AdlQueue, bands: int, *, colour: bool) -> list[str]:
    total = f", {exact(queue.total_quantity)} contracts" if queue.total_quantity else ""
    shown = len(queue.candidates)
    part = "" if shown == queue.candidate_count else f", the first {shown:,} shown"
    unfilled = f", {exact(queue.unfilled_quantity)} unfilled" if queue.unfilled_quantity else ""
    plural = "" if queue.candidate_count == 1 else "s"
    title = f"{side} queue: {queue.candidate_count:,} candidate{plural}{total}{part}{unfilled}"
    table = Table(_HEADS, [_row(one, bands) for one in queue.candidates])
    return [painted(title, Paint.HEAD, colour=colour), *("  " + line for line in table.lines(colour=colour))]


def _row(one: RankedCandidate, bands: int) -> Sequence[Cell]:
    band = str(one.best_band) if one.best_band == one.worst_band else f"{one.best_band}-{one.worst_band}"
    behind = SeparatedBy.Name(one.separated_by).removeprefix("SEPARATED_BY_").replace("_", " ").lower()
    return (
        Cell(f"{one.rank:,}", figure=True),
        Cell(one.account_id or ABSENT),
        Cell(one.position_id or ABSENT),
        Cell(exact(one.quantity), figure=True),
        Cell(amount(one.score, ROUND_DOWN), figure=True),
        Cell(amount(one.leverage, ROUND_UP), figure=True),
        Cell(amount(one.unrealized_pnl), Paint.BAD if one.unrealized_pnl.startswith("-") else Paint.NONE, figure=True),
        Cell(percent(one.percentile, ROUND_DOWN), figure=True),
        Cell(band),
        Cell("*" * one.lights + "." * (bands - one.lights), _heat(one.lights, bands)),
        Cell(behind if one.HasField("separated_by") else ABSENT),
    )


def _heat(lights: int, bands: int) -> Paint:
    if lights == bands:
        return Paint.BAD
    return Paint.WARN if 2 * lights > bands else Paint.NONE
