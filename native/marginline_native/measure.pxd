# Which tier each position is in, and by what measure.
from libc.stdint cimport int32_t, uint64_t
from marginline_native.model cimport MAX_INSTRUMENTS, MAX_POSITIONS, Account, Rules
from marginline_native.rational cimport Rational

# Cross positions whose measures are added up.
cdef struct MeasureGroup:
    Rational longs
    Rational shorts
    bint has_longs
    bint has_shorts

cdef struct MeasureScratch:
    uint64_t stamp
    uint64_t slot_stamp[MAX_INSTRUMENTS]     # a slot counts only where this equals stamp
    int32_t slot[MAX_INSTRUMENTS]            # group by family or instrument index
    int32_t group_count
    MeasureGroup groups[MAX_POSITIONS]

# Sets tier, measure and the warning SIZE_ABOVE_LAST_TIER of every position. Cannot fail.
cdef void compute_measures(Account *account, const Rules *rules, MeasureScratch *scratch) noexcept nogil
