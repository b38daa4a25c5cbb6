"""exact_ratio.h against Python's fractions: order, key, rounding and shares."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import assume, example, given
from hypothesis import strategies as st

import probe_ratio as exact

UNIT = 10**18
LIMIT = 10**38
ZERO_KEY = 2**63
DOWN, UP = range(2)

Terms = tuple[int, int, int, int]

EDGES = [1, 2, 3, 10**9, UNIT - 1, UNIT, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 2**64 + 1, 10**36, LIMIT - 1, LIMIT]
powers = st.integers(0, 126).map(lambda bits: min(1 << bits, LIMIT))
above_zero = st.sampled_from(EDGES) | st.integers(1, LIMIT) | powers
signed = above_zero | above_zero.map(lambda value: -value) | st.just(0)
ratios: st.SearchStrategy[Terms] = st.tuples(signed, signed, above_zero, above_zero)


def fraction(terms: Terms) -> Fraction:
    return Fraction(terms[0] * terms[1], terms[2] * terms[3])


def order(one: Fraction | int, other: Fraction | int) -> int:
    return (one > other) - (one < other)


@given(ratios, ratios)
@example((LIMIT, LIMIT, 1, 1), (LIMIT, LIMIT - 1, 1, 1))
@example((1, 1, LIMIT, LIMIT), (1, 1, LIMIT, LIMIT - 1))
@example((-LIMIT, LIMIT, 1, 1), (1, 1, LIMIT, LIMIT))
@example((2, 3, 5, 7), (6, 1, 35, 1))
def test_order_is_that_of_the_fractions(one: Terms, other: Terms) -> None:
    assert exact.compare(one, other) == order(fraction(one), fraction(other))
    assert exact.sign(one) == order(fraction(one), 0)


@given(ratios, st.integers(0, 3), st.integers(-3, 3))
def test_the_nearest_ratios_are_told_apart(terms: Terms, place: int, step: int) -> None:
    near = list(terms)
    near[place] += step
    assume(near[2] > 0 and near[3] > 0)
    other = (near[0], near[1], near[2], near[3])
    assert exact.compare(terms, other) == order(fraction(terms), fraction(other))
    assert abs(exact.key(terms) - exact.key(other)) <= 1 or order(exact.key(terms), exact.key(other)) == exact.compare(
        terms, other
    )


@given(ratios, ratios)
def test_keys_two_apart_are_in_order(one: Terms, other: Terms) -> None:
    if abs(exact.key(one) - exact.key(other)) >= 2:
        assert order(exact.key(one), exact.key(other)) == order(fraction(one), fraction(other))


@given(ratios)
def test_the_key_says_the_sign_and_mirrors(terms: Terms) -> None:
    key = exact.key(terms)
    assert order(key, ZERO_KEY) == exact.sign(terms)
    assert key == ZERO_KEY or abs(key - ZERO_KEY) >= 2
    assert exact.key((-terms[0], *terms[1:])) - ZERO_KEY == ZERO_KEY - key


@given(ratios, st.sampled_from([2, 3, 10**4]))
def test_the_key_hardly_sees_how_a_ratio_is_written(terms: Terms, factor: int) -> None:
    assume(all(abs(term) * factor <= LIMIT for term in terms))
    written = (terms[0] * factor, terms[1], terms[2] * factor, terms[3])
    assert abs(exact.key(terms) - exact.key(written)) <= 1


@given(ratios)
@example((LIMIT, 1, 1, 1))
@example((LIMIT, UNIT, UNIT, UNIT))
@example((LIMIT, UNIT + 1, UNIT, UNIT))
@example((-LIMIT, UNIT, UNIT, UNIT))
def test_a_printed_ratio_is_rounded_once_or_beyond_the_range(terms: Terms) -> None:
    for rounding, rounded in ((DOWN, floor), (UP, ceil)):
        scaled = rounded(fraction(terms) * UNIT)
        assert exact.value(terms, rounding) == (scaled if abs(scaled) <= LIMIT else None)


WHOLES = [1, 2, 7, 100, 2**64 - 1, 2**64, 2**64 + 1, 2**127, 2**128 - 1, 2**128, 2**128 + 1, 50_000 * 10**36, 10**42]


@given(st.data())
def test_a_share_is_rounded_once(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(WHOLES) | st.integers(1, 10**42) | st.integers(1, 2**70))
    part = data.draw(st.sampled_from([0, 1, whole - 1, whole]) | st.integers(0, whole))
    times = data.draw(st.integers(1, 100) | st.just(UNIT))
    assert exact.share(part, whole, times, DOWN) == times * part // whole
    assert exact.share(part, whole, times, UP) == -(-times * part // whole)
