# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Checks of marks and accounts against a rulebook. Linear in what they are given, whatever it holds."""
from libc.stdint cimport int32_t, uint32_t, uint64_t
from libc.string cimport memset
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, exact_multiply_exactly, i128, wide, wide_compare, wide_divide, wide_of, wide_product,
    wide_times,
)
from marginline_native.model cimport (
    MARGIN_MODE_ABSENT, MARGIN_MODE_CROSS, MARGIN_MODE_ISOLATED, REASON_BALANCE_MISSING, REASON_DUPLICATE_BALANCE,
    REASON_DUPLICATE_MARK_PRICE, REASON_DUPLICATE_POSITION, REASON_ENUM_UNSPECIFIED, REASON_MARK_PRICE_MISSING,
    REASON_NONE, REASON_OUT_OF_RANGE, REASON_PRECISION_EXCEEDED, REASON_REQUIRED, REASON_UNKNOWN_INSTRUMENT,
    SIDE_SHORT, VIEW_FULL, Account, Balance, Mark, Number, Position, RawMark, Violations,
)
from marginline_native.reasons cimport (
    enum_known, id_reason, if_given, not_negative_reason, number_reason, positive_reason, required_id_reason,
)
from marginline_native.report cimport report, report_row
from marginline_native.rulebook cimport CompiledRulebook, find_instrument
from marginline_native.text_index cimport (
    HashKey, SipState, TextIndex, add_row, find_hashed, same_text, sip_finish, sip_start, sip_text, sip_word, slots_for,
    text_index,
)


cdef inline void note(
    Violations *violations, int32_t reason, const char *rows, int32_t row, const char *field
) noexcept nogil:
    if reason != REASON_NONE:
        report_row(violations, reason, rows, row, field)


# ---- marks ----

# Sets the mark unless an earlier one names the same instrument. A price at fault counts as given.
cdef int32_t take_mark(const RawMark *raw, Mark *mark, uint64_t stamp) noexcept nogil:
    if mark.stamp == stamp:
        return REASON_DUPLICATE_MARK_PRICE
    mark.stamp = stamp
    mark.price = raw.price.value
    return REASON_NONE


# Of an instrument that the rulebook does not have: compared with the others alone.
cdef int32_t foreign_mark_reason(TextIndex *foreign, const RawMark *raw, int32_t row) noexcept nogil:
    cdef int32_t reason = required_id_reason(raw.instrument_id)
    if reason == REASON_NONE and add_row(foreign, row) >= 0:
        return REASON_DUPLICATE_MARK_PRICE
    return reason


cdef void validate_marks(
    const RawMark *raw, int32_t count, const CompiledRulebook *rulebook, ValidateScratch *scratch,
    Violations *violations
) noexcept nogil:
    cdef TextIndex foreign
    cdef bint has_foreign = False
    cdef int32_t row, found, reason
    scratch.stamp += 1
    for row in range(count):
        found = find_instrument(rulebook, raw[row].instrument_id)
        if found >= 0:
            reason = take_mark(&raw[row], &scratch.marks[found], scratch.stamp)
        else:
            if not has_foreign:
                foreign = text_index(
                    rulebook.index.key, &raw.instrument_id, sizeof(RawMark), scratch.mark_slots, count)
                has_foreign = True
            reason = foreign_mark_reason(&foreign, &raw[row], row)
        note(violations, reason, "mark_prices", row, "instrument_id")
        note(violations, positive_reason(raw[row].price), "mark_prices", row, "price")


# ---- account ----

cdef void validate_balances(Account *account, TextIndex *currencies, Violations *violations) noexcept nogil:
    cdef int32_t row, reason
    for row in range(account.balance_count):
        reason = required_id_reason(account.balances[row].currency)
        if reason == REASON_NONE and add_row(currencies, row) >= 0:
            reason = REASON_DUPLICATE_BALANCE
        note(violations, reason, "balances", row, "currency")
        note(violations, number_reason(account.balances[row].wallet_balance), "balances", row, "wallet_balance")


# An id that the rulebook knows is well formed.
cdef int32_t resolve_instrument(Position *position, const CompiledRulebook *rulebook) noexcept nogil:
    cdef int32_t reason
    position.instrument = NULL
    position.instrument_index = find_instrument(rulebook, position.instrument_id)
    if position.instrument_index < 0:
        reason = required_id_reason(position.instrument_id)
        return REASON_UNKNOWN_INSTRUMENT if reason == REASON_NONE else reason
    position.instrument = &rulebook.instruments[position.instrument_index]
    position.table = position.instrument.cross_table
    if position.margin_mode == MARGIN_MODE_ISOLATED:
        position.table = position.instrument.isolated_table
    return REASON_NONE


cdef int32_t resolve_side(Position *position) noexcept nogil:
    position.sign = -1 if position.side == SIDE_SHORT else 1
    return REASON_NONE if enum_known(position.side, SIDE_SHORT) else REASON_ENUM_UNSPECIFIED


# A size that is both inexact and beyond the range is too precise first.
cdef int32_t beyond_range_reason(i128 quantity, i128 contract_size) noexcept nogil:
    cdef wide product = wide_product(quantity, contract_size)
    cdef wide whole = wide_times(wide_divide(product, wide_of(EXACT_UNIT), ROUND_DOWN), EXACT_UNIT)
    return REASON_OUT_OF_RANGE if wide_compare(whole, product) == 0 else REASON_PRECISION_EXCEEDED


