"""Equity less requirement of a chain of legs, as a line in x (letters as in docs/formulas.md).

Linear: U = s*S*x - s*S*E. Inverse: U = s*S/E - s*S*x. Fractions that do not terminate are kept to 72 places.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_TOWARD_ZERO, WIDE_PLACES_36, WIDE_PLACES_54, exact_signed, i128, wide, wide_add,
    wide_compare, wide_divide, wide_multiplied, wide_multiply, wide_of, wide_of_sum, wide_product, wide_scaled,
    wide_sign, wide_subtract, wide_sum, wide_times,
)
from marginline_native.line cimport Line, line_sign, x_of_price
from marginline_native.model cimport (
    CLOSING_FEE_TAKER_IN_REQUIREMENT, CROSS_POOLING_FAMILY_GROSS, CROSS_POOLING_POSITION, INSTRUMENT_KIND_LINEAR,
    MARGIN_MODE_ISOLATED, SIDE_LONG, SIDE_SHORT, TIER_BASIS_NOTIONAL, TIER_SCHEME_LINEAR_IN_SIZE, TIER_SCHEME_WHOLE,
    TRIGGER_AT_OR_BELOW, VALUE_AT_MARK, Position, Rules, Tier,
)
from marginline_native.rational cimport Rational, value_at
from marginline_native.walk cimport TierGroup, Walk, subtract_requirement


cdef bint maintenance_moves(const Rules *rules) noexcept nogil:
    return rules.maintenance_value == VALUE_AT_MARK


cdef bint tiers_move(const Rules *rules) noexcept nogil:
    return (maintenance_moves(rules) and rules.tier_basis == TIER_BASIS_NOTIONAL
            and rules.tier_scheme != TIER_SCHEME_LINEAR_IN_SIZE)


# A fee inside the requirement moves with what it is taken from; a reserved one never does.
cdef bint fees_move(const Rules *rules) noexcept nogil:
    return maintenance_moves(rules) and rules.closing_fee == CLOSING_FEE_TAKER_IN_REQUIREMENT


cdef bint is_alone(const Position *position, const Rules *rules) noexcept nogil:
    return position.margin_mode == MARGIN_MODE_ISOLATED or rules.cross_pooling == CROSS_POOLING_POSITION


cdef void add_leg_equity(Line *line, const Position *position) noexcept nogil:
    cdef bint linear = position.instrument.kind == INSTRUMENT_KIND_LINEAR
    cdef wide size = wide_of(exact_signed(position.size, position.side == SIDE_SHORT))
    cdef wide slope = wide_multiplied(&size, &WIDE_PLACES_54)
    cdef wide paid
    line.slope = wide_sum(&line.slope, &slope, not linear)
    if linear:
        paid = wide_scaled(&size, position.entry_price.value)
        paid = wide_multiplied(&paid, &WIDE_PLACES_36)
    else:  # toward zero: what both sides of a hedge hold at one entry cancels exactly
        paid = wide_divide(wide_times(slope, EXACT_UNIT), wide_of(position.entry_price.value), ROUND_TOWARD_ZERO)
    line.constant = wide_sum(&line.constant, &paid, linear)


cdef Line equity_line(const Chain *chain) noexcept nogil:
    cdef Line line
    cdef int32_t leg = chain.first
    line.constant = wide_multiply(wide_of_sum(&chain.frozen_equity), WIDE_PLACES_54)
    line.slope = wide_of(0)
    while leg >= 0:
        add_leg_equity(&line, &chain.positions[leg])
        leg = chain.positions[leg].next_leg
    return line


# S*rate of a leg whose rate no price moves, scaled by 10^54 and by the walk's denominator.
cdef wide rated_size(const Position *position, const Rules *rules) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    cdef i128 m = tier.maintenance_margin_rate
    if rules.tier_scheme == TIER_SCHEME_LINEAR_IN_SIZE:  # S*(base + slope*X); denominator: that of X
        return wide_times(wide_times(wide_add(
            wide_times(position.measure_denominator, m),
            wide_times(position.measure_numerator, position.table.rate_slope)), position.size), EXACT_UNIT)
    if rules.tier_scheme == TIER_SCHEME_WHOLE:
        return wide_times(wide_product(position.size, m), EXACT_UNIT)
    if is_alone(position, rules):  # C*(Q*m - d)
        return wide_times(
            wide_subtract(wide_product(position.quantity.value, m), tier.deduction), position.instrument.contract_size)
    return wide_times(wide_subtract(  # S*(m*X - d)/X; denominator: the numerator of X
        wide_times(wide_times(position.measure_numerator, m), EXACT_UNIT),
        wide_multiply(tier.deduction, position.measure_denominator)), position.size)


# The denominator that rated_size leaves out.
cdef wide rate_denominator(const Position *position, const Rules *rules) noexcept nogil:
    if rules.tier_scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        return position.measure_denominator
    if rules.tier_scheme == TIER_SCHEME_WHOLE or is_alone(position, rules):
        return wide_of(1)
    return position.measure_numerator


# Takes rated_size*V off the line.
cdef void subtract_rated_value(Line *line, wide amount) noexcept nogil:
    line.slope = wide_subtract(line.slope, wide_times(amount, EXACT_UNIT))


cdef TierGroup *add_group(Walk *walk, const Position *position) noexcept nogil:
    cdef TierGroup *group = &walk.groups[walk.group_count]
    walk.group_count += 1
    group.table = position.table
    group.tier_at_mark = position.tier
    group.tier = position.tier
    group.at_bound = position.at_tier_bound
    group.has_offset = False
    group.deduction_factor = WIDE_PLACES_36
    return group


# Each leg alone.
cdef void add_own_groups(const Chain *chain, Walk *walk) noexcept nogil:
    cdef int32_t leg = chain.first
    cdef TierGroup *group
    while leg >= 0:
        group = add_group(walk, &chain.positions[leg])
        group.measured_size = wide_product(chain.positions[leg].size, EXACT_UNIT)
        group.rated_size = wide_scaled(&group.measured_size, EXACT_UNIT)
        leg = chain.positions[leg].next_leg


cdef wide summed_size(const Chain *chain, int32_t side) noexcept nogil:
    cdef wide total = wide_of(0)
    cdef int32_t leg = chain.first
    while leg >= 0:
        if side == 0 or chain.positions[leg].side == side:
            total = wide_add(total, wide_of(chain.positions[leg].size))
        leg = chain.positions[leg].next_leg
    return total


# X - V of the legs themselves: the value of the family's other instruments, scaled by 10^36. To the nearest, since the
# X of an inverse family may be a trace too small, and a value just at a bound must not fall below it.
cdef wide frozen_measure(const Position *position, wide size) noexcept nogil:
    cdef Rational own = value_at(position.instrument.kind, 1, position.mark_price)
    cdef wide value = wide_multiply(own.numerator, size)
    cdef wide left = wide_subtract(
        wide_multiply(position.measure_numerator, own.denominator), wide_multiply(value, position.measure_denominator))
    cdef wide unit = wide_multiply(own.denominator, position.measure_denominator)
    left = wide_times(wide_multiply(left, WIDE_PLACES_36), 2)
    return wide_divide(wide_add(left, unit), wide_times(unit, 2), ROUND_DOWN)


# All legs as one, FAMILY_GROSS: the whole family pays X*m - d.
cdef void add_family_group(const Chain *chain, Walk *walk) noexcept nogil:
    cdef const Position *position = &chain.positions[chain.first]
    cdef TierGroup *group = add_group(walk, position)
    cdef wide size = summed_size(chain, 0)
    group.measured_size = wide_times(size, EXACT_UNIT)
    group.rated_size = wide_scaled(&group.measured_size, EXACT_UNIT)
    group.offset = frozen_measure(position, size)
    group.rated_offset = wide_scaled(&group.offset, EXACT_UNIT)
    group.has_offset = wide_sign(&group.offset) != 0


# All legs as one, LARGER_SIDE: (sum of S)/(larger S) times X*m - d; the larger S is the denominator.
cdef void add_larger_side_group(const Chain *chain, Walk *walk) noexcept nogil:
    cdef TierGroup *group = add_group(walk, &chain.positions[chain.first])
    cdef wide longs = summed_size(chain, SIDE_LONG)
    cdef wide shorts = summed_size(chain, SIDE_SHORT)
    cdef wide total = wide_multiply(wide_add(longs, shorts), WIDE_PLACES_36)
    walk.denominator = longs if wide_compare(longs, shorts) > 0 else shorts
    group.measured_size = wide_times(walk.denominator, EXACT_UNIT)
    group.rated_size = wide_multiply(total, walk.denominator)
    group.deduction_factor = total


cdef void scale_line(Line *line, const wide *factor) noexcept nogil:
    line.constant = wide_multiplied(&line.constant, factor)
    line.slope = wide_multiplied(&line.slope, factor)


cdef void subtract_legs(const Chain *chain, Walk *walk) noexcept nogil:
    cdef const Position *position
    cdef int32_t leg = chain.first
    while leg >= 0:
        position = &chain.positions[leg]
        if maintenance_moves(chain.rules) and not tiers_move(chain.rules):
            subtract_rated_value(&walk.steady, rated_size(position, chain.rules))
        if fees_move(chain.rules):
            subtract_rated_value(&walk.steady, wide_times(wide_multiply(
                wide_product(position.size, position.instrument.taker_fee_rate), walk.denominator), EXACT_UNIT))
        leg = position.next_leg


cdef void prepare_walk(const Chain *chain, Line equity, Walk *walk) noexcept nogil:
    cdef const Position *position = &chain.positions[chain.first]
    cdef const Rules *rules = chain.rules
    cdef wide frozen = wide_add(wide_of_sum(&chain.frozen_fees), wide_of_sum(&chain.frozen_maintenance))
    cdef int32_t i
    walk.group_count = 0
    walk.start = x_of_price(position.instrument.kind, position.mark_price)
    walk.liquidatable_at_zero = rules.trigger == TRIGGER_AT_OR_BELOW
    walk.jumps = tiers_move(rules) and rules.tier_scheme == TIER_SCHEME_WHOLE
    walk.denominator = wide_of(1)
    if not tiers_move(rules):
        if maintenance_moves(rules):
            walk.denominator = rate_denominator(position, rules)
    elif is_alone(position, rules):
        add_own_groups(chain, walk)
    elif rules.cross_pooling == CROSS_POOLING_FAMILY_GROSS:
        add_family_group(chain, walk)
    else:
        add_larger_side_group(chain, walk)
    walk.steady = equity
    frozen = wide_multiplied(&frozen, &WIDE_PLACES_54)
    walk.steady.constant = wide_sum(&walk.steady.constant, &frozen, True)
    scale_line(&walk.steady, &walk.denominator)
    subtract_legs(chain, walk)
    walk.at_mark = walk.steady
    for i in range(walk.group_count):
        subtract_requirement(&walk.at_mark, &walk.groups[i])
    walk.sign_at_mark = line_sign(&walk.at_mark, &walk.start)
