# Scores of candidates, and the lights of a place in the queue (no order: that is ranking_order).
from marginline_native.exact cimport exact_sum
from marginline_native.ranking_model cimport Candidate, Queue, Ranked, RankingRequest, Standing

# Fills the Standing of a candidate that stands in its queue. 0, or REASON_OUT_OF_RANGE and the name of the figure that
# left the range.
cdef int compute_standing(
    const RankingRequest *request, const Candidate *candidate, Standing *standing, const char **figure
) noexcept nogil

# The weight of a side, and how much of it stands before a place and through it, walking from the head.
cdef struct Weights:
    bint counted                  # each place weighs one; else its quantity
    exact_sum total
    exact_sum before
    exact_sum through

cdef Weights start_weights(const RankingRequest *request, const Queue *queue) noexcept nogil
# Goes on to the next place.
cdef void add_weight(Weights *weights, const Standing *standing) noexcept nogil
# Figures, bands, lights and percentile of the place that the weights have come to.
cdef void compute_ranked(
    const RankingRequest *request, const Weights *weights, const Standing *standing, Ranked *ranked
) noexcept nogil
