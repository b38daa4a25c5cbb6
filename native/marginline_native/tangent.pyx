"""Newton's method on a concave chain of straight lines: equity less requirement is concave where tiers are marginal,
and one line where none moves. Every tangent lies on or above the function, so that the root of the line at a point on
the liquidatable side never oversteps the change, and each step enters a new line: exact, and it ends.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport wide, wide_of, wide_scaled, wide_sign, wide_sum
from marginline_native.line cimport Line, line_root, line_sign
from marginline_native.rational cimport Rational, rational, rational_compare
from marginline_native.walk cimport (
    TierGroup, Walk, bound_of, is_liquidatable, line_beyond, state_at_end, state_beyond, subtract_requirement,
)


# The line of the last interval: x to infinity, or to zero.
cdef Line line_at_end(Walk *walk, bint up) noexcept nogil:
    cdef int32_t i
    cdef Line line
    cdef Rational zero
    if not up:
        zero = rational(wide_of(0), wide_of(1))
        return line_beyond(walk, &zero, 1)
    line = walk.steady
    for i in range(walk.group_count):
        walk.groups[i].tier = walk.groups[i].table.tier_count - 1
        subtract_requirement(&line, &walk.groups[i])
    return line


# Whether x is still on the line at the mark: no group has left its tier on the way.
cdef bint is_on_line_at_mark(const Walk *walk, const Rational *x, bint up) noexcept nogil:
    cdef int32_t i
    cdef Rational bound
    cdef const TierGroup *group
    for i in range(walk.group_count):
        group = &walk.groups[i]
        if up and bound_of(group, group.tier_at_mark, &bound) and rational_compare(x, &bound) > 0:
            return False
        if not up and bound_of(group, group.tier_at_mark - 1, &bound) and rational_compare(x, &bound) < 0:
            return False
    return True


# The slope after the last bound: concave, so no slope ahead is lower.
cdef bint rises_to_the_end(const Walk *walk) noexcept nogil:
    cdef int32_t i
    cdef wide slope = walk.steady.slope
    cdef wide term
    cdef const TierGroup *group
    for i in range(walk.group_count):
        group = &walk.groups[i]
        term = wide_scaled(
            &group.rated_size, group.table.tiers[group.table.tier_count - 1].maintenance_margin_rate)
        slope = wide_sum(&slope, &term, True)
    return wide_sign(&slope) > 0


# Whether the last interval decides at once that an account healthy at the mark stays so. False: it has to be looked at.
cdef bint stays_healthy(const Walk *walk, bint up) noexcept nogil:
    cdef int32_t i
    if up:
        return rises_to_the_end(walk)
    for i in range(walk.group_count):
        if walk.groups[i].has_offset:
            return False
    return wide_sign(&walk.steady.constant) > 0  # at x = 0 nothing is required, and the first tier deducts nothing


# From a point where the account is liquidatable inward to where it becomes so: the root of the line at the mark, if it
# falls; else that of the last line. Healthy at both ends is healthy all the way.
cdef bint find_liquidation(Walk *walk, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    cdef Line line
    change[0] = line_root(&walk.at_mark)
    if wide_sign(&walk.at_mark.slope) * toward < 0 and wide_sign(&change[0].numerator) > 0:
        if is_on_line_at_mark(walk, change, up):
            return True
    else:
        if stays_healthy(walk, up):
            return False
        line = line_at_end(walk, up)
        if not state_at_end(walk, &line, up):
            return False
        change[0] = line_root(&line)
    while True:
        line = line_beyond(walk, change, -toward)
        if line_sign(&line, change) == 0:
            return True
        change[0] = line_root(&line)


# From the mark outward to where the account is liquidatable no more. A line that no longer rises ends the hope.
cdef bint find_recovery(Walk *walk, Line line, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    while wide_sign(&line.slope) * toward > 0:
        change[0] = line_root(&line)
        if wide_sign(&change[0].numerator) <= 0:
            return False
        line = line_beyond(walk, change, toward)
        if line_sign(&line, change) == 0:
            return not state_beyond(walk, &line, change, toward)
    return False


# The line of the open interval next to the mark: the one at the mark, unless the mark is at a bound.
cdef Line line_ahead(Walk *walk, bint up) noexcept nogil:
    cdef int32_t i
    for i in range(walk.group_count):
        if up and walk.groups[i].at_bound:
            return line_beyond(walk, &walk.start, 1)
    return walk.at_mark


cdef bint tangent_to_change(Walk *walk, bint up, Rational *change) noexcept nogil:
    cdef Line line = line_ahead(walk, up)
    cdef bint state = is_liquidatable(walk, walk.sign_at_mark)
    cdef bint ahead = state
    if walk.sign_at_mark == 0:
        ahead = state_beyond(walk, &line, &walk.start, 1 if up else -1)
    if ahead != state:
        change[0] = walk.start
        return True
    if ahead:
        return find_recovery(walk, line, up, change)
    return find_liquidation(walk, up, change)
