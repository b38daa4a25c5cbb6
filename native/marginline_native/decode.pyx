# cython: language_level=3
"""Requests that carry accounts: bytes into the model."""
# A message's decoder returns 0, or -1 and in `field` the path of the innermost field it was in; NULL: none it knows.
from libc.stdint cimport int32_t, uint8_t, uint32_t
from marginline_native.model cimport (
    MARGIN_MODE_ABSENT, MARGIN_MODE_CROSS, MARGIN_MODE_ISOLATED, MAX_ACCOUNTS, MAX_BALANCES, MAX_MARKS, MAX_POSITIONS,
    NUMBER_ABSENT, REASON_MESSAGE_MALFORMED, REASON_TOO_MANY_ACCOUNTS, REASON_TOO_MANY_ENTRIES,
    REASON_TOO_MANY_POSITIONS, Account, Balance, MarginMode, Number, Position, Violations,
)
from marginline_native.report cimport report_row
from marginline_native.wire cimport (
    Cursor, cursor_over, no_text, read_bool, read_decimal, read_enum, read_message, read_optional_decimal, read_tag,
    read_text, skip_field,
)


cdef Decoded refuse(
    Violations *violations, Decoded outcome, int32_t reason, const char *list, int32_t row, const char *field
) noexcept nogil:
    violations.count = 0
    report_row(violations, reason, list, row, field)
    return outcome


cdef inline Number no_number() noexcept nogil:
    cdef Number number
    number.value = 0
    number.status = NUMBER_ABSENT
    return number


# Row of a list that may be longer than its limit: the rows past it are still read, into the last place, since malformed
# bytes there come before the limit.
cdef inline int32_t place(int32_t count, int32_t limit) noexcept nogil:
    return count if count < limit else limit - 1


cdef int decode_balance(Cursor message, Balance *balance, const char **field) noexcept nogil:
    cdef uint32_t tag = 0
    balance.currency = no_text()
    balance.wallet_balance = no_number()
    while message.at < message.end:
        field[0] = NULL
        if read_tag(&message, &tag):
            return -1
        if tag >> 3 == 1:
            field[0] = "currency"
            if read_text(&message, tag, &balance.currency):
                return -1
        elif tag >> 3 == 2:
            field[0] = "wallet_balance"
            if read_decimal(&message, tag, &balance.wallet_balance):
                return -1
        elif skip_field(&message, tag):
            return -1
    return 0


# Isolated, whose one field is margin, or Cross, which has none. A second one, of either kind, is refused.
cdef int decode_margin(
    Cursor *message, uint32_t tag, MarginMode mode, Position *position, const char **field
) noexcept nogil:
    cdef Cursor inside
    field[0] = "isolated" if mode == MARGIN_MODE_ISOLATED else "cross"
    if position.margin_mode != MARGIN_MODE_ABSENT or read_message(message, tag, &inside):
        return -1
    position.margin_mode = mode
    while inside.at < inside.end:
        if read_tag(&inside, &tag):
            return -1
        if tag >> 3 == 1 and mode == MARGIN_MODE_ISOLATED:
            field[0] = "isolated.margin"
            if read_decimal(&inside, tag, &position.isolated_margin):
                return -1
        elif skip_field(&inside, tag):
            return -1
    return 0


cdef void clear_position(Position *position) noexcept nogil:
    position.position_id = no_text()
    position.instrument_id = no_text()
    position.side = 0
    position.margin_mode = MARGIN_MODE_ABSENT
    position.quantity = no_number()
    position.entry_price = no_number()
    position.leverage = no_number()
    position.isolated_margin = no_number()


cdef int decode_position_field(
    Cursor *message, uint32_t tag, Position *position, const char **field
) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 1:
        field[0] = "position_id"
        return read_text(message, tag, &position.position_id)
    elif number == 2:
        field[0] = "instrument_id"
        return read_text(message, tag, &position.instrument_id)
    elif number == 3:
        field[0] = "side"
        return read_enum(message, tag, &position.side)
    elif number == 4:
        field[0] = "quantity"
        return read_decimal(message, tag, &position.quantity)
    elif number == 5:
        field[0] = "entry_price"
        return read_decimal(message, tag, &position.entry_price)
    elif number == 6:
        field[0] = "leverage"
        return read_optional_decimal(message, tag, &position.leverage)
    elif number == 7:
        return decode_margin(message, tag, MARGIN_MODE_ISOLATED, position, field)
    elif number == 8:
        return decode_margin(message, tag, MARGIN_MODE_CROSS, position, field)
    return skip_field(message, tag)


cdef int decode_position(Cursor message, Position *position, const char **field) noexcept nogil:
    cdef uint32_t tag = 0
    clear_position(position)
    while message.at < message.end:
        field[0] = NULL
        if read_tag(&message, &tag) or decode_position_field(&message, tag, position, field):
            return -1
    return 0


cdef Decoded account_limits(const Account *account, Violations *violations) noexcept nogil:
    if account.balance_count > MAX_BALANCES:
        return refuse(violations, DECODED_OVER_LIMIT, REASON_TOO_MANY_ENTRIES, NULL, 0, "balances")
    if account.position_count > MAX_POSITIONS:
        return refuse(violations, DECODED_OVER_LIMIT, REASON_TOO_MANY_POSITIONS, NULL, 0, "positions")
    return DECODED_GOOD


