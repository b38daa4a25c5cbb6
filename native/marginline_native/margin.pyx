"""Margin of positions: each term exact, rounded once, against the account.

Letters, as in docs/formulas.md: s side sign, S size, E entry, P mark, V value, L leverage, m maintenance rate,
d deduction, X tier measure, f taker fee rate, q initial rate, M isolated margin, F reserved fee.
"""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, WIDE_PLACES_36, exact_difference, exact_is_multiple, exact_multiply_divide,
    exact_signed, exact_sum, exact_sum_add, exact_sum_of, exact_sum_value, i128, wide, wide_add, wide_compare,
    wide_multiplied, wide_multiply, wide_of, wide_product, wide_quotient, wide_rounded, wide_scaled, wide_subtract,
    wide_sum, wide_times,
)
from marginline_native.model cimport (
    CLOSING_FEE_NONE, CLOSING_FEE_RESERVED_AT_BANKRUPTCY, CLOSING_FEE_RESERVED_AT_ENTRY,
    CLOSING_FEE_TAKER_IN_REQUIREMENT, CROSS_POOLING_POSITION, INSTRUMENT_KIND_LINEAR, MARGIN_MODE_ISOLATED,
    NUMBER_GOOD, REASON_OUT_OF_RANGE, REASON_REQUIRED, SIDE_SHORT, TIER_BASIS_NOTIONAL, TIER_SCHEME_LINEAR_IN_SIZE,
    TIER_SCHEME_MARGINAL, TIER_SCHEME_WHOLE, VALUE_AT_ENTRY, WARNING_LEVERAGE_ABOVE_TIER, WARNING_QUANTITY_OFF_STEP,
    Account, Position, Rules, Tier, Violations, Wanted,
)
from marginline_native.pool cimport add_to_pool, settle_isolated, settle_pools, start_pools
from marginline_native.rational cimport (
    Rational, rational, rational_add_exactly, round_rational, round_value_up, value_at,
)
from marginline_native.report cimport report_row


cdef bint has_reserved_fee(const Rules *rules) noexcept nogil:
    return rules.closing_fee == CLOSING_FEE_RESERVED_AT_BANKRUPTCY or rules.closing_fee == CLOSING_FEE_RESERVED_AT_ENTRY


cdef Rational value_by(const Position *position, int32_t value_rule) noexcept nogil:
    if value_rule == VALUE_AT_ENTRY:
        return value_at(position.instrument.kind, position.size, position.entry_price.value)
    return value_at(position.instrument.kind, position.size, position.mark_price)


# U(P) = s*S*(P - E) linear, s*S*(P - E)/(E*P) inverse; down.
cdef bint compute_unrealized_pnl(Position *position) noexcept nogil:
    cdef i128 move = exact_difference(position.mark_price, position.entry_price.value)
    move = exact_signed(move, position.side == SIDE_SHORT)
    if position.instrument.kind == INSTRUMENT_KIND_LINEAR:
        return exact_multiply_divide(position.size, move, EXACT_UNIT, ROUND_DOWN, &position.unrealized_pnl)
    return wide_quotient(
        wide_times(wide_product(position.size, move), EXACT_UNIT),
        wide_product(position.entry_price.value, position.mark_price), ROUND_DOWN, &position.unrealized_pnl)


# slope*X of LINEAR_IN_SIZE.
cdef Rational slope_part(const Position *position) noexcept nogil:
    return rational(
        wide_times(position.measure_numerator, position.table.rate_slope),
        wide_times(position.measure_denominator, EXACT_UNIT))


