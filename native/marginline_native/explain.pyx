# cython: language_level=3
"""What an auditor needs to redo a position's figures."""
from libc.stdint cimport int32_t
from marginline_native.exact cimport EXACT_UNIT, ROUND_DOWN, ROUND_UP, Rounding, i128, wide_of, wide_quotient
from marginline_native.model cimport (
    CLOSING_FEE_NONE, MARGIN_MODE_ISOLATED, TIER_SCHEME_MARGINAL, VALUE_AT_ENTRY, Figure, Position, Rules, Tier,
)
from marginline_native.rational cimport Rational, rational, round_rational, value_at


cdef inline Figure figure(i128 value, bint exists) noexcept nogil:
    cdef Figure made
    made.value = value
    made.exists = exists
    return made


cdef Figure rounded(Rational exact, Rounding rounding) noexcept nogil:
    cdef Figure made
    made.value = 0
    made.exists = round_rational(exact, rounding, &made.value)
    return made


cdef Figure value_by(const Position *position, int32_t value_rule) noexcept nogil:
    cdef i128 price = position.entry_price.value if value_rule == VALUE_AT_ENTRY else position.mark_price
    return rounded(value_at(position.instrument.kind, position.size, price), ROUND_UP)


# Kept at 36 places; printed at 18.
cdef Figure deduction_of(const Tier *tier, const Rules *rules) noexcept nogil:
    cdef Figure made
    made.value = 0
    made.exists = rules.tier_scheme == TIER_SCHEME_MARGINAL and wide_quotient(
        tier.deduction, wide_of(EXACT_UNIT), ROUND_DOWN, &made.value)
    return made


cdef void explain_tier(const Position *position, const Rules *rules, Explanation *made) noexcept nogil:
    cdef const Tier *tier = &position.table.tiers[position.tier]
    made.tier_measure = rounded(rational(position.measure_numerator, position.measure_denominator), ROUND_DOWN)
    made.tier_lower_bound = figure(0, False)
    if position.tier > 0:
        made.tier_lower_bound = figure(position.table.tiers[position.tier - 1].upper_bound, True)
    made.tier_upper_bound = figure(tier.upper_bound, tier.has_upper_bound)
    made.maintenance_deduction = deduction_of(tier, rules)


cdef void explain_initial_margin(const Position *position, const Rules *rules, Explanation *made) noexcept nogil:
    cdef bint isolated = position.margin_mode == MARGIN_MODE_ISOLATED
    cdef bint divided = position.initial_leverage != 0
    made.initial_value = made.initial_leverage = made.initial_margin_rate = figure(0, False)
    if position.has_initial_margin:
        made.initial_value = value_by(position, rules.initial_value_isolated if isolated else rules.initial_value_cross)
        made.initial_leverage = figure(position.initial_leverage, divided)
        made.initial_margin_rate = figure(position.initial_margin_rate, not divided)


cdef Explanation explain_position(const Position *position, const Rules *rules) noexcept nogil:
    cdef Explanation made
    explain_tier(position, rules, &made)
    explain_initial_margin(position, rules, &made)
    made.maintenance_value = value_by(position, rules.maintenance_value)
    made.taker_fee_rate = figure(position.instrument.taker_fee_rate, rules.closing_fee != CLOSING_FEE_NONE)
    return made
