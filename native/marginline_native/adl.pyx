# cython: language_level=3, cdivision=True
"""Scores and lights of auto-deleveraging: exact rationals, rounded only where they are printed.

Letters: s side sign, P mark, E entry, B bankruptcy price, S size, V value at the mark, U unrealized PnL (both rounded
terms), N pool_notional, W wallet balance, MM maintenance margin. gain = s*(P - E), so that a loser is who has gain < 0.
"""
from libc.stdint cimport uint32_t, uint64_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, exact_difference, exact_multiply_divide, exact_signed, exact_sum_add,
    exact_sum_of, i128, wide_product, wide_quotient, wide_times,
)
from marginline_native.exact_ratio cimport (
    exact_ratio, exact_ratio_compare, exact_ratio_of, exact_ratio_value, exact_share,
)
from marginline_native.model cimport (
    INSTRUMENT_KIND_LINEAR, NUMBER_GOOD, REASON_NONE, REASON_OUT_OF_RANGE, SIDE_LONG, SIDE_SHORT,
)
from marginline_native.ranking_model cimport (
    ADL_LIGHTS_FROM_WORST_BAND, ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED,
    ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE,
    ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE, ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE,
    ADL_SCORE_FAMILY_RETURN_ONLY, ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE,
    ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY, ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE,
    ADL_WEIGHTING_COUNT, Candidate, Queue, Ranked, RankingRequest, Standing,
)

cdef enum:
    FLOOR = 100000000             # one over the floor of leverage and return: 10^-8


# What the families score by; `base` and `mark_base` are E and P for a linear instrument, P and E for an inverse one.
cdef struct Terms:
    i128 gain
    i128 base                     # ret = gain / base
    i128 mark_base                # U / V(P) = gain / mark_base, exact
    i128 notional                 # V
    i128 unrealized_pnl           # U
    i128 leverage_notional        # N, else V
    i128 equity


# V(P) = S*P linear, S/P inverse; up.
cdef bint compute_notional(const RankingRequest *request, i128 size, i128 *notional) noexcept nogil:
    if request.kind == INSTRUMENT_KIND_LINEAR:
        return exact_multiply_divide(size, request.mark_price.value, EXACT_UNIT, ROUND_UP, notional)
    return exact_multiply_divide(size, EXACT_UNIT, request.mark_price.value, ROUND_UP, notional)


# U = S*gain linear, S*gain/(E*P) inverse; down.
cdef bint compute_unrealized_pnl(const RankingRequest *request, i128 size, Terms *terms) noexcept nogil:
    if request.kind == INSTRUMENT_KIND_LINEAR:
        return exact_multiply_divide(size, terms.gain, EXACT_UNIT, ROUND_DOWN, &terms.unrealized_pnl)
    return wide_quotient(
        wide_times(wide_product(size, terms.gain), EXACT_UNIT), wide_product(terms.base, terms.mark_base), ROUND_DOWN,
        &terms.unrealized_pnl)


# NULL, or the name of the term that left the range.
cdef const char *compute_terms(const RankingRequest *request, const Candidate *candidate, Terms *terms) noexcept nogil:
    cdef i128 mark = request.mark_price.value, entry = candidate.entry_price.value
    cdef bint linear = request.kind == INSTRUMENT_KIND_LINEAR
    terms.gain = exact_signed(exact_difference(mark, entry), candidate.side == SIDE_SHORT)
    terms.base = entry if linear else mark
    terms.mark_base = mark if linear else entry
    terms.equity = candidate.equity.value
    if not compute_notional(request, candidate.size, &terms.notional):
        return "notional"
    if not compute_unrealized_pnl(request, candidate.size, terms):
        return "unrealized_pnl"
    terms.leverage_notional = terms.notional
    if candidate.pool_notional.status == NUMBER_GOOD:
        terms.leverage_notional = candidate.pool_notional.value
    return NULL


# gain/base x top/bottom; for a loser gain/base / (top/bottom). All but the gain are above zero.
cdef exact_ratio levered(i128 gain, i128 base, i128 top, i128 bottom) noexcept nogil:
    if gain < 0:
        return exact_ratio_of(gain, bottom, base, top)
    return exact_ratio_of(gain, top, base, bottom)


# ret x V(P)/|V(P) - V(B)|, which is P/|P - B| linear and B/|P - B| inverse; without a usable B ret x V/equity.
cdef exact_ratio score_at_bankruptcy(
    const RankingRequest *request, const Candidate *candidate, const Terms *terms
) noexcept nogil:
    cdef i128 mark = request.mark_price.value, bankruptcy = candidate.bankruptcy_price.value, distance
    if candidate.bankruptcy_price.status != NUMBER_GOOD or bankruptcy == mark:
        return levered(terms.gain, terms.base, terms.notional, terms.equity)
    distance = exact_difference(mark, bankruptcy)
    return levered(
        terms.gain, terms.base, mark if request.kind == INSTRUMENT_KIND_LINEAR else bankruptcy,
        exact_signed(distance, distance < 0))


# max(0, equity - W)/max(1, W) x MM/equity; for a loser 0.
cdef exact_ratio score_profit_over_wallet(const Candidate *candidate, const Terms *terms) noexcept nogil:
    cdef i128 wallet = candidate.wallet_balance.value
    cdef i128 profit = exact_difference(terms.equity, wallet)
    if terms.gain < 0 or profit < 0:
        profit = 0
    return exact_ratio_of(
        profit, candidate.maintenance_margin.value, wallet if wallet > EXACT_UNIT else EXACT_UNIT, terms.equity)


