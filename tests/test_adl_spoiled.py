"""Several things wrong with a ranking at once: the oracle names the same, in the same order."""

from collections.abc import Callable
from random import Random

from hypothesis import given

import oracle
import strategies
from marginline.v1 import adl_service_pb2 as pb
from oracle_faults import Refused, reason_name
from ranking_requests import faults

NUMBERS = ("", "0", "-1", "-0", "1e5", "0.1234567890123456789", "9" * 18, "0.000000000000000001", "5.", "123")
IDS = ("", "x" * 65, "café", "fine", "~")
DECIMALS = (
    "quantity",
    "entry_price",
    "equity",
    "wallet_balance",
    "maintenance_margin",
    "pool_notional",
    "bankruptcy_price",
)
ENUMS = {
    "score_family": (0, 1, 11, -1),
    "weighting": (0, 3),
    "lights_from": (0, 3),
    "bands": (0, 100, 101),
    "top": (0, 1),
}


def spoil_number(rng: Random, request: pb.RankCandidatesRequest) -> None:
    setattr(request, rng.choice(("mark_price", "take_quantity")), rng.choice(NUMBERS))


def spoil_choice(rng: Random, request: pb.RankCandidatesRequest) -> None:
    field = rng.choice(sorted(ENUMS))
    setattr(request, field, rng.choice(ENUMS[field]))


def spoil_instrument(rng: Random, request: pb.RankCandidatesRequest) -> None:
    roll = rng.randrange(5)
    if roll == 0:
        request.instrument_id = rng.choice(IDS)
    elif roll == 1:
        request.inline_instrument.contract_size = rng.choice(NUMBERS)
    elif roll == 2:
        request.inline_instrument.ClearField("kind")
    elif roll == 3:
        request.ClearField("instrument_id")
        request.ClearField("inline_instrument")
    else:
        request.ClearField("rulebook")


def spoil_candidate(rng: Random, request: pb.RankCandidatesRequest) -> None:
    if request.candidates:
        setattr(rng.choice(request.candidates), rng.choice(DECIMALS), rng.choice(NUMBERS))


def spoil_name(rng: Random, request: pb.RankCandidatesRequest) -> None:
    if request.candidates:
        setattr(
            rng.choice(request.candidates), rng.choice(("account_id", "position_id", "instrument_id")), rng.choice(IDS)
        )


def repeat(rng: Random, request: pb.RankCandidatesRequest) -> None:
    if request.candidates:
        request.candidates.add().CopyFrom(rng.choice(request.candidates))


def forget(rng: Random, request: pb.RankCandidatesRequest) -> None:
    if request.candidates:
        rng.choice(request.candidates).ClearField(
            rng.choice(("side", "quantity", "wallet_balance", "maintenance_margin"))
        )


SPOILERS: list[Callable[[Random, pb.RankCandidatesRequest], None]] = [
    spoil_number,
    spoil_choice,
    spoil_instrument,
    *[spoil_candidate] * 4,
    spoil_name,
    repeat,
    forget,
]


def expected(request: pb.RankCandidatesRequest) -> list[tuple[str, str]]:
    try:
        oracle.rank_candidates(request)
    except Refused as refused:
        return [(path, reason_name(number)) for path, number in refused.violations]
    return []


@given(strategies.seeds)
def test_the_oracle_refuses_alike(seed: int) -> None:
    rng = Random(seed)
    request = strategies.random_rank_case(rng, 6)
    for _ in range(rng.randint(1, 5)):
        rng.choice(SPOILERS)(rng, request)
    assert faults(request) == expected(request)
