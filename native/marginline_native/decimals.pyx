# cython: language_level=3, cdivision=True
"""Decimal text to scaled integers and back."""
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcpy
from marginline_native.exact cimport EXACT_POWER, exact_join, exact_parts, exact_split, i128
from marginline_native.model cimport NUMBER_GOOD, NUMBER_MALFORMED, NUMBER_TOO_PRECISE, Number

cdef enum:
    PLACES = 18
    BILLION = 1000000000

cdef const char *PAIRS = (
    b"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    b"5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"
)


# Stops at the first byte that is no digit. Past 19 digits the value wraps, unused: the caller refuses by the count.
cdef inline const char *scan_digits(const char *at, const char *end, uint64_t *value) noexcept nogil:
    cdef uint64_t total = 0
    cdef uint32_t digit
    while at < end:
        digit = <uint32_t>(<unsigned char>at[0]) - <uint32_t>c"0"
        if digit > 9:
            break
        total = total * 10 + digit
        at += 1
    value[0] = total
    return at


cdef Number parse_number(const char *data, Py_ssize_t length) noexcept nogil:
    cdef const char *end = data + length
    cdef bint negative = length > 0 and data[0] == c"-"
    cdef const char *start = data + negative
    cdef uint64_t whole = 0, fraction = 0
    cdef const char *at = scan_digits(start, end, &whole)
    cdef Py_ssize_t digits = at - start, places = 0
    cdef Number number
    number.value = 0
    number.status = NUMBER_MALFORMED
    if at < end and at[0] == c".":
        start = at + 1
        at = scan_digits(start, end, &fraction)
        places = at - start
        if places == 0:
            return number
    if digits == 0 or at < end:
        return number
    if digits > PLACES or places > PLACES:
        number.status = NUMBER_TOO_PRECISE
        return number
    number.value = exact_join(negative, whole, fraction * EXACT_POWER[PLACES - places])
    number.status = NUMBER_GOOD
    return number


cdef inline void put_pair(char *out, uint32_t value) noexcept nogil:
    memcpy(out, PAIRS + 2 * value, 2)


# Nine digits, leading zeros included; value is below 10^9.
cdef inline char *put_nine(char *out, uint32_t value) noexcept nogil:
    cdef uint32_t middle = value / 10000 % 10000, low = value % 10000
    out[0] = <char>(c"0" + value / 100000000)
    put_pair(out + 1, middle / 100)
    put_pair(out + 3, middle % 100)
    put_pair(out + 5, low / 100)
    put_pair(out + 7, low % 100)
    return out + 9


cdef inline char *put_eighteen(char *out, uint64_t value) noexcept nogil:
    return put_nine(put_nine(out, <uint32_t>(value / BILLION)), <uint32_t>(value % BILLION))


# As many digits as it has, at least one; value is below 10^18.
cdef inline char *put_plain(char *out, uint64_t value) noexcept nogil:
    cdef int count = 1
    cdef int at
    while count < PLACES and value >= EXACT_POWER[count]:
        count += 1
    at = count
    while value >= 100:
        at -= 2
        put_pair(out + at, <uint32_t>(value % 100))
        value /= 100
    if at == 2:
        put_pair(out, <uint32_t>value)
    else:
        out[0] = <char>(c"0" + value)
    return out + count


# The digits after the point, without the zeros at their end; value is above 0 and below 10^18.
cdef inline char *put_fraction(char *out, uint64_t value) noexcept nogil:
    cdef uint32_t low = <uint32_t>(value % BILLION)
    out[0] = c"."
    out = put_nine(out + 1, <uint32_t>(value / BILLION))
    if low:
        out = put_nine(out, low)
    while out[-1] == c"0":
        out -= 1
    return out


cdef int print_number(i128 value, char *out) noexcept nogil:
    cdef exact_parts parts = exact_split(value)
    cdef char *at = out
    if value < 0:
        at[0] = c"-"
        at += 1
    if parts.top:
        at = put_eighteen(put_plain(at, parts.top), parts.whole)
    else:
        at = put_plain(at, parts.whole)
    if parts.fraction:
        at = put_fraction(at, parts.fraction)
    return <int>(at - out)
