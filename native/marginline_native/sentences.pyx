# cython: language_level=3
"""Each reason in a sentence."""
from libc.stdint cimport int32_t
from marginline_native.model cimport REASON_TOO_MANY_ENTRIES

# By number of the reason.
cdef const char *SENTENCES[REASON_TOO_MANY_ENTRIES + 1]
SENTENCES[:] = [
    "",
    "Not a decimal in a string, of the form -?digits[.digits].",
    "More than 18 digits before or after the point.",
    "The figure is beyond +-10^20.",
    "Must be present.",
    "Must be one of the values that the contract names.",
    "Must be above zero.",
    "Must be zero or above.",
    "An earlier one has the same key.",
    "An earlier mark price names the same instrument.",
    "An earlier balance names the same currency.",
    "The rulebook has no such instrument.",
    "The server holds no rulebook of this id.",
    "The rulebook is not the one that the hash pins.",
    "The rulebook contradicts itself here.",
    "mark_prices has none for this position's instrument.",
    "balances has none in this position's settlement currency.",
    "More positions than an account may have: 1,024.",
    "More accounts than a batch may have: 10,000.",
    "More candidates than a ranking may have: 50,000.",
    "The venue publishes no score family; name one in the request.",
    "Must be from 1 to 100.",
    "top and take_quantity exclude each other.",
    "Cannot be read as the contract's message.",
    "The message is larger than 16 MiB, or its answer than 64 MiB.",
    "Must be at most 64 bytes of printable ASCII.",
    "The list is longer than its limit.",
]


cdef const char *sentence_of(int32_t reason) noexcept nogil:
    if reason <= 0 or reason > REASON_TOO_MANY_ENTRIES:
        return ""
    return SENTENCES[reason]
