# cython: language_level=3
"""Shows the exact headers to the tests, in Python integers. None: the function said that its result is lost."""
from libc.stdint cimport int32_t, int64_t, uint64_t
from marginline_native.exact cimport (
    EXACT_LIMIT, EXACT_UNIT, Rounding, exact_difference, exact_in_range, exact_is_multiple, exact_join,
    exact_multiply_divide, exact_multiply_exactly, exact_parts, exact_signed, exact_split, exact_sum, exact_sum_add,
    exact_sum_deduct, exact_sum_of, exact_sum_subtract, exact_sum_value, i128, wide, wide_add, wide_compare,
    wide_divide, wide_multiply, wide_negate, wide_of, wide_of_sum, wide_product, wide_quotient, wide_sign,
    wide_subtract, wide_times, wide_value,
)

# Cython takes an i128 for a long long, so that it must never turn one into a Python object or back.
cdef extern from *:
    """
    static i128 i128_of(int64_t high, uint64_t low) { return (i128)(((u128)(uint64_t)high << 64) | low); }
    static int64_t i128_high(i128 value) { return (int64_t)(value >> 64); }
    static uint64_t i128_low(i128 value) { return (uint64_t)value; }
    static wide wide_from(const uint64_t *limbs, int32_t length, int negative)
    {
        wide made = wide_of(0);
        memcpy(made.limb, limbs, sizeof(uint64_t) * (size_t)length);
        made.length = length;
        made.negative = negative != 0;
        wide_trim(&made);
        return made;
    }
    static int32_t wide_limbs(const wide *a, uint64_t *limbs, int *negative)
    {
        memcpy(limbs, a->limb, sizeof(uint64_t) * (size_t)a->length);
        *negative = a->negative;
        return a->length;
    }
    """
    i128 i128_of(int64_t high, uint64_t low)
    int64_t i128_high(i128 value)
    uint64_t i128_low(i128 value)
    wide wide_from(const uint64_t *limbs, int32_t length, int negative)
    int32_t wide_limbs(const wide *a, uint64_t *limbs, int *negative)
    const int WIDE_LIMBS

cdef uint64_t MASK = <uint64_t>-1
LIMBS = WIDE_LIMBS


cdef i128 to_i128(object value) except? -1:
    return i128_of(<int64_t>(value >> 64), <uint64_t>(value & MASK))


cdef object from_i128(i128 value):
    return (int(i128_high(value)) << 64) | int(i128_low(value))


cdef wide to_wide(object value):
    cdef uint64_t[16] limbs
    cdef int32_t length = 0
    magnitude = abs(value)
    while magnitude:
        if length == WIDE_LIMBS:
            raise OverflowError("more limbs than a wide has")
        limbs[length] = <uint64_t>(magnitude & MASK)
        magnitude >>= 64
        length += 1
    return wide_from(limbs, length, value < 0)


cdef object from_wide(wide value):
    cdef uint64_t[16] limbs
    cdef int negative = 0
    cdef int32_t length
    if value.overflow:
        return None
    length = wide_limbs(&value, limbs, &negative)
    assert length == 0 or limbs[length - 1] != 0, "not trimmed"
    magnitude = sum(int(limbs[i]) << 64 * i for i in range(length))
    assert magnitude or not negative, "negative zero"
    return -magnitude if negative else magnitude


def constants():
    return from_i128(EXACT_UNIT), from_i128(EXACT_LIMIT)


def join(bint negative, uint64_t whole, uint64_t fraction):
    return from_i128(exact_join(negative, whole, fraction))


def split(value):
    cdef exact_parts parts = exact_split(to_i128(value))
    return parts.top, parts.whole, parts.fraction


def in_range(value):
    return exact_in_range(to_i128(value))


def difference(a, b):
    return from_i128(exact_difference(to_i128(a), to_i128(b)))


def signed(value, bint negative):
    return from_i128(exact_signed(to_i128(value), negative))


def is_multiple(value, step):
    return exact_is_multiple(to_i128(value), to_i128(step))


def multiply_divide(a, b, c, Rounding rounding):
    cdef i128 value = 0
    if not exact_multiply_divide(to_i128(a), to_i128(b), to_i128(c), rounding, &value):
        return None
    return from_i128(value)


def multiply_exactly(a, b):
    cdef i128 value = 0
    cdef int code = exact_multiply_exactly(to_i128(a), to_i128(b), &value)
    return code, from_i128(value) if code == 0 else None


cdef exact_sum sum_of(list added, list subtracted):
    cdef exact_sum total = exact_sum_of(to_i128(0))
    for term in added:
        exact_sum_add(&total, to_i128(term))
    for term in subtracted:
        exact_sum_subtract(&total, to_i128(term))
    return total


def sum_value(list added, list subtracted):
    cdef exact_sum total = sum_of(added, subtracted)
    cdef i128 value = 0
    return from_i128(value) if exact_sum_value(&total, &value) else None


def sum_wide(list added, list subtracted):
    cdef exact_sum total = sum_of(added, subtracted)
    return from_wide(wide_of_sum(&total))


def sum_deducted(first, list added, list subtracted):
    cdef exact_sum total = exact_sum_of(to_i128(first)), other = sum_of(added, subtracted)
    exact_sum_deduct(&total, &other)
    return from_wide(wide_of_sum(&total))


def of_i128(value):
    return from_wide(wide_of(to_i128(value)))


def negate(a):
    return from_wide(wide_negate(to_wide(a)))


def add(a, b):
    return from_wide(wide_add(to_wide(a), to_wide(b)))


def subtract(a, b):
    return from_wide(wide_subtract(to_wide(a), to_wide(b)))


def multiply(a, b):
    return from_wide(wide_multiply(to_wide(a), to_wide(b)))


def times(a, b):
    return from_wide(wide_times(to_wide(a), to_i128(b)))


def product(a, b):
    return from_wide(wide_product(to_i128(a), to_i128(b)))


def divide(a, b, Rounding rounding):
    return from_wide(wide_divide(to_wide(a), to_wide(b), rounding))


def compare(a, b):
    return wide_compare(to_wide(a), to_wide(b))


def sign(a):
    cdef wide value = to_wide(a)
    return wide_sign(&value)


def value_of(a):
    cdef i128 value = 0
    return from_i128(value) if wide_value(to_wide(a), &value) else None


def quotient(a, b, Rounding rounding):
    cdef i128 value = 0
    return from_i128(value) if wide_quotient(to_wide(a), to_wide(b), rounding, &value) else None


def lost_stays_lost(a):
    """What each operation makes of an overflowed value, on either side."""
    cdef wide lost = wide_divide(to_wide(a), to_wide(0), Rounding.ROUND_DOWN), other = to_wide(a)
    return [
        from_wide(wide_negate(lost)), from_wide(wide_times(lost, to_i128(1))),
        from_wide(wide_add(lost, other)), from_wide(wide_add(other, lost)),
        from_wide(wide_subtract(lost, other)), from_wide(wide_subtract(other, lost)),
        from_wide(wide_multiply(lost, other)), from_wide(wide_multiply(other, lost)),
        from_wide(wide_divide(lost, other, Rounding.ROUND_UP)), from_wide(wide_divide(other, lost, Rounding.ROUND_UP)),
    ]
