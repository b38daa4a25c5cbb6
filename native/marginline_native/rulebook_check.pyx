# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Checks of a raw rulebook: its head, its rules and its instruments."""
from libc.stdint cimport int32_t
from marginline_native.exact cimport EXACT_UNIT
from marginline_native.model cimport (
    CLOSING_FEE_NONE, CLOSING_FEE_RESERVED_AT_ENTRY, CROSS_POOLING_FAMILY_GROSS, CROSS_POOLING_LARGER_SIDE,
    BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE, INSTRUMENT_KIND_INVERSE, MAX_INSTRUMENTS, MAX_RULEBOOK_TIERS,
    MAX_TICK_BUFFER, MAX_TIERS, MAX_TIER_TABLES, NUMBER_ABSENT, REASON_ENUM_UNSPECIFIED, REASON_NONE, REASON_REQUIRED,
    REASON_RULEBOOK_INVALID, REASON_TOO_MANY_ENTRIES, TIER_BASIS_NOTIONAL, TIER_SCHEME_LINEAR_IN_SIZE,
    TRIGGER_STRICTLY_BELOW, VALUE_AT_ENTRY, Number, Text,
)
from marginline_native.reasons cimport (
    enum_known, id_reason, if_given, not_negative_reason, positive_reason, required_id_reason,
)
from marginline_native.rulebook_raw cimport (
    Place, RawInstrument, RawRulebook, RawRules, RulebookFaults, note, place_of,
)
from marginline_native.text_index cimport TextIndex, add_row, find_text, same_text

# AdlScoreFamily's last value.
cdef enum:
    LAST_SCORE_FAMILY = 10


