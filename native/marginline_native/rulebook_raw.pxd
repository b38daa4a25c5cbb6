# A rulebook as sent: decoded, nothing checked but its wire form and its limits. Text is borrowed from the message.
from libc.stdint cimport int32_t, uint32_t
from marginline_native.model cimport MAX_VIOLATIONS, Number, Text
from marginline_native.wire cimport Cursor

cdef struct RawRules:
    bint present
    int32_t tier_scheme
    int32_t tier_basis
    int32_t cross_pooling
    int32_t maintenance_value
    int32_t initial_value_isolated
    int32_t initial_value_cross
    int32_t closing_fee
    int32_t trigger
    int32_t bankruptcy_share
    uint32_t tick_buffer
    Number warning_ratio
    int32_t adl_score_family

cdef struct RawInstrument:
    Text instrument_id
    Text family
    int32_t kind
    Text base_currency
    Text quote_currency
    Text settlement_currency
    Number contract_size
    Number tick_size
    Number quantity_step
    Number taker_fee_rate
    Text tier_table_id
    Text isolated_tier_table_id

cdef struct RawTier:
    Number upper_bound
    Number maintenance_margin_rate
    Number initial_margin_rate
    Number max_leverage
    Number maintenance_deduction

# Its tiers are decoded once more when they are compiled, a table at a time: raw, they are many times their message.
cdef struct RawTable:
    Text tier_table_id
    Cursor message
    int32_t tier_count
    Number maintenance_fraction_of_initial
    Number rate_slope

cdef struct RawRulebook:
    Text rulebook_id
    Text version
    Text effective_from
    RawRules rules
    RawInstrument *instruments    # NULL while they are counted
    RawTable *tables              # NULL while they are counted
    int32_t instrument_count
    int32_t table_count
    int32_t tier_count            # of all tables

# Where a fault is: list[row].inner[inner_row].field; NULL: that part is not there.
cdef struct Place:
    const char *list
    int32_t row
    const char *inner
    int32_t inner_row

cdef struct RulebookFault:
    int32_t reason
    Place place
    const char *field

cdef struct RulebookFaults:
    int32_t count
    RulebookFault entry[MAX_VIOLATIONS]


cdef inline void note(RulebookFaults *faults, int32_t reason, Place place, const char *field) noexcept nogil:
    if reason == 0 or faults.count >= MAX_VIOLATIONS:
        return
    faults.entry[faults.count].reason = reason
    faults.entry[faults.count].place = place
    faults.entry[faults.count].field = field
    faults.count += 1


# Row `row` of a list; or the top, where list is NULL.
cdef inline Place place_of(const char *list, int32_t row) noexcept nogil:
    cdef Place place
    place.list = list
    place.row = row
    place.inner = NULL
    place.inner_row = 0
    return place
