# The walk outward from the mark: where does liquidatable-or-not first change?
from libc.stdint cimport int32_t
from marginline_native.exact cimport wide
from marginline_native.line cimport Line
from marginline_native.model cimport MAX_POSITIONS, TierTable
from marginline_native.rational cimport Rational

# Positions that share one tier measure, X(x) = offset + measured_size * x, and pay, at tier k,
# rated_size * m_k * x + offset * m_k - deduction_factor * d_k.
cdef struct TierGroup:
    const TierTable *table
    int32_t tier_at_mark
    int32_t tier
    wide measured_size            # scaled by 10^18
    wide offset                   # scaled by 10^36
    wide rated_size               # scaled by 10^18
    wide deduction_factor         # whole
    Rational next_bound           # where the walk leaves the tier; only where has_next_bound
    bint has_next_bound

cdef struct Walk:
    Line steady                   # equity less all that no tier moves
    wide denominator              # common to all; multiplies every coefficient
    Rational start                # x of the mark
    bint liquidatable_at_zero     # trigger AT_OR_BELOW
    int32_t group_count
    TierGroup groups[MAX_POSITIONS]

# True and *change set: the first point, the start included, at which the state changes going up or down in x.
cdef bint walk_to_change(Walk *walk, bint up, Rational *change) noexcept nogil
