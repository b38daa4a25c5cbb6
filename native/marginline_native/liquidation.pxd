# Liquidation and bankruptcy price of every position.
from libc.stdint cimport int32_t, uint64_t
from marginline_native.exact cimport exact_sum
from marginline_native.model cimport MAX_INSTRUMENTS, MAX_POSITIONS, Account, Rules
from marginline_native.walk cimport Walk

cdef struct LiquidationScratch:
    uint64_t stamp
    uint64_t head_stamp[MAX_INSTRUMENTS]     # a head counts only where this equals stamp
    int32_t head[MAX_INSTRUMENTS]            # first cross position by instrument index
    uint64_t family_stamp[MAX_INSTRUMENTS]
    exact_sum family_maintenance[MAX_INSTRUMENTS]
    Walk walk

# Wants compute_margin to have run. Sets the three prices, the distance and price_beyond_range. Cannot fail.
cdef void compute_liquidation(Account *account, const Rules *rules, LiquidationScratch *scratch) noexcept nogil
