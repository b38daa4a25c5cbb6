"""Rankings broken in one known way."""

from random import Random
from typing import Any

from marginline.v1 import adl_service_pb2 as pb
from marginline.v1 import rulebook_pb2
from strategies_adl import RATE_FAMILY, WALLET_FAMILY, random_rank_case
from strategies_bad import BAD_IDS, BadCase, Breaker, Broken, bad_number, numbered


def _scored(rng: Random, request: Any) -> tuple[Any, str] | None:
    """A candidate that is not set aside, and its path."""
    named = request.WhichOneof("instrument") == "instrument_id"
    found = [
        (one, f"candidates[{index}].")
        for index, one in enumerate(request.candidates)
        if one.quantity.strip("0.") and not one.equity.startswith("-") and one.equity.strip("0.")
        if not (named and one.instrument_id == "other")
    ]
    return rng.choice(found) if found else None


def _candidate_number(field: str, sign: str, required: str) -> Breaker:
    def breaker(rng: Random, request: Any) -> Broken:
        found = _scored(rng, request)
        if found is None:
            return None
        one, path = found
        text, why = bad_number(rng, sign=sign, required=required == "required")
        setattr(one, field, text)
        return [(path + field, why)]

    return breaker


def _candidate_id(rng: Random, request: Any) -> Broken:
    found = _scored(rng, request)
    if found is None:
        return None
    field = rng.choice(("account_id", "position_id"))
    setattr(found[0], field, rng.choice(BAD_IDS))
    return [(found[1] + field, "ID_MALFORMED")]


def _side(rng: Random, request: Any) -> Broken:
    found = _scored(rng, request)
    if found is None:
        return None
    found[0].side = rng.choice((0, 5))
    return [(found[1] + "side", "ENUM_UNSPECIFIED")]


def _twice(rng: Random, request: Any) -> Broken:
    found = _scored(rng, request)
    if found is None:
        return None
    request.candidates.add().CopyFrom(found[0])
    return [(f"candidates[{len(request.candidates) - 1}]", "DUPLICATE_POSITION")]


def _behind(rng: Random, request: Any) -> Broken:
    """A figure that the family needs is absent, or zero where it divides."""
    found = _scored(rng, request)
    family = request.score_family or request.rulebook.inline.rules.adl_score_family
    if found is None or family not in (WALLET_FAMILY, RATE_FAMILY):
        return None
    one, path = found
    if family == RATE_FAMILY and rng.random() < 0.5:
        one.maintenance_margin = "0"
        return [(path + "maintenance_margin", "NOT_POSITIVE")]
    field = "wallet_balance" if family == WALLET_FAMILY and rng.random() < 0.5 else "maintenance_margin"
    one.ClearField(field)
    return [(path + field, "REQUIRED")]


def _negative_maintenance(rng: Random, request: Any) -> Broken:
    found = _scored(rng, request)
    family = request.score_family or request.rulebook.inline.rules.adl_score_family
    if found is None or family == RATE_FAMILY:
        return None
    found[0].maintenance_margin = "-1"
    return [(found[1] + "maintenance_margin", "NEGATIVE_NOT_ALLOWED")]


def _mark(rng: Random, request: Any) -> Broken:
    request.mark_price, why = bad_number(rng, sign="above_zero", required=True)
    return [("mark_price", why)]


def _family(rng: Random, request: Any) -> Broken:
    roll = rng.randrange(3)
    if roll == 0:
        request.score_family = 55
        return [("score_family", "ENUM_UNSPECIFIED")]
    if roll == 1:
        request.score_family = rulebook_pb2.ADL_SCORE_FAMILY_NONE
        return [("score_family", "ADL_FAMILY_NONE")]
    request.score_family = rulebook_pb2.ADL_SCORE_FAMILY_UNSPECIFIED
    if not request.HasField("rulebook"):
        return [("score_family", "REQUIRED")]
    request.rulebook.inline.rules.adl_score_family = rulebook_pb2.ADL_SCORE_FAMILY_NONE
    return [("score_family", "ADL_FAMILY_NONE")]


def _bands(rng: Random, request: Any) -> Broken:
    request.bands = rng.choice((0, 101, 2**32 - 1))
    return [("bands", "BANDS_OUT_OF_RANGE")]


def _enums(rng: Random, request: Any) -> Broken:
    if rng.random() < 0.5:
        request.weighting = rng.choice((0, 9))
        return [("weighting", "ENUM_UNSPECIFIED")]
    request.lights_from = 9
    return [("lights_from", "ENUM_UNSPECIFIED")]


def _prefix(rng: Random, request: Any) -> Broken:
    request.ClearField("top")
    request.ClearField("take_quantity")
    roll = rng.randrange(3)
    if roll == 0:
        request.top = 0
        return [("top", "NOT_POSITIVE")]
    if roll == 1:
        request.take_quantity, why = bad_number(rng, sign="above_zero", required=False)
        return [("take_quantity", why)]
    request.top, request.take_quantity = 1, "1"
    return [("take_quantity", "TOP_AND_TAKE_QUANTITY")]


def _instrument(rng: Random, request: Any) -> Broken:
    if request.WhichOneof("instrument") == "instrument_id":
        if rng.random() < 0.3:
            request.ClearField("rulebook")
            return [("rulebook", "REQUIRED")]
        bad = [("", "REQUIRED"), (rng.choice(BAD_IDS), "ID_MALFORMED"), ("nowhere", "UNKNOWN_INSTRUMENT")]
        request.instrument_id, why = rng.choice(bad)
        del request.candidates[:]
        return [("instrument_id", why)]
    if rng.random() < 0.5:
        request.inline_instrument.kind = rng.choice((0, 6))
        return [("inline_instrument.kind", "ENUM_UNSPECIFIED")]
    request.inline_instrument.contract_size, why = bad_number(rng, sign="above_zero", required=True)
    return [("inline_instrument.contract_size", why)]


def _no_instrument(_: Random, request: Any) -> Broken:
    request.ClearField("instrument_id")
    request.ClearField("inline_instrument")
    for one in request.candidates:
        one.instrument_id = ""
    return [("instrument", "REQUIRED")]


def _too_many(rng: Random, request: Any) -> Broken:
    if rng.random() < 0.95:
        return None
    del request.candidates[:]
    request.candidates.extend([pb.Candidate()] * 50_001)
    return [("candidates", "TOO_MANY_CANDIDATES")]


BREAKERS: tuple[Breaker, ...] = (
    _candidate_number("quantity", "zero_or_above", "required"),
    _candidate_number("entry_price", "above_zero", "required"),
    _candidate_number("equity", "any", "required"),
    _candidate_number("pool_notional", "above_zero", "optional"),
    _candidate_number("bankruptcy_price", "above_zero", "optional"),
    *(_candidate_id, _side, _twice, _behind, _behind, _negative_maintenance, _mark, _family, _bands, _enums),
    *(_prefix, _instrument, _no_instrument, _too_many),
)


def random_bad_ranking(rng: Random) -> BadCase:
    """A broken request to rank."""
    while True:
        request = random_rank_case(rng, 8)
        broken = rng.choice(BREAKERS)(rng, request)
        if broken is not None:
            return BadCase("RankCandidates", request, numbered(broken), in_account=False)
