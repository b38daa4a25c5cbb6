# Exact quotients: what a value, a tier measure or a rate is before it is rounded. Denominators are above zero.
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, Rounding, WIDE_PLACES_36, WIDE_PLACES_54, exact_multiply_divide, i128, wide,
    wide_add, wide_compare, wide_divide, wide_multiply, wide_of, wide_product, wide_quotient, wide_sign_of_products,
    wide_sum, wide_times,
)
from marginline_native.model cimport INSTRUMENT_KIND_LINEAR

cdef struct Rational:
    wide numerator
    wide denominator


cdef inline Rational rational(wide numerator, wide denominator) noexcept nogil:
    cdef Rational made
    made.numerator = numerator
    made.denominator = denominator
    return made


# V(p): size x price if linear, size / price if inverse. In whole units, not scaled.
cdef inline Rational value_at(int32_t kind, i128 size, i128 price) noexcept nogil:
    if kind == INSTRUMENT_KIND_LINEAR:
        return rational(wide_product(size, price), WIDE_PLACES_36)
    return rational(wide_of(size), wide_of(price))


# V(p) rounded up to 18 places. False: outside the admitted range.
cdef inline bint round_value_up(int32_t kind, i128 size, i128 price, i128 *value) noexcept nogil:
    if kind == INSTRUMENT_KIND_LINEAR:
        return exact_multiply_divide(size, price, EXACT_UNIT, ROUND_UP, value)
    return exact_multiply_divide(size, EXACT_UNIT, price, ROUND_UP, value)


# 54 decimal places: the common ground of fractions whose denominators differ. Rounded down, so that a sum which is in
# truth a multiple of 10^-18 still rounds up to itself.
cdef inline Rational with_places(Rational a) noexcept nogil:
    return rational(wide_divide(wide_multiply(a.numerator, WIDE_PLACES_54), a.denominator, ROUND_DOWN), WIDE_PLACES_54)


cdef inline void rational_add(Rational *total, const Rational *term) noexcept nogil:
    cdef Rational other
    if wide_compare(total.denominator, term.denominator) == 0:
        total.numerator = wide_sum(&total.numerator, &term.numerator, False)
        return
    total[0] = with_places(total[0])
    other = with_places(term[0])
    total.numerator = wide_sum(&total.numerator, &other.numerator, False)


# Over the product of the denominators: for two that are no sums themselves.
cdef inline Rational rational_add_exactly(Rational a, Rational b) noexcept nogil:
    return rational(
        wide_add(wide_multiply(a.numerator, b.denominator), wide_multiply(b.numerator, a.denominator)),
        wide_multiply(a.denominator, b.denominator))


# a < 0, = 0, > 0 as a is below, at, above b.
cdef inline int rational_compare(const Rational *a, const Rational *b) noexcept nogil:
    return wide_sign_of_products(&a.numerator, &b.denominator, &b.numerator, &a.denominator, True)


# Rounded once to 18 places. False: outside the admitted range.
cdef inline bint round_rational(Rational a, Rounding rounding, i128 *value) noexcept nogil:
    return wide_quotient(wide_times(a.numerator, EXACT_UNIT), a.denominator, rounding, value)
