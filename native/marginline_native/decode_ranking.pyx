# cython: language_level=3
# A message's decoder returns 0, or -1 and in `field` the path of the innermost field it was in; NULL: none it knows.
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.string cimport memset
from marginline_native.decode cimport (
    DECODED_GOOD, DECODED_MALFORMED, DECODED_OVER_LIMIT, Decoded, Selector, decode_selector, refuse,
)
from marginline_native.model cimport (
    MAX_CANDIDATES, REASON_MESSAGE_MALFORMED, REASON_TOO_MANY_CANDIDATES, Violations,
)
from marginline_native.ranking_model cimport (
    INSTRUMENT_ABSENT, INSTRUMENT_BY_ID, INSTRUMENT_INLINE, Candidate, RankingRequest,
)
from marginline_native.wire cimport (
    Cursor, cursor_over, read_decimal, read_enum, read_message, read_optional_decimal, read_tag, read_text, read_uint32,
    skip_field,
)

cdef enum:
    CANDIDATES = 11               # number of the repeated field


# The instrument is a oneof: of both an id and an instrument, or of two instruments, neither is taken.
cdef int decode_inline_instrument(
    Cursor *message, uint32_t tag, RankingRequest *request, const char **field
) noexcept nogil:
    cdef Cursor inside
    if request.instrument_source != INSTRUMENT_ABSENT or read_message(message, tag, &inside):
        return -1
    request.instrument_source = INSTRUMENT_INLINE
    while inside.at < inside.end:
        field[0] = "inline_instrument"
        if read_tag(&inside, &tag):
            return -1
        if tag >> 3 == 1:
            field[0] = "inline_instrument.kind"
            if read_enum(&inside, tag, &request.inline_kind):
                return -1
        elif tag >> 3 == 2:
            field[0] = "inline_instrument.contract_size"
            if read_decimal(&inside, tag, &request.inline_contract_size):
                return -1
        elif skip_field(&inside, tag):
            return -1
    return 0


cdef int decode_instrument_id(Cursor *message, uint32_t tag, RankingRequest *request) noexcept nogil:
    if request.instrument_source == INSTRUMENT_INLINE:
        return -1
    request.instrument_source = INSTRUMENT_BY_ID
    return read_text(message, tag, &request.instrument_id)


# Fields 4 to 10.
cdef int decode_parameter(Cursor *message, uint32_t tag, RankingRequest *request, const char **field) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number == 4:
        field[0] = "mark_price"
        return read_decimal(message, tag, &request.mark_price)
    elif number == 5:
        field[0] = "score_family"
        return read_enum(message, tag, &request.score_family)
    elif number == 6:
        field[0] = "bands"
        request.has_bands = True
        return read_uint32(message, tag, &request.bands)
    elif number == 7:
        field[0] = "weighting"
        return read_enum(message, tag, &request.weighting)
    elif number == 8:
        field[0] = "lights_from"
        return read_enum(message, tag, &request.lights_from)
    elif number == 9:
        field[0] = "top"
        request.has_top = True
        return read_uint32(message, tag, &request.top)
    field[0] = "take_quantity"
    return read_optional_decimal(message, tag, &request.take_quantity)


cdef int decode_field(
    Cursor *message, uint32_t tag, Selector *rulebook, RankingRequest *request, const char **field
) noexcept nogil:
    cdef uint32_t number = tag >> 3
    cdef Cursor inside
    if number > 10:
        return skip_field(message, tag)
    elif number == 1:
        field[0] = "rulebook"
        if rulebook.present or read_message(message, tag, &inside):
            return -1
        rulebook.present = True
        return decode_selector(inside, rulebook, field)
    elif number == 2:
        field[0] = "instrument_id"
        return decode_instrument_id(message, tag, request)
    elif number == 3:
        field[0] = "inline_instrument"
        return decode_inline_instrument(message, tag, request, field)
    return decode_parameter(message, tag, request, field)


