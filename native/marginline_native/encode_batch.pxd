# Answers about many accounts. A BatchEvaluateAccountsResponse is encode_reference (encode.pxd), then each result in the
# order of the request, then the counts, one after the other.
from libc.stdint cimport int32_t, uint32_t
from marginline_native.encode cimport Shape
from marginline_native.model cimport Account, Rules, Text, Violations
from marginline_native.wire cimport Writer

# How many accounts stand where.
cdef struct StateCounts:
    uint32_t by_state[5]          # by State; [0] counts the refused

cdef void encode_statement_result(
    Writer *writer, int32_t account_index, const Account *account, const Rules *rules, Shape shape
) noexcept nogil
# Violations are relative to the account.
cdef void encode_rejection_result(
    Writer *writer, int32_t account_index, Text account_id, const Violations *violations
) noexcept nogil
cdef void encode_counts(Writer *writer, const StateCounts *counts) noexcept nogil

# Room that the calls above never need more of, for the calculator to have before it calls.
cdef Py_ssize_t statement_result_bound(const Account *account, Shape shape) noexcept nogil
cdef Py_ssize_t rejection_result_bound(Text account_id, const Violations *violations) noexcept nogil
cdef enum:
    COUNTS_BOUND = 128
