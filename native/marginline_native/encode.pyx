# cython: language_level=3
"""Answers about one account: the model into bytes."""
from libc.stdint cimport int32_t, uint32_t
from marginline_native.exact cimport i128
from marginline_native.explain cimport Explanation, explain_position
from marginline_native.model cimport (
    MARGIN_MODE_ISOLATED, VIEW_FULL, VIEW_RISK, WARNING_FIGURE_BEYOND_RANGE, Account, Pool, Position, Rules,
)
from marginline_native.wire cimport (
    WRITER_SLACK, Writer, close_message, open_message, write_decimal, write_figure, write_packed_bits,
    write_present_uint32, write_text, write_uint32,
)

# Most bytes of each, and some more: an id has 64, a decimal has 41, and either has up to 3 before it.
cdef enum:
    POSITION_BYTES = 1024         # two ids, 17 decimals, and little else
    EXPLANATION_BYTES = 512       # 10 decimals
    POOL_BYTES = 640              # a currency and 10 decimals
    TERM_BYTES = 256              # 4 decimals
    STATEMENT_BYTES = 128         # an id, a state, and what frames it all


cdef Shape shape_of_view(int32_t view, bint explain) noexcept nogil:
    cdef Shape shape
    shape.sections = 0
    shape.rows = ROWS_NONE
    shape.explain = explain
    if view == VIEW_RISK or view == VIEW_FULL:
        shape.rows = ROWS_ALL
        shape.sections = SECTION_RATIOS | SECTION_PRICES | (SECTION_FIGURES if view == VIEW_FULL else 0)
    return shape


cdef Shape shape_of_margin_ratio() noexcept nogil:
    cdef Shape shape
    shape.sections = SECTION_RATIOS
    shape.rows = ROWS_ISOLATED
    shape.explain = False
    return shape


cdef inline void write_if(Writer *writer, uint32_t number, i128 value, bint exists) noexcept nogil:
    if exists:
        write_decimal(writer, number, value)


cdef void encode_reference(Writer *writer, const Reference *reference) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 1)
    write_text(writer, 1, reference.rulebook_id)
    write_text(writer, 2, reference.version)
    write_text(writer, 3, reference.content_hash)
    close_message(writer, message)


cdef void encode_explanation(Writer *writer, const Position *position, const Rules *rules) noexcept nogil:
    cdef Explanation explanation = explain_position(position, rules)
    cdef Py_ssize_t message = open_message(writer, 24)
    write_decimal(writer, 1, position.size)
    write_figure(writer, 2, explanation.tier_measure)
    write_figure(writer, 3, explanation.tier_lower_bound)
    write_figure(writer, 4, explanation.tier_upper_bound)
    write_figure(writer, 5, explanation.maintenance_deduction)
    write_figure(writer, 6, explanation.maintenance_value)
    write_figure(writer, 7, explanation.initial_value)
    write_figure(writer, 8, explanation.initial_leverage)
    write_figure(writer, 9, explanation.initial_margin_rate)
    write_figure(writer, 10, explanation.taker_fee_rate)
    close_message(writer, message)


cdef void encode_figures(Writer *writer, const Position *position) noexcept nogil:
    write_decimal(writer, 5, position.notional)
    write_decimal(writer, 6, position.unrealized_pnl)
    write_figure(writer, 7, position.return_on_margin)
    write_if(writer, 8, position.initial_margin, position.has_initial_margin)
    write_decimal(writer, 9, position.maintenance_margin)
    write_decimal(writer, 10, position.closing_fee)
    write_present_uint32(writer, 11, <uint32_t>position.tier + 1)
    write_decimal(writer, 12, position.maintenance_margin_rate)


# What an isolated position has of its own: between FULL figures, so that the order of field numbers is kept.
cdef void encode_isolated(Writer *writer, const Position *position, Shape shape) noexcept nogil:
    cdef bint full = shape.sections & SECTION_FIGURES != 0
    write_if(writer, 13, position.isolated_margin.value, full)
    if shape.sections & SECTION_RATIOS:
        write_decimal(writer, 14, position.equity)
        write_figure(writer, 15, position.margin_ratio)
        write_figure(writer, 16, position.margin_usage)
        write_present_uint32(writer, 17, <uint32_t>position.state)
    write_if(writer, 18, position.isolated_margin.value, full)


cdef void encode_prices(Writer *writer, const Position *position) noexcept nogil:
    write_figure(writer, 19, position.liquidation_price)
    write_figure(writer, 20, position.other_liquidation_price)
    write_figure(writer, 21, position.bankruptcy_price)
    write_figure(writer, 22, position.liquidation_distance)


# A figure beyond the range is warned of only where it would have stood.
cdef uint32_t position_warnings(const Position *position, Shape shape) noexcept nogil:
    cdef bint beyond = (
        shape.sections & SECTION_RATIOS and position.ratio_beyond_range
        or shape.sections & SECTION_PRICES and position.price_beyond_range
        or shape.sections & SECTION_FIGURES and position.return_beyond_range
    )
    return position.warnings | <uint32_t>beyond << WARNING_FIGURE_BEYOND_RANGE


