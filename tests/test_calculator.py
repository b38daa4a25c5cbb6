"""The door: what it holds, what it keeps, what it refuses, and that it does not mind misuse."""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import sample_book
from marginline.v1 import adl_service_pb2, rulebook_pb2, statement_pb2
from marginline.v1 import error_pb2 as errors
from marginline.v1 import margin_service_pb2 as pb
from marginline_native.calculator import Calculator, Fault, Rulebook

MALFORMED = errors.ERROR_REASON_MESSAGE_MALFORMED
TOO_LARGE = errors.ERROR_REASON_MESSAGE_TOO_LARGE


def compiled(rulebook_id: str = "sample", **fields: Any) -> Rulebook:
    book = sample_book.rulebook()
    book.rulebook_id = rulebook_id
    for name, value in fields.items():
        setattr(book, name, value)
    return Rulebook(book.SerializeToString())


def held_request(rulebook_id: str = "sample", pin: str = "") -> bytes:
    request = sample_book.evaluate_request()
    request.rulebook.rulebook_id = rulebook_id
    request.rulebook.expected_content_hash = pin
    return request.SerializeToString()


def violations(call: Callable[[], object]) -> list[tuple[str, int]]:
    with pytest.raises(Fault) as fault:
        call()
    assert fault.value.reason == fault.value.violations[0][1]
    return list(fault.value.violations)


def batch(calculator: Calculator, request: pb.BatchEvaluateAccountsRequest) -> pb.BatchEvaluateAccountsResponse:
    return pb.BatchEvaluateAccountsResponse.FromString(calculator.batch_evaluate_accounts(request.SerializeToString()))


# ---- rulebooks ----


def test_it_answers_by_the_rulebook_it_holds() -> None:
    book = compiled()
    response = pb.EvaluateAccountResponse.FromString(Calculator([book]).evaluate_account(held_request()))
    assert response.rulebook == rulebook_pb2.RulebookReference(
        rulebook_id="sample", version="1", content_hash=book.content_hash
    )


def test_held_and_inline_give_the_same_statement() -> None:
    calculator = Calculator([compiled()])
    assert calculator.evaluate_account(held_request()) == calculator.evaluate_account(
        sample_book.evaluate_request().SerializeToString()
    )


def test_hold_replaces_all() -> None:
    calculator = Calculator([compiled(), compiled("other")])
    calculator.hold(iter([compiled("other", version="2")]))
    unknown = errors.ERROR_REASON_UNKNOWN_RULEBOOK
    assert violations(lambda: calculator.evaluate_account(held_request())) == [("rulebook.rulebook_id", unknown)]
    response = pb.EvaluateAccountResponse.FromString(calculator.evaluate_account(held_request("other")))
    assert response.rulebook.version == "2"


