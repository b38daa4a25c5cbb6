# cython: language_level=3
from libc.stdint cimport int32_t
from libc.string cimport memset
from marginline_native.exact cimport exact_multiply_exactly
from marginline_native.model cimport (
    INSTRUMENT_KIND_INVERSE, NUMBER_ABSENT, NUMBER_GOOD, REASON_ADL_FAMILY_NONE, REASON_BANDS_OUT_OF_RANGE,
    REASON_DUPLICATE_POSITION, REASON_ENUM_UNSPECIFIED, REASON_NONE, REASON_NOT_POSITIVE, REASON_OUT_OF_RANGE,
    REASON_PRECISION_EXCEEDED, REASON_REQUIRED, REASON_TOP_AND_TAKE_QUANTITY, REASON_UNKNOWN_INSTRUMENT, SIDE_SHORT,
    Number, Violations,
)
from marginline_native.ranking_model cimport (
    ADL_LIGHTS_FROM_BEST_BAND, ADL_LIGHTS_FROM_UNSPECIFIED, ADL_LIGHTS_FROM_WORST_BAND, ADL_SCORE_FAMILY_NONE,
    ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE, ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE,
    ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE, ADL_SCORE_FAMILY_UNSPECIFIED, ADL_WEIGHTING_COUNT, DEFAULT_BANDS,
    INSTRUMENT_ABSENT, INSTRUMENT_BY_ID, INSTRUMENT_INLINE, MAX_BANDS, SET_ASIDE_REASON_EQUITY_NOT_POSITIVE,
    SET_ASIDE_REASON_NONE, SET_ASIDE_REASON_WRONG_INSTRUMENT, SET_ASIDE_REASON_ZERO_QUANTITY, Candidate, RankingRequest,
    SetAsideReason, Standing,
)
from marginline_native.reasons cimport (
    enum_known, id_reason, if_given, not_negative_reason, number_reason, positive_reason, required_id_reason,
)
from marginline_native.report cimport report, report_row
from marginline_native.rulebook cimport CompiledRulebook, find_instrument
from marginline_native.text_index cimport (
    SipState, same_text, sip_finish, sip_start, sip_text, sip_word,
)


cdef void note(Violations *violations, int32_t reason, const char *field) noexcept nogil:
    if reason != REASON_NONE:
        report(violations, reason, field)


cdef void note_row(Violations *violations, int32_t reason, int32_t row, const char *field) noexcept nogil:
    if reason != REASON_NONE:
        report_row(violations, reason, "candidates", row, field)


# ---- the request ----

cdef void validate_instrument_id(
    RankingRequest *request, const CompiledRulebook *rulebook, Violations *violations
) noexcept nogil:
    cdef int32_t reason = required_id_reason(request.instrument_id), index = -1
    if reason == REASON_NONE:
        index = find_instrument(rulebook, request.instrument_id)
        reason = REASON_UNKNOWN_INSTRUMENT if index < 0 else REASON_NONE
    note(violations, reason, "instrument_id")
    if reason == REASON_NONE:
        request.kind = rulebook.instruments[index].kind
        request.contract_size = rulebook.instruments[index].contract_size


cdef void validate_inline_instrument(RankingRequest *request, Violations *violations) noexcept nogil:
    cdef int32_t reason = positive_reason(request.inline_contract_size)
    if not enum_known(request.inline_kind, INSTRUMENT_KIND_INVERSE):
        note(violations, REASON_ENUM_UNSPECIFIED, "inline_instrument.kind")
    note(violations, reason, "inline_instrument.contract_size")
    request.kind = request.inline_kind
    if reason == REASON_NONE:
        request.contract_size = request.inline_contract_size.value


cdef int32_t validate_family(RankingRequest *request, const CompiledRulebook *rulebook) noexcept nogil:
    if request.score_family == ADL_SCORE_FAMILY_UNSPECIFIED:
        if rulebook == NULL:
            return REASON_REQUIRED
        request.score_family = rulebook.rules.adl_score_family
    if request.score_family == ADL_SCORE_FAMILY_NONE:
        return REASON_ADL_FAMILY_NONE
    if not enum_known(request.score_family, ADL_SCORE_FAMILY_PROFIT_AMOUNT_TIMES_LEVERAGE):
        return REASON_ENUM_UNSPECIFIED
    return REASON_NONE


