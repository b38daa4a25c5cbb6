"""Numbers of the oracle: decimal text, exact fractions, and the one rounding each term gets."""

import re
from fractions import Fraction

PLACES = 18
UNIT = Fraction(1, 10**PLACES)
LIMIT = Fraction(10**20)
DIGITS_PER_SIDE = 18

_SHAPE = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")


class NotADecimal(Exception):
    """The text does not have the form of a decimal."""


class TooPrecise(Exception):
    """The text has more digits on one side of the point than are admitted."""


def parse(text: str) -> Fraction:
    """Exact value of a decimal. Raises NotADecimal or TooPrecise."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise NotADecimal
    whole, places = match.group(1), match.group(2) or ""
    if len(whole) > DIGITS_PER_SIDE or len(places) > DIGITS_PER_SIDE:
        raise TooPrecise
    value = Fraction(int(whole + places), 10 ** len(places))
    return -value if text.startswith("-") else value


def read(text: str) -> Fraction:
    """Value of a printed figure, which may have up to 21 digits before the point."""
    return Fraction(text)


def down(value: Fraction) -> Fraction:
    """Rounded once to 18 places toward minus infinity."""
    scaled = value.numerator * 10**PLACES // value.denominator
    return Fraction(scaled, 10**PLACES)


def up(value: Fraction) -> Fraction:
    """Rounded once to 18 places toward plus infinity."""
    return -down(-value)


def toward_zero(value: Fraction) -> Fraction:
    """Rounded once to 18 places toward zero."""
    return down(value) if value >= 0 else up(value)


def toward(target: Fraction, value: Fraction) -> Fraction:
    """Rounded once to 18 places toward a target that itself has 18 places."""
    return down(value) if value > target else up(value)


def in_range(value: Fraction) -> bool:
    """Whether the value may be printed: its magnitude is at most 10^20."""
    return abs(value) <= LIMIT


def text(value: Fraction) -> str:
    """Plain digits, no trailing zeros, never "-0". The value must have at most 18 places."""
    scaled, rest = divmod(abs(value.numerator) * 10**PLACES, value.denominator)
    assert rest == 0, "only rounded values are printed"
    whole, places = divmod(scaled, 10**PLACES)
    tail = f"{places:018d}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"
