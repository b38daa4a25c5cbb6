# One table of tiers: checked, with the rates and deductions that its venue leaves to be derived.
from libc.stdint cimport int32_t
from marginline_native.model cimport Tier
from marginline_native.rulebook_raw cimport RawTable, RawTier, RulebookFaults

# Notes every fault of table `row` and its tiers, in field order; where it notes none, `out` holds the tiers compiled.
cdef void compile_tiers(
    const RawTable *table, const RawTier *tiers, int32_t scheme, int32_t row, Tier *out, RulebookFaults *faults
) noexcept nogil
