"""The law of the wire reader, for rankings: what is accepted, the protobuf runtime accepts and reads the same."""

from typing import Any

from google.protobuf.message import DecodeError

import oracle
from marginline.v1 import adl_service_pb2 as pb
from marginline_native.calculator import Calculator, Fault
from mutants import Mutator
from oracle_faults import Refused, reason_name
from ranking_requests import holder, ranking

EVERY = 20_000
MALFORMED = "MESSAGE_MALFORMED"

Answer = bytes | list[tuple[str, str]]

behind: dict[str, Any] = {
    "wallet_balance": "3",
    "maintenance_margin": "6",
    "pool_notional": "2000",
    "bankruptcy_price": "70",
}
REQUESTS = [
    ranking(holder("a", **behind), holder("b", "short", position_id="1"), bands=4, top=1),
    ranking(holder("a", instrument_id="BTC"), holder("c", quantity="0"), lights_from=2, take_quantity="7"),
]


def answer(calculator: Calculator, message: bytes) -> Answer:
    try:
        return calculator.rank_candidates(message)
    except Fault as fault:
        return [(path, reason_name(number)) for path, number in fault.violations]


def read_by_the_runtime(message: bytes) -> Any:
    """None: it refuses the bytes."""
    try:
        return pb.RankCandidatesRequest.FromString(message)
    except DecodeError:
        return None


def oracles_answer(request: pb.RankCandidatesRequest) -> Any:
    try:
        return oracle.rank_candidates(request)
    except Refused as refused:
        return [(path, reason_name(number)) for path, number in refused.violations]


def test_what_is_accepted_the_runtime_reads_the_same() -> None:
    calculator = Calculator()
    mutator = Mutator(11, [request.SerializeToString() for request in REQUESTS])
    accepted = ranked = 0
    for _ in range(EVERY):
        message = mutator.mutant()
        given = answer(calculator, message)
        if isinstance(given, list) and given[0][1] == MALFORMED:
            assert len(given) == 1
            continue
        request = read_by_the_runtime(message)
        assert request is not None, message.hex()
        assert given == answer(calculator, request.SerializeToString()), message.hex()
        found = pb.RankCandidatesResponse.FromString(given) if isinstance(given, bytes) else given
        assert found == oracles_answer(request), message.hex()
        accepted += 1
        ranked += isinstance(given, bytes)
    assert EVERY * 0.3 < accepted < EVERY * 0.9
    assert ranked > EVERY * 0.1
