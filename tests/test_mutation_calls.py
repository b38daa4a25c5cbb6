"""The law at the calculator's own door: what it does not call malformed, the protobuf runtime can read."""

from collections.abc import Callable

import pytest
from google.protobuf.message import DecodeError, Message

import sample_book
from marginline.v1 import adl_service_pb2, error_pb2, margin_service_pb2, rulebook_pb2
from marginline_native.calculator import Calculator, Fault, Rulebook
from mutants import Mutator

EVERY = 20_000


def ranking() -> adl_service_pb2.RankCandidatesRequest:
    request = adl_service_pb2.RankCandidatesRequest(
        rulebook=sample_book.selector(), mark_price="31000", weighting=adl_service_pb2.ADL_WEIGHTING_QUANTITY
    )
    request.score_family = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE
    request.inline_instrument.contract_size = "1"
    request.inline_instrument.kind = rulebook_pb2.INSTRUMENT_KIND_LINEAR
    for index in range(3):
        row = request.candidates.add(account_id=f"a{index}", side=sample_book.position().side)
        row.quantity, row.entry_price, row.equity = "2", "30000", "500"
    return request


def one_account() -> margin_service_pb2.EvaluateAccountRequest:
    request = sample_book.evaluate_request(sample_book.position(), sample_book.position(isolated="500", leverage="20"))
    request.rulebook.rulebook_id = "sample"
    return request


def in_words_of(message: type[Message], request: Message) -> Message:
    """The same bytes as another request: the first fields are the same in all."""
    return message.FromString(request.SerializeToString())


Call = Callable[[Calculator, bytes], bytes]
CALLS: dict[str, tuple[Call, list[Message]]] = {
    "margin ratio": (
        Calculator.compute_margin_ratio,
        [in_words_of(margin_service_pb2.ComputeMarginRatioRequest, one_account())],
    ),
    "liquidation price": (
        Calculator.compute_liquidation_price,
        [in_words_of(margin_service_pb2.ComputeLiquidationPriceRequest, one_account())],
    ),
    "evaluate": (Calculator.evaluate_account, [one_account(), sample_book.evaluate_request()]),
    "batch": (
        Calculator.batch_evaluate_accounts,
        [sample_book.batch_request(), sample_book.batch_request(sample_book.account(), sample_book.account())],
    ),
    "rank": (Calculator.rank_candidates, [ranking()]),
}


def is_malformed(call: Call, calculator: Calculator, data: bytes) -> bool:
    try:
        call(calculator, data)
    except Fault as fault:
        return fault.reason == error_pb2.ERROR_REASON_MESSAGE_MALFORMED
    return False


def is_readable(message: type[Message], data: bytes) -> bool:
    try:
        message.FromString(data)
    except DecodeError:
        return False
    return True


@pytest.mark.parametrize("name", CALLS)
def test_what_is_not_called_malformed_the_runtime_can_read(name: str) -> None:
    call, messages = CALLS[name]
    calculator = Calculator([Rulebook(sample_book.rulebook().SerializeToString())])
    mutator = Mutator(7, [message.SerializeToString() for message in messages])
    malformed = 0
    for _ in range(EVERY):
        data = mutator.mutant()
        if is_malformed(call, calculator, data):
            malformed += 1
        else:
            assert is_readable(type(messages[0]), data), data.hex()
    assert EVERY * 0.2 < malformed < EVERY * 0.8
