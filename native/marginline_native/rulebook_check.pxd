# Everything that can be wrong with a rulebook but its tiers (rulebook_tiers), in the order of its fields.
from libc.stdint cimport int32_t
from marginline_native.rulebook_raw cimport RawRulebook, RulebookFaults
from marginline_native.text_index cimport TextIndex

# Indexes over the raw rows. Instruments and families start empty and are filled by check_instruments (families: by the
# first instrument of each); tables hold the first table of each id.
cdef struct RawIndexes:
    TextIndex instruments
    TextIndex families
    TextIndex tables

cdef void check_limits(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil
cdef void check_tier_limits(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil
cdef void check_head(const RawRulebook *rulebook, RulebookFaults *faults) noexcept nogil
cdef void check_instruments(const RawRulebook *rulebook, RawIndexes *indexes, RulebookFaults *faults) noexcept nogil
# The id of one table alone.
cdef void check_table_id(
    const RawRulebook *rulebook, const TextIndex *tables, int32_t row, RulebookFaults *faults
) noexcept nogil
