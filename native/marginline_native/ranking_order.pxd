# The order of a queue: sorted whole, or its best prefix kept in a heap.
from libc.stdint cimport uint32_t
from marginline_native.ranking_model cimport Place, Queue, RankingRequest, SeparatedBy, Standing

cdef void start_queue(Queue *queue, Place *places) noexcept nogil
# Takes the standing of a row into its queue; with top or take_quantity what cannot be answered any more falls out.
cdef void enter_queue(
    Queue *queue, const RankingRequest *request, const Standing *standings, uint32_t row
) noexcept nogil
# Puts the places in order. Scratch has room for as many.
cdef void rank_queue(Queue *queue, const Standing *standings, Place *scratch) noexcept nogil
# The step that puts `behind` behind `ahead`.
cdef SeparatedBy separated_by(const Standing *ahead, const Standing *behind) noexcept nogil
# Candidates that are in no queue: by side, account_id, position_id, and where all are equal by reason.
cdef void sort_set_aside(Place *places, uint32_t count, const Standing *standings, Place *scratch) noexcept nogil
