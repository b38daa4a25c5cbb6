# A RankCandidatesResponse, part by part in the order of its fields.
from libc.stdint cimport int32_t
from marginline_native.encode cimport Reference
from marginline_native.ranking_model cimport Queue, Ranked, RankingRequest, Standing
from marginline_native.wire cimport Writer

cdef enum:
    HEAD_BYTES = 512              # at most, of what encode_head and both queues write apart from reference and places
    PLACE_BYTES = 384             # at most, of a place in a queue, or of one set aside

# Reference NULL: no rulebook was named.
cdef void encode_head(Writer *writer, const Reference *reference, const RankingRequest *request) noexcept nogil
# open_queue, its places, and close_queue with what open_queue returned.
cdef Py_ssize_t open_queue(Writer *writer, int32_t side, const Queue *queue) noexcept nogil
cdef void encode_ranked(Writer *writer, const Standing *standing, const Ranked *ranked) noexcept nogil
cdef void close_queue(
    Writer *writer, Py_ssize_t opened, const Queue *queue, const RankingRequest *request
) noexcept nogil
cdef void encode_set_aside(Writer *writer, const Standing *standing) noexcept nogil
