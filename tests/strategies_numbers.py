"""Random decimals for generated requests: human sizes, extremes of the range, and every admitted spelling."""

from fractions import Fraction
from random import Random

import oracle_numbers as numbers

LARGEST = 10**36 - 1
ONE = 10**18


def clamped(value: Fraction, places: int = 18) -> Fraction:
    """The nearest admitted decimal above zero with at most so many places."""
    scale = 10**places
    scaled = round(value * scale)
    return Fraction(max(1, min(scaled, LARGEST // 10 ** (18 - places))), scale)


def signed(value: Fraction) -> Fraction:
    """The nearest admitted decimal, of either sign."""
    scaled = round(value * ONE)
    return Fraction(max(-LARGEST, min(scaled, LARGEST)), ONE)


def significant(rng: Random, exponent: int, digits: int, places: int = 18) -> Fraction:
    """A random decimal above zero of about 10^exponent with so many significant digits."""
    mantissa = Fraction(rng.randrange(10 ** (digits - 1), 10**digits), 10 ** (digits - 1))
    return clamped(mantissa * Fraction(10) ** exponent, places)


def spelled(rng: Random, value: Fraction) -> str:
    """Text of a decimal, now and then with zeros that mean nothing."""
    plain = numbers.text(value)
    if rng.random() > 0.04:
        return plain
    whole, _, tail = plain.partition(".")
    if rng.random() < 0.3 and not whole.startswith("-") and len(whole) < 17:
        whole = "00" + whole
    return f"{whole}.{tail}{'0' * rng.randint(1, max(1, 18 - len(tail)))}"[: len(whole) + 19]


def nudged(rng: Random, value: Fraction) -> Fraction:
    """The value itself, a unit beside it, or a little away from it."""
    roll = rng.random()
    if roll < 0.4:
        return value
    if roll < 0.6:
        return value + rng.choice((-1, 1)) * numbers.UNIT
    if roll < 0.8:
        return value * (1 + Fraction(rng.randint(-1000, 1000), 10**6))
    return value * Fraction(rng.randint(1, 400), 100)
