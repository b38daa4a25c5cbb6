# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Tier tables of a rulebook: every fault named, maintenance rates and deductions derived (rules.md section 2)."""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_UP, exact_multiply_divide, i128, wide, wide_add, wide_compare, wide_of, wide_product,
    wide_subtract, wide_times,
)
from marginline_native.model cimport (
    NUMBER_ABSENT, NUMBER_GOOD, REASON_NONE, REASON_REQUIRED, REASON_RULEBOOK_INVALID, TIER_SCHEME_LINEAR_IN_SIZE,
    TIER_SCHEME_MARGINAL, Number, Tier,
)
from marginline_native.rulebook_raw cimport Place, RawTable, RawTier, RulebookFaults, note, place_of
from marginline_native.reasons cimport if_given, not_negative_reason, number_reason, positive_reason

# What the next tier is held against: the last good values. Nothing follows from a value at fault, so that with the
# first one deductions are no longer known.
cdef struct TierBefore:
    i128 upper_bound
    i128 rate
    wide deduction
    bint deduction_known


cdef int32_t bound_reason(const RawTier *tier, const TierBefore *before, int32_t scheme, bint last) noexcept nogil:
    cdef int32_t reason
    if tier.upper_bound.status == NUMBER_ABSENT:
        return REASON_NONE if last or scheme == TIER_SCHEME_LINEAR_IN_SIZE else REASON_REQUIRED
    if scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        return REASON_RULEBOOK_INVALID
    reason = positive_reason(tier.upper_bound)
    if reason == REASON_NONE and tier.upper_bound.value <= before.upper_bound:
        return REASON_RULEBOOK_INVALID
    return reason


# A number from 0 to 1.
cdef int32_t fraction_reason(Number number) noexcept nogil:
    cdef int32_t reason = not_negative_reason(number)
    if reason == REASON_NONE and number.value > EXACT_UNIT:
        return REASON_RULEBOOK_INVALID
    return reason


cdef bint usable(Number number) noexcept nogil:
    return positive_reason(number) == REASON_NONE


# fraction x initial_margin_rate, else fraction / max_leverage: exact, rounded up once.
cdef int32_t derive_rate(const RawTable *table, const RawTier *tier, i128 *rate, bint *known) noexcept nogil:
    cdef i128 fraction = table.maintenance_fraction_of_initial.value
    known[0] = False
    if table.maintenance_fraction_of_initial.status == NUMBER_ABSENT:
        return REASON_REQUIRED
    if tier.initial_margin_rate.status == NUMBER_ABSENT and tier.max_leverage.status == NUMBER_ABSENT:
        return REASON_REQUIRED
    if fraction_reason(table.maintenance_fraction_of_initial) != REASON_NONE:
        return REASON_NONE  # named where it stands
    if usable(tier.initial_margin_rate):
        known[0] = exact_multiply_divide(fraction, tier.initial_margin_rate.value, EXACT_UNIT, ROUND_UP, rate)
    elif tier.initial_margin_rate.status == NUMBER_ABSENT and usable(tier.max_leverage):
        known[0] = exact_multiply_divide(fraction, EXACT_UNIT, tier.max_leverage.value, ROUND_UP, rate)
    else:
        return REASON_NONE
    return REASON_NONE if known[0] and rate[0] <= EXACT_UNIT else REASON_RULEBOOK_INVALID


cdef int32_t rate_reason(
    const RawTable *table, const RawTier *tier, const TierBefore *before, i128 *rate, bint *known
) noexcept nogil:
    cdef int32_t reason
    if tier.maintenance_margin_rate.status == NUMBER_ABSENT:
        reason = derive_rate(table, tier, rate, known)
    else:
        reason = fraction_reason(tier.maintenance_margin_rate)
        rate[0] = tier.maintenance_margin_rate.value
        known[0] = reason == REASON_NONE
    if known[0] and reason == REASON_NONE and rate[0] < before.rate:
        return REASON_RULEBOOK_INVALID
    return reason


# d_k = d_(k-1) + bound_(k-1) x (m_k - m_(k-1)), 36 places: exact.
cdef wide derive_deduction(const TierBefore *before, i128 rate) noexcept nogil:
    return wide_add(
        before.deduction, wide_times(wide_subtract(wide_of(rate), wide_of(before.rate)), before.upper_bound)
    )


