# The one declaration of exact.h, exact_wide.h and exact_round.h. i128 is opaque here: Cython's own operators on it are
# used only for comparison, negation and assignment; sums and products go through the checked functions (abs() on such
# a typedef was seen to be wrong).
from libc.stdint cimport uint64_t

cdef extern from "exact_round.h" nogil:
    ctypedef long long i128  # really __int128; Cython only needs to know that it is an integer
    ctypedef unsigned long long u128

    const i128 EXACT_UNIT
    const i128 EXACT_LIMIT

    ctypedef enum Rounding:
        ROUND_DOWN
        ROUND_UP
        ROUND_TOWARD_ZERO

    ctypedef struct exact_sum:
        pass

    ctypedef struct wide:
        bint overflow

    const wide WIDE_PLACES_36
    const wide WIDE_PLACES_54
    const uint64_t EXACT_POWER[19]

    ctypedef struct exact_parts:
        uint64_t top
        uint64_t whole
        uint64_t fraction

    u128 exact_magnitude(i128 value)
    bint exact_in_range(i128 value)
    i128 exact_join(bint negative, uint64_t whole, uint64_t fraction)
    exact_parts exact_split(i128 value)
    i128 exact_difference(i128 a, i128 b)
    i128 exact_signed(i128 value, bint negative)
    bint exact_is_multiple(i128 value, i128 step)
    exact_sum exact_sum_of(i128 value)
    void exact_sum_add(exact_sum *sum, i128 term)
    void exact_sum_subtract(exact_sum *sum, i128 term)
    void exact_sum_deduct(exact_sum *sum, const exact_sum *other)
    bint exact_sum_value(const exact_sum *sum, i128 *value)

    wide wide_of(i128 value)
    wide wide_of_sum(const exact_sum *sum)
    # by address: no copies, for where it is hot
    wide wide_sum(const wide *a, const wide *b, bint minus)
    wide wide_multiplied(const wide *a, const wide *b)
    wide wide_scaled(const wide *a, i128 b)
    wide wide_divided(const wide *a, const wide *b, Rounding rounding)
    bint wide_rounded(const wide *a, const wide *b, Rounding rounding, i128 *value)
    bint wide_in_range(const wide *a, i128 *value)
    int wide_sign_of_products(const wide *a, const wide *b, const wide *c, const wide *d, bint minus)
    # by value
    wide wide_negate(wide a)
    wide wide_add(wide a, wide b)
    wide wide_subtract(wide a, wide b)
    wide wide_multiply(wide a, wide b)
    wide wide_times(wide a, i128 b)
    wide wide_product(i128 a, i128 b)
    wide wide_divide(wide a, wide b, Rounding rounding)
    int wide_compare(wide a, wide b)
    int wide_sign(const wide *a)
    bint wide_value(wide a, i128 *value)
    bint wide_quotient(wide a, wide b, Rounding rounding, i128 *value)
    bint exact_multiply_divide(i128 a, i128 b, i128 c, Rounding rounding, i128 *value)
    int exact_multiply_exactly(i128 a, i128 b, i128 *value)
