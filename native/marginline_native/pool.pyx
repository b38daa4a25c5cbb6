"""Equity against requirement: exact sums, the ratios both ways up, and the state."""
from libc.stdint cimport int32_t
from marginline_native.exact cimport (
    EXACT_UNIT, ROUND_DOWN, ROUND_UP, WIDE_PLACES_36, exact_difference, exact_sum, exact_sum_add, exact_sum_of,
    exact_sum_value, i128, wide, wide_add, wide_compare, wide_multiply, wide_of, wide_product, wide_quotient,
    wide_sign, wide_times,
)
from marginline_native.model cimport (
    CLOSING_FEE_RESERVED_AT_BANKRUPTCY, CLOSING_FEE_RESERVED_AT_ENTRY, REASON_NONE, REASON_OUT_OF_RANGE,
    STATE_BANKRUPT, STATE_HEALTHY, STATE_LIQUIDATABLE, STATE_WARNING, TRIGGER_AT_OR_BELOW, Account, Figure, Pool,
    Position, Rules, Violations, Wanted,
)
from marginline_native.rational cimport Rational, rational_add, value_at
from marginline_native.report cimport report_row


# Exact sums decide, worst state first.
cdef int32_t judge_state(i128 equity, wide requirement, i128 closing_fee, const Rules *rules) noexcept nogil:
    cdef int against = wide_compare(wide_of(equity), requirement)
    cdef bint reserved = (rules.closing_fee == CLOSING_FEE_RESERVED_AT_BANKRUPTCY
                          or rules.closing_fee == CLOSING_FEE_RESERVED_AT_ENTRY)
    if (equity < closing_fee) if reserved else (equity < 0):
        return STATE_BANKRUPT
    if against < 0 or (against == 0 and rules.trigger == TRIGGER_AT_OR_BELOW):
        return STATE_LIQUIDATABLE
    if rules.has_warning_ratio and wide_compare(
            wide_product(equity, EXACT_UNIT), wide_times(requirement, rules.warning_ratio)) <= 0:
        return STATE_WARNING
    return STATE_HEALTHY


# equity/R down and R/equity up, each scaled. True: one exists but lies beyond the range.
cdef bint compute_ratios(i128 equity, wide requirement, Figure *margin_ratio, Figure *margin_usage) noexcept nogil:
    margin_ratio.exists = False
    margin_usage.exists = False
    if wide_sign(&requirement) <= 0:
        return False
    margin_ratio.exists = wide_quotient(wide_product(equity, EXACT_UNIT), requirement, ROUND_DOWN, &margin_ratio.value)
    if equity <= 0:
        return not margin_ratio.exists
    margin_usage.exists = wide_quotient(
        wide_times(requirement, EXACT_UNIT), wide_of(equity), ROUND_UP, &margin_usage.value)
    return not (margin_ratio.exists and margin_usage.exists)


cdef const char *settle_isolated(Position *position, const Rules *rules) noexcept nogil:
    cdef exact_sum equity = exact_sum_of(position.isolated_margin.value)
    cdef wide requirement = wide_add(wide_of(position.maintenance_margin), wide_of(position.closing_fee))
    exact_sum_add(&equity, position.unrealized_pnl)
    if not exact_sum_value(&equity, &position.equity):
        return b"equity"
    position.state = judge_state(position.equity, requirement, position.closing_fee, rules)
    position.ratio_beyond_range = compute_ratios(
        position.equity, requirement, &position.margin_ratio, &position.margin_usage)
    return NULL


cdef void start_pools(Account *account) noexcept nogil:
    cdef int32_t i
    cdef Pool *pool
    for i in range(account.balance_count):
        pool = &account.pools[i]
        pool.position_count = 0
        pool.unrealized_pnl_sum = exact_sum_of(0)
        pool.maintenance_margin_sum = exact_sum_of(0)
        pool.closing_fee_sum = exact_sum_of(0)
        pool.initial_margin_sum = exact_sum_of(0)


