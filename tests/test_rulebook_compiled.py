"""Rulebooks: what is refused and where, each limit at its edge, and that texts of any shape are found again."""

import hashlib

import pytest
from google.protobuf.message import Message

import sample_book
from marginline.v1 import rulebook_pb2 as pb
from marginline.v1.error_pb2 import ErrorReason
from marginline_native.calculator import Calculator, Fault, Rulebook
from rulebook_cases import FAULTY, GOOD, Named, Spoil, spoiled


def faults_of(message: Message | bytes) -> Named:
    content = message if isinstance(message, bytes) else message.SerializeToString()
    try:
        Rulebook(content)
    except Fault as fault:
        return [(path, ErrorReason.Name(ErrorReason.ValueType(reason))[13:]) for path, reason in fault.violations]
    return []


@pytest.mark.parametrize("spoil", GOOD.values(), ids=GOOD)
def test_good(spoil: Spoil) -> None:
    assert faults_of(spoiled(spoil)) == []


@pytest.mark.parametrize(("spoil", "expected"), FAULTY.values(), ids=FAULTY)
def test_faulty(spoil: Spoil, expected: Named) -> None:
    assert faults_of(spoiled(spoil)) == expected


def test_it_says_what_it_is() -> None:
    content = sample_book.rulebook().SerializeToString()
    book = Rulebook(content)
    assert (book.rulebook_id, book.version) == ("sample", "1")
    assert book.content_hash == hashlib.sha256(content).hexdigest()
    assert book.size_bytes > len(content)


def test_it_does_not_change() -> None:
    book = Rulebook(sample_book.rulebook().SerializeToString())
    with pytest.raises(AttributeError):
        book.version = "2"
    with pytest.raises(TypeError):
        Rulebook("text")  # type: ignore[arg-type]


def test_every_fault_is_named_at_once_in_the_order_of_the_fields() -> None:
    book = sample_book.rulebook()
    book.version = ""
    book.rules.trigger = pb.TRIGGER_UNSPECIFIED
    book.instruments[1].contract_size = "1e5"
    book.instruments[1].tier_table_id = ""
    book.tier_tables[0].tiers[0].max_leverage = "0.1234567890123456789"
    book.tier_tables[0].tiers[2].maintenance_margin_rate = ""
    assert faults_of(book) == [
        ("version", "REQUIRED"),
        ("rules.trigger", "ENUM_UNSPECIFIED"),
        ("instruments[1].contract_size", "NUMBER_MALFORMED"),
        ("instruments[1].tier_table_id", "REQUIRED"),
        ("tier_tables[0].tiers[0].max_leverage", "PRECISION_EXCEEDED"),
        ("tier_tables[0].tiers[2].maintenance_margin_rate", "NUMBER_MALFORMED"),
    ]


def test_thirty_two_faults_are_named_and_no_more() -> None:
    book = sample_book.rulebook()
    book.instruments.extend(pb.Instrument(instrument_id=f"x{row}") for row in range(33))
    found = faults_of(book)
    assert len(found) == 32
    assert found[0] == ("instruments[2].kind", "ENUM_UNSPECIFIED")


def test_a_derived_rate_is_rounded_up_once() -> None:
    book = sample_book.rulebook()
    table = book.tier_tables[0]
    table.maintenance_fraction_of_initial = "0.5"
    for tier, leverage in zip(table.tiers, ("7", "6", "3"), strict=True):
        tier.ClearField("maintenance_margin_rate")
        tier.ClearField("maintenance_deduction")
        tier.max_leverage = leverage
    # 50,000 x (0.083333333333333334 - 0.071428571428571429), and 0.5/7 and 0.5/6 rounded up
    table.tiers[1].maintenance_deduction = "595.23809523809525"
    assert faults_of(book) == []
    table.tiers[1].maintenance_deduction = "595.2380952380952"
    assert faults_of(book) == [("tier_tables[0].tiers[1].maintenance_deduction", "RULEBOOK_INVALID")]


# ---- limits: at the edge and one past it ----


