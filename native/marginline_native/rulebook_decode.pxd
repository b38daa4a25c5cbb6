# A Rulebook message into raw structs.
from marginline_native.rulebook_raw cimport Place, RawRulebook, RawTable, RawTier
from marginline_native.wire cimport Cursor

# Where a message stops being one: its innermost place and, if it is a known field, that.
cdef struct Broken:
    Place place
    const char *field

# Run once with instruments and tables NULL, which only reads and counts, and once with room for what was counted.
# 0, or -1 with `broken` set: the bytes are no Rulebook.
cdef int decode_rulebook(Cursor message, RawRulebook *rulebook, Broken *broken) noexcept nogil

# The tiers of a table that decode_rulebook has read; room for table.tier_count.
cdef void decode_tiers(const RawTable *table, RawTier *tiers) noexcept nogil