# Only counts the candidates: they may stand before what they need.
cdef Decoded decode_ranking(
    const uint8_t *data, Py_ssize_t length, Selector *rulebook, RankingRequest *request, int32_t *candidate_count,
    Violations *violations
) noexcept nogil:
    cdef Cursor message = cursor_over(data, length)
    cdef Cursor inside
    cdef uint32_t tag = 0
    cdef const char *field
    memset(rulebook, 0, sizeof(Selector))
    memset(request, 0, sizeof(RankingRequest))
    candidate_count[0] = 0
    while message.at < message.end:
        field = NULL
        if read_tag(&message, &tag):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, NULL)
        if tag >> 3 == CANDIDATES:
            if read_message(&message, tag, &inside):
                return refuse(
                    violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, "candidates", candidate_count[0], NULL)
            candidate_count[0] += 1
        elif decode_field(&message, tag, rulebook, request, &field):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, NULL, 0, field)
    if candidate_count[0] > MAX_CANDIDATES:
        return refuse(violations, DECODED_OVER_LIMIT, REASON_TOO_MANY_CANDIDATES, NULL, 0, "candidates")
    return DECODED_GOOD


cdef Cursor next_candidate(Cursor *request) noexcept nogil:
    cdef Cursor inside = request[0]
    cdef uint32_t tag = 0
    while request.at < request.end:
        read_tag(request, &tag)
        if tag >> 3 == CANDIDATES:
            read_message(request, tag, &inside)
            break
        skip_field(request, tag)
    return inside


cdef int decode_candidate_text(
    Cursor *message, uint32_t tag, Candidate *candidate, const char **field
) noexcept nogil:
    if tag >> 3 == 1:
        field[0] = "account_id"
        return read_text(message, tag, &candidate.account_id)
    elif tag >> 3 == 2:
        field[0] = "position_id"
        return read_text(message, tag, &candidate.position_id)
    field[0] = "instrument_id"
    return read_text(message, tag, &candidate.instrument_id)


cdef int decode_candidate_field(
    Cursor *message, uint32_t tag, Candidate *candidate, const char **field
) noexcept nogil:
    cdef uint32_t number = tag >> 3
    if number <= 3:
        return decode_candidate_text(message, tag, candidate, field)
    elif number == 4:
        field[0] = "side"
        return read_enum(message, tag, &candidate.side)
    elif number == 5:
        field[0] = "quantity"
        return read_decimal(message, tag, &candidate.quantity)
    elif number == 6:
        field[0] = "entry_price"
        return read_decimal(message, tag, &candidate.entry_price)
    elif number == 7:
        field[0] = "equity"
        return read_decimal(message, tag, &candidate.equity)
    elif number == 8:
        field[0] = "wallet_balance"
        return read_optional_decimal(message, tag, &candidate.wallet_balance)
    elif number == 9:
        field[0] = "maintenance_margin"
        return read_optional_decimal(message, tag, &candidate.maintenance_margin)
    elif number == 10:
        field[0] = "pool_notional"
        return read_optional_decimal(message, tag, &candidate.pool_notional)
    elif number == 11:
        field[0] = "bankruptcy_price"
        return read_optional_decimal(message, tag, &candidate.bankruptcy_price)
    return skip_field(message, tag)


cdef Decoded decode_candidate(Cursor message, int32_t row, Candidate *candidate, Violations *violations) noexcept nogil:
    cdef uint32_t tag = 0
    cdef const char *field
    memset(candidate, 0, sizeof(Candidate))
    while message.at < message.end:
        field = NULL
        if read_tag(&message, &tag) or decode_candidate_field(&message, tag, candidate, &field):
            return refuse(violations, DECODED_MALFORMED, REASON_MESSAGE_MALFORMED, "candidates", row, field)
    return DECODED_GOOD


cdef int32_t find_malformed_candidate(Cursor request, int32_t candidate_count, Violations *violations) noexcept nogil:
    cdef Candidate candidate
    cdef int32_t row
    for row in range(min(candidate_count, <int32_t>MAX_CANDIDATES)):
        if decode_candidate(next_candidate(&request), row, &candidate, violations) == DECODED_MALFORMED:
            return row
    return -1
