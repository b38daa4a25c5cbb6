"""exact.h against Python's integers, at the edges and between them."""

import operator
from collections.abc import Callable
from fractions import Fraction
from itertools import product as pairs
from math import ceil, floor, trunc

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import probe_exact as exact

UNIT = 10**18
LIMIT = 10**38
I128 = 2**127
WIDEST = 2 ** (64 * exact.LIMBS) - 1
DOWN, UP, TOWARD_ZERO = range(3)
ROUNDED: dict[int, Callable[[Fraction], int]] = {DOWN: floor, UP: ceil, TOWARD_ZERO: trunc}


def around(*centres: int) -> list[int]:
    return sorted({sign * (centre + near) for centre in centres for near in (-1, 0, 1) for sign in (-1, 1)})


EDGES = around(0, 2, 10**9, UNIT, 2**31, 2**32, 2**63, 2**64, 10**36, LIMIT // 2, LIMIT)
FULL_EDGES = [edge for edge in (*EDGES, *around(2**126, I128 - 1)) if -I128 <= edge < I128]
WIDE_EDGES = [*EDGES, *around(2**128, 2**192, 2**256, 2**448, 2**511, 2**832, WIDEST - 1)]

amounts = st.integers(-LIMIT, LIMIT) | st.sampled_from(EDGES)
words = st.integers(-I128, I128 - 1) | st.sampled_from(FULL_EDGES)
# Limbs of all ones, all zeros and a lone bit are where carries, borrows and trial quotients go wrong.
limbs = st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**63, 2**63 - 1, 2**64 - 1, 2**64 - 2])
roundings = st.sampled_from([DOWN, UP, TOWARD_ZERO])


def wides(most: int = exact.LIMBS) -> st.SearchStrategy[int]:
    def joined(parts: list[int], negative: bool) -> int:
        value = sum(part << 64 * place for place, part in enumerate(parts))
        return -value if negative else value

    return st.builds(joined, st.lists(limbs, max_size=most), st.booleans())


def if_fits(value: int) -> int | None:
    return value if abs(value) <= WIDEST else None


def if_admitted(value: int) -> int | None:
    return value if abs(value) <= LIMIT else None


def test_constants() -> None:
    assert exact.constants() == (UNIT, LIMIT)


@pytest.mark.parametrize("value", FULL_EDGES)
def test_one_number_at_the_edges(value: int) -> None:
    top, whole, fraction = exact.split(value)
    assert (top * UNIT + whole) * UNIT + fraction == abs(value)
    assert whole < UNIT
    assert fraction < UNIT
    assert exact.in_range(value) == (abs(value) <= LIMIT)
    assert exact.of_i128(value) == value
    assert exact.sum_value([value], []) == if_admitted(value)


@given(words)
def test_split_is_exact(value: int) -> None:
    top, whole, fraction = exact.split(value)
    assert (top * UNIT + whole) * UNIT + fraction == abs(value)


@given(st.booleans(), limbs, st.integers(0, UNIT - 1))
def test_join_is_exact(negative: bool, whole: int, fraction: int) -> None:
    value = whole * UNIT + fraction
    assert exact.join(negative, whole, fraction) == (-value if negative else value)


@given(st.integers(-(10**36), 10**36), st.integers(-(10**36), 10**36))
def test_difference_sign_and_multiple(a: int, b: int) -> None:
    assert exact.difference(a, b) == a - b
    assert exact.signed(a, True) == -a
    assert exact.signed(a, False) == a
    assert b == 0 or exact.is_multiple(a, b) == (a % b == 0)


@pytest.mark.parametrize("rounding", ROUNDED)
def test_multiply_divide_at_the_edges(rounding: int) -> None:
    few = around(0, 1, UNIT, 2**63, 2**64, LIMIT)
    for (a, b), c in pairs(pairs(few, few), few):
        if c:
            expected = if_admitted(ROUNDED[rounding](Fraction(a * b, c)))
            assert exact.multiply_divide(a, b, c, rounding) == expected, (a, b, c)


@given(amounts, amounts, amounts.filter(bool), roundings)
@example(LIMIT, LIMIT, LIMIT, UP)
@example(LIMIT, LIMIT + 1, LIMIT, DOWN)
@example(23209861470662607228884017929457, 29322223, 2, UP)  # rounds 2^128 - 1 and a half
def test_multiply_divide(a: int, b: int, c: int, rounding: int) -> None:
    assert exact.multiply_divide(a, b, c, rounding) == if_admitted(ROUNDED[rounding](Fraction(a * b, c)))