# size = quantity x contract_size, exact.
cdef int32_t resolve_size(Position *position) noexcept nogil:
    cdef int32_t reason = positive_reason(position.quantity)
    cdef int outcome
    if reason != REASON_NONE or position.instrument == NULL:
        return reason
    outcome = exact_multiply_exactly(position.quantity.value, position.instrument.contract_size, &position.size)
    if outcome == 0:
        return REASON_NONE
    if outcome == 1:
        return REASON_PRECISION_EXCEEDED
    return beyond_range_reason(position.quantity.value, position.instrument.contract_size)


cdef int32_t resolve_mark(Position *position, const ValidateScratch *scratch) noexcept nogil:
    cdef const Mark *mark
    if position.instrument == NULL:
        return REASON_NONE
    mark = &scratch.marks[position.instrument_index]
    position.mark_price = mark.price
    return REASON_NONE if mark.stamp == scratch.stamp else REASON_MARK_PRICE_MISSING


cdef int32_t resolve_pool(Position *position, const TextIndex *currencies) noexcept nogil:
    position.pool = -1
    if position.margin_mode != MARGIN_MODE_CROSS or position.instrument == NULL:
        return REASON_NONE
    position.pool = find_hashed(
        currencies, position.instrument.settlement_currency, position.instrument.settlement_hash)
    return REASON_NONE if position.pool >= 0 else REASON_BALANCE_MISSING


cdef void validate_margin(const Position *position, int32_t row, Violations *violations) noexcept nogil:
    if position.margin_mode == MARGIN_MODE_ABSENT:
        report_row(violations, REASON_REQUIRED, "positions", row, "margin")
    elif position.margin_mode == MARGIN_MODE_ISOLATED:
        note(violations, not_negative_reason(position.isolated_margin), "positions", row, "isolated.margin")


# ---- positions of one key ----

# Borrows slots as an index does (text_index.pxd), but a key has four parts.
cdef struct PositionKeys:
    HashKey key
    int32_t *slots
    uint32_t mask


cdef PositionKeys position_keys(HashKey key, int32_t *slots, int32_t count) noexcept nogil:
    cdef PositionKeys made
    made.key = key
    made.slots = slots
    made.mask = slots_for(count) - 1
    memset(slots, 0xff, (made.mask + 1) * sizeof(int32_t))
    return made


cdef uint64_t hash_position(HashKey key, const Position *position) noexcept nogil:
    cdef SipState state = sip_start(key)
    cdef uint64_t named = <uint64_t>position.instrument_index << 8 | <uint64_t>position.side << 4
    sip_word(&state, named | <uint64_t>position.margin_mode)
    if position.position_id.length > 0:
        sip_text(&state, position.position_id)
    return sip_finish(&state)


cdef bint same_key(const Position *one, const Position *other) noexcept nogil:
    return (
        one.instrument_index == other.instrument_index and one.side == other.side
        and one.margin_mode == other.margin_mode and same_text(one.position_id, other.position_id)
    )


# Only keys of which every part is good are compared.
cdef bint has_key(const Position *position) noexcept nogil:
    return (
        position.instrument != NULL and enum_known(position.side, SIDE_SHORT)
        and position.margin_mode != MARGIN_MODE_ABSENT and id_reason(position.position_id) == REASON_NONE
    )


cdef int32_t key_reason(PositionKeys *keys, const Account *account, int32_t row) noexcept nogil:
    cdef uint32_t slot
    if not has_key(&account.positions[row]):
        return REASON_NONE
    slot = <uint32_t>hash_position(keys.key, &account.positions[row]) & keys.mask
    while keys.slots[slot] >= 0:
        if same_key(&account.positions[keys.slots[slot]], &account.positions[row]):
            return REASON_DUPLICATE_POSITION
        slot = (slot + 1) & keys.mask
    keys.slots[slot] = row
    return REASON_NONE


cdef void validate_position(
    Position *position, int32_t row, const CompiledRulebook *rulebook, const TextIndex *currencies,
    const ValidateScratch *scratch, Violations *violations
) noexcept nogil:
    note(violations, id_reason(position.position_id), "positions", row, "position_id")
    note(violations, resolve_instrument(position, rulebook), "positions", row, "instrument_id")
    note(violations, resolve_side(position), "positions", row, "side")
    note(violations, resolve_size(position), "positions", row, "quantity")
    note(violations, positive_reason(position.entry_price), "positions", row, "entry_price")
    note(violations, if_given(position.leverage, positive_reason(position.leverage)), "positions", row, "leverage")
    validate_margin(position, row, violations)
    note(violations, resolve_mark(position, scratch), "positions", row, "mark_price")
    note(violations, resolve_pool(position, currencies), "positions", row, "wallet_balance")


cdef void validate_account(
    Account *account, const CompiledRulebook *rulebook, ValidateScratch *scratch, Violations *violations
) noexcept nogil:
    cdef TextIndex currencies = text_index(
        rulebook.index.key, &account.balances[0].currency, sizeof(Balance), scratch.balance_slots,
        account.balance_count)
    cdef PositionKeys keys = position_keys(rulebook.index.key, scratch.position_slots, account.position_count)
    cdef int32_t row
    note(violations, id_reason(account.account_id), NULL, 0, "account_id")
    validate_balances(account, &currencies, violations)
    for row in range(account.position_count):
        validate_position(&account.positions[row], row, rulebook, &currencies, scratch, violations)
        note(violations, key_reason(&keys, account, row), "positions", row, NULL)


# ---- the rest of a request ----

cdef void validate_view(int32_t view, Violations *violations) noexcept nogil:
    if view != 0 and not enum_known(view, VIEW_FULL):
        report(violations, REASON_ENUM_UNSPECIFIED, "view")


cdef void validate_threshold(Number report_at_or_below, Violations *violations) noexcept nogil:
    note(violations, if_given(report_at_or_below, number_reason(report_at_or_below)), NULL, 0, "report_at_or_below")
