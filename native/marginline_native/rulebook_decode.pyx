# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""From the wire bytes of a Rulebook to raw structs. Field numbers are those of rulebook.proto."""
from libc.stdint cimport int32_t, uint32_t
from libc.string cimport memset
from marginline_native.model cimport Text
from marginline_native.rulebook_raw cimport RawInstrument, RawRulebook, RawRules, RawTable, RawTier, place_of
from marginline_native.wire cimport (
    Cursor, read_decimal, read_enum, read_message, read_optional_decimal, read_tag, read_text, read_uint32, skip_field,
)


# Each reader of a field names it before it reads it, so that a caller who is refused knows which one it was.
cdef int read_rules_field(Cursor *cursor, uint32_t tag, RawRules *rules, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 10:
        field[0] = "rules.tick_buffer"
        return read_uint32(cursor, tag, &rules.tick_buffer)
    if number == 11:
        field[0] = "rules.warning_ratio"
        return read_optional_decimal(cursor, tag, &rules.warning_ratio)
    if number == 12:
        field[0] = "rules.adl_score_family"
        return read_enum(cursor, tag, &rules.adl_score_family)
    if number == 7:
        field[0] = "rules.closing_fee"
        return read_enum(cursor, tag, &rules.closing_fee)
    if number == 8:
        field[0] = "rules.trigger"
        return read_enum(cursor, tag, &rules.trigger)
    if number == 9:
        field[0] = "rules.bankruptcy_share"
        return read_enum(cursor, tag, &rules.bankruptcy_share)
    return read_value_rule(cursor, tag, rules, field)


cdef int read_value_rule(Cursor *cursor, uint32_t tag, RawRules *rules, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 1:
        field[0] = "rules.tier_scheme"
        return read_enum(cursor, tag, &rules.tier_scheme)
    if number == 2:
        field[0] = "rules.tier_basis"
        return read_enum(cursor, tag, &rules.tier_basis)
    if number == 3:
        field[0] = "rules.cross_pooling"
        return read_enum(cursor, tag, &rules.cross_pooling)
    if number == 4:
        field[0] = "rules.maintenance_value"
        return read_enum(cursor, tag, &rules.maintenance_value)
    if number == 5:
        field[0] = "rules.initial_value_isolated"
        return read_enum(cursor, tag, &rules.initial_value_isolated)
    if number == 6:
        field[0] = "rules.initial_value_cross"
        return read_enum(cursor, tag, &rules.initial_value_cross)
    return skip_field(cursor, tag)


cdef int decode_rules(Cursor cursor, RawRules *rules, const char **field) noexcept nogil:
    cdef uint32_t tag
    if rules.present:  # a singular message twice
        return -1
    rules.present = True
    while cursor.at < cursor.end:
        field[0] = "rules"
        if read_tag(&cursor, &tag) or read_rules_field(&cursor, tag, rules, field):
            return -1
    return 0


cdef int read_instrument_text(Cursor *cursor, uint32_t tag, RawInstrument *out, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 2:
        field[0] = "family"
        return read_text(cursor, tag, &out.family)
    if number == 4:
        field[0] = "base_currency"
        return read_text(cursor, tag, &out.base_currency)
    if number == 5:
        field[0] = "quote_currency"
        return read_text(cursor, tag, &out.quote_currency)
    if number == 6:
        field[0] = "settlement_currency"
        return read_text(cursor, tag, &out.settlement_currency)
    if number == 11:
        field[0] = "tier_table_id"
        return read_text(cursor, tag, &out.tier_table_id)
    if number == 12:
        field[0] = "isolated_tier_table_id"
        return read_text(cursor, tag, &out.isolated_tier_table_id)
    return skip_field(cursor, tag)


cdef int read_instrument_field(Cursor *cursor, uint32_t tag, RawInstrument *out, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 1:
        field[0] = "instrument_id"
        return read_text(cursor, tag, &out.instrument_id)
    if number == 3:
        field[0] = "kind"
        return read_enum(cursor, tag, &out.kind)
    if number == 7:
        field[0] = "contract_size"
        return read_decimal(cursor, tag, &out.contract_size)
    if number == 8:
        field[0] = "tick_size"
        return read_optional_decimal(cursor, tag, &out.tick_size)
    if number == 9:
        field[0] = "quantity_step"
        return read_optional_decimal(cursor, tag, &out.quantity_step)
    if number == 10:
        field[0] = "taker_fee_rate"
        return read_optional_decimal(cursor, tag, &out.taker_fee_rate)
    return read_instrument_text(cursor, tag, out, field)


cdef int decode_instrument(Cursor cursor, RawInstrument *out, const char **field) noexcept nogil:
    cdef uint32_t tag
    memset(out, 0, sizeof(RawInstrument))
    while cursor.at < cursor.end:
        field[0] = NULL
        if read_tag(&cursor, &tag) or read_instrument_field(&cursor, tag, out, field):
            return -1
    return 0


cdef int read_tier_field(Cursor *cursor, uint32_t tag, RawTier *tier, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 1:
        field[0] = "upper_bound"
        return read_optional_decimal(cursor, tag, &tier.upper_bound)
    if number == 2:
        field[0] = "maintenance_margin_rate"
        return read_optional_decimal(cursor, tag, &tier.maintenance_margin_rate)
    if number == 3:
        field[0] = "initial_margin_rate"
        return read_optional_decimal(cursor, tag, &tier.initial_margin_rate)
    if number == 4:
        field[0] = "max_leverage"
        return read_optional_decimal(cursor, tag, &tier.max_leverage)
    if number == 5:
        field[0] = "maintenance_deduction"
        return read_optional_decimal(cursor, tag, &tier.maintenance_deduction)
    return skip_field(cursor, tag)


cdef int decode_tier(Cursor cursor, RawTier *tier, const char **field) noexcept nogil:
    cdef uint32_t tag
    memset(tier, 0, sizeof(RawTier))
    while cursor.at < cursor.end:
        field[0] = NULL
        if read_tag(&cursor, &tag) or read_tier_field(&cursor, tag, tier, field):
            return -1
    return 0


cdef int read_tier(Cursor *cursor, uint32_t tag, RawTable *table, Broken *broken) noexcept nogil:
    cdef Cursor inside
    cdef RawTier tier
    broken.field = "tiers"
    if read_message(cursor, tag, &inside):
        return -1
    broken.place.inner = "tiers"
    broken.place.inner_row = table.tier_count
    table.tier_count += 1
    if decode_tier(inside, &tier, &broken.field):
        return -1
    broken.place.inner = NULL
    return 0


cdef int read_table_field(Cursor *cursor, uint32_t tag, RawTable *table, Broken *broken) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 1:
        broken.field = "tier_table_id"
        return read_text(cursor, tag, &table.tier_table_id)
    if number == 2:
        return read_tier(cursor, tag, table, broken)
    if number == 3:
        broken.field = "maintenance_fraction_of_initial"
        return read_optional_decimal(cursor, tag, &table.maintenance_fraction_of_initial)
    if number == 4:
        broken.field = "rate_slope"
        return read_optional_decimal(cursor, tag, &table.rate_slope)
    return skip_field(cursor, tag)


cdef int decode_table(Cursor cursor, RawTable *table, Broken *broken) noexcept nogil:
    cdef uint32_t tag
    memset(table, 0, sizeof(RawTable))
    table.message = cursor
    while cursor.at < cursor.end:
        broken.field = NULL
        if read_tag(&cursor, &tag) or read_table_field(&cursor, tag, table, broken):
            return -1
    return 0


cdef void decode_tiers(const RawTable *table, RawTier *tiers) noexcept nogil:
    cdef Cursor cursor = table.message
    cdef Cursor inside
    cdef uint32_t tag
    cdef int32_t row = 0
    cdef const char *field
    while cursor.at < cursor.end and not read_tag(&cursor, &tag):
        if tag >> 3 != 2:
            skip_field(&cursor, tag)
        elif not read_message(&cursor, tag, &inside):
            decode_tier(inside, &tiers[row], &field)
            row += 1


cdef int read_instrument(Cursor *cursor, uint32_t tag, RawRulebook *rulebook, Broken *broken) noexcept nogil:
    cdef Cursor inside
    cdef RawInstrument instrument
    broken.field = "instruments"
    if read_message(cursor, tag, &inside):
        return -1
    broken.place = place_of("instruments", rulebook.instrument_count)
    if decode_instrument(inside, &instrument, &broken.field):
        return -1
    if rulebook.instruments != NULL:
        rulebook.instruments[rulebook.instrument_count] = instrument
    rulebook.instrument_count += 1
    return 0


cdef int read_table(Cursor *cursor, uint32_t tag, RawRulebook *rulebook, Broken *broken) noexcept nogil:
    cdef Cursor inside
    cdef RawTable table
    broken.field = "tier_tables"
    if read_message(cursor, tag, &inside):
        return -1
    broken.place = place_of("tier_tables", rulebook.table_count)
    if decode_table(inside, &table, broken):
        return -1
    if rulebook.tables != NULL:
        rulebook.tables[rulebook.table_count] = table
    rulebook.table_count += 1
    rulebook.tier_count += table.tier_count
    return 0


cdef int read_rulebook_field(Cursor *cursor, uint32_t tag, RawRulebook *rulebook, Broken *broken) noexcept nogil:
    cdef uint32_t number = tag >> 3
    cdef Cursor inside
    cdef Text source
    if number == 6:
        return read_instrument(cursor, tag, rulebook, broken)
    if number == 7:
        return read_table(cursor, tag, rulebook, broken)
    if number == 5:
        broken.field = "rules"
        return -1 if read_message(cursor, tag, &inside) else decode_rules(inside, &rulebook.rules, &broken.field)
    if number == 1:
        broken.field = "rulebook_id"
        return read_text(cursor, tag, &rulebook.rulebook_id)
    if number == 2:
        broken.field = "version"
        return read_text(cursor, tag, &rulebook.version)
    if number == 3:
        broken.field = "source"
        return read_text(cursor, tag, &source)
    if number == 4:
        broken.field = "effective_from"
        return read_text(cursor, tag, &rulebook.effective_from)
    return skip_field(cursor, tag)


cdef int decode_rulebook(Cursor message, RawRulebook *rulebook, Broken *broken) noexcept nogil:
    cdef uint32_t tag
    cdef RawInstrument *instruments = rulebook.instruments
    cdef RawTable *tables = rulebook.tables
    memset(rulebook, 0, sizeof(RawRulebook))
    rulebook.instruments = instruments
    rulebook.tables = tables
    while message.at < message.end:
        broken.place = place_of(NULL, 0)
        broken.field = NULL
        if read_tag(&message, &tag) or read_rulebook_field(&message, tag, rulebook, broken):
            return -1
    return 0
