# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""Rulebooks: from wire bytes to tables that the stages read, once; every fault named at once."""
import hashlib
import os

from libc.stdint cimport int32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy
from marginline_native.faults cimport field_path
from marginline_native.model cimport (
    MAX_TIERS, NUMBER_GOOD, REASON_MESSAGE_MALFORMED, Instrument, Rules, Text, Tier, TierTable,
)
from marginline_native.rulebook_check cimport (
    RawIndexes, check_head, check_instruments, check_limits, check_table_id, check_tier_limits,
)
from marginline_native.rulebook_decode cimport Broken, decode_rulebook, decode_tiers
from marginline_native.rulebook_raw cimport (
    RawInstrument, RawRulebook, RawRules, RawTable, RawTier, RulebookFault, note,
)
from marginline_native.rulebook_tiers cimport compile_tiers
from marginline_native.text_index cimport HashKey, TextIndex, add_row, find_text, hash_text, slots_for, text_index
from marginline_native.wire cimport Cursor, cursor_over

from marginline_native.faults import Fault

cdef HashKey process_key


cdef void draw_key():
    cdef bytes drawn = os.urandom(sizeof(HashKey))
    memcpy(&process_key, <const char *>drawn, sizeof(HashKey))


draw_key()


cdef class Workshop:
    def __dealloc__(self):
        free(self.raw.instruments)
        free(self.raw.tables)
        free(self.indexes.instruments.slots)
        free(self.indexes.families.slots)
        free(self.indexes.tables.slots)
        free(self.tiers)

    cdef void read(self, Cursor message) except *:
        self.decode(message)
        check_limits(&self.raw, &self.faults)
        self.refuse_faults()
        self.raw.instruments = <RawInstrument *>room(self.raw.instrument_count, sizeof(RawInstrument))
        self.raw.tables = <RawTable *>room(self.raw.table_count, sizeof(RawTable))
        self.decode(message)
        check_tier_limits(&self.raw, &self.faults)
        self.refuse_faults()
        self.build_indexes()

    cdef void decode(self, Cursor message) except *:
        cdef Broken broken
        if decode_rulebook(message, &self.raw, &broken):
            note(&self.faults, REASON_MESSAGE_MALFORMED, broken.place, broken.field)
            self.refuse_faults()

    cdef void build_indexes(self) except *:
        cdef int32_t row
        cdef RawRulebook *raw = &self.raw
        self.indexes.instruments = index_of(
            &raw.instruments.instrument_id, sizeof(RawInstrument), raw.instrument_count)
        self.indexes.families = index_of(&raw.instruments.family, sizeof(RawInstrument), raw.instrument_count)
        self.indexes.tables = index_of(&raw.tables.tier_table_id, sizeof(RawTable), raw.table_count)
        for row in range(raw.table_count):
            add_row(&self.indexes.tables, row)

    cdef void refuse_faults(self) except *:
        cdef int32_t i
        if self.faults.count > 0:
            raise Fault([named_fault(&self.faults.entry[i]) for i in range(self.faults.count)])


cdef tuple named_fault(const RulebookFault *fault):
    cdef str prefix = ""
    if fault.place.list != NULL and fault.place.inner != NULL:
        prefix = field_path("", fault.place.list, fault.place.row, NULL) + "."
        return field_path(prefix, fault.place.inner, fault.place.inner_row, fault.field), fault.reason
    return field_path("", fault.place.list, fault.place.row, fault.field), fault.reason


# Zeroed, and never NULL: room for at least one.
cdef void *room(int32_t rows, size_t size) except NULL:
    cdef void *taken = calloc(<size_t>rows + 1, size)
    if taken == NULL:
        raise MemoryError
    return taken


cdef TextIndex index_of(const Text *column, size_t stride, int32_t rows) except *:
    return text_index(process_key, column, stride, <int32_t *>room(<int32_t>slots_for(rows), sizeof(int32_t)), rows)


cdef void compile_rules(const RawRules *raw, Rules *rules) noexcept nogil:
    rules.tier_scheme = raw.tier_scheme
    rules.tier_basis = raw.tier_basis
    rules.cross_pooling = raw.cross_pooling
    rules.maintenance_value = raw.maintenance_value
    rules.initial_value_isolated = raw.initial_value_isolated
    rules.initial_value_cross = raw.initial_value_cross
    rules.closing_fee = raw.closing_fee
    rules.trigger = raw.trigger
    rules.bankruptcy_share = raw.bankruptcy_share
    rules.tick_buffer = <int32_t>raw.tick_buffer
    rules.warning_ratio = raw.warning_ratio.value
    rules.has_warning_ratio = raw.warning_ratio.status == NUMBER_GOOD
    rules.adl_score_family = raw.adl_score_family


# What is not stated is 0 in the raw row too.
cdef void compile_instrument(
    const RawInstrument *raw, RawIndexes *indexes, TierTable *tables, Instrument *out
) noexcept nogil:
    cdef Text isolated = raw.isolated_tier_table_id
    out.instrument_id = raw.instrument_id
    out.settlement_currency = raw.settlement_currency
    out.settlement_hash = hash_text(process_key, raw.settlement_currency)
    out.kind = raw.kind
    out.contract_size = raw.contract_size.value
    out.tick_size = raw.tick_size.value
    out.quantity_step = raw.quantity_step.value
    out.taker_fee_rate = raw.taker_fee_rate.value
    out.cross_table = &tables[find_text(&indexes.tables, raw.tier_table_id)]
    out.isolated_table = &tables[find_text(&indexes.tables, isolated)] if isolated.length > 0 else out.cross_table