cdef Decoded decode_account(Cursor message, Account *account, Violations *violations) noexcept nogil:
    cdef uint32_t tag = 0
    cdef Cursor inside
    cdef const char *field = NULL
    cdef int32_t row
    account.account_id = no_text()
    account.balance_count = account.position_count = 0
    while message.at < message.end:
        field = NULL
        if read_tag(&message, &tag):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, NULL)
        if tag >> 3 == 3:
            row = account.position_count
            if read_message(&message, tag, &inside) or decode_position(
                    inside, &account.positions[place(row, MAX_POSITIONS)], &field):
                return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, "positions", row, field)
            account.position_count += 1
        elif tag >> 3 == 2:
            row = account.balance_count
            if read_message(&message, tag, &inside) or decode_balance(
                    inside, &account.balances[place(row, MAX_BALANCES)], &field):
                return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, "balances", row, field)
            account.balance_count += 1
        elif tag >> 3 == 1:
            if read_text(&message, tag, &account.account_id):
                return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, "account_id")
        elif skip_field(&message, tag):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, NULL)
    return account_limits(account, violations)


cdef int32_t find_malformed_account(const Request *request, Account *account, Violations *violations) noexcept nogil:
    cdef int32_t row
    for row in range(min(request.account_count, <int32_t>MAX_ACCOUNTS)):
        if decode_account(request.accounts[row], account, violations) == DECODED_MALFORMED:
            return row
    return -1


# The source is a oneof: of both an id and a rulebook, or of two rulebooks, neither is taken.
cdef int decode_selector(Cursor message, Selector *selector, const char **field) noexcept nogil:
    cdef uint32_t tag = 0
    while message.at < message.end:
        field[0] = "rulebook"
        if read_tag(&message, &tag):
            return -1
        if tag >> 3 == 1:
            field[0] = "rulebook.rulebook_id"
            if selector.has_inline_rulebook or read_text(&message, tag, &selector.rulebook_id):
                return -1
            selector.has_rulebook_id = True
        elif tag >> 3 == 2:
            field[0] = "rulebook.inline"
            if selector.has_inline_rulebook or selector.has_rulebook_id or read_message(
                    &message, tag, &selector.inline_rulebook):
                return -1
            selector.has_inline_rulebook = True
        elif tag >> 3 == 3:
            field[0] = "rulebook.expected_content_hash"
            if read_text(&message, tag, &selector.expected_content_hash):
                return -1
        elif skip_field(&message, tag):
            return -1
    return 0


cdef int decode_mark(Cursor message, RawMark *mark, const char **field) noexcept nogil:
    cdef uint32_t tag = 0
    mark.instrument_id = no_text()
    mark.price = no_number()
    while message.at < message.end:
        field[0] = NULL
        if read_tag(&message, &tag):
            return -1
        if tag >> 3 == 1:
            field[0] = "instrument_id"
            if read_text(&message, tag, &mark.instrument_id):
                return -1
        elif tag >> 3 == 2:
            field[0] = "price"
            if read_decimal(&message, tag, &mark.price):
                return -1
        elif skip_field(&message, tag):
            return -1
    return 0


cdef void clear_request(Request *request) noexcept nogil:
    request.rulebook.present = False
    request.rulebook.rulebook_id = no_text()
    request.rulebook.has_rulebook_id = False
    request.rulebook.inline_rulebook = cursor_over(NULL, 0)
    request.rulebook.has_inline_rulebook = False
    request.rulebook.expected_content_hash = no_text()
    request.mark_count = request.account_count = 0
    request.view = 0
    request.explain = False
    request.report_at_or_below = no_number()


# Only the span of an account is kept here: it may stand before the marks that it needs.
cdef int decode_request_field(
    Cursor *message, uint32_t tag, RequestKind kind, Request *request, const char **field
) noexcept nogil:
    cdef uint32_t number = tag >> 3
    cdef Cursor inside
    if number > <uint32_t>kind:
        return skip_field(message, tag)
    if number == 1:
        field[0] = "rulebook"
        if request.rulebook.present or read_message(message, tag, &inside):
            return -1
        request.rulebook.present = True
        return decode_selector(inside, &request.rulebook, field)
    elif number == 3:
        field[0] = "accounts" if kind == REQUEST_BATCH else "account"
        if kind != REQUEST_BATCH and request.account_count == 1:
            return -1
        request.account_count += 1
        return read_message(message, tag, &request.accounts[place(request.account_count - 1, MAX_ACCOUNTS)])
    elif number == 4:
        field[0] = "view"
        return read_enum(message, tag, &request.view)
    elif number == 5:
        field[0] = "explain"
        return read_bool(message, tag, &request.explain)
    field[0] = "report_at_or_below"
    return read_optional_decimal(message, tag, &request.report_at_or_below)


cdef Decoded request_limits(Request *request, Violations *violations) noexcept nogil:
    if request.mark_count > MAX_MARKS:
        return refuse(violations, DECODED_OVER_LIMIT, REASON_TOO_MANY_ENTRIES, NULL, 0, "mark_prices")
    if request.account_count > MAX_ACCOUNTS:
        return refuse(violations, DECODED_OVER_LIMIT, REASON_TOO_MANY_ACCOUNTS, NULL, 0, "accounts")
    return DECODED_GOOD


cdef Decoded decode_request(
    const uint8_t *data, Py_ssize_t length, RequestKind kind, Request *request, Violations *violations
) noexcept nogil:
    cdef Cursor message = cursor_over(data, length)
    cdef Cursor inside
    cdef uint32_t tag = 0
    cdef const char *field
    cdef int32_t row
    clear_request(request)
    while message.at < message.end:
        field = NULL
        if read_tag(&message, &tag):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, NULL)
        if tag >> 3 == 2:
            row = request.mark_count
            if read_message(&message, tag, &inside) or decode_mark(
                    inside, &request.marks[place(row, MAX_MARKS)], &field):
                return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, "mark_prices", row, field)
            request.mark_count += 1
        elif decode_request_field(&message, tag, kind, request, &field):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, field)
    return request_limits(request, violations)