# V*(m - d/X). A position whose own value is the measure (V = X) pays V*m - d.
cdef Rational marginal_part(const Position *position, const Tier *tier, Rational value, bint alone) noexcept nogil:
    cdef wide rated
    cdef wide deducted
    if alone:
        rated = wide_scaled(&value.numerator, tier.maintenance_margin_rate)
        rated = wide_scaled(&rated, EXACT_UNIT)
        deducted = wide_multiplied(&tier.deduction, &value.denominator)
        return rational(
            wide_sum(&rated, &deducted, True), wide_multiplied(&value.denominator, &WIDE_PLACES_36))
    rated = wide_subtract(
        wide_times(wide_times(position.measure_numerator, tier.maintenance_margin_rate), EXACT_UNIT),
        wide_multiply(tier.deduction, position.measure_denominator))
    return rational(
        wide_multiply(value.numerator, rated),
        wide_multiply(value.denominator, wide_times(wide_times(position.measure_numerator, EXACT_UNIT), EXACT_UNIT)))


# MM by the tier scheme; up.
cdef bint compute_maintenance(Position *position, const Rules *rules, Rational value) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    cdef Rational rate
    cdef wide rated
    cdef bint alone = rules.tier_basis == TIER_BASIS_NOTIONAL and (
        rules.cross_pooling == CROSS_POOLING_POSITION or position.margin_mode == MARGIN_MODE_ISOLATED)
    position.maintenance_margin_rate = tier.maintenance_margin_rate
    if rules.tier_scheme == TIER_SCHEME_WHOLE or (
            rules.tier_scheme == TIER_SCHEME_MARGINAL and alone and position.tier == 0):
        rated = wide_scaled(&value.numerator, tier.maintenance_margin_rate)
        return wide_rounded(&rated, &value.denominator, ROUND_UP, &position.maintenance_margin)
    if rules.tier_scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        rate = rational_add_exactly(
            rational(wide_of(tier.maintenance_margin_rate), wide_of(EXACT_UNIT)), slope_part(position))
        if not round_rational(rate, ROUND_UP, &position.maintenance_margin_rate):
            return False
        return round_rational(
            rational(
                wide_multiply(value.numerator, rate.numerator),
                wide_multiply(value.denominator, rate.denominator)),
            ROUND_UP, &position.maintenance_margin)
    return round_rational(marginal_part(position, tier, value, alone), ROUND_UP, &position.maintenance_margin)


# The tier's initial rate, else 1/its maximum leverage; plus slope*X under LINEAR_IN_SIZE. False: it states neither.
cdef bint tier_initial_rate(const Position *position, const Rules *rules, Rational *q) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    if tier.has_initial_margin_rate:
        q[0] = rational(wide_of(tier.initial_margin_rate), wide_of(EXACT_UNIT))
    elif tier.has_max_leverage:
        q[0] = rational(wide_of(EXACT_UNIT), wide_of(tier.max_leverage))
    else:
        return False
    if rules.tier_scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        q[0] = rational_add_exactly(q[0], slope_part(position))
    return True


# q = 1/L, else that of the tier. False: none is known.
cdef bint choose_initial_rate(Position *position, const Rules *rules, Rational *q) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    position.initial_leverage = 0
    position.initial_margin_rate = 0
    if position.leverage.status == NUMBER_GOOD:
        position.initial_leverage = position.leverage.value
        q[0] = rational(wide_of(EXACT_UNIT), wide_of(position.initial_leverage))
        return True
    if not tier_initial_rate(position, rules, q):
        return False
    if not tier.has_initial_margin_rate and rules.tier_scheme != TIER_SCHEME_LINEAR_IN_SIZE:
        position.initial_leverage = tier.max_leverage
    else:
        round_rational(q[0], ROUND_UP, &position.initial_margin_rate)  # for the explanation alone
    return True


