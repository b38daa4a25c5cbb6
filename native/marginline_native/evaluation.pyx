# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Accounts through the stages in their order, one after the other."""
from libc.stdint cimport int32_t, uint8_t
from libc.stdlib cimport realloc
from libc.string cimport memset
from marginline_native.decode cimport DECODED_GOOD, DECODED_MALFORMED, Decoded, decode_account
from marginline_native.encode cimport Reference, Shape, encode_reference, reference_bound
from marginline_native.encode_batch cimport (
    COUNTS_BOUND, StateCounts, encode_counts, encode_rejection_result, encode_statement_result, rejection_result_bound,
    statement_result_bound,
)
from marginline_native.liquidation cimport compute_liquidation
from marginline_native.margin cimport compute_margin
from marginline_native.measure cimport compute_measures
from marginline_native.model cimport NUMBER_GOOD, Rules, Wanted
from marginline_native.rulebook cimport CompiledRulebook
from marginline_native.screen cimport is_account_at_or_below
from marginline_native.validate cimport validate_account
from marginline_native.wire cimport WRITER_SLACK, Writer

cdef enum:
    MAX_REPLY_BYTES = 67108864    # a longer response is refused: it would be no use to any caller


cdef Reference reference_to(const CompiledRulebook *rulebook) noexcept nogil:
    cdef Reference reference
    reference.rulebook_id = rulebook.rulebook_id
    reference.version = rulebook.version
    reference.content_hash = rulebook.content_hash
    return reference


cdef bint reserve(Writer *reply, Py_ssize_t more) noexcept nogil:
    cdef Py_ssize_t used = reply.at - reply.start
    cdef Py_ssize_t capacity = reply.end - reply.start
    cdef uint8_t *moved
    if capacity - used >= more:
        return True
    capacity = max(2 * capacity, used + more)
    moved = <uint8_t *>realloc(reply.start, <size_t>capacity)
    if moved == NULL:
        return False
    reply.start = moved
    reply.at = moved + used
    reply.end = moved + capacity
    return True


cdef void compute(Workspace *work, const Rules *rules, Wanted wanted) noexcept nogil:
    compute_measures(&work.account, rules, &work.measure)
    if compute_margin(&work.account, rules, &work.margin, wanted, &work.of_account) == 0 and wanted.prices:
        compute_liquidation(&work.account, rules, &work.liquidation)


cdef Stop encode_result(
    Workspace *work, Writer *reply, int32_t row, const Rules *rules, Shape shape, StateCounts *counts
) noexcept nogil:
    cdef bint refused = work.of_account.count > 0
    cdef int32_t state = 0 if refused else work.account.state
    counts.by_state[state] += 1
    if not refused and work.request.report_at_or_below.status == NUMBER_GOOD:
        if not is_account_at_or_below(&work.account, work.request.report_at_or_below.value):
            return STOP_NEVER
    if not reserve(reply, rejection_result_bound(work.account.account_id, &work.of_account) if refused
                   else statement_result_bound(&work.account, shape)):
        return STOP_NO_MEMORY
    if refused:
        encode_rejection_result(reply, row, work.account.account_id, &work.of_account)
    else:
        encode_statement_result(reply, row, &work.account, rules, shape)
    return STOP_TOO_LARGE if reply.at - reply.start > MAX_REPLY_BYTES else STOP_NEVER


# One account of a batch through every stage.
cdef Stop evaluate_account(
    Workspace *work, Writer *reply, int32_t row, const CompiledRulebook *rulebook, Shape shape, Wanted wanted,
    StateCounts *counts
) noexcept nogil:
    cdef Decoded decoded
    work.of_account.count = 0
    decoded = decode_account(work.account_messages[row], &work.account, &work.of_account)
    if decoded == DECODED_MALFORMED:
        return STOP_MALFORMED
    if decoded == DECODED_GOOD:
        validate_account(&work.account, rulebook, &work.validate, &work.of_account)
        if work.of_account.count == 0:
            compute(work, &rulebook.rules, wanted)
    return encode_result(work, reply, row, &rulebook.rules, shape, counts)


cdef Stop evaluate_accounts(
    Workspace *work, const CompiledRulebook *rulebook, Wanted wanted, Shape shape, Writer *reply, int32_t *row
) noexcept nogil:
    cdef Reference reference = reference_to(rulebook)
    cdef StateCounts counts
    cdef Stop stop = STOP_NEVER
    memset(&counts, 0, sizeof(StateCounts))
    if not reserve(reply, reference_bound(&reference) + WRITER_SLACK):
        return STOP_NO_MEMORY
    encode_reference(reply, &reference)
    for row[0] in range(work.request.account_count):
        stop = evaluate_account(work, reply, row[0], rulebook, shape, wanted, &counts)
        if stop != STOP_NEVER:
            return stop
    if not reserve(reply, COUNTS_BOUND):
        return STOP_NO_MEMORY
    encode_counts(reply, &counts)
    return STOP_NEVER
