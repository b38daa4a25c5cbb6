# cython: language_level=3
"""Shows the functions of exact_ratio.h to the tests, in Python integers."""
from libc.stdint cimport int64_t, uint64_t
from marginline_native.exact cimport Rounding, exact_sum, exact_sum_add, exact_sum_of, i128
from marginline_native.exact_ratio cimport (
    exact_ratio, exact_ratio_compare, exact_ratio_key, exact_ratio_of, exact_ratio_sign, exact_ratio_value, exact_share,
)

# Cython takes an i128 for a long long, so that it must never turn one into a Python object or back.
cdef extern from *:
    """
    static i128 i128_of(int64_t high, uint64_t low) { return (i128)(((u128)(uint64_t)high << 64) | low); }
    static int64_t i128_high(i128 value) { return (int64_t)(value >> 64); }
    static uint64_t i128_low(i128 value) { return (uint64_t)value; }
    """
    i128 i128_of(int64_t high, uint64_t low)
    int64_t i128_high(i128 value)
    uint64_t i128_low(i128 value)

cdef uint64_t MASK = <uint64_t>-1


cdef i128 to_i128(object value) except? -1:
    return i128_of(<int64_t>(value >> 64), <uint64_t>(value & MASK))


cdef exact_ratio to_ratio(object terms) except *:
    return exact_ratio_of(to_i128(terms[0]), to_i128(terms[1]), to_i128(terms[2]), to_i128(terms[3]))


cdef exact_sum to_sum(object value) except *:
    cdef exact_sum total = exact_sum_of(0)
    part = 2**126
    while value:
        exact_sum_add(&total, to_i128(min(value, part)))
        value -= min(value, part)
    return total


def compare(one, other):
    cdef exact_ratio a = to_ratio(one), b = to_ratio(other)
    return exact_ratio_compare(&a, &b)


def sign(terms):
    cdef exact_ratio ratio = to_ratio(terms)
    return exact_ratio_sign(&ratio)


def key(terms):
    cdef exact_ratio ratio = to_ratio(terms)
    return exact_ratio_key(&ratio)


def value(terms, int rounding):
    cdef exact_ratio ratio = to_ratio(terms)
    cdef i128 scaled = 0
    if not exact_ratio_value(&ratio, <Rounding>rounding, &scaled):
        return None
    return (int(i128_high(scaled)) << 64) | int(i128_low(scaled))


def share(part, whole, uint64_t times, int rounding):
    cdef exact_sum part_sum = to_sum(part), whole_sum = to_sum(whole)
    return exact_share(&part_sum, &whole_sum, times, <Rounding>rounding)