cdef void encode_position(
    Writer *writer, uint32_t number, const Position *position, const Rules *rules, Shape shape
) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, number)
    write_text(writer, 1, position.position_id)
    write_text(writer, 2, position.instrument_id)
    write_uint32(writer, 3, <uint32_t>position.side)
    write_decimal(writer, 4, position.mark_price)
    if shape.sections & SECTION_FIGURES:
        encode_figures(writer, position)
    if position.margin_mode == MARGIN_MODE_ISOLATED:
        encode_isolated(writer, position, shape)
    if shape.sections & SECTION_PRICES:
        encode_prices(writer, position)
    write_packed_bits(writer, 23, position_warnings(position, shape))
    if shape.explain:
        encode_explanation(writer, position, rules)
    close_message(writer, message)


cdef void encode_term(Writer *writer, uint32_t index, const Position *position) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 14)
    write_uint32(writer, 1, index)
    write_decimal(writer, 2, position.unrealized_pnl)
    write_if(writer, 3, position.initial_margin, position.has_initial_margin)
    write_decimal(writer, 4, position.maintenance_margin)
    write_decimal(writer, 5, position.closing_fee)
    close_message(writer, message)


# Stops at the last of the pool's positions.
cdef void encode_terms(Writer *writer, const Account *account, int32_t row) noexcept nogil:
    cdef int32_t left = account.pools[row].position_count, index = 0
    while left > 0 and index < account.position_count:
        if account.positions[index].pool == row:
            encode_term(writer, <uint32_t>index, &account.positions[index])
            left -= 1
        index += 1


cdef void encode_pool(Writer *writer, const Account *account, int32_t row, Shape shape) noexcept nogil:
    cdef const Pool *pool = &account.pools[row]
    cdef bint full = shape.sections & SECTION_FIGURES != 0
    cdef bint beyond = pool.ratio_beyond_range or full and pool.leverage_beyond_range
    cdef Py_ssize_t message = open_message(writer, 3)
    write_text(writer, 1, account.balances[row].currency)
    write_uint32(writer, 2, <uint32_t>pool.state)
    write_decimal(writer, 3, account.balances[row].wallet_balance.value)
    write_if(writer, 4, pool.unrealized_pnl, full)
    write_decimal(writer, 5, pool.equity)
    write_if(writer, 6, pool.initial_margin, full)
    write_decimal(writer, 7, pool.maintenance_margin)
    write_decimal(writer, 8, pool.closing_fee)
    write_if(writer, 9, pool.available_margin, full)
    write_figure(writer, 10, pool.margin_ratio)
    write_figure(writer, 11, pool.margin_usage)
    if full:
        write_figure(writer, 12, pool.effective_leverage)
    write_packed_bits(writer, 13, <uint32_t>beyond << WARNING_FIGURE_BEYOND_RANGE)
    if shape.explain:
        encode_terms(writer, account, row)
    close_message(writer, message)


cdef void encode_statement(Writer *writer, const Account *account, const Rules *rules, Shape shape) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 2)
    cdef const Position *position
    cdef int32_t row
    write_text(writer, 1, account.account_id)
    write_uint32(writer, 2, <uint32_t>account.state)
    for row in range(account.balance_count):
        encode_pool(writer, account, row, shape)
    for row in range(account.position_count if shape.rows != ROWS_NONE else 0):
        position = &account.positions[row]
        if shape.rows == ROWS_ALL or position.margin_mode == MARGIN_MODE_ISOLATED:
            encode_position(writer, 4, position, rules, shape)
    close_message(writer, message)


cdef void encode_statement_response(
    Writer *writer, const Reference *reference, const Account *account, const Rules *rules, Shape shape
) noexcept nogil:
    encode_reference(writer, reference)
    encode_statement(writer, account, rules, shape)


cdef void encode_liquidation_response(
    Writer *writer, const Reference *reference, const Account *account, const Rules *rules
) noexcept nogil:
    cdef Shape shape
    cdef int32_t row
    shape.sections = SECTION_PRICES
    shape.rows = ROWS_ALL
    shape.explain = False
    encode_reference(writer, reference)
    write_text(writer, 2, account.account_id)
    for row in range(account.position_count):
        encode_position(writer, 3, &account.positions[row], rules, shape)


cdef Py_ssize_t reference_bound(const Reference *reference) noexcept nogil:
    return <Py_ssize_t>reference.rulebook_id.length + reference.version.length + reference.content_hash.length + 64


# Of an account that was validated, so that its ids are within their limit.
cdef Py_ssize_t statement_bound(const Account *account, Shape shape) noexcept nogil:
    cdef Py_ssize_t bytes_per_position = POSITION_BYTES if shape.rows != ROWS_NONE else 0
    if shape.explain:
        bytes_per_position += TERM_BYTES + EXPLANATION_BYTES
    return (
        STATEMENT_BYTES + WRITER_SLACK + account.balance_count * <Py_ssize_t>POOL_BYTES
        + account.position_count * bytes_per_position
    )