def multiplied_exactly(a: int, b: int) -> tuple[int, int | None]:
    if abs(a * b // UNIT) > LIMIT:
        return 2, None
    return (1, None) if a * b % UNIT else (0, a * b // UNIT)


@given(amounts, amounts)
def test_multiply_exactly(a: int, b: int) -> None:
    assert exact.multiply_exactly(a, b) == multiplied_exactly(a, b)


@given(st.integers(-(10**30), 10**30), st.integers(0, 18), st.integers(0, 10**10))
def test_multiply_exactly_where_it_often_is_exact(a: int, places: int, b: int) -> None:
    assert exact.multiply_exactly(a, b * 10**places) == multiplied_exactly(a, b * 10**places)


def test_multiply_exactly_at_the_edges() -> None:
    for a, b in pairs(EDGES, EDGES):
        assert exact.multiply_exactly(a, b) == multiplied_exactly(a, b), (a, b)


@given(st.lists(words, max_size=30), st.lists(words, max_size=30), words)
def test_sums_do_not_depend_on_order_and_never_wrap(added: list[int], subtracted: list[int], first: int) -> None:
    total = sum(added) - sum(subtracted)
    assert exact.sum_wide(added, subtracted) == total
    assert exact.sum_wide(added[::-1], subtracted[::-1]) == total
    assert exact.sum_value(added, subtracted) == if_admitted(total)
    assert exact.sum_deducted(first, added, subtracted) == first - total


def test_a_sum_may_leave_the_range_on_its_way() -> None:
    assert exact.sum_value([LIMIT, LIMIT, 1], [LIMIT, 1]) == LIMIT
    assert exact.sum_value([LIMIT, 1], []) is None
    assert exact.sum_value([], [LIMIT]) == -LIMIT
    assert exact.sum_value([], [LIMIT, 1]) is None
    assert exact.sum_value([I128 - 1] * 1000, [I128 - 1] * 1000) == 0


@pytest.mark.parametrize(
    ("ours", "python"),
    [(exact.add, operator.add), (exact.subtract, operator.sub), (exact.multiply, operator.mul)],
    ids=["add", "subtract", "multiply"],
)
def test_wide_operations_at_the_edges(ours: object, python: object) -> None:
    assert callable(ours)
    assert callable(python)
    for a, b in pairs(WIDE_EDGES, WIDE_EDGES):
        assert ours(a, b) == if_fits(python(a, b)), (a, b)


@given(wides(), wides())
def test_wide_sums(a: int, b: int) -> None:
    assert exact.add(a, b) == if_fits(a + b)
    assert exact.subtract(a, b) == if_fits(a - b)
    assert exact.negate(a) == -a
    assert exact.compare(a, b) == (a > b) - (a < b)
    assert exact.compare(a, a) == 0
    assert exact.sign(a) == (a > 0) - (a < 0)


@given(wides(8), wides(8), words)
def test_wide_products(a: int, b: int, word: int) -> None:
    assert exact.multiply(a, b) == if_fits(a * b)
    assert exact.times(a, word) == a * word
    assert exact.product(word, -1 - word) == word * (-1 - word)


def test_wide_division_at_the_edges() -> None:
    for (a, b), rounding in pairs(pairs(WIDE_EDGES, WIDE_EDGES), ROUNDED):
        expected = if_fits(ROUNDED[rounding](Fraction(a, b))) if b else None
        assert exact.divide(a, b, rounding) == expected, (a, b, rounding)


@given(wides(), wides().filter(bool), roundings)
# The trial quotient of Knuth's algorithm D is one too many here, and the divisor is added back.
@example(
    0x80000000000000007FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE0000000000000000FFFFFFFFFFFFFFFF,
    0xFFFFFFFFFFFFFFFF0000000000000001FFFFFFFFFFFFFFFE,
    DOWN,
)
@example(0x7FFFFFFFFFFFFFFF_8000000000000000_0000000000000000_0000000000000000, (2**63 << 128) + 1, DOWN)
def test_wide_division(a: int, b: int, rounding: int) -> None:
    assert exact.divide(a, b, rounding) == ROUNDED[rounding](Fraction(a, b))


@given(wides(7), wides(6).filter(bool), wides(6), roundings)
def test_division_near_a_multiple(a: int, b: int, part: int, rounding: int) -> None:
    """Quotients that are whole, or a hair above or below: where a wrong remainder would round the wrong way."""
    for rest in (0, 1, -1, part % abs(b)):
        numerator = a * b + rest
        assert exact.divide(numerator, b, rounding) == ROUNDED[rounding](Fraction(numerator, b))


@given(wides(4), wides(3), roundings)
def test_values_and_quotients_are_admitted_or_lost(a: int, b: int, rounding: int) -> None:
    assert exact.value_of(a) == if_admitted(a)
    expected = if_admitted(ROUNDED[rounding](Fraction(a, b))) if b else None
    assert exact.quotient(a, b, rounding) == expected


@pytest.mark.parametrize("value", WIDE_EDGES)
def test_value_at_the_edges(value: int) -> None:
    assert exact.value_of(value) == if_admitted(value)


@pytest.mark.parametrize("value", [0, 1, -7, 2**700])
def test_what_is_lost_stays_lost(value: int) -> None:
    assert set(exact.lost_stays_lost(value)) == {None}
