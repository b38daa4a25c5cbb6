# What is wrong with a single value. Reasons are the contract's; REASON_NONE: nothing is.
from libc.stdint cimport int32_t
from marginline_native.model cimport (
    MAX_ID_BYTES, NUMBER_ABSENT, NUMBER_MALFORMED, NUMBER_TOO_PRECISE, REASON_ID_MALFORMED, REASON_NEGATIVE_NOT_ALLOWED,
    REASON_NONE, REASON_NOT_POSITIVE, REASON_NUMBER_MALFORMED, REASON_PRECISION_EXCEEDED, REASON_REQUIRED, Number, Text,
)


cdef inline int32_t number_reason(Number number) noexcept nogil:
    if number.status == NUMBER_ABSENT:
        return REASON_REQUIRED
    if number.status == NUMBER_MALFORMED:
        return REASON_NUMBER_MALFORMED
    if number.status == NUMBER_TOO_PRECISE:
        return REASON_PRECISION_EXCEEDED
    return REASON_NONE


cdef inline int32_t positive_reason(Number number) noexcept nogil:
    cdef int32_t reason = number_reason(number)
    if reason == REASON_NONE and number.value <= 0:
        return REASON_NOT_POSITIVE
    return reason


cdef inline int32_t not_negative_reason(Number number) noexcept nogil:
    cdef int32_t reason = number_reason(number)
    if reason == REASON_NONE and number.value < 0:
        return REASON_NEGATIVE_NOT_ALLOWED
    return reason


# A reason that does not mind absence.
cdef inline int32_t if_given(Number number, int32_t reason) noexcept nogil:
    return REASON_NONE if number.status == NUMBER_ABSENT else reason


# Printable ASCII, at most MAX_ID_BYTES; may be empty.
cdef inline int32_t id_reason(Text text) noexcept nogil:
    cdef int32_t i
    cdef bint strange = text.length > MAX_ID_BYTES
    if strange:
        return REASON_ID_MALFORMED
    for i in range(text.length):
        strange |= <unsigned char>(<unsigned char>text.data[i] - 0x20) > 0x5e
    return REASON_ID_MALFORMED if strange else REASON_NONE


cdef inline int32_t required_id_reason(Text text) noexcept nogil:
    return REASON_REQUIRED if text.length == 0 else id_reason(text)


# Enums of the contract count from 1 without gaps; 0 is UNSPECIFIED.
cdef inline bint enum_known(int32_t value, int32_t last) noexcept nogil:
    return 1 <= value <= last