# One at most: the first list that is too long.
cdef void check_limits(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil:
    if rulebook.instrument_count > MAX_INSTRUMENTS:
        note(faults, REASON_TOO_MANY_ENTRIES, place_of(NULL, 0), "instruments")
    elif rulebook.table_count > MAX_TIER_TABLES:
        note(faults, REASON_TOO_MANY_ENTRIES, place_of(NULL, 0), "tier_tables")


cdef void check_tier_limits(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil:
    cdef int32_t row
    for row in range(rulebook.table_count):
        if rulebook.tables[row].tier_count > MAX_TIERS:
            note(faults, REASON_TOO_MANY_ENTRIES, place_of("tier_tables", row), "tiers")
            return
    if rulebook.tier_count > MAX_RULEBOOK_TIERS:
        note(faults, REASON_TOO_MANY_ENTRIES, place_of(NULL, 0), "tier_tables")


# ---- head ----

# Two digits as a number; -1: they are not digits.
cdef int two_digits(const char *at) noexcept nogil:
    if not (c'0' <= at[0] <= c'9' and c'0' <= at[1] <= c'9'):
        return -1
    return (at[0] - c'0') * 10 + at[1] - c'0'


cdef int days_of_month(int year, int month) noexcept nogil:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31


# A day of the calendar, YYYY-MM-DD, from year 1 on.
cdef bint is_date(Text text) noexcept nogil:
    cdef int century, year, month, day
    if text.length != 10 or text.data[4] != c'-' or text.data[7] != c'-':
        return False
    century, year = two_digits(text.data), two_digits(text.data + 2)
    month, day = two_digits(text.data + 5), two_digits(text.data + 8)
    if century < 0 or year < 0 or century + year == 0 or not 1 <= month <= 12:
        return False
    return 1 <= day <= days_of_month(century * 100 + year, month)


cdef void check_enum(RulebookFaults *faults, int32_t value, int32_t last, const char *field) noexcept nogil:
    if not enum_known(value, last):
        note(faults, REASON_ENUM_UNSPECIFIED, place_of(NULL, 0), field)


cdef void check_rules(const RawRules *rules, RulebookFaults *faults) noexcept nogil:
    cdef Place top = place_of(NULL, 0)
    if not rules.present:
        note(faults, REASON_REQUIRED, top, "rules")
        return
    check_enum(faults, rules.tier_scheme, TIER_SCHEME_LINEAR_IN_SIZE, "rules.tier_scheme")
    if rules.tier_basis != 0 or rules.tier_scheme != TIER_SCHEME_LINEAR_IN_SIZE:
        check_enum(faults, rules.tier_basis, TIER_BASIS_NOTIONAL, "rules.tier_basis")
    check_enum(faults, rules.cross_pooling, CROSS_POOLING_LARGER_SIDE, "rules.cross_pooling")
    check_enum(faults, rules.maintenance_value, VALUE_AT_ENTRY, "rules.maintenance_value")
    check_enum(faults, rules.initial_value_isolated, VALUE_AT_ENTRY, "rules.initial_value_isolated")
    check_enum(faults, rules.initial_value_cross, VALUE_AT_ENTRY, "rules.initial_value_cross")
    check_enum(faults, rules.closing_fee, CLOSING_FEE_RESERVED_AT_ENTRY, "rules.closing_fee")
    check_enum(faults, rules.trigger, TRIGGER_STRICTLY_BELOW, "rules.trigger")
    check_enum(faults, rules.bankruptcy_share, BANKRUPTCY_SHARE_PRO_RATA_MAINTENANCE, "rules.bankruptcy_share")
    if rules.tick_buffer > MAX_TICK_BUFFER:
        note(faults, REASON_RULEBOOK_INVALID, top, "rules.tick_buffer")
    note(faults, if_given(rules.warning_ratio, positive_reason(rules.warning_ratio)), top, "rules.warning_ratio")
    check_enum(faults, rules.adl_score_family, LAST_SCORE_FAMILY, "rules.adl_score_family")


cdef void check_head(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil:
    cdef Place top = place_of(NULL, 0)
    note(faults, required_id_reason(rulebook.rulebook_id), top, "rulebook_id")
    note(faults, required_id_reason(rulebook.version), top, "version")
    if rulebook.effective_from.length > 0 and not is_date(rulebook.effective_from):
        note(faults, REASON_RULEBOOK_INVALID, top, "effective_from")
    check_rules(&rulebook.rules, faults)


# ---- instruments ----

# A fraction from 0 to below 1. Absent is well only where no fee is charged.
cdef int32_t fee_reason(Number fee, const RawRules *rules) noexcept nogil:
    cdef int32_t reason
    if fee.status == NUMBER_ABSENT:
        return REASON_NONE if rules.closing_fee == CLOSING_FEE_NONE else REASON_REQUIRED
    reason = not_negative_reason(fee)
    if reason == REASON_NONE and fee.value >= EXACT_UNIT:
        return REASON_RULEBOOK_INVALID
    return reason


cdef int32_t table_reason(const TextIndex *tables, Text table_id) noexcept nogil:
    cdef int32_t reason = required_id_reason(table_id)
    if reason == REASON_NONE and find_text(tables, table_id) < 0:
        return REASON_RULEBOOK_INVALID
    return reason


cdef int32_t tick_reason(const RawInstrument *instrument, const RawRules *rules) noexcept nogil:
    cdef int32_t reason = positive_reason(instrument.tick_size)
    return reason if rules.tick_buffer > 0 else if_given(instrument.tick_size, reason)


# The first instrument of the same family; itself where it is the first or alone.
cdef int32_t first_of_family(const RawRulebook *rulebook, RawIndexes *indexes, int32_t row) noexcept nogil:
    cdef int32_t first
    if rulebook.instruments[row].family.length == 0:
        return row
    first = add_row(&indexes.families, row)
    return row if first < 0 else first


cdef int32_t instrument_id_reason(const RawRulebook *rulebook, RawIndexes *indexes, int32_t row) noexcept nogil:
    cdef int32_t reason = required_id_reason(rulebook.instruments[row].instrument_id)
    if reason == REASON_NONE and add_row(&indexes.instruments, row) >= 0:
        return REASON_RULEBOOK_INVALID
    return reason


cdef Text isolated_table_id(const RawInstrument *instrument) noexcept nogil:
    if instrument.isolated_tier_table_id.length > 0:
        return instrument.isolated_tier_table_id
    return instrument.tier_table_id


# Legs that are added up must be measured alike.
cdef int32_t family_reason(const RawRulebook *rulebook, RawIndexes *indexes, int32_t row) noexcept nogil:
    cdef const RawInstrument *own = &rulebook.instruments[row]
    cdef const RawInstrument *first
    cdef int32_t reason = id_reason(own.family)
    if reason != REASON_NONE or rulebook.rules.cross_pooling != CROSS_POOLING_FAMILY_GROSS:
        return reason
    first = &rulebook.instruments[first_of_family(rulebook, indexes, row)]
    if (
        own.kind == first.kind
        and same_text(own.settlement_currency, first.settlement_currency)
        and same_text(own.tier_table_id, first.tier_table_id)
        and same_text(isolated_table_id(own), isolated_table_id(first))
    ):
        return REASON_NONE
    return REASON_RULEBOOK_INVALID


cdef void check_instrument(
    const RawRulebook *rulebook, RawIndexes *indexes, int32_t row, RulebookFaults *faults
) noexcept nogil:
    cdef const RawInstrument *own = &rulebook.instruments[row]
    cdef Place place = place_of("instruments", row)
    note(faults, instrument_id_reason(rulebook, indexes, row), place, "instrument_id")
    note(faults, family_reason(rulebook, indexes, row), place, "family")
    if not enum_known(own.kind, INSTRUMENT_KIND_INVERSE):
        note(faults, REASON_ENUM_UNSPECIFIED, place, "kind")
    note(faults, id_reason(own.base_currency), place, "base_currency")
    note(faults, id_reason(own.quote_currency), place, "quote_currency")
    note(faults, required_id_reason(own.settlement_currency), place, "settlement_currency")
    note(faults, positive_reason(own.contract_size), place, "contract_size")
    note(faults, tick_reason(own, &rulebook.rules), place, "tick_size")
    note(faults, if_given(own.quantity_step, positive_reason(own.quantity_step)), place, "quantity_step")
    note(faults, fee_reason(own.taker_fee_rate, &rulebook.rules), place, "taker_fee_rate")
    note(faults, table_reason(&indexes.tables, own.tier_table_id), place, "tier_table_id")
    if own.isolated_tier_table_id.length > 0:
        note(faults, table_reason(&indexes.tables, own.isolated_tier_table_id), place, "isolated_tier_table_id")


cdef void check_instruments(const RawRulebook *rulebook, RawIndexes *indexes, RulebookFaults *faults) noexcept nogil:
    cdef int32_t row
    for row in range(rulebook.instrument_count):
        check_instrument(rulebook, indexes, row, faults)


cdef void check_table_id(
    const RawRulebook *rulebook, const TextIndex *tables, int32_t row, RulebookFaults *faults
) noexcept nogil:
    cdef int32_t reason = required_id_reason(rulebook.tables[row].tier_table_id)
    if reason == REASON_NONE and find_text(tables, rulebook.tables[row].tier_table_id) != row:
        reason = REASON_RULEBOOK_INVALID
    note(faults, reason, place_of("tier_tables", row), "tier_table_id")
