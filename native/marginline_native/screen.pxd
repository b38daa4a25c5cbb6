# Which accounts of a batch a sweep wants to see.
from libc.stdint cimport int32_t
from marginline_native.exact cimport EXACT_UNIT, i128, wide_add, wide_compare, wide_of, wide_product, wide_times
from marginline_native.model cimport Account, Pool, Position


# equity <= ratio x R, exact.
cdef inline bint is_at_or_below(i128 equity, i128 maintenance_margin, i128 closing_fee, i128 ratio) noexcept nogil:
    return wide_compare(
        wide_product(equity, EXACT_UNIT),
        wide_times(wide_add(wide_of(maintenance_margin), wide_of(closing_fee)), ratio)) <= 0


# Whether a pool that has positions, or an isolated position, is there. Wants compute_margin to have run.
cdef inline bint is_account_at_or_below(const Account *account, i128 ratio) noexcept nogil:
    cdef int32_t row
    cdef const Pool *pool
    cdef const Position *position
    for row in range(account.balance_count):
        pool = &account.pools[row]
        if pool.position_count and is_at_or_below(pool.equity, pool.maintenance_margin, pool.closing_fee, ratio):
            return True
    for row in range(account.position_count):
        position = &account.positions[row]
        if position.pool < 0 and is_at_or_below(
                position.equity, position.maintenance_margin, position.closing_fee, ratio):
            return True
    return False
