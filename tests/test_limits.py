"""Every limit of a request at its edge and one past it; what counts as the same; and that no input is quadratic."""

import contextlib
import time
from collections.abc import Callable

import pytest

import sample_book
from marginline.v1 import account_pb2
from marginline.v1 import margin_service_pb2 as pb
from marginline.v1.error_pb2 import ErrorReason
from marginline_native.calculator import Calculator, Fault

CALCULATOR = Calculator()
Fill = Callable[[pb.EvaluateAccountRequest, int], object]


def faults_of(request: pb.EvaluateAccountRequest) -> list[tuple[str, str]]:
    try:
        CALCULATOR.evaluate_account(request.SerializeToString())
    except Fault as fault:
        return [(path, ErrorReason.Name(ErrorReason.ValueType(reason))[13:]) for path, reason in fault.violations]
    return []


def fill_positions(request: pb.EvaluateAccountRequest, count: int) -> None:
    del request.account.positions[:]
    request.account.positions.extend(sample_book.position(position_id=str(row)) for row in range(count))


def fill_balances(request: pb.EvaluateAccountRequest, count: int) -> None:
    for row in range(count - 1):
        request.account.balances.add(currency=f"C{row}", wallet_balance="0")


def fill_marks(request: pb.EvaluateAccountRequest, count: int) -> None:
    for row in range(count - 2):
        request.mark_prices.add(instrument_id=f"elsewhere {row}", price="1")


def fill_id(request: pb.EvaluateAccountRequest, count: int) -> None:
    request.account.account_id = "~" * count


@pytest.mark.parametrize(
    ("fill", "limit", "path", "reason"),
    [
        (fill_positions, 1_024, "account.positions", "TOO_MANY_POSITIONS"),
        (fill_balances, 256, "account.balances", "TOO_MANY_ENTRIES"),
        (fill_marks, 16_384, "mark_prices", "TOO_MANY_ENTRIES"),
        (fill_id, 64, "account.account_id", "ID_MALFORMED"),
    ],
)
def test_limit(fill: Fill, limit: int, path: str, reason: str) -> None:
    for count, expected in ((limit, []), (limit + 1, [(path, reason)])):
        request = sample_book.evaluate_request()
        fill(request, count)
        assert faults_of(request) == expected


def test_accounts_of_a_batch() -> None:
    account = account_pb2.Account()
    request = sample_book.batch_request(*[account] * 10_000)
    response = pb.BatchEvaluateAccountsResponse.FromString(
        CALCULATOR.batch_evaluate_accounts(request.SerializeToString())
    )
    assert (len(response.results), response.counts.healthy) == (10_000, 10_000)
    request.accounts.append(account)
    with pytest.raises(Fault) as refused:
        CALCULATOR.batch_evaluate_accounts(request.SerializeToString())
    assert refused.value.violations == (("accounts", ErrorReason.ERROR_REASON_TOO_MANY_ACCOUNTS),)


def test_bytes_of_a_message() -> None:
    request = sample_book.evaluate_request().SerializeToString()
    room = 16 * 1024 * 1024 - len(request) - 5
    unknown = bytes([15 << 3 | 2, *(room >> 7 * step & 127 | (step < 3) << 7 for step in range(4))])
    assert CALCULATOR.evaluate_account(request + unknown + b"x" * room)
    with pytest.raises(Fault) as refused:
        CALCULATOR.evaluate_account(request + unknown + b"x" * room + b"x")
    assert refused.value.violations == (("", ErrorReason.ERROR_REASON_MESSAGE_TOO_LARGE),)


def test_thirty_two_violations_are_named_and_no_more() -> None:
    request = sample_book.evaluate_request(*[sample_book.position(entry_price="0")] * 33)
    for row, position in enumerate(request.account.positions):
        position.position_id = str(row)
    request.view = 9  # type: ignore[assignment]
    found = faults_of(request)
    assert found == [(f"account.positions[{row}].entry_price", "NOT_POSITIVE") for row in range(32)]
    del request.account.positions[31:]
    assert faults_of(request) == [*found[:31], ("view", "ENUM_UNSPECIFIED")]


