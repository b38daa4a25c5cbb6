"""The rulebooks held, as RulebookService tells of them: wire bytes to wire bytes, the same for both doors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from google.protobuf.message import DecodeError, Message

from marginline.errors import Refusal
from marginline.rulebooks import Held
from marginline.v1 import error_pb2, rulebook_pb2

_ID_BYTES: Final = 64
_M = TypeVar("_M", bound=Message)


class Shelf:
    """Answers that change only with what is held, and so are serialized once."""

    def __init__(self, held: Iterable[Held]) -> None:
        ordered = sorted(held, key=lambda book: book.reference.rulebook_id)
        summaries = rulebook_pb2.ListRulebooksResponse(rulebooks=[_summary(book) for book in ordered])
        self._list = summaries.SerializeToString()
        self._books = {
            book.reference.rulebook_id: rulebook_pb2.GetRulebookResponse(
                reference=book.reference, rulebook=book.message
            ).SerializeToString()
            for book in ordered
        }

    def list_rulebooks(self, request: bytes) -> bytes:
        """RulebookService.ListRulebooks. Raises Refusal."""
        _parsed(rulebook_pb2.ListRulebooksRequest, request)
        return self._list

    def get_rulebook(self, request: bytes) -> bytes:
        """RulebookService.GetRulebook. Raises Refusal."""
        wanted = _parsed(rulebook_pb2.GetRulebookRequest, request).rulebook_id
        if wanted not in self._books:
            raise Refusal(("rulebook_id", _fault_of_id(wanted)))
        return self._books[wanted]


def _summary(book: Held) -> rulebook_pb2.RulebookSummary:
    return rulebook_pb2.RulebookSummary(
        reference=book.reference,
        source=book.message.source,
        effective_from=book.message.effective_from,
        instrument_ids=sorted(instrument.instrument_id for instrument in book.message.instruments),
    )


def _fault_of_id(wanted: str) -> int:
    if not wanted:
        return error_pb2.ERROR_REASON_REQUIRED
    if len(wanted) > _ID_BYTES or not (wanted.isascii() and wanted.isprintable()):
        return error_pb2.ERROR_REASON_ID_MALFORMED
    return error_pb2.ERROR_REASON_UNKNOWN_RULEBOOK


def _parsed(kind: type[_M], request: bytes) -> _M:
    try:
        return kind.FromString(request)
    except DecodeError:
        raise Refusal(("", error_pb2.ERROR_REASON_MESSAGE_MALFORMED)) from None
