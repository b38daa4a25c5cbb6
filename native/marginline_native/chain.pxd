# The legs whose price moves together: one isolated position, or all cross positions of one instrument.
from libc.stdint cimport int32_t
from marginline_native.exact cimport exact_sum, wide
from marginline_native.line cimport Line
from marginline_native.model cimport Account, Position, Rules
from marginline_native.walk cimport Walk

cdef struct Chain:
    Position *positions           # the account's
    int32_t first                 # its legs by next_leg
    const Rules *rules
    exact_sum frozen_equity       # all equity that does not move with x
    exact_sum frozen_fees         # fees that do not move with x
    exact_sum frozen_maintenance  # of everything whose maintenance does not move with x

# Whether maintenance, its tiers, and the closing fee move with the price sought; what does not is frozen as printed.
cdef bint maintenance_moves(const Rules *rules) noexcept nogil
cdef bint fees_move(const Rules *rules) noexcept nogil
cdef bint tiers_move(const Rules *rules) noexcept nogil
# Equity of the chain's pool less nothing but frozen figures and its legs: scaled by 10^72, denominator 1.
cdef Line equity_line(const Chain *chain) noexcept nogil
# Makes the walk: groups, steady line, common denominator and start.
cdef void prepare_walk(const Chain *chain, Line equity, Walk *walk) noexcept nogil
