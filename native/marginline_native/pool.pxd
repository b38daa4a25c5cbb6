# Sums, ratios and states: of an isolated position, and of the cross pool of one currency.
from marginline_native.model cimport Account, Pool, Position, Rules, Violations, Wanted
from marginline_native.rational cimport Rational

cdef void start_pools(Account *account) noexcept nogil
cdef void add_to_pool(Pool *pool, Rational *value, Position *position, Wanted wanted) noexcept nogil
# The field whose figure left the range; NULL: none.
cdef const char *settle_isolated(Position *position, const Rules *rules) noexcept nogil
# Wants every position added; sets the account's state too. 0, or one violation has been added.
cdef int settle_pools(
    Account *account, const Rules *rules, const Rational *values, Wanted wanted, Violations *violations
) noexcept nogil
