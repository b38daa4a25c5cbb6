# Requests that carry candidates: bytes into ranking_model, nothing checked but the wire form and the limit.
#
# Malformed bytes come before every other fault. decode_ranking reads all but the candidates, so whoever refuses the
# request without having decoded each of them asks find_malformed_candidate first. (Past the limit only spans are read.)
from libc.stdint cimport int32_t, uint8_t
from marginline_native.decode cimport Decoded, Selector
from marginline_native.model cimport Violations
from marginline_native.ranking_model cimport Candidate, RankingRequest
from marginline_native.wire cimport Cursor

# All but DECODED_GOOD come with one violation, put in place of any that were there. Counts the candidates.
cdef Decoded decode_ranking(
    const uint8_t *data, Py_ssize_t length, Selector *rulebook, RankingRequest *request, int32_t *candidate_count,
    Violations *violations
) noexcept nogil

# Moves a cursor over the request on to its next candidate, and past it; only on a request that decode_ranking has read.
cdef Cursor next_candidate(Cursor *request) noexcept nogil
cdef Decoded decode_candidate(Cursor message, int32_t row, Candidate *candidate, Violations *violations) noexcept nogil
# The row of the first candidate whose bytes are malformed, with its violation; -1: none.
cdef int32_t find_malformed_candidate(Cursor request, int32_t candidate_count, Violations *violations) noexcept nogil
