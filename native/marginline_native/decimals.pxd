# Between decimal text and a number scaled by 10^18, exactly.
from marginline_native.exact cimport i128
from marginline_native.model cimport Number

# Longest text that print_number writes is 41 bytes; it may touch all of these.
cdef enum:
    NUMBER_BYTES = 48

# "-", digits, "." and digits; every digit counts, leading and trailing zeros too. Empty text is NUMBER_MALFORMED here:
# whether it is an absent field is the caller's to know.
cdef Number parse_number(const char *data, Py_ssize_t length) noexcept nogil

# Plain digits without trailing zeros or exponent; returns how many bytes were written. Takes every i128.
cdef int print_number(i128 value, char *out) noexcept nogil
