# Whether a ranking may be computed: every fault noted, in the order of the request's fields.
from libc.stdint cimport int32_t
from marginline_native.model cimport Violations
from marginline_native.ranking_model cimport Candidate, RankingRequest, Standing
from marginline_native.rulebook cimport CompiledRulebook
from marginline_native.text_index cimport HashKey

# Keys of the candidates seen so far. Borrows its slots: a power of two of them, at least twice as many as candidates.
cdef struct CandidateKeys:
    HashKey key
    int32_t *slots                # row of a Standing; -1: free
    int32_t mask

# Everything but the candidates; settles instrument, family, bands and where lights are from. Rulebook NULL: none named.
# REASON_NONE, or the reason why nothing else needs to be looked at.
cdef int32_t validate_ranking(
    RankingRequest *request, const CompiledRulebook *rulebook, Violations *violations
) noexcept nogil

# Settles why the candidate is set aside, or its size. The instrument_id is left empty where it is the request's.
# False: its key is at fault, so that no other can be the same.
cdef bint validate_candidate(
    const RankingRequest *request, Candidate *candidate, int32_t row, Violations *violations
) noexcept nogil

cdef void clear_keys(CandidateKeys *keys) noexcept nogil
# Notes DUPLICATE_POSITION where an earlier row has the same key.
cdef void validate_key(
    CandidateKeys *keys, const Standing *standings, int32_t row, Violations *violations
) noexcept nogil
