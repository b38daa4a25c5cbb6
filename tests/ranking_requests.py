"""Small rankings written by hand: what a test does not say is the same everywhere."""

from typing import Any, Literal

from marginline.v1 import account_pb2, rulebook_pb2
from marginline.v1 import adl_service_pb2 as pb
from marginline_native.calculator import Calculator, Fault
from oracle_faults import reason_name

Side = Literal["long", "short"]
Kind = Literal["linear", "inverse"]

_SIDES = {"long": account_pb2.SIDE_LONG, "short": account_pb2.SIDE_SHORT}
_KINDS = {"linear": rulebook_pb2.INSTRUMENT_KIND_LINEAR, "inverse": rulebook_pb2.INSTRUMENT_KIND_INVERSE}
_calculator = Calculator()


def family(name: str) -> Any:
    """Number of a score family by its short name."""
    return rulebook_pb2.AdlScoreFamily.Value("ADL_SCORE_FAMILY_" + name)


def holder(account: str = "a", side: Side = "long", **fields: Any) -> pb.Candidate:
    """A candidate: 10 contracts entered at 100, backed by 500."""
    made: dict[str, Any] = {"quantity": "10", "entry_price": "100", "equity": "500"}
    made.update({name: value for name, value in fields.items() if value is not None})
    return pb.Candidate(account_id=account, side=_SIDES[side], **made)


def ranking(
    *candidates: pb.Candidate,
    score: str = "RETURN_TIMES_LEVERAGE",
    mark: str = "120",
    kind: Kind = "linear",
    size: str = "1",
    **fields: Any,
) -> pb.RankCandidatesRequest:
    """A request to rank them at a mark of 120, weighed by quantity."""
    request = pb.RankCandidatesRequest(mark_price=mark, score_family=family(score), candidates=candidates)
    request.weighting = pb.ADL_WEIGHTING_QUANTITY
    request.inline_instrument.kind = _KINDS[kind]
    request.inline_instrument.contract_size = size
    request.MergeFrom(pb.RankCandidatesRequest(**fields))
    return request


def rank(request: pb.RankCandidatesRequest) -> pb.RankCandidatesResponse:
    """The answer; raises Fault."""
    return pb.RankCandidatesResponse.FromString(_calculator.rank_candidates(request.SerializeToString()))


def longs(request: pb.RankCandidatesRequest) -> list[pb.RankedCandidate]:
    """The queue of the longs."""
    return list(rank(request).long_queue.candidates)


def faults(request: pb.RankCandidatesRequest | bytes) -> list[tuple[str, str]]:
    """Path and reason of every violation; none if it is answered."""
    message = request if isinstance(request, bytes) else request.SerializeToString()
    try:
        _calculator.rank_candidates(message)
    except Fault as fault:
        return [(path, reason_name(number)) for path, number in fault.violations]
    return []
