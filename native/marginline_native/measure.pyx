"""Tier measures: what a position's tier is looked up by, alone or pooled, and the tier found."""
from libc.stdint cimport int32_t
from marginline_native.exact cimport EXACT_LIMIT, EXACT_UNIT, ROUND_UP, i128, wide_compare, wide_of, wide_times
from marginline_native.model cimport (
    CROSS_POOLING_FAMILY_GROSS, CROSS_POOLING_POSITION, INSTRUMENT_KIND_LINEAR, MARGIN_MODE_CROSS, SIDE_LONG,
    TIER_BASIS_CONTRACTS, TIER_BASIS_NOTIONAL, TIER_SCHEME_LINEAR_IN_SIZE, VALUE_AT_ENTRY, VALUE_AT_MARK,
    WARNING_SIZE_ABOVE_LAST_TIER, Account, Position, Rules, Tier, TierTable,
)
from marginline_native.rational cimport (
    Rational, rational, rational_add, rational_compare, round_rational, round_value_up, value_at,
)


# The measure of one position alone, in whole units: contracts, value, or (LINEAR_IN_SIZE) size in base currency, which
# for an inverse contract is its value. A value is taken where maintenance is.
cdef Rational own_measure(const Position *position, const Rules *rules) noexcept nogil:
    cdef int32_t kind = position.instrument.kind
    if rules.tier_scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        if kind == INSTRUMENT_KIND_LINEAR:
            return rational(wide_of(position.size), wide_of(EXACT_UNIT))
    elif rules.tier_basis == TIER_BASIS_CONTRACTS:
        return rational(wide_of(position.quantity.value), wide_of(EXACT_UNIT))
    if rules.maintenance_value == VALUE_AT_ENTRY:
        return value_at(kind, position.size, position.entry_price.value)
    return value_at(kind, position.size, position.mark_price)


cdef int32_t pooling_key(const Position *position, const Rules *rules) noexcept nogil:
    if rules.cross_pooling == CROSS_POOLING_FAMILY_GROSS:
        return position.instrument.family
    return position.instrument_index


cdef int32_t group_of(const Position *position, const Rules *rules, MeasureScratch *scratch) noexcept nogil:
    cdef int32_t key = pooling_key(position, rules)
    if scratch.slot_stamp[key] != scratch.stamp:
        scratch.slot_stamp[key] = scratch.stamp
        scratch.slot[key] = scratch.group_count
        scratch.groups[scratch.group_count].has_longs = False
        scratch.groups[scratch.group_count].has_shorts = False
        scratch.group_count += 1
    return scratch.slot[key]


cdef void add_measure(Rational *total, bint *has_any, const Rational *measure) noexcept nogil:
    if has_any[0]:
        rational_add(total, measure)
    else:
        total[0] = measure[0]
    has_any[0] = True


# FAMILY_GROSS adds both sides up, LARGER_SIDE each apart.
cdef void add_to_group(MeasureGroup *group, const Position *position, const Rules *rules) noexcept nogil:
    cdef Rational measure = own_measure(position, rules)
    if position.side == SIDE_LONG or rules.cross_pooling == CROSS_POOLING_FAMILY_GROSS:
        add_measure(&group.longs, &group.has_longs, &measure)
    else:
        add_measure(&group.shorts, &group.has_shorts, &measure)


cdef Rational group_measure(const MeasureGroup *group) noexcept nogil:
    if not group.has_shorts:
        return group.longs
    if not group.has_longs or rational_compare(&group.longs, &group.shorts) < 0:
        return group.shorts
    return group.longs


cdef bint is_pooled(const Position *position, const Rules *rules) noexcept nogil:
    return position.margin_mode == MARGIN_MODE_CROSS and rules.cross_pooling != CROSS_POOLING_POSITION


# Whether the measure is V(P) of this position alone: the common case, and rounded in one step.
cdef bint is_valued_at_mark(const Position *position, const Rules *rules) noexcept nogil:
    return (rules.tier_scheme != TIER_SCHEME_LINEAR_IN_SIZE and rules.tier_basis == TIER_BASIS_NOTIONAL
            and rules.maintenance_value == VALUE_AT_MARK and not is_pooled(position, rules))


cdef void gather_groups(Account *account, const Rules *rules, MeasureScratch *scratch) noexcept nogil:
    cdef int32_t i
    scratch.stamp += 1
    scratch.group_count = 0
    for i in range(account.position_count):
        if is_pooled(&account.positions[i], rules):
            add_to_group(&scratch.groups[group_of(&account.positions[i], rules, scratch)], &account.positions[i], rules)


# The first tier whose upper bound is not below the measure; the last where none is. A measure exceeds a bound of 18
# places just when it does so rounded up to 18 places. Logarithmic in the tiers.
cdef int32_t find_tier(const TierTable *table, i128 measure_up) noexcept nogil:
    cdef int32_t low = 0
    cdef int32_t high = table.tier_count - 1
    cdef int32_t middle
    while low < high:
        middle = (low + high) >> 1
        if measure_up > table.tiers[middle].upper_bound:
            low = middle + 1
        else:
            high = middle
    return low


# The measure rounded up to 18 places; beyond the range it is the range's end, and every bound lies below.
cdef i128 round_measure(const Position *position, const Rules *rules, Rational measure) noexcept nogil:
    cdef i128 rounded
    cdef bint in_range
    if is_valued_at_mark(position, rules):
        in_range = round_value_up(position.instrument.kind, position.size, position.mark_price, &rounded)
    else:
        in_range = round_rational(measure, ROUND_UP, &rounded)
    return rounded if in_range else EXACT_LIMIT


cdef void choose_tier(Position *position, const Rules *rules, Rational measure) noexcept nogil:
    cdef i128 measure_up = round_measure(position, rules, measure)
    cdef const Tier *tier
    position.measure_numerator = measure.numerator
    position.measure_denominator = measure.denominator
    position.tier = find_tier(position.table, measure_up)
    tier = &position.table.tiers[position.tier]
    position.at_tier_bound = tier.has_upper_bound and measure_up == tier.upper_bound and wide_compare(
        wide_times(measure.numerator, EXACT_UNIT), wide_times(measure.denominator, tier.upper_bound)) == 0
    if tier.has_upper_bound and measure_up > tier.upper_bound:
        position.warnings |= 1 << WARNING_SIZE_ABOVE_LAST_TIER


cdef void compute_measures(Account *account, const Rules *rules, MeasureScratch *scratch) noexcept nogil:
    cdef int32_t i
    cdef Position *position
    if rules.cross_pooling != CROSS_POOLING_POSITION:
        gather_groups(account, rules, scratch)
    for i in range(account.position_count):
        position = &account.positions[i]
        position.warnings = 0
        if is_pooled(position, rules):
            choose_tier(position, rules, group_measure(&scratch.groups[group_of(position, rules, scratch)]))
        else:
            choose_tier(position, rules, own_measure(position, rules))