cdef int32_t bands_reason(RankingRequest *request) noexcept nogil:
    if not request.has_bands:
        request.bands = DEFAULT_BANDS
    return REASON_NONE if 1 <= request.bands <= MAX_BANDS else REASON_BANDS_OUT_OF_RANGE


cdef int32_t lights_from_reason(RankingRequest *request) noexcept nogil:
    if request.lights_from == ADL_LIGHTS_FROM_UNSPECIFIED:
        request.lights_from = ADL_LIGHTS_FROM_BEST_BAND
    return REASON_NONE if enum_known(request.lights_from, ADL_LIGHTS_FROM_WORST_BAND) else REASON_ENUM_UNSPECIFIED


cdef int32_t take_quantity_reason(const RankingRequest *request) noexcept nogil:
    cdef int32_t reason = if_given(request.take_quantity, positive_reason(request.take_quantity))
    if reason == REASON_NONE and request.has_top and request.take_quantity.status != NUMBER_ABSENT:
        return REASON_TOP_AND_TAKE_QUANTITY
    return reason


cdef int32_t validate_ranking(
    RankingRequest *request, const CompiledRulebook *rulebook, Violations *violations
) noexcept nogil:
    request.contract_size = 0
    if request.instrument_source == INSTRUMENT_ABSENT:
        note(violations, REASON_REQUIRED, "instrument")
    elif request.instrument_source == INSTRUMENT_INLINE:
        validate_inline_instrument(request, violations)
    elif rulebook == NULL:
        note(violations, REASON_REQUIRED, "rulebook")
        return REASON_REQUIRED
    else:
        validate_instrument_id(request, rulebook, violations)
    note(violations, positive_reason(request.mark_price), "mark_price")
    note(violations, validate_family(request, rulebook), "score_family")
    note(violations, bands_reason(request), "bands")
    if not enum_known(request.weighting, ADL_WEIGHTING_COUNT):
        note(violations, REASON_ENUM_UNSPECIFIED, "weighting")
    note(violations, lights_from_reason(request), "lights_from")
    if request.has_top and request.top == 0:
        note(violations, REASON_NOT_POSITIVE, "top")
    note(violations, take_quantity_reason(request), "take_quantity")
    return REASON_NONE


# ---- a candidate ----

cdef bint is_zero(Number number) noexcept nogil:
    return number.status == NUMBER_GOOD and number.value == 0


cdef SetAsideReason set_aside_reason(const Candidate *candidate) noexcept nogil:
    if candidate.instrument_id.length:
        return SET_ASIDE_REASON_WRONG_INSTRUMENT
    if is_zero(candidate.quantity):
        return SET_ASIDE_REASON_ZERO_QUANTITY
    if candidate.equity.status == NUMBER_GOOD and candidate.equity.value <= 0:
        return SET_ASIDE_REASON_EQUITY_NOT_POSITIVE
    return SET_ASIDE_REASON_NONE


# size = quantity x contract_size, exactly; only where there is a contract size to multiply by.
cdef int32_t quantity_reason(const RankingRequest *request, Candidate *candidate) noexcept nogil:
    cdef int32_t reason = not_negative_reason(candidate.quantity)
    cdef int outcome
    if reason != REASON_NONE or candidate.set_aside != SET_ASIDE_REASON_NONE or request.contract_size == 0:
        return reason
    outcome = exact_multiply_exactly(candidate.quantity.value, request.contract_size, &candidate.size)
    if outcome:
        return REASON_PRECISION_EXCEEDED if outcome == 1 else REASON_OUT_OF_RANGE
    return REASON_NONE


cdef int32_t wallet_reason(const RankingRequest *request, const Candidate *candidate) noexcept nogil:
    cdef int32_t reason = number_reason(candidate.wallet_balance)
    if request.score_family == ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE:
        return reason
    return if_given(candidate.wallet_balance, reason)