@pytest.mark.parametrize("more", [0, 1])
def test_tiers_of_a_table(more: int) -> None:
    book = sample_book.rulebook()
    table = book.tier_tables[0]
    del table.tiers[:]
    for row in range(256 + more):
        table.tiers.add(upper_bound=str(row + 1), maintenance_margin_rate="0.01")
    assert faults_of(book) == [("tier_tables[0].tiers", "TOO_MANY_ENTRIES")] * more


@pytest.mark.parametrize("more", [0, 1])
def test_instruments(more: int) -> None:
    book = sample_book.rulebook()
    book.instruments.extend(sample_book.instrument(f"x{row}") for row in range(16_382 + more))
    assert faults_of(book) == [("instruments", "TOO_MANY_ENTRIES")] * more


@pytest.mark.parametrize("more", [0, 1])
def test_tables(more: int) -> None:
    book = sample_book.rulebook()
    book.tier_tables.extend(sample_book.ladder(f"x{row}") for row in range(16_383 + more))
    assert faults_of(book) == [("tier_tables", "TOO_MANY_ENTRIES")] * more


@pytest.mark.parametrize("more", [0, 1])
def test_tiers_of_all_tables(more: int) -> None:
    book = pb.Rulebook(rulebook_id="r", version="1", rules=sample_book.rules())
    book.rules.tier_scheme = pb.TIER_SCHEME_WHOLE
    tiers = [pb.PositionTier(upper_bound=str(row + 1), maintenance_margin_rate="0") for row in range(256)]
    book.tier_tables.extend(pb.TierTable(tier_table_id=f"x{row}", tiers=tiers) for row in range(1_024))
    if more:
        book.tier_tables.add(tier_table_id="last", tiers=tiers[:1])
    assert faults_of(book) == [("tier_tables", "TOO_MANY_ENTRIES")] * more


def test_a_limit_hides_every_other_fault() -> None:
    book = sample_book.rulebook()
    book.version = ""
    book.tier_tables[0].tiers.extend(pb.PositionTier() for _ in range(256))
    assert faults_of(book) == [("tier_tables[0].tiers", "TOO_MANY_ENTRIES")]


# ---- wire ----


def field(number: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes([number << 3 | 2, len(content)]) + content


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (b"\x0a", "rulebook_id"),
        (b"\x00", ""),
        (b"\x0b", ""),
        (field(1, b"\xff"), "rulebook_id"),
        (field(3, b"\xff"), "source"),
        (b"\x08\x01", "rulebook_id"),
        (field(5, b"") + field(5, b""), "rules"),
        (field(5, b"\x0a\x00"), "rules.tier_scheme"),
        (field(6, b"") + field(6, b"\x0a\x05"), "instruments[1].instrument_id"),
        (field(6, b"\x07"), "instruments[0]"),
        (field(7, field(2, b"") + field(2, field(1, b"\xff"))), "tier_tables[0].tiers[1].upper_bound"),
        (field(7, b"\x10\x01"), "tier_tables[0].tiers"),
        (field(7, field(2, b"") + b"\x18\x01"), "tier_tables[0].maintenance_fraction_of_initial"),
    ],
    ids=str,
)
def test_bytes_that_are_no_rulebook(content: bytes, path: str) -> None:
    assert faults_of(content) == [(path, "MESSAGE_MALFORMED")]


def test_what_the_contract_does_not_know_is_skipped() -> None:
    assert faults_of(sample_book.rulebook().SerializeToString() + field(15, b"later")) == []


# ---- lookup ----


def test_every_instrument_is_found_again() -> None:
    ids = [f"{'x' * (row % 57)}{row}" for row in range(5_000)]
    book = sample_book.rulebook()
    book.instruments.extend(sample_book.instrument(name) for name in ids)
    calculator = Calculator([Rulebook(book.SerializeToString())])
    request = sample_book.evaluate_request()
    request.rulebook.rulebook_id = "sample"
    for name in ids[::37]:
        request.account.positions[0].instrument_id = name
        request.mark_prices[0].instrument_id = name
        calculator.evaluate_account(request.SerializeToString())
