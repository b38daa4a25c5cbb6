# A rulebook ready for use: immutable, every value checked, found by id in constant time.
from libc.stdint cimport int32_t
from marginline_native.model cimport Instrument, Rules, Text, Tier, TierTable
from marginline_native.rulebook_check cimport RawIndexes
from marginline_native.rulebook_raw cimport RawRulebook, RawTier, RulebookFaults
from marginline_native.text_index cimport TextIndex, find_text
from marginline_native.wire cimport Cursor

cdef struct CompiledRulebook:
    Text rulebook_id
    Text version
    Text content_hash             # 64 hexadecimal digits
    Rules rules
    Instrument *instruments
    int32_t instrument_count
    int32_t family_count          # families are numbered below this
    TierTable *tables
    int32_t table_count
    Tier *tiers                   # of all tables, in their order
    TextIndex index               # of instruments; its key is that of every hash in here


# Index of the instrument of that id; -1: none.
cdef inline int32_t find_instrument(const CompiledRulebook *rulebook, Text instrument_id) noexcept nogil:
    return find_text(&rulebook.index, instrument_id)


# What compiling needs and no longer than that; everything in it is freed with it.
cdef class Workshop:
    cdef RawRulebook raw
    cdef RawIndexes indexes
    cdef RulebookFaults faults
    cdef RawTier *tiers
    cdef void read(self, Cursor message) except *
    cdef void decode(self, Cursor message) except *
    cdef void build_indexes(self) except *
    cdef void refuse_faults(self) except *


# Raises Fault, under rulebook.inline, if the bytes are no Rulebook; empty: it is not asked.
cdef void refuse_malformed_rulebook(Cursor message) except *
# The same fault with its paths under rulebook.inline.
cdef object under_inline(fault)


cdef class Rulebook:
    cdef CompiledRulebook compiled
    cdef bytes message            # all text of `compiled` is borrowed from these two
    cdef bytes hash_text
    cdef readonly Py_ssize_t size_bytes
    cdef readonly str rulebook_id
    cdef readonly str version
    cdef readonly str content_hash
    cdef void compile(self) except *
    cdef void compile_tables(self, Workshop workshop) except *
    cdef void compile_instruments(self, Workshop workshop) except *
    cdef Py_ssize_t measure(self) noexcept
