"""Media types of a REST call: what the body is in, and what the answer is wanted in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

JSON: Final = b"application/json"
PROTOBUF: Final = b"application/x-protobuf"
PROBLEM: Final = b"application/problem+json"

_SPOKEN: Final = (JSON, PROTOBUF)


@lru_cache(maxsize=256)
def of_body(content_type: bytes) -> bytes | None:
    """JSON or PROTOBUF; None for what is neither, or JSON in anything but UTF-8."""
    essence, _, parameters = content_type.lower().partition(b";")
    charset = dict(_parameters(parameters)).get(b"charset", b"utf-8")
    if essence.strip() not in _SPOKEN or charset not in (b"utf-8", b"utf8", b"us-ascii"):
        return None
    return essence.strip()


@lru_cache(maxsize=256)
def of_answer(accept: bytes, otherwise: bytes) -> bytes | None:
    """The one that `accept` wants most, `otherwise` if it is as good as any; None if it wants neither."""
    best, chosen = 0.0, None
    for media_type in (otherwise, *_SPOKEN):
        quality = _quality(accept, media_type)
        if quality > best:
            best, chosen = quality, media_type
    return chosen


def _quality(accept: bytes, media_type: bytes) -> float:
    # The most specific range that matches is the one that counts.
    ranges = {b"*/*": 0, b"application/*": 1, media_type: 2}
    found = (-1, 0.0)
    for part in accept.lower().split(b","):
        essence, _, parameters = part.partition(b";")
        specific = ranges.get(essence.strip())
        if specific is not None and specific > found[0]:
            found = (specific, _weight(dict(_parameters(parameters)).get(b"q", b"1")))
    return found[1]


def _weight(text: bytes) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _parameters(text: bytes) -> list[tuple[bytes, bytes]]:
    pairs = (part.partition(b"=") for part in text.split(b";"))
    return [(name.strip(), value.strip().strip(b'"')) for name, _, value in pairs if name.strip()]
