"""The walk over tier bounds. Between two bounds equity less requirement is a straight line; a bound changes it, and
under WHOLE makes it jump. Open intervals are compared with each other, so a lone point counts for nothing; the start is
compared as the point it is. Where no rate ahead could change the state, the walk leaps.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, i128, wide, wide_multiplied, wide_of, wide_product, wide_rounded, wide_scaled,
    wide_sign, wide_sum,
)
from marginline_native.line cimport Line, line_root, line_sign
from marginline_native.model cimport Tier
from marginline_native.rational cimport Rational, rational, rational_compare


cdef void subtract_requirement(Line *line, const TierGroup *group) noexcept nogil:
    cdef const Tier *tier = &group.table.tiers[group.tier]
    cdef wide term = wide_scaled(&group.rated_size, tier.maintenance_margin_rate)
    line.slope = wide_sum(&line.slope, &term, True)
    if group.has_offset:
        term = wide_scaled(&group.rated_offset, tier.maintenance_margin_rate)
        line.constant = wide_sum(&line.constant, &term, True)
    if group.tier > 0:  # the first tier deducts nothing
        term = wide_multiplied(&tier.deduction, &group.deduction_factor)
        line.constant = wide_sum(&line.constant, &term, False)


# The same, given back.
cdef void return_requirement(Line *line, const TierGroup *group) noexcept nogil:
    cdef Line taken
    taken.constant = wide_of(0)
    taken.slope = wide_of(0)
    subtract_requirement(&taken, group)
    line.constant = wide_sum(&line.constant, &taken.constant, True)
    line.slope = wide_sum(&line.slope, &taken.slope, True)


cdef bint bound_of(const TierGroup *group, int32_t at, Rational *bound) noexcept nogil:
    cdef wide reach
    if at < 0 or at >= group.table.tier_count - 1:
        return False
    reach = wide_product(group.table.tiers[at].upper_bound, EXACT_UNIT)
    if group.has_offset:
        reach = wide_sum(&reach, &group.offset, True)
    bound[0] = rational(reach, group.measured_size)
    return wide_sign(&reach) > 0


# The tier of the open interval just beyond x. The bounds have 18 places, so that the measure rounded down is at a bound
# just when it is at or above it, and rounded up just when it is at or below. Logarithmic in the tiers.
cdef int32_t tier_beyond(const TierGroup *group, const Rational *x, int toward) noexcept nogil:
    cdef int32_t low = 0
    cdef int32_t high = group.table.tier_count - 1
    cdef int32_t middle
    cdef i128 measure
    cdef bint in_range
    cdef wide total, frozen, unit
    if high == 0:
        return 0
    total = wide_multiplied(&group.measured_size, &x.numerator)
    if group.has_offset:
        frozen = wide_multiplied(&group.offset, &x.denominator)
        total = wide_sum(&total, &frozen, False)
    unit = wide_scaled(&x.denominator, EXACT_UNIT)
    in_range = wide_rounded(&total, &unit, ROUND_DOWN if toward > 0 else ROUND_UP, &measure)
    while low < high and in_range:
        middle = (low + high) >> 1
        if measure > group.table.tiers[middle].upper_bound or (
                toward > 0 and measure == group.table.tiers[middle].upper_bound):
            low = middle + 1
        else:
            high = middle
    return high


# The line of the open interval just beyond x.
cdef Line line_beyond(Walk *walk, const Rational *x, int toward) noexcept nogil:
    cdef int32_t i
    cdef Line line = walk.steady
    for i in range(walk.group_count):
        walk.groups[i].tier = tier_beyond(&walk.groups[i], x, toward)
        subtract_requirement(&line, &walk.groups[i])
    return line


# The bound by which the walk leaves the group's tier: its upper bound going up, that of the tier below going down.
cdef void find_next_bound(TierGroup *group, bint up) noexcept nogil:
    group.has_next_bound = bound_of(group, group.tier if up else group.tier - 1, &group.next_bound)


# Whether the first group's bound is ahead of, that is not before, the second's.
cdef bint is_behind(const Walk *walk, int32_t first, int32_t second, bint up) noexcept nogil:
    cdef int order = rational_compare(&walk.groups[first].next_bound, &walk.groups[second].next_bound)
    return order > 0 if up else order < 0


cdef void sift_down(Walk *walk, int32_t place, bint up) noexcept nogil:
    cdef int32_t child
    cdef int32_t moving = walk.heap[place]
    while True:
        child = 2 * place + 1
        if child >= walk.heap_count:
            break
        if child + 1 < walk.heap_count and is_behind(walk, walk.heap[child], walk.heap[child + 1], up):
            child += 1
        if not is_behind(walk, moving, walk.heap[child], up):
            break
        walk.heap[place] = walk.heap[child]
        place = child
    walk.heap[place] = moving


# Moves the nearest group over its bound.
cdef void cross_nearest(Walk *walk, Line *line, bint up) noexcept nogil:
    cdef TierGroup *group = &walk.groups[walk.heap[0]]
    return_requirement(line, group)
    group.tier += 1 if up else -1
    subtract_requirement(line, group)
    find_next_bound(group, up)
    if not group.has_next_bound:
        walk.heap_count -= 1
        walk.heap[0] = walk.heap[walk.heap_count]
    if walk.heap_count:
        sift_down(walk, 0, up)


# Moves every group that leaves its tier at this point.
cdef void cross_bounds(Walk *walk, Line *line, bint up, const Rational *point) noexcept nogil:
    cdef int order
    while walk.heap_count:
        order = rational_compare(&walk.groups[walk.heap[0]].next_bound, point)
        if (order > 0) if up else (order < 0):
            return
        cross_nearest(walk, line, up)


cdef bint is_liquidatable(const Walk *walk, int sign) noexcept nogil:
    return sign < 0 or (sign == 0 and walk.liquidatable_at_zero)


cdef bint state_beyond(const Walk *walk, const Line *line, const Rational *point, int toward) noexcept nogil:
    cdef int sign = line_sign(line, point)
    if sign == 0:
        sign = wide_sign(&line.slope) * toward
    return is_liquidatable(walk, sign)


cdef bint state_at_end(const Walk *walk, const Line *line, bint up) noexcept nogil:
    cdef int slope = wide_sign(&line.slope)
    cdef int constant = wide_sign(&line.constant)
    if up:
        return is_liquidatable(walk, slope if slope != 0 else constant)
    return is_liquidatable(walk, constant if constant != 0 else slope)


# Every group in its tier just beyond a point, and the bounds ahead in a heap; the line there.
cdef Line start_walk(Walk *walk, bint up, const Rational *at) noexcept nogil:
    cdef int32_t i
    cdef Line line = line_beyond(walk, at, 1 if up else -1)
    walk.heap_count = 0
    for i in range(walk.group_count):
        find_next_bound(&walk.groups[i], up)
        if walk.groups[i].has_next_bound:
            walk.heap[walk.heap_count] = i
            walk.heap_count += 1
    for i in range(walk.heap_count // 2, -1, -1):
        if i < walk.heap_count:
            sift_down(walk, i, up)
    return line


# Equity less requirement at the worst rate ahead where the account is healthy, at the best where it is liquidatable: as
# long as this line does not change the state, nothing ahead does.
cdef Line bounding_line(Walk *walk, bint up, bint state) noexcept nogil:
    cdef int32_t i
    cdef Line line = walk.steady
    cdef TierGroup *group
    for i in range(walk.group_count):
        group = &walk.groups[i]
        group.tier = group.tier_at_mark
        if up and not state:
            group.tier = group.table.tier_count - 1
        elif state and not up:
            group.tier = 0
        subtract_requirement(&line, group)
    return line


# Moves to the first point where a change is possible at all. False: nowhere.
cdef bint leap(Walk *walk, bint up, bint state, Rational *at) noexcept nogil:
    cdef Line line = bounding_line(walk, up, state)
    at[0] = walk.start
    if is_liquidatable(walk, line_sign(&line, at)) != state:
        return True
    if state_at_end(walk, &line, up) == state:
        return False
    at[0] = line_root(&line)
    return True


cdef bint walk_to_change(Walk *walk, bint up, Rational *change) noexcept nogil:
    cdef int toward = 1 if up else -1
    cdef bint state = is_liquidatable(walk, walk.sign_at_mark)
    cdef bint ahead, has_bound
    cdef Rational at
    cdef Line line
    if not leap(walk, up, state, &at):
        return False
    line = start_walk(walk, up, &at)
    while True:
        ahead = state_beyond(walk, &line, &at, toward)
        if ahead != state:
            change[0] = at
            return True
        has_bound = walk.heap_count > 0
        if has_bound:
            at = walk.groups[walk.heap[0]].next_bound
            state = state_beyond(walk, &line, &at, -toward)
        else:
            state = state_at_end(walk, &line, up)
        if ahead != state:
            change[0] = line_root(&line)
            return True
        if not has_bound:
            return False
        cross_bounds(walk, &line, up, &at)
