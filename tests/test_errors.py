"""The table of reasons: one row per reason of the contract, sayable over both doors, and silent about the request."""

import logging

import pytest

from marginline.errors import TABLE, VIOLATIONS_REPORTED, Refusal, name_of, refusal_of, sentence_of
from marginline.v1 import error_pb2
from marginline_native.calculator import Fault

REASONS = sorted(set(error_pb2.ErrorReason.values()) - {error_pb2.ERROR_REASON_UNSPECIFIED})


def test_the_table_has_a_row_for_every_reason_and_no_other() -> None:
    assert sorted(TABLE) == REASONS


def test_no_two_reasons_are_told_in_the_same_sentence() -> None:
    assert len({telling.sentence for telling in TABLE.values()}) == len(TABLE)


@pytest.mark.parametrize("reason", REASONS, ids=name_of)
def test_a_sentence_is_short_enough_that_32_of_them_fit_into_grpc_trailers(reason: int) -> None:
    assert TABLE[reason].sentence.endswith(".")
    assert len(TABLE[reason].sentence) <= 80


@pytest.mark.parametrize("reason", REASONS, ids=name_of)
def test_the_grpc_and_the_http_status_say_the_same(reason: int) -> None:
    http_by_grpc = {
        "INVALID_ARGUMENT": {400, 422},
        "OUT_OF_RANGE": {422},
        "NOT_FOUND": {404},
        "FAILED_PRECONDITION": {409},
        "RESOURCE_EXHAUSTED": {413, 429},
        "UNAUTHENTICATED": {401},
        "PERMISSION_DENIED": {403},
        "INTERNAL": {500},
    }
    assert TABLE[reason].http in http_by_grpc[TABLE[reason].grpc.name]


def test_an_unexpected_exception_is_told_as_internal_and_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        int("4711 USDT of desk-7")
    except ValueError as error:
        with caplog.at_level(logging.ERROR):
            refusal = refusal_of(error, "/some/Call")
    assert refusal.violations == (("", error_pb2.ERROR_REASON_INTERNAL),)
    assert "ValueError" in caplog.text
    assert "/some/Call" in caplog.text
    assert "4711 USDT" not in caplog.text.replace('int("4711 USDT of desk-7")', "")
    assert all(record.exc_info is None for record in caplog.records)


def test_a_fault_of_the_calculator_is_told_as_it_is() -> None:
    from marginline_native.calculator import Rulebook  # noqa: PLC0415

    with pytest.raises(Fault) as caught:
        Rulebook(b"\xff")
    refusal = refusal_of(caught.value, "/some/Call")
    assert (refusal.reason, refusal.violations) == (caught.value.reason, caught.value.violations)


def test_no_more_than_32_violations_are_told() -> None:
    refusal = Refusal(*((f"f[{index}]", error_pb2.ERROR_REASON_REQUIRED) for index in range(40)))
    assert len(refusal.violations) == VIOLATIONS_REPORTED


def test_a_refusal_in_a_line_names_its_first_field_and_counts_the_rest() -> None:
    required = error_pb2.ERROR_REASON_REQUIRED
    assert sentence_of(Refusal(("a.b", required))) == "a.b: Must be present."
    assert sentence_of(Refusal(("a.b", required), ("c", required))) == "a.b: Must be present. And 1 more."
    assert sentence_of(Refusal(("", error_pb2.ERROR_REASON_MESSAGE_TOO_LARGE))).startswith("The message is larger")
