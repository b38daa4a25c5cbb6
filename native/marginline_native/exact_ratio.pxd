# The one declaration of exact_ratio.h.
from libc.stdint cimport uint64_t
from marginline_native.exact cimport Rounding, exact_sum, i128

cdef extern from "exact_ratio.h" nogil:
    ctypedef struct exact_ratio:
        pass

    exact_ratio exact_ratio_of(i128 a, i128 b, i128 c, i128 d)
    int exact_ratio_sign(const exact_ratio *r)
    int exact_ratio_compare(const exact_ratio *a, const exact_ratio *b)
    uint64_t exact_ratio_key(const exact_ratio *r)
    bint exact_ratio_value(const exact_ratio *r, Rounding rounding, i128 *value)
    uint64_t exact_share(const exact_sum *part, const exact_sum *whole, uint64_t times, Rounding rounding)