cdef void add_to_pool(Pool *pool, Rational *value, Position *position, Wanted wanted) noexcept nogil:
    cdef Rational own
    exact_sum_add(&pool.unrealized_pnl_sum, position.unrealized_pnl)
    exact_sum_add(&pool.maintenance_margin_sum, position.maintenance_margin)
    exact_sum_add(&pool.closing_fee_sum, position.closing_fee)
    if wanted.initial_margin:
        exact_sum_add(&pool.initial_margin_sum, position.initial_margin)
        own = value_at(position.instrument.kind, position.size, position.mark_price)
        if pool.position_count:
            rational_add(value, &own)
        else:
            value[0] = own
    pool.position_count += 1


# (sum of V(P))/equity, up.
cdef void compute_effective_leverage(Pool *pool, const Rational *value) noexcept nogil:
    pool.effective_leverage.exists = False
    pool.leverage_beyond_range = False
    if pool.equity <= 0:
        return
    pool.effective_leverage.exists = True
    pool.effective_leverage.value = 0
    if pool.position_count == 0:
        return
    pool.effective_leverage.exists = wide_quotient(
        wide_multiply(value.numerator, WIDE_PLACES_36),
        wide_times(value.denominator, pool.equity), ROUND_UP, &pool.effective_leverage.value)
    pool.leverage_beyond_range = not pool.effective_leverage.exists


# max(0, equity - initial_margin)
cdef void compute_available(Pool *pool) noexcept nogil:
    pool.available_margin = 0
    if pool.equity > pool.initial_margin:  # and so within the range, for no initial margin is below zero
        pool.available_margin = exact_difference(pool.equity, pool.initial_margin)


cdef const char *settle_sums(Pool *pool, i128 wallet_balance, Wanted wanted) noexcept nogil:
    cdef exact_sum equity = pool.unrealized_pnl_sum
    if not exact_sum_value(&pool.unrealized_pnl_sum, &pool.unrealized_pnl):
        return b"unrealized_pnl"
    exact_sum_add(&equity, wallet_balance)
    if not exact_sum_value(&equity, &pool.equity):
        return b"equity"
    if not exact_sum_value(&pool.maintenance_margin_sum, &pool.maintenance_margin):
        return b"maintenance_margin"
    if not exact_sum_value(&pool.closing_fee_sum, &pool.closing_fee):
        return b"closing_fee"
    if not wanted.initial_margin:
        return NULL
    if not exact_sum_value(&pool.initial_margin_sum, &pool.initial_margin):
        return b"initial_margin"
    compute_available(pool)
    return NULL


cdef void settle_ratios(Pool *pool, const Rules *rules) noexcept nogil:
    cdef wide requirement = wide_add(wide_of(pool.maintenance_margin), wide_of(pool.closing_fee))
    pool.state = STATE_HEALTHY
    if pool.position_count:
        pool.state = judge_state(pool.equity, requirement, pool.closing_fee, rules)
    pool.ratio_beyond_range = compute_ratios(pool.equity, requirement, &pool.margin_ratio, &pool.margin_usage)


cdef int32_t worst_state(const Account *account) noexcept nogil:
    cdef int32_t i
    cdef int32_t worst = STATE_HEALTHY
    for i in range(account.balance_count):
        worst = max(worst, account.pools[i].state)
    for i in range(account.position_count):
        if account.positions[i].pool < 0:
            worst = max(worst, account.positions[i].state)
    return worst


cdef int settle_pools(
    Account *account, const Rules *rules, const Rational *values, Wanted wanted, Violations *violations
) noexcept nogil:
    cdef int32_t i
    cdef Pool *pool
    cdef const char *field
    for i in range(account.balance_count):
        pool = &account.pools[i]
        field = settle_sums(pool, account.balances[i].wallet_balance.value, wanted)
        if field != NULL:
            return report_row(violations, REASON_OUT_OF_RANGE, b"pools", i, field)
        settle_ratios(pool, rules)
        if wanted.initial_margin:
            compute_effective_leverage(pool, &values[i])
    account.state = worst_state(account)
    return REASON_NONE
