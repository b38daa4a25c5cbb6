"""One table for both doors: how each ErrorReason is told over gRPC, over HTTP, and in a sentence.

`Refusal` is what a door tells a caller. Whatever else goes wrong in a call becomes INTERNAL here: it is logged by type
and place, without its text and without anything of the request.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from typing import Final, NamedTuple

from grpc import StatusCode

from marginline.v1 import error_pb2
from marginline_native.calculator import Fault

LOG: Final = logging.getLogger("marginline")
PREFIX: Final = "ERROR_REASON_"
DOMAIN: Final = "marginline"
VIOLATIONS_REPORTED: Final = 32


class Telling(NamedTuple):
    """How one reason is told. The sentence holds nothing of any request."""

    grpc: StatusCode
    http: int
    sentence: str


_INVALID = StatusCode.INVALID_ARGUMENT
_MISSING = StatusCode.NOT_FOUND
_FAILED = StatusCode.FAILED_PRECONDITION
_EXHAUSTED = StatusCode.RESOURCE_EXHAUSTED

# ERROR_REASON_UNSPECIFIED is never sent, and so has no row.
_ROWS: Final = {
    "NUMBER_MALFORMED": Telling(_INVALID, 400, "Not a decimal in a string, of the form -?digits[.digits]."),
    "PRECISION_EXCEEDED": Telling(_INVALID, 422, "More than 18 digits before or after the point."),
    "OUT_OF_RANGE": Telling(StatusCode.OUT_OF_RANGE, 422, "The figure is beyond +-10^20."),
    "REQUIRED": Telling(_INVALID, 422, "Must be present."),
    "ENUM_UNSPECIFIED": Telling(_INVALID, 422, "Must be one of the values that the contract names."),
    "NOT_POSITIVE": Telling(_INVALID, 422, "Must be above zero."),
    "NEGATIVE_NOT_ALLOWED": Telling(_INVALID, 422, "Must be zero or above."),
    "DUPLICATE_POSITION": Telling(_INVALID, 422, "An earlier one has the same key."),
    "DUPLICATE_MARK_PRICE": Telling(_INVALID, 422, "An earlier mark price names the same instrument."),
    "DUPLICATE_BALANCE": Telling(_INVALID, 422, "An earlier balance names the same currency."),
    "UNKNOWN_INSTRUMENT": Telling(_MISSING, 404, "The rulebook has no such instrument."),
    "UNKNOWN_RULEBOOK": Telling(_MISSING, 404, "The server holds no rulebook of this id."),
    "RULEBOOK_HASH_MISMATCH": Telling(_FAILED, 409, "The rulebook is not the one that the hash pins."),
    "RULEBOOK_INVALID": Telling(_INVALID, 422, "The rulebook contradicts itself here."),
    "MARK_PRICE_MISSING": Telling(_INVALID, 422, "mark_prices has none for this position's instrument."),
    "BALANCE_MISSING": Telling(_INVALID, 422, "balances has none in this position's settlement currency."),
    "TOO_MANY_POSITIONS": Telling(_EXHAUSTED, 413, "More positions than an account may have: 1,024."),
    "TOO_MANY_ACCOUNTS": Telling(_EXHAUSTED, 413, "More accounts than a batch may have: 10,000."),
    "TOO_MANY_CANDIDATES": Telling(_EXHAUSTED, 413, "More candidates than a ranking may have: 50,000."),
    "ADL_FAMILY_NONE": Telling(_FAILED, 409, "The venue publishes no score family; name one in the request."),
    "BANDS_OUT_OF_RANGE": Telling(_INVALID, 422, "Must be from 1 to 100."),
    "TOP_AND_TAKE_QUANTITY": Telling(_INVALID, 422, "top and take_quantity exclude each other."),
    "MESSAGE_MALFORMED": Telling(_INVALID, 400, "Cannot be read as the contract's message."),
    "MESSAGE_TOO_LARGE": Telling(_EXHAUSTED, 413, "The message is larger than 16 MiB, or its answer than 64 MiB."),
    "ID_MALFORMED": Telling(_INVALID, 422, "Must be at most 64 bytes of printable ASCII."),
    "TOO_MANY_ENTRIES": Telling(_EXHAUSTED, 413, "The list is longer than its limit."),
    "NOT_FOUND": Telling(_MISSING, 404, "The server has no such route, call or media type."),
    "UNAUTHENTICATED": Telling(StatusCode.UNAUTHENTICATED, 401, "The caller proved no identity."),
    "PERMISSION_DENIED": Telling(StatusCode.PERMISSION_DENIED, 403, "The caller's token does not cover this call."),
    "OVERLOADED": Telling(_EXHAUSTED, 429, "The server is at its limit; try again later."),
    "INTERNAL": Telling(StatusCode.INTERNAL, 500, "A fault of the server's own; the request may be repeated."),
}

TABLE: Final[Mapping[int, Telling]] = {
    error_pb2.ErrorReason.Value(PREFIX + name): telling for name, telling in _ROWS.items()
}


class Refusal(Exception):
    """An answer that is a refusal: (field path, ErrorReason number) in documented order, 1 to 32 of them."""

    def __init__(self, *violations: tuple[str, int]) -> None:
        super().__init__()
        self.violations = violations[:VIOLATIONS_REPORTED]
        self.reason = violations[0][1]


def name_of(reason: int) -> str:
    """Name of an ErrorReason without its prefix, as both doors print it."""
    return error_pb2.ErrorReason.Name(error_pb2.ErrorReason.ValueType(reason)).removeprefix(PREFIX)


def telling_of(reason: int) -> Telling:
    """Row of a reason."""
    return TABLE[reason]


def sentence_of(refusal: Refusal) -> str:
    """A refusal in a line: its first violation, and how many more there are."""
    field, reason = refusal.violations[0]
    more = len(refusal.violations) - 1
    return (f"{field}: " if field else "") + TABLE[reason].sentence + (f" And {more} more." if more else "")


def refusal_of(error: Exception, call: str) -> Refusal:
    """What to tell the caller whose call ended in this exception; logs it if it is none of the expected ones."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Fault):
        return Refusal(*error.violations)
    # The text of an exception may quote what it choked on, so only its type and place are logged.
    place = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("%s failed with %s at\n%s", call, type(error).__name__, place)
    return Refusal(("", error_pb2.ERROR_REASON_INTERNAL))
