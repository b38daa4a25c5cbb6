# Terms of every position, sums and ratios of every pool and isolated position.
from marginline_native.model cimport MAX_BALANCES, Account, Rules, Violations, Wanted
from marginline_native.rational cimport Rational

cdef struct MarginScratch:
    Rational pool_value[MAX_BALANCES]        # exact sum of V(P) of a pool's positions; counts where position_count > 0

# Wants compute_measures to have run. 0: every figure is set; else one violation has been added.
cdef int compute_margin(
    Account *account, const Rules *rules, MarginScratch *scratch, Wanted wanted, Violations *violations
) noexcept nogil