# F = f*(V(E) + t*M)/(1 + t*f), which is M - net, net = (M - f*V(E))/(1 + t*f); t = -s linear, +s inverse.
cdef bint isolated_bankruptcy_fee(Position *position, Rational at_entry) noexcept nogil:
    cdef i128 f = position.instrument.taker_fee_rate
    cdef bint t_negative = (position.side == SIDE_SHORT) != (position.instrument.kind == INSTRUMENT_KIND_LINEAR)
    cdef i128 margin = exact_signed(position.isolated_margin.value, t_negative)
    cdef wide basis = wide_add(
        wide_times(at_entry.numerator, EXACT_UNIT), wide_times(at_entry.denominator, margin))
    cdef wide share = wide_add(wide_of(EXACT_UNIT), wide_of(exact_signed(f, t_negative)))
    return wide_quotient(
        wide_times(basis, f), wide_multiply(at_entry.denominator, share), ROUND_UP, &position.closing_fee)


# F = f*V(E)*(1 + t*q); t = +1 for RESERVED_AT_ENTRY, else -s linear, +s inverse.
cdef bint leveraged_fee(Position *position, const Rules *rules, Rational at_entry, Rational q) noexcept nogil:
    cdef bint t_negative = rules.closing_fee == CLOSING_FEE_RESERVED_AT_BANKRUPTCY and (
        (position.side == SIDE_SHORT) != (position.instrument.kind == INSTRUMENT_KIND_LINEAR))
    cdef wide share = wide_subtract(q.denominator, q.numerator) if t_negative else wide_add(q.denominator, q.numerator)
    return wide_quotient(
        wide_times(wide_multiply(at_entry.numerator, share), position.instrument.taker_fee_rate),
        wide_multiply(at_entry.denominator, q.denominator), ROUND_UP, &position.closing_fee)


cdef bint needs_initial_rate(const Position *position, const Rules *rules) noexcept nogil:
    if rules.closing_fee == CLOSING_FEE_RESERVED_AT_BANKRUPTCY:
        return position.margin_mode != MARGIN_MODE_ISOLATED
    return rules.closing_fee == CLOSING_FEE_RESERVED_AT_ENTRY


# Fee inside the requirement, or reserved; up.
cdef bint compute_closing_fee(Position *position, const Rules *rules, Rational value, Rational q) noexcept nogil:
    cdef Rational at_entry
    if rules.closing_fee == CLOSING_FEE_NONE:
        position.closing_fee = 0
        return True
    if rules.closing_fee == CLOSING_FEE_TAKER_IN_REQUIREMENT:
        return wide_quotient(
            wide_times(value.numerator, position.instrument.taker_fee_rate), value.denominator, ROUND_UP,
            &position.closing_fee)
    at_entry = value_by(position, VALUE_AT_ENTRY)
    if needs_initial_rate(position, rules):
        return leveraged_fee(position, rules, at_entry, q)
    return isolated_bankruptcy_fee(position, at_entry)


# V/L, or V*rate; up.
cdef bint divide_by_leverage(Position *position, i128 price) noexcept nogil:
    if position.instrument.kind == INSTRUMENT_KIND_LINEAR:
        return exact_multiply_divide(
            position.size, price, position.initial_leverage, ROUND_UP, &position.initial_margin)
    return wide_quotient(
        wide_multiply(wide_of(position.size), WIDE_PLACES_36), wide_product(price, position.initial_leverage), ROUND_UP,
        &position.initial_margin)


cdef bint multiply_by_rate(Position *position, i128 price, Rational q) noexcept nogil:
    cdef Rational value = value_at(position.instrument.kind, position.size, price)
    return round_rational(
        rational(wide_multiply(value.numerator, q.numerator), wide_multiply(value.denominator, q.denominator)),
        ROUND_UP, &position.initial_margin)


# That, plus F where the fee is reserved.
cdef bint compute_initial_margin(Position *position, const Rules *rules, Rational q) noexcept nogil:
    cdef int32_t value_rule = rules.initial_value_cross
    cdef i128 price = position.mark_price
    cdef exact_sum total
    if position.margin_mode == MARGIN_MODE_ISOLATED:
        value_rule = rules.initial_value_isolated
    if value_rule == VALUE_AT_ENTRY:
        price = position.entry_price.value
    if position.initial_leverage != 0:
        if not divide_by_leverage(position, price):
            return False
    elif not multiply_by_rate(position, price, q):
        return False
    if not has_reserved_fee(rules):
        return True
    total = exact_sum_of(position.initial_margin)
    exact_sum_add(&total, position.closing_fee)
    return exact_sum_value(&total, &position.initial_margin)