# max(V/equity, 1e-8) x max(ret, 1e-8), for losers too.
cdef exact_ratio score_floored(const Terms *terms) noexcept nogil:
    cdef exact_ratio floor = exact_ratio_of(1, 1, FLOOR, 1)
    cdef exact_ratio leverage = exact_ratio_of(terms.notional, 1, terms.equity, 1)
    cdef exact_ratio gain = exact_ratio_of(terms.gain, 1, terms.base, 1)
    cdef bint slight = exact_ratio_compare(&leverage, &floor) < 0, low = exact_ratio_compare(&gain, &floor) < 0
    return exact_ratio_of(
        1 if slight else terms.notional, 1 if low else terms.gain, FLOOR if slight else terms.equity,
        FLOOR if low else terms.base)


# P/E x lev for longs, E/P x lev for shorts.
cdef exact_ratio score_mark_over_entry(
    const RankingRequest *request, const Candidate *candidate, const Terms *terms
) noexcept nogil:
    cdef i128 mark = request.mark_price.value, entry = candidate.entry_price.value
    if candidate.side == SIDE_LONG:
        return exact_ratio_of(mark, terms.leverage_notional, entry, terms.equity)
    return exact_ratio_of(entry, terms.leverage_notional, mark, terms.equity)


cdef exact_ratio compute_score(
    const RankingRequest *request, const Candidate *candidate, const Terms *terms
) noexcept nogil:
    cdef int family = request.score_family
    if family == ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE:
        return levered(terms.gain, terms.base, terms.leverage_notional, terms.equity)
    if family == ADL_SCORE_FAMILY_RETURN_TIMES_LEVERAGE_AT_BANKRUPTCY:
        return score_at_bankruptcy(request, candidate, terms)
    if family == ADL_SCORE_FAMILY_RETURN_ON_MARK_TIMES_LEVERAGE:
        return levered(terms.gain, terms.mark_base, terms.leverage_notional, terms.equity)
    if family == ADL_SCORE_FAMILY_RETURN_TIMES_MARGIN_RATE:
        return levered(terms.gain, terms.base, candidate.maintenance_margin.value, terms.equity)
    if family == ADL_SCORE_FAMILY_PROFIT_OVER_WALLET_TIMES_MARGIN_RATE:
        return score_profit_over_wallet(candidate, terms)
    if family == ADL_SCORE_FAMILY_LEVERAGE_TIMES_RETURN_FLOORED:
        return score_floored(terms)
    if family == ADL_SCORE_FAMILY_MARK_OVER_ENTRY_TIMES_LEVERAGE:
        return score_mark_over_entry(request, candidate, terms)
    if family == ADL_SCORE_FAMILY_RETURN_ONLY:
        return exact_ratio_of(terms.gain, 1, terms.base, 1)
    # PROFIT_AMOUNT_TIMES_LEVERAGE, the last one
    return levered(terms.unrealized_pnl, EXACT_UNIT, terms.leverage_notional, terms.equity)


cdef int compute_standing(
    const RankingRequest *request, const Candidate *candidate, Standing *standing, const char **figure
) noexcept nogil:
    cdef Terms terms
    figure[0] = compute_terms(request, candidate, &terms)
    if figure[0] != NULL:
        return REASON_OUT_OF_RANGE
    standing.quantity = candidate.quantity.value
    standing.unrealized_pnl = terms.unrealized_pnl
    standing.leverage_notional = terms.leverage_notional
    standing.equity = terms.equity
    standing.score = compute_score(request, candidate, &terms)
    return REASON_NONE


cdef Weights start_weights(const RankingRequest *request, const Queue *queue) noexcept nogil:
    cdef Weights weights
    weights.counted = request.weighting == ADL_WEIGHTING_COUNT
    weights.total = exact_sum_of(<i128>queue.count) if weights.counted else queue.quantity
    weights.before = exact_sum_of(0)
    weights.through = exact_sum_of(0)
    return weights


cdef void add_weight(Weights *weights, const Standing *standing) noexcept nogil:
    weights.before = weights.through
    exact_sum_add(&weights.through, 1 if weights.counted else standing.quantity)


# best_band = floor(bands*before/total) + 1, worst_band = ceil(bands*through/total), percentile = through/total, down.
cdef void light(const Weights *weights, const RankingRequest *request, Ranked *ranked) noexcept nogil:
    cdef uint32_t bands = request.bands
    ranked.best_band = <uint32_t>exact_share(&weights.before, &weights.total, bands, ROUND_DOWN) + 1
    ranked.worst_band = <uint32_t>exact_share(&weights.through, &weights.total, bands, ROUND_UP)
    ranked.lights = bands + 1 - (
        ranked.worst_band if request.lights_from == ADL_LIGHTS_FROM_WORST_BAND else ranked.best_band)
    ranked.percentile = <i128>exact_share(&weights.through, &weights.total, <uint64_t>EXACT_UNIT, ROUND_DOWN)


# Score down, leverage up; a figure beyond the range does not exist.
cdef void compute_ranked(
    const RankingRequest *request, const Weights *weights, const Standing *standing, Ranked *ranked
) noexcept nogil:
    cdef exact_ratio leverage = exact_ratio_of(standing.leverage_notional, 1, standing.equity, 1)
    ranked.score.exists = exact_ratio_value(&standing.score, ROUND_DOWN, &ranked.score.value)
    ranked.leverage.exists = exact_ratio_value(&leverage, ROUND_UP, &ranked.leverage.value)
    light(weights, request, ranked)