# ---- what counts as the same ----


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (sample_book.position(quantity="5", entry_price="1", leverage="3"), True),
        (sample_book.position("ETH-USDT"), False),
        (sample_book.position(side=account_pb2.SIDE_SHORT), False),
        (sample_book.position(isolated="1"), False),
        (sample_book.position(position_id="b"), False),
    ],
    ids=["all four parts", "instrument", "side", "mode", "position_id"],
)
def test_positions_of_one_key(other: account_pb2.Position, same: bool) -> None:
    request = sample_book.evaluate_request(sample_book.position(), other)
    assert faults_of(request) == [("account.positions[1]", "DUPLICATE_POSITION")] * same


def test_a_key_with_a_part_at_fault_is_not_compared() -> None:
    request = sample_book.evaluate_request(*[sample_book.position("elsewhere")] * 2)
    assert faults_of(request) == [
        (f"account.positions[{row}].instrument_id", "UNKNOWN_INSTRUMENT") for row in range(2)
    ]


def test_a_mark_at_fault_is_not_missing() -> None:
    request = sample_book.evaluate_request()
    request.mark_prices[0].price = "0"
    assert faults_of(request) == [("mark_prices[0].price", "NOT_POSITIVE")]


def test_marks_of_an_earlier_request_do_not_count() -> None:
    request = sample_book.evaluate_request()
    assert faults_of(request) == []
    del request.mark_prices[0]
    assert faults_of(request) == [("account.positions[0].mark_price", "MARK_PRICE_MISSING")]


def test_an_account_that_is_not_there() -> None:
    request = sample_book.evaluate_request()
    request.ClearField("account")
    request.mark_prices[0].price = "0"
    assert faults_of(request) == [("mark_prices[0].price", "NOT_POSITIVE"), ("account", "REQUIRED")]
    request.ClearField("rulebook")
    assert faults_of(request) == [("rulebook", "REQUIRED"), ("account", "REQUIRED")]


# ---- size = quantity x contract_size ----


@pytest.mark.parametrize(
    ("quantity", "contract_size", "expected"),
    [
        ("0.000000001", "0.000000001", []),
        ("0.000000001", "0.0000000001", ["PRECISION_EXCEEDED"]),
        ("100000000000", "1000000000", []),
        ("100000000000.000000001", "1000000000", ["OUT_OF_RANGE"]),
        ("100000000000.000000001", "1000000000.0000000001", ["PRECISION_EXCEEDED"]),
    ],
)
def test_size_is_exact_and_in_range(quantity: str, contract_size: str, expected: list[str]) -> None:
    request = sample_book.evaluate_request(sample_book.position(quantity=quantity, entry_price="1"))
    request.rulebook.inline.instruments[0].contract_size = contract_size
    request.mark_prices[0].price = "1"
    assert faults_of(request) == [("account.positions[0].quantity", reason) for reason in expected]


# ---- hostile inputs ----


def best_seconds(request: pb.EvaluateAccountRequest) -> float:
    content = request.SerializeToString()

    def once() -> float:
        start = time.perf_counter()
        with contextlib.suppress(Fault):
            CALCULATOR.evaluate_account(content)
        return time.perf_counter() - start

    return min(once() for _ in range(7))


def foreign_marks(count: int) -> pb.EvaluateAccountRequest:
    request = sample_book.evaluate_request()
    fill_marks(request, count)
    return request


def invalid_positions(count: int) -> pb.EvaluateAccountRequest:
    request = sample_book.evaluate_request(
        *[sample_book.position(position_id=f"{row:064}", entry_price="0") for row in range(count)]
    )
    request.account.balances.extend(
        account_pb2.Balance(currency=f"{row:064}", wallet_balance="0") for row in range(count // 4)
    )
    return request


@pytest.mark.parametrize(("make", "count"), [(foreign_marks, 16_000), (invalid_positions, 1_000)])
def test_sixteen_times_as_much_takes_sixteen_times_as_long(
    make: Callable[[int], pb.EvaluateAccountRequest], count: int
) -> None:
    # Quadratic work would take 256 times as long; the bound leaves room for a noisy machine.
    assert best_seconds(make(count)) < 64 * max(best_seconds(make(count // 16)), 20e-6)