# U*L/V(E): s*(P - E)*L/E linear, s*(P - E)*L/P inverse; down.
cdef void compute_return(Position *position) noexcept nogil:
    cdef i128 move = exact_difference(position.mark_price, position.entry_price.value)
    cdef i128 base = position.entry_price.value
    move = exact_signed(move, position.side == SIDE_SHORT)
    if position.instrument.kind != INSTRUMENT_KIND_LINEAR:
        base = position.mark_price
    position.return_on_margin.exists = exact_multiply_divide(
        move, position.leverage.value, base, ROUND_DOWN, &position.return_on_margin.value)
    position.return_beyond_range = not position.return_on_margin.exists


# L above the tier's maximum leverage, else L times its initial rate above 1.
cdef bint is_leverage_above_tier(const Position *position, const Rules *rules) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    cdef Rational rate
    if tier.has_max_leverage:
        return position.leverage.value > tier.max_leverage
    if not tier_initial_rate(position, rules, &rate):
        return False
    return wide_compare(
        wide_times(rate.numerator, position.leverage.value), wide_times(rate.denominator, EXACT_UNIT)) > 0


cdef void warn(Position *position, const Rules *rules) noexcept nogil:
    cdef i128 step = position.instrument.quantity_step
    if position.leverage.status == NUMBER_GOOD and is_leverage_above_tier(position, rules):
        position.warnings |= 1 << WARNING_LEVERAGE_ABOVE_TIER
    if step != 0 and not exact_is_multiple(position.quantity.value, step):
        position.warnings |= 1 << WARNING_QUANTITY_OFF_STEP


# The field whose figure left the range (or is missing), in the documented order; NULL: none.
cdef const char *compute_terms(Position *position, const Rules *rules, Wanted wanted, int32_t *reason) noexcept nogil:
    cdef Rational value, q
    cdef bint has_rate = True
    reason[0] = REASON_OUT_OF_RANGE
    if not round_value_up(position.instrument.kind, position.size, position.mark_price, &position.notional):
        return "notional"
    if not compute_unrealized_pnl(position):
        return "unrealized_pnl"
    value = value_by(position, rules.maintenance_value)
    if not compute_maintenance(position, rules, value):
        return "maintenance_margin"
    position.has_initial_margin = wanted.initial_margin
    if wanted.initial_margin or needs_initial_rate(position, rules):
        has_rate = choose_initial_rate(position, rules, &q)
        if not has_rate:
            reason[0] = REASON_REQUIRED
            return "leverage"
    if not compute_closing_fee(position, rules, value, q):
        return "closing_fee"
    if wanted.initial_margin and not compute_initial_margin(position, rules, q):
        return "initial_margin"
    return NULL


cdef int compute_margin(
    Account *account, const Rules *rules, MarginScratch *scratch, Wanted wanted, Violations *violations
) noexcept nogil:
    cdef int32_t i, reason
    cdef Position *position
    cdef const char *field
    start_pools(account)
    for i in range(account.position_count):
        position = &account.positions[i]
        position.ratio_beyond_range = False
        field = compute_terms(position, rules, wanted, &reason)
        if field == NULL and position.pool < 0:
            field = settle_isolated(position, rules)
        if field != NULL:
            return report_row(violations, reason, b"positions", i, field)
        warn(position, rules)
        position.return_on_margin.exists = False
        position.return_beyond_range = False
        if wanted.initial_margin and position.leverage.status == NUMBER_GOOD:
            compute_return(position)
        if position.pool >= 0:
            add_to_pool(&account.pools[position.pool], &scratch.pool_value[position.pool], position, wanted)
    return settle_pools(account, rules, scratch.pool_value, wanted, violations)