cdef int32_t maintenance_reason(const RankingRequest *request, const Candidate *candidate) noexcept nogil:
    cdef Number margin = candidate.maintenance_margin
    if request.score_family == ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE:
        return positive_reason(margin)
    if request.score_family == ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE:
        return not_negative_reason(margin)
    return if_given(margin, not_negative_reason(margin))


cdef int32_t positive_if_given(Number number) noexcept nogil:
    return if_given(number, positive_reason(number))


# What only a score needs.
cdef void validate_backing(
    const RankingRequest *request, const Candidate *candidate, int32_t row, Violations *violations
) noexcept nogil:
    note_row(violations, wallet_reason(request, candidate), row, "wallet_balance")
    note_row(violations, maintenance_reason(request, candidate), row, "maintenance_margin")
    note_row(violations, positive_if_given(candidate.pool_notional), row, "pool_notional")
    note_row(violations, positive_if_given(candidate.bankruptcy_price), row, "bankruptcy_price")


# What names a candidate. False: something of it is at fault.
cdef bint validate_names(
    const RankingRequest *request, Candidate *candidate, int32_t row, Violations *violations
) noexcept nogil:
    cdef int32_t account = id_reason(candidate.account_id), position = id_reason(candidate.position_id)
    cdef int32_t instrument = id_reason(candidate.instrument_id)
    cdef int32_t side = REASON_NONE if enum_known(candidate.side, SIDE_SHORT) else REASON_ENUM_UNSPECIFIED
    note_row(violations, account, row, "account_id")
    note_row(violations, position, row, "position_id")
    note_row(violations, instrument, row, "instrument_id")
    note_row(violations, side, row, "side")
    if request.instrument_source != INSTRUMENT_BY_ID or same_text(candidate.instrument_id, request.instrument_id):
        candidate.instrument_id.length = 0
    return account == REASON_NONE and position == REASON_NONE and instrument == REASON_NONE and side == REASON_NONE


cdef bint validate_candidate(
    const RankingRequest *request, Candidate *candidate, int32_t row, Violations *violations
) noexcept nogil:
    cdef bint named = validate_names(request, candidate, row, violations)
    candidate.set_aside = set_aside_reason(candidate)
    note_row(violations, quantity_reason(request, candidate), row, "quantity")
    if candidate.set_aside == SET_ASIDE_REASON_NONE:
        note_row(violations, positive_reason(candidate.entry_price), row, "entry_price")
    note_row(violations, number_reason(candidate.equity), row, "equity")
    if candidate.set_aside == SET_ASIDE_REASON_NONE:
        validate_backing(request, candidate, row, violations)
    return named


# ---- keys ----

cdef bint same_key(const Standing *one, const Standing *other) noexcept nogil:
    return (one.side == other.side and same_text(one.account_id, other.account_id)
            and same_text(one.position_id, other.position_id) and same_text(one.instrument_id, other.instrument_id))


cdef int32_t first_slot(const CandidateKeys *keys, const Standing *standing) noexcept nogil:
    cdef SipState state = sip_start(keys.key)
    sip_text(&state, standing.account_id)
    sip_text(&state, standing.position_id)
    sip_text(&state, standing.instrument_id)
    sip_word(&state, <unsigned int>standing.side)
    return <int32_t>(sip_finish(&state) & <unsigned int>keys.mask)


cdef void clear_keys(CandidateKeys *keys) noexcept nogil:
    memset(keys.slots, 0xff, (<size_t>keys.mask + 1) * sizeof(int32_t))


cdef void validate_key(
    CandidateKeys *keys, const Standing *standings, int32_t row, Violations *violations
) noexcept nogil:
    cdef int32_t slot = first_slot(keys, &standings[row])
    while keys.slots[slot] >= 0:
        if same_key(&standings[keys.slots[slot]], &standings[row]):
            note_row(violations, REASON_DUPLICATE_POSITION, row, NULL)
            return
        slot = (slot + 1) & keys.mask
    keys.slots[slot] = row
