# What an auditor needs to redo a position's figures, beyond what the model already keeps. Rounded here for print only:
# no figure is computed from these.
from marginline_native.model cimport Figure, Position, Rules

cdef struct Explanation:
    Figure tier_measure
    Figure tier_lower_bound
    Figure tier_upper_bound
    Figure maintenance_deduction
    Figure maintenance_value
    Figure initial_value
    Figure initial_leverage
    Figure initial_margin_rate
    Figure taker_fee_rate

# Wants compute_margin to have run.
cdef Explanation explain_position(const Position *position, const Rules *rules) noexcept nogil
