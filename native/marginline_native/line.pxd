# Equity, requirement and what is left of it as straight lines in x, and prices as exact points on them.
# x is the price of a linear instrument, the reciprocal of the price of an inverse one: in x every value is S*x.
# Coefficients are scaled by 10^72 and by the walk's common denominator; only their sign and their ratio are used.
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, i128, wide, wide_compare, wide_negate, wide_of, wide_rounded, wide_scaled,
    wide_sign, wide_sign_of_products,
)
from marginline_native.model cimport INSTRUMENT_KIND_LINEAR, Figure
from marginline_native.rational cimport Rational, rational

cdef struct Line:
    wide constant
    wide slope


# Sign of the line at a point.
cdef inline int line_sign(const Line *line, const Rational *x) noexcept nogil:
    return wide_sign_of_products(&line.constant, &x.denominator, &line.slope, &x.numerator, False)


# Where the line is zero: -constant/slope. Wants a slope; the point may be at or below zero.
cdef inline Rational line_root(const Line *line) noexcept nogil:
    if wide_sign(&line.slope) > 0:
        return rational(wide_negate(line.constant), line.slope)
    return rational(line.constant, wide_negate(line.slope))


cdef inline Rational x_of_price(int32_t kind, i128 price) noexcept nogil:
    if kind == INSTRUMENT_KIND_LINEAR:
        return rational(wide_of(price), wide_of(EXACT_UNIT))
    return rational(wide_of(EXACT_UNIT), wide_of(price))


# The price at x, rounded toward the mark. True: it exists but lies beyond the range.
cdef inline bint round_price(const Rational *x, int32_t kind, i128 mark_price, Figure *price) noexcept nogil:
    cdef bint linear = kind == INSTRUMENT_KIND_LINEAR
    cdef const wide *whole = &x.numerator if linear else &x.denominator
    cdef const wide *part = &x.denominator if linear else &x.numerator
    cdef wide scaled, at_mark
    cdef bint below
    price.exists = False
    if wide_sign(&x.numerator) <= 0:
        return False
    scaled = wide_scaled(whole, EXACT_UNIT)
    at_mark = wide_scaled(part, mark_price)
    below = wide_compare(scaled, at_mark) < 0
    price.exists = wide_rounded(&scaled, part, ROUND_UP if below else ROUND_DOWN, &price.value)
    return not price.exists
