# Where does liquidatable-or-not first change, going outward from the mark? By `tangent` where equity less requirement
# is concave, by the `walk` over every bound where it jumps.
from libc.stdint cimport int32_t
from marginline_native.exact cimport wide
from marginline_native.line cimport Line
from marginline_native.model cimport MAX_POSITIONS, TierTable
from marginline_native.rational cimport Rational

# Positions that share one tier measure, X(x) = offset + measured_size * x, and pay, at tier k, times the walk's
# denominator: rated_size * m_k * x + offset * m_k - deduction_factor * d_k.
cdef struct TierGroup:
    const TierTable *table
    int32_t tier_at_mark
    bint at_bound                 # at the mark the measure is just that tier's upper bound
    int32_t tier
    wide measured_size            # scaled by 10^36
    wide offset                   # scaled by 10^36
    bint has_offset
    wide rated_size               # scaled by 10^54 and by the denominator
    wide rated_offset             # offset, scaled by 10^54 and by the denominator
    wide deduction_factor         # scaled by 10^36 and by the denominator
    Rational next_bound           # where the walk leaves the tier; only where has_next_bound
    bint has_next_bound

cdef struct Walk:
    Line steady                   # equity less all that no tier moves
    Line at_mark                  # less the requirement of the tiers at the mark
    int sign_at_mark
    wide denominator              # common to all; multiplies every coefficient
    Rational start                # x of the mark
    bint liquidatable_at_zero     # trigger AT_OR_BELOW
    bint jumps                    # tiers are WHOLE and move: no concavity to lean on
    int32_t group_count
    TierGroup groups[MAX_POSITIONS]
    int32_t heap[MAX_POSITIONS]   # groups with a next bound, nearest first
    int32_t heap_count

# What the group pays at its tier, taken off the line.
cdef void subtract_requirement(Line *line, const TierGroup *group) noexcept nogil
# Where the group leaves a tier through the bound of tier `at`. False: no x above zero is there.
cdef bint bound_of(const TierGroup *group, int32_t at, Rational *bound) noexcept nogil
# The line of the open interval just beyond x; every group is put into its tier there.
cdef Line line_beyond(Walk *walk, const Rational *x, int toward) noexcept nogil
cdef bint is_liquidatable(const Walk *walk, int sign) noexcept nogil
# State on the open interval just beyond a point; `toward` is the sign of the direction in x.
cdef bint state_beyond(const Walk *walk, const Line *line, const Rational *point, int toward) noexcept nogil
# State at the far end of the open interval that has no bound ahead: x to infinity, or to zero.
cdef bint state_at_end(const Walk *walk, const Line *line, bint up) noexcept nogil
# True and *change set: the first point, the start included, at which the state changes going up or down in x.
cdef bint walk_to_change(Walk *walk, bint up, Rational *change) noexcept nogil
