"""Encoding of what a batch has beside statements: rejections with their paths and sentences, and counts."""

import pytest

import probe_encode
from marginline.errors import TABLE
from marginline.v1 import error_pb2
from marginline.v1.margin_service_pb2 import (
    AccountResult,
    BatchEvaluateAccountsResponse,
    Rejection,
    StateCounts,
)

LAST_REASON = error_pb2.ERROR_REASON_TOO_MANY_ENTRIES

PATHS = {
    "accounts[0]": (0, None, 0, None),
    "accounts[10].account_id": (10, None, 0, b"account_id"),
    "accounts[9999].positions[1023].isolated.margin": (9_999, b"positions", 1_023, b"isolated.margin"),
    "accounts[7].balances[0]": (7, b"balances", 0, None),
    "accounts[100].pools[255].maintenance_margin": (100, b"pools", 255, b"maintenance_margin"),
}


@pytest.mark.parametrize(("path", "place"), PATHS.items())
@pytest.mark.parametrize("reason", range(1, LAST_REASON + 1))
def test_a_rejection_names_the_field_and_says_why(
    path: str, place: tuple[int, bytes | None, int, bytes | None], reason: int
) -> None:
    index, rows, row, field = place
    number = error_pb2.ErrorReason.Name(error_pb2.ErrorReason.ValueType(reason))
    fault = error_pb2.Violation(field=path, reason=number, description=TABLE[reason].sentence)
    rejection = Rejection(account_id="desk", reason=number, violations=[fault])
    expected = BatchEvaluateAccountsResponse(results=[AccountResult(account_index=index, rejection=rejection)])
    data = probe_encode.rejection(index, b"desk", [(reason, rows, row, field)])
    assert data == expected.SerializeToString(deterministic=True)


def test_a_rejection_holds_every_violation_in_order() -> None:
    faults = [(1 + at % LAST_REASON, b"positions", at, b"quantity") for at in range(32)]
    data = probe_encode.rejection(3, b"x" * 5_000, list(faults))
    rejection = BatchEvaluateAccountsResponse.FromString(data).results[0].rejection
    assert rejection.reason == 1
    assert [(int(one.reason), one.field) for one in rejection.violations] == [
        (1 + at % LAST_REASON, f"accounts[3].positions[{at}].quantity") for at in range(32)
    ]


def test_both_doors_say_the_same_sentence() -> None:
    for reason in range(1, LAST_REASON + 1):
        assert probe_encode.sentence(reason) == TABLE[reason].sentence
        assert len(TABLE[reason].sentence) <= 80
    assert {probe_encode.sentence(reason) for reason in (-1, 0, LAST_REASON + 1)} == {""}


@pytest.mark.parametrize("counts", [[0, 0, 0, 0, 0], [1, 2, 3, 4, 5], [2**32 - 1] * 5, [9, 0, 0, 0, 0]])
def test_counts(counts: list[int]) -> None:
    rejected, healthy, warning, liquidatable, bankrupt = counts
    made = StateCounts(
        healthy=healthy, warning=warning, liquidatable=liquidatable, bankrupt=bankrupt, rejected=rejected
    )
    expected = BatchEvaluateAccountsResponse(counts=made).SerializeToString(deterministic=True)
    assert probe_encode.counts(counts) == expected