cdef int32_t deduction_reason(const RawTier *tier, int32_t scheme, wide derived, bint known) noexcept nogil:
    cdef int32_t reason
    if tier.maintenance_deduction.status == NUMBER_ABSENT:
        return REASON_NONE
    reason = number_reason(tier.maintenance_deduction)
    if reason != REASON_NONE:
        return reason
    if scheme != TIER_SCHEME_MARGINAL:
        return REASON_RULEBOOK_INVALID
    if known and wide_compare(wide_product(tier.maintenance_deduction.value, EXACT_UNIT), derived) != 0:
        return REASON_RULEBOOK_INVALID
    return REASON_NONE


cdef void fill_tier(const RawTier *tier, i128 rate, wide deduction, Tier *out) noexcept nogil:
    out.upper_bound = tier.upper_bound.value
    out.maintenance_margin_rate = rate
    out.initial_margin_rate = tier.initial_margin_rate.value
    out.max_leverage = tier.max_leverage.value
    out.deduction = deduction
    out.has_upper_bound = tier.upper_bound.status == NUMBER_GOOD
    out.has_initial_margin_rate = tier.initial_margin_rate.status == NUMBER_GOOD
    out.has_max_leverage = tier.max_leverage.status == NUMBER_GOOD


cdef void compile_tier(
    const RawTable *table, const RawTier *tier, int32_t scheme, Place place, bint last, TierBefore *before, Tier *out,
    RulebookFaults *faults
) noexcept nogil:
    cdef i128 rate = 0
    cdef wide deduction = wide_of(0)
    cdef bint rate_known = False
    cdef int32_t bound_at_fault = bound_reason(tier, before, scheme, last)
    cdef int32_t rate_at_fault = rate_reason(table, tier, before, &rate, &rate_known)
    cdef bint deduction_known = before.deduction_known and rate_at_fault == REASON_NONE and rate_known
    if scheme == TIER_SCHEME_MARGINAL and deduction_known:
        deduction = derive_deduction(before, rate)
    note(faults, bound_at_fault, place, "upper_bound")
    note(faults, rate_at_fault, place, "maintenance_margin_rate")
    note(faults, if_given(tier.initial_margin_rate, positive_reason(tier.initial_margin_rate)), place,
         "initial_margin_rate")
    note(faults, if_given(tier.max_leverage, positive_reason(tier.max_leverage)), place, "max_leverage")
    note(faults, deduction_reason(tier, scheme, deduction, deduction_known), place, "maintenance_deduction")
    before.deduction_known = deduction_known and bound_at_fault == REASON_NONE
    before.deduction = deduction
    if bound_at_fault == REASON_NONE:
        before.upper_bound = tier.upper_bound.value
    if rate_known and rate_at_fault == REASON_NONE:
        before.rate = rate
    fill_tier(tier, rate, deduction, out)


cdef int32_t tier_count_reason(const RawTable *table, int32_t scheme) noexcept nogil:
    if table.tier_count == 0:
        return REASON_REQUIRED
    if table.tier_count > 1 and scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        return REASON_RULEBOOK_INVALID
    return REASON_NONE


cdef int32_t slope_reason(const RawTable *table, int32_t scheme) noexcept nogil:
    if scheme == TIER_SCHEME_LINEAR_IN_SIZE:
        return not_negative_reason(table.rate_slope)
    if table.rate_slope.status != NUMBER_ABSENT:
        return REASON_RULEBOOK_INVALID
    return REASON_NONE


# The first tier begins at 0, and a rate cannot be below 0, so that it has something before it too.
cdef void compile_tiers(
    const RawTable *table, const RawTier *tiers, int32_t scheme, int32_t row, Tier *out, RulebookFaults *faults
) noexcept nogil:
    cdef int32_t i
    cdef TierBefore before
    cdef Place place = place_of("tier_tables", row)
    cdef Place tier_place = place
    before.upper_bound = 0
    before.rate = 0
    before.deduction = wide_of(0)
    before.deduction_known = True
    note(faults, tier_count_reason(table, scheme), place, "tiers")
    tier_place.inner = "tiers"
    for i in range(table.tier_count):
        tier_place.inner_row = i
        compile_tier(table, &tiers[i], scheme, tier_place, i == table.tier_count - 1, &before, &out[i], faults)
    note(faults, if_given(table.maintenance_fraction_of_initial,
                          fraction_reason(table.maintenance_fraction_of_initial)),
         place, "maintenance_fraction_of_initial")
    note(faults, slope_reason(table, scheme), place, "rate_slope")