def test_what_cannot_be_held_leaves_what_was() -> None:
    calculator = Calculator([compiled()])
    with pytest.raises(ValueError, match="same id"):
        calculator.hold([compiled("twice"), compiled("twice", version="2")])
    with pytest.raises(TypeError):
        calculator.hold([b"not a rulebook"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="same id"):
        Calculator([compiled(), compiled()])
    assert calculator.evaluate_account(held_request())


def test_a_request_may_pin_the_hash() -> None:
    book = compiled()
    calculator = Calculator([book])
    assert calculator.evaluate_account(held_request(pin=book.content_hash))
    differs = [("rulebook.expected_content_hash", errors.ERROR_REASON_RULEBOOK_HASH_MISMATCH)]
    for pin in (book.content_hash.upper(), book.content_hash[:-1], "0" * 64):
        assert violations(lambda pin=pin: calculator.evaluate_account(held_request(pin=pin))) == differs  # type: ignore[misc]


def test_the_hash_of_an_inline_rulebook_is_that_of_its_bytes() -> None:
    content = sample_book.rulebook().SerializeToString() + b"\x7a\x00"
    selector = b"\x12" + bytes([len(content) & 127 | 128, len(content) >> 7]) + content
    request = pb.EvaluateAccountRequest(mark_prices=sample_book.marks(), account=sample_book.account())
    message = b"\x0a" + bytes([len(selector) & 127 | 128, len(selector) >> 7]) + selector + request.SerializeToString()
    response = pb.EvaluateAccountResponse.FromString(Calculator().evaluate_account(message))
    assert response.rulebook.content_hash == hashlib.sha256(content).hexdigest()


def test_more_inline_rulebooks_than_are_kept() -> None:
    calculator = Calculator()
    request = sample_book.evaluate_request()
    for _ in range(2):
        for version in range(70):
            request.rulebook.inline.version = str(version)
            response = pb.EvaluateAccountResponse.FromString(calculator.evaluate_account(request.SerializeToString()))
            assert response.rulebook.version == str(version)


def test_an_invalid_inline_rulebook_is_refused_each_time() -> None:
    calculator = Calculator()
    request = sample_book.evaluate_request()
    request.rulebook.inline.instruments[1].tick_size = "0"
    for _ in range(2):
        assert violations(lambda: calculator.evaluate_account(request.SerializeToString())) == [
            ("rulebook.inline.instruments[1].tick_size", errors.ERROR_REASON_NOT_POSITIVE)
        ]


# ---- batches ----


def test_a_sweep_reports_what_is_at_or_below_and_counts_the_rest() -> None:
    request = sample_book.batch_request()
    del request.accounts[:]
    # A requirement of 124, and an equity of the wallet balance and 1,000: below, at and above twice that.
    for wallet in ("-752.000000000000000001", "-752", "-751.999999999999999999", "10000"):
        account = sample_book.account()
        account.balances[0].wallet_balance = wallet
        request.accounts.append(account)
    wrong = sample_book.account(sample_book.position(quantity="0"))
    empty = sample_book.account()
    del empty.positions[:]
    request.accounts.extend([wrong, empty])
    request.report_at_or_below = "2"
    response = batch(Calculator(), request)
    assert [result.account_index for result in response.results] == [0, 1, 4]
    assert response.counts == pb.StateCounts(healthy=5, rejected=1)


@pytest.mark.parametrize(
    ("spoil", "path", "reason"),
    [
        (lambda r: r.mark_prices[1].ClearField("price"), "mark_prices[1].price", errors.ERROR_REASON_REQUIRED),
        (lambda r: setattr(r, "view", 7), "view", errors.ERROR_REASON_ENUM_UNSPECIFIED),
        (lambda r: setattr(r, "report_at_or_below", "x"), "report_at_or_below", errors.ERROR_REASON_NUMBER_MALFORMED),
        (lambda r: r.ClearField("rulebook"), "rulebook", errors.ERROR_REASON_REQUIRED),
        (lambda r: r.rulebook.ClearField("inline"), "rulebook.source", errors.ERROR_REASON_REQUIRED),
    ],
)
def test_what_all_accounts_share_refuses_the_batch(
    spoil: Callable[[pb.BatchEvaluateAccountsRequest], object], path: str, reason: int
) -> None:
    request = sample_book.batch_request(sample_book.account(sample_book.position(quantity="0")))
    spoil(request)
    calculator = Calculator()
    assert violations(lambda: calculator.batch_evaluate_accounts(request.SerializeToString())) == [(path, reason)]
    # malformed bytes in any account come first
    broken = request.SerializeToString() + b"\x1a\x02\x1a\x05"
    assert violations(lambda: calculator.batch_evaluate_accounts(broken)) == [("accounts[1].positions[0]", MALFORMED)]


def test_malformed_bytes_in_the_last_account_refuse_the_batch() -> None:
    content = sample_book.batch_request(sample_book.account(), sample_book.account()).SerializeToString()
    broken = content + b"\x1a\x04\x1a\x02\x22\x05"
    assert violations(lambda: Calculator().batch_evaluate_accounts(broken)) == [
        ("accounts[2].positions[0].quantity", MALFORMED)
    ]


def test_an_account_over_a_limit_is_refused_alone() -> None:
    crowd = sample_book.account(*[sample_book.position()] * 1_025)
    response = batch(Calculator(), sample_book.batch_request(crowd, sample_book.account()))
    [violation] = response.results[0].rejection.violations
    assert (violation.field, violation.reason) == ("accounts[0].positions", errors.ERROR_REASON_TOO_MANY_POSITIONS)
    assert response.results[1].statement.account_id == "alice"


def crowd_of(accounts: int, positions: int, **fields: str) -> pb.BatchEvaluateAccountsRequest:
    rows = [sample_book.position(position_id=str(row), **fields) for row in range(positions)]
    request = sample_book.batch_request(*[sample_book.account(*rows)] * accounts)
    request.view = statement_pb2.VIEW_FULL
    request.explain = True
    return request


def test_a_response_of_more_than_64_mib_is_refused() -> None:
    calculator = Calculator()
    request = crowd_of(160, 1_000, quantity="1." + "3" * 18, entry_price="30000." + "7" * 18, leverage="3")
    content = request.SerializeToString()
    assert violations(lambda: calculator.batch_evaluate_accounts(content)) == [("", TOO_LARGE)]
    request.view = statement_pb2.VIEW_SUMMARY
    request.explain = False
    assert len(batch(calculator, request).results) == 160


def best_seconds(calculator: Calculator, request: pb.BatchEvaluateAccountsRequest) -> float:
    content = request.SerializeToString()
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        calculator.batch_evaluate_accounts(content)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@pytest.mark.parametrize("positions", [1, 100])
def test_a_batch_takes_time_in_proportion(positions: int) -> None:
    calculator = Calculator()
    few = best_seconds(calculator, crowd_of(500 // positions, positions))
    # Quadratic work would take 256 times as long; the bound leaves room for a noisy machine.
    assert best_seconds(calculator, crowd_of(8_000 // positions, positions)) < 64 * few


# ---- malformed bytes come first ----


def test_an_inline_rulebook_that_is_no_message_comes_before_limits() -> None:
    request = sample_book.evaluate_request()
    request.rulebook.Clear()
    request.mark_prices.extend([sample_book.marks()[0]] * 16_384)
    broken = b"\x0a\x04\x12\x02\x32\x05" + request.SerializeToString()
    calculator = Calculator()
    field = "rulebook.inline.instruments"
    assert violations(lambda: calculator.evaluate_account(broken)) == [("rulebook", MALFORMED)]  # given twice
    request.ClearField("rulebook")
    broken = b"\x0a\x04\x12\x02\x32\x05" + request.SerializeToString()
    assert violations(lambda: calculator.evaluate_account(broken)) == [(field, MALFORMED)]
    assert violations(lambda: calculator.batch_evaluate_accounts(broken)) == [(field, MALFORMED)]


# ---- misuse ----

METHODS = [
    Calculator.compute_margin_ratio,
    Calculator.compute_liquidation_price,
    Calculator.evaluate_account,
    Calculator.batch_evaluate_accounts,
    Calculator.rank_candidates,
]


@pytest.mark.parametrize("method", METHODS)
def test_only_bytes_are_taken(method: Callable[[Calculator, Any], bytes]) -> None:
    for wrong in (None, "text", bytearray(b"")):
        with pytest.raises(TypeError):
            method(Calculator(), wrong)


@pytest.mark.parametrize("method", METHODS)
def test_an_empty_request_is_refused_field_by_field(method: Callable[[Calculator, bytes], bytes]) -> None:
    assert violations(lambda: method(Calculator(), b""))


def test_a_call_during_a_call_is_refused_and_leaves_that_one_alone() -> None:
    calculator = Calculator()
    content = crowd_of(40, 1_000).SerializeToString()
    expected = calculator.batch_evaluate_accounts(content)
    answers: list[bytes] = []
    refused = 0
    thread = threading.Thread(target=lambda: answers.append(calculator.batch_evaluate_accounts(content)))
    thread.start()
    while thread.is_alive():
        try:
            calculator.evaluate_account(held_request())
        except RuntimeError:
            refused += 1
        except Fault:
            pass
    thread.join()
    assert refused > 0
    assert answers == [expected]


def test_a_ranking_names_its_rulebook_likewise() -> None:
    request = adl_service_pb2.RankCandidatesRequest(instrument_id="BTC-USDT", mark_price="31000")
    request.weighting = adl_service_pb2.ADL_WEIGHTING_COUNT
    request.score_family = rulebook_pb2.ADL_SCORE_FAMILY_RETURN_ONLY
    request.rulebook.rulebook_id = "sample"
    unknown = [("rulebook.rulebook_id", errors.ERROR_REASON_UNKNOWN_RULEBOOK)]
    assert violations(lambda: Calculator().rank_candidates(request.SerializeToString())) == unknown
    book = compiled()
    content = Calculator([book]).rank_candidates(request.SerializeToString())
    assert adl_service_pb2.RankCandidatesResponse.FromString(content).rulebook.content_hash == book.content_hash


def test_after_a_fault_the_next_call_is_as_good_as_any() -> None:
    calculator = Calculator([compiled()])
    good = calculator.evaluate_account(held_request())
    for broken in (b"\x0b", held_request("nobody"), crowd_of(1, 1_025).SerializeToString()):
        with pytest.raises(Fault):
            calculator.evaluate_account(broken)
        assert calculator.evaluate_account(held_request()) == good
