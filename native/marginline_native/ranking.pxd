# One ranking from bytes to bytes: the workspace, and the stages in their order.
from libc.stdint cimport int32_t, uint8_t
from marginline_native.decode cimport Selector
from marginline_native.encode cimport Reference
from marginline_native.model cimport Violations
from marginline_native.ranking_model cimport Place, Queue, RankingRequest, Standing
from marginline_native.rulebook cimport CompiledRulebook
from marginline_native.validate_ranking cimport CandidateKeys
from marginline_native.wire cimport Cursor, Writer


# Kept from request to request; grows to the most candidates seen. Each step raises Fault.
cdef class Ranking:
    cdef Selector rulebook        # of the request that is open: whose rulebook `rank` is to be given
    cdef RankingRequest request
    cdef int32_t candidate_count
    cdef int32_t set_aside_count
    cdef Queue longs
    cdef Queue shorts
    cdef Violations violations
    cdef bytes message            # all text is borrowed from it
    cdef Cursor whole_message
    # room for `capacity` candidates
    cdef int32_t capacity
    cdef Standing *standings
    cdef Place *places            # of the longs, of the shorts, of those set aside
    cdef Place *scratch
    cdef CandidateKeys keys
    # room for `reply_capacity` bytes
    cdef Py_ssize_t reply_capacity
    cdef uint8_t *reply

    # Decodes all but the candidates.
    cdef void open(self, bytes message) except *
    # Before the open request is refused for its rulebook: malformed bytes come first.
    cdef void refuse_malformed(self) except *
    # The response to the open request. NULL: no rulebook was named.
    cdef bytes rank(self, const CompiledRulebook *rulebook)
    # Lets go of the request, and of the room for an uncommonly large reply.
    cdef void close(self) noexcept

    cdef void reserve_candidates(self) except *
    cdef void reserve_reply(self, const Reference *reference) except *
    cdef void refuse(self) except *
    cdef void take_candidates(self) noexcept nogil
    cdef void fill_queues(self) noexcept nogil
    cdef void encode_queue(self, Writer *writer, int32_t side) noexcept nogil
    cdef void encode_response(self, Writer *writer, const Reference *reference) noexcept nogil
    cdef bytes encode(self, const Reference *reference)
