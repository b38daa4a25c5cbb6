"""Newton's method on a concave chain of straight lines: equity less requirement is concave where tiers are marginal,
and one line where none moves. Every tangent lies on or above the function, so that the root of the line at a point on
the liquidatable side never oversteps the change, and each step enters a new line: exact, and it ends.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, i128, wide_add, wide_multiply, wide_of, wide_quotient, wide_sign, wide_times,
)
from marginline_native.line cimport Line, line_root, line_sign
from marginline_native.rational cimport Rational, rational
from marginline_native.walk cimport TierGroup, Walk, add_requirement, is_liquidatable, state_at_end, state_beyond


# The tier of the open interval just beyond x. The bounds have 18 places, so that the measure rounded down is at a bound
# just when it is at or above it, and rounded up just when it is at or below. Logarithmic in the tiers.
cdef int32_t tier_beyond(const TierGroup *group, Rational x, int toward) noexcept nogil:
    cdef int32_t low = 0
    cdef int32_t high = group.table.tier_count - 1
    cdef int32_t middle
    cdef i128 measure
    cdef bint in_range
    if high == 0:
        return 0
    in_range = wide_quotient(
        wide_add(wide_times(wide_multiply(group.measured_size, x.numerator), EXACT_UNIT),
                 wide_multiply(group.offset, x.denominator)),
        wide_times(x.denominator, EXACT_UNIT), ROUND_DOWN if toward > 0 else ROUND_UP, &measure)
    while low < high and in_range:
        middle = (low + high) >> 1
        if measure > group.table.tiers[middle].upper_bound or (
                toward > 0 and measure == group.table.tiers[middle].upper_bound):
            low = middle + 1
        else:
            high = middle
    return high


# The line of the open interval just beyond x.
cdef Line line_beyond(Walk *walk, Rational x, int toward) noexcept nogil:
    cdef int32_t i
    cdef Line line = walk.steady
    for i in range(walk.group_count):
        walk.groups[i].tier = tier_beyond(&walk.groups[i], x, toward)
        add_requirement(&line, &walk.groups[i], walk, -1)
    return line


# The line of the last interval: x to infinity, or to zero.
cdef Line line_at_end(Walk *walk, bint up) noexcept nogil:
    cdef int32_t i
    cdef Line line
    if not up:
        return line_beyond(walk, rational(wide_of(0), wide_of(1)), 1)
    line = walk.steady
    for i in range(walk.group_count):
        walk.groups[i].tier = walk.groups[i].table.tier_count - 1
        add_requirement(&line, &walk.groups[i], walk, -1)
    return line


# From a point where the account is liquidatable inward to where it becomes so: the root of the line at the mark, if it
# falls; else that of the last line. Healthy at both ends is healthy all the way.
cdef bint find_liquidation(Walk *walk, Line line, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    change[0] = line_root(line)
    if wide_sign(&line.slope) * toward >= 0 or wide_sign(&change[0].numerator) <= 0:
        line = line_at_end(walk, up)
        if not state_at_end(walk, line, up):
            return False
        change[0] = line_root(line)
    while True:
        line = line_beyond(walk, change[0], -toward)
        if line_sign(line, change[0]) == 0:
            return True
        change[0] = line_root(line)


# From the mark outward to where the account is liquidatable no more. A line that no longer rises ends the hope.
cdef bint find_recovery(Walk *walk, Line line, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    while wide_sign(&line.slope) * toward > 0:
        change[0] = line_root(line)
        if wide_sign(&change[0].numerator) <= 0:
            return False
        line = line_beyond(walk, change[0], toward)
        if line_sign(line, change[0]) == 0:
            return not state_beyond(walk, line, change[0], toward)
    return False


cdef bint tangent_to_change(Walk *walk, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    cdef Line line = line_beyond(walk, walk.start, toward)
    cdef bint state = is_liquidatable(walk, line_sign(line, walk.start))
    cdef bint ahead = state_beyond(walk, line, walk.start, toward)
    if ahead != state:
        change[0] = walk.start
        return True
    if ahead:
        return find_recovery(walk, line, up, change)
    return find_liquidation(walk, line, up, change)