cdef class Rulebook:
    """A compiled, immutable rulebook.

    message: wire bytes of marginline.v1.Rulebook. Fault names every fault of it (at most 32), with paths relative to
    the rulebook, such as "instruments[3].tick_size".
    rulebook_id, version: as in the message. content_hash: SHA-256 of the message, 64 hexadecimal digits.
    size_bytes: memory it holds, roughly.
    """

    def __cinit__(self, bytes message not None):
        self.message = message
        self.content_hash = hashlib.sha256(message).hexdigest()
        self.hash_text = self.content_hash.encode()
        self.compile()
        self.rulebook_id = text_of(self.compiled.rulebook_id)
        self.version = text_of(self.compiled.version)

    def __dealloc__(self):
        free(self.compiled.instruments)
        free(self.compiled.tables)
        free(self.compiled.tiers)
        free(self.compiled.index.slots)

    cdef void compile(self) except *:
        cdef Workshop workshop = Workshop()
        workshop.read(cursor_over(self.message, len(self.message)))
        check_head(&workshop.raw, &workshop.faults)
        check_instruments(&workshop.raw, &workshop.indexes, &workshop.faults)
        self.compile_tables(workshop)
        workshop.refuse_faults()
        self.compile_instruments(workshop)
        compile_rules(&workshop.raw.rules, &self.compiled.rules)
        self.compiled.rulebook_id = workshop.raw.rulebook_id
        self.compiled.version = workshop.raw.version
        self.compiled.content_hash.data = self.hash_text
        self.compiled.content_hash.length = <int32_t>len(self.hash_text)
        self.size_bytes = self.measure()

    # The tiers are checked and compiled in one; a table's are read again into the workshop's one bench.
    cdef void compile_tables(self, Workshop workshop) except *:
        cdef RawRulebook *raw = &workshop.raw
        cdef int32_t row
        cdef Tier *tiers = <Tier *>room(raw.tier_count, sizeof(Tier))
        self.compiled.tiers = tiers
        self.compiled.tables = <TierTable *>room(raw.table_count, sizeof(TierTable))
        self.compiled.table_count = raw.table_count
        workshop.tiers = <RawTier *>room(MAX_TIERS, sizeof(RawTier))
        for row in range(raw.table_count):
            self.compiled.tables[row].tier_table_id = raw.tables[row].tier_table_id
            self.compiled.tables[row].tiers = tiers
            self.compiled.tables[row].tier_count = raw.tables[row].tier_count
            self.compiled.tables[row].rate_slope = raw.tables[row].rate_slope.value
            check_table_id(raw, &workshop.indexes.tables, row, &workshop.faults)
            decode_tiers(&raw.tables[row], workshop.tiers)
            compile_tiers(&raw.tables[row], workshop.tiers, raw.rules.tier_scheme, row, tiers, &workshop.faults)
            tiers += raw.tables[row].tier_count

    # A family's number is the index of its first instrument.
    cdef void compile_instruments(self, Workshop workshop) except *:
        cdef RawRulebook *raw = &workshop.raw
        cdef CompiledRulebook *compiled = &self.compiled
        cdef int32_t row, first
        compiled.instrument_count = compiled.family_count = raw.instrument_count
        compiled.instruments = <Instrument *>room(raw.instrument_count, sizeof(Instrument))
        for row in range(raw.instrument_count):
            compile_instrument(&raw.instruments[row], &workshop.indexes, compiled.tables, &compiled.instruments[row])
            first = add_row(&workshop.indexes.families, row) if raw.instruments[row].family.length > 0 else -1
            compiled.instruments[row].family = row if first < 0 else first
        compiled.index = index_of(&compiled.instruments.instrument_id, sizeof(Instrument), raw.instrument_count)
        for row in range(raw.instrument_count):
            add_row(&compiled.index, row)

    cdef Py_ssize_t measure(self) noexcept:
        cdef CompiledRulebook *compiled = &self.compiled
        cdef Py_ssize_t tiers = 0
        cdef int32_t row
        for row in range(compiled.table_count):
            tiers += compiled.tables[row].tier_count
        return (
            len(self.message) + tiers * <Py_ssize_t>sizeof(Tier)
            + compiled.table_count * <Py_ssize_t>sizeof(TierTable)
            + compiled.instrument_count * <Py_ssize_t>sizeof(Instrument)
            + (<Py_ssize_t>compiled.index.mask + 1) * <Py_ssize_t>sizeof(int32_t)
        )


# Before a request is refused for anything else: malformed bytes come first, also those of its inline rulebook.
cdef void refuse_malformed_rulebook(Cursor message) except *:
    cdef Workshop workshop
    if message.at < message.end:
        workshop = Workshop()
        try:
            workshop.decode(message)
        except Fault as fault:
            raise under_inline(fault) from None


cdef object under_inline(fault):
    return Fault([(f"rulebook.inline.{field}".removesuffix("."), reason) for field, reason in fault.violations])


cdef str text_of(Text text):
    return text.data[:text.length].decode("ascii")
