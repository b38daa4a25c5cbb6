"""Decimal text to scaled integer and back, against Python's own exact numbers."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import probe
from number_text import FORM, GOOD, MALFORMED, TOO_PRECISE, UNIT, expected

PARSED = {
    b"0": 0,
    b"-0": 0,
    b"-0.000": 0,
    b"1": UNIT,
    b"007": 7 * UNIT,
    b"0.5": UNIT // 2,
    b"-0.5": -UNIT // 2,
    b"1.0": UNIT,
    b"1.000000000000000000": UNIT,
    b"0.000000000000000001": 1,
    b"-0.000000000000000001": -1,
    b"999999999999999999": (10**18 - 1) * UNIT,
    b"999999999999999999.999999999999999999": 10**36 - 1,
    b"-999999999999999999.999999999999999999": -(10**36) + 1,
    b"000000000000000001": UNIT,
}
REFUSED = {
    b"": MALFORMED,
    b"-": MALFORMED,
    b".": MALFORMED,
    b"-.": MALFORMED,
    b".5": MALFORMED,
    b"5.": MALFORMED,
    b"-.5": MALFORMED,
    b"--1": MALFORMED,
    b"+1": MALFORMED,
    b"1-": MALFORMED,
    b"1.2.3": MALFORMED,
    b"1..2": MALFORMED,
    b"1.-2": MALFORMED,
    b"1e5": MALFORMED,
    b"1E5": MALFORMED,
    b"0x10": MALFORMED,
    b"1_000": MALFORMED,
    b"1,000": MALFORMED,
    b"1,5": MALFORMED,
    b" 1": MALFORMED,
    b"1 ": MALFORMED,
    b"1\n": MALFORMED,
    b"1\0": MALFORMED,
    b"\0": MALFORMED,
    b"NaN": MALFORMED,
    b"Infinity": MALFORMED,
    b"-inf": MALFORMED,
    b"/": MALFORMED,
    b":": MALFORMED,
    "\u0661".encode(): MALFORMED,
    "\uff11".encode(): MALFORMED,
    b"\xff": MALFORMED,
    b"1000000000000000000": TOO_PRECISE,
    b"0000000000000000001": TOO_PRECISE,
    b"0.0000000000000000001": TOO_PRECISE,
    b"1.0000000000000000000": TOO_PRECISE,
    b"-1000000000000000000.5": TOO_PRECISE,
    b"18446744073709551617": TOO_PRECISE,
    b"9" * 5000: TOO_PRECISE,
    b"0." + b"0" * 5000: TOO_PRECISE,
    b"9" * 50 + b"x": MALFORMED,
    b"0." + b"0" * 50 + b".": MALFORMED,
}
PRINTED = {
    0: b"0",
    1: b"0.000000000000000001",
    -1: b"-0.000000000000000001",
    UNIT: b"1",
    -UNIT: b"-1",
    UNIT // 10: b"0.1",
    UNIT + 1: b"1.000000000000000001",
    UNIT + 10**9: b"1.000000001",
    UNIT + 10**8: b"1.0000000001",
    UNIT - 1: b"0.999999999999999999",
    10**36: b"1000000000000000000",
    10**36 - 1: b"999999999999999999.999999999999999999",
    10**38: b"100000000000000000000",
    -(10**38): b"-100000000000000000000",
    2**127 - 1: b"170141183460469231731.687303715884105727",
    -(2**127): b"-170141183460469231731.687303715884105728",
}


@pytest.mark.parametrize(("text", "value"), PARSED.items())
def test_parses(text: bytes, value: int) -> None:
    assert probe.parse_number(text) == (GOOD, value) == expected(text)


@pytest.mark.parametrize(("text", "status"), REFUSED.items(), ids=lambda case: repr(case)[:24])
def test_refuses(text: bytes, status: int) -> None:
    assert probe.parse_number(text) == (status, 0) == expected(text)


@given(st.from_regex(FORM, fullmatch=True) | st.text("-.0123456789e +", max_size=40).map(str.encode) | st.binary())
def test_parses_as_the_page_says(text: bytes) -> None:
    assert probe.parse_number(text) == expected(text)


@pytest.mark.parametrize("whole", range(20))
@pytest.mark.parametrize("places", range(20))
def test_every_number_of_digits(whole: int, places: int) -> None:
    text = b"9" * whole + (b"." + b"7" * places if places else b"")
    assert probe.parse_number(text) == expected(text)


@pytest.mark.parametrize(("value", "text"), PRINTED.items())
def test_prints(value: int, text: bytes) -> None:
    assert probe.print_number(value) == text


@given(
    st.integers(-(2**127), 2**127 - 1)
    | st.builds(lambda digits, zeros: digits * 10**zeros, st.integers(-(10**18), 10**18), st.integers(0, 19))
)
def test_prints_plain_and_exact(value: int) -> None:
    text = probe.print_number(value)
    assert Fraction(text.decode()) == Fraction(value, UNIT)
    assert re.fullmatch(rb"0|-?(0|[1-9][0-9]*)(\.[0-9]{0,17}[1-9])?", text)


@given(st.integers(-(10**36) + 1, 10**36 - 1))
def test_comes_back_the_same(value: int) -> None:
    assert probe.parse_number(probe.print_number(value)) == (GOOD, value)


@pytest.mark.parametrize("power", range(39))
def test_around_each_power_of_ten(power: int) -> None:
    for value in (10**power - 1, 10**power, 10**power + 1):
        assert Fraction(probe.print_number(value).decode()) == Fraction(value, UNIT)
        assert probe.print_number(-value) == (b"-" if value else b"") + probe.print_number(value)
