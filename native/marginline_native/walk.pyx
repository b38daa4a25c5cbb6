"""The walk over tier bounds (rules.md section 5). Between two bounds equity less requirement is a straight line; a bound
changes the line, and under WHOLE makes it jump. Open intervals are compared with each other, so a lone point counts for
nothing; the start is compared as the point it is.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, wide, wide_add, wide_multiply, wide_of, wide_sign, wide_subtract, wide_times,
)
from marginline_native.line cimport Line, line_root, line_sign, places_36
from marginline_native.model cimport Tier
from marginline_native.rational cimport Rational, rational, rational_compare


# What the group pays at its tier, taken off the line.
cdef void subtract_requirement(Line *line, const TierGroup *group, const Walk *walk) noexcept nogil:
    cdef const Tier *tier = &group.table.tiers[group.tier]
    cdef wide rate = wide_times(wide_times(walk.denominator, tier.maintenance_margin_rate), EXACT_UNIT)
    cdef wide deducted = wide_multiply(wide_multiply(tier.deduction, group.deduction_factor), places_36())
    line.slope = wide_subtract(line.slope, wide_times(wide_multiply(rate, group.rated_size), EXACT_UNIT))
    line.constant = wide_add(line.constant, wide_subtract(deducted, wide_multiply(rate, group.offset)))


cdef Line current_line(const Walk *walk) noexcept nogil:
    cdef int32_t i
    cdef Line line = walk.steady
    for i in range(walk.group_count):
        subtract_requirement(&line, &walk.groups[i], walk)
    return line


# The bound by which the walk leaves the group's tier: its upper bound going up, that of the tier below going down. One
# that no x above zero reaches is none.
cdef void find_next_bound(TierGroup *group, bint up) noexcept nogil:
    cdef int32_t at = group.tier if up else group.tier - 1
    cdef wide reach
    group.has_next_bound = False
    if at < 0 or at >= group.table.tier_count - 1:
        return
    reach = wide_subtract(wide_times(wide_of(group.table.tiers[at].upper_bound), EXACT_UNIT), group.offset)
    if wide_sign(&reach) <= 0:
        return
    group.next_bound = rational(reach, wide_times(group.measured_size, EXACT_UNIT))
    group.has_next_bound = True


# True and *bound set: the nearest bound ahead.
cdef bint find_nearest_bound(const Walk *walk, bint up, Rational *bound) noexcept nogil:
    cdef int32_t i, order
    cdef bint found = False
    for i in range(walk.group_count):
        if not walk.groups[i].has_next_bound:
            continue
        if found:
            order = rational_compare(walk.groups[i].next_bound, bound[0])
            if (order >= 0) if up else (order <= 0):
                continue
        bound[0] = walk.groups[i].next_bound
        found = True
    return found


# Moves every group that leaves its tier at this point.
cdef void cross_bound(Walk *walk, bint up, Rational point) noexcept nogil:
    cdef int32_t i, order
    cdef TierGroup *group
    for i in range(walk.group_count):
        group = &walk.groups[i]
        while group.has_next_bound:
            order = rational_compare(group.next_bound, point)
            if (order > 0) if up else (order < 0):
                break
            group.tier += 1 if up else -1
            find_next_bound(group, up)


cdef bint is_liquidatable(const Walk *walk, int sign) noexcept nogil:
    return sign < 0 or (sign == 0 and walk.liquidatable_at_zero)


# State on the open interval just beyond a point; `toward` is the sign of the direction in x.
cdef bint state_beyond(const Walk *walk, Line line, Rational point, int toward) noexcept nogil:
    cdef int sign = line_sign(line, point)
    if sign == 0:
        sign = wide_sign(&line.slope) * toward
    return is_liquidatable(walk, sign)


# State at the far end of the open interval that has no bound ahead: x to infinity, or to zero.
cdef bint state_at_end(const Walk *walk, Line line, bint up) noexcept nogil:
    cdef int slope = wide_sign(&line.slope)
    cdef int constant = wide_sign(&line.constant)
    if up:
        return is_liquidatable(walk, slope if slope != 0 else constant)
    return is_liquidatable(walk, constant if constant != 0 else slope)


cdef void start_walk(Walk *walk, bint up) noexcept nogil:
    cdef int32_t i
    for i in range(walk.group_count):
        walk.groups[i].tier = walk.groups[i].tier_at_mark
        find_next_bound(&walk.groups[i], up)


cdef bint walk_to_change(Walk *walk, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    cdef Rational at = walk.start
    cdef Rational bound
    cdef Line line
    cdef bint state, ahead, has_bound
    start_walk(walk, up)
    state = is_liquidatable(walk, line_sign(current_line(walk), at))
    while True:
        cross_bound(walk, up, at)
        line = current_line(walk)
        ahead = state_beyond(walk, line, at, toward)
        if ahead != state:
            change[0] = at
            return True
        has_bound = find_nearest_bound(walk, up, &bound)
        state = state_beyond(walk, line, bound, -toward) if has_bound else state_at_end(walk, line, up)
        if ahead != state:
            change[0] = line_root(line)
            return True
        if not has_bound:
            return False
        at = bound
