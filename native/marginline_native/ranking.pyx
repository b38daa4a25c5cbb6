# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Rankings for auto-deleveraging, from request bytes to response bytes."""
import os

from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy
from marginline_native.adl cimport (
    Weights, add_weight, compute_ranked, compute_standing, start_weights,
)
from marginline_native.decode cimport DECODED_GOOD, DECODED_OVER_LIMIT, Decoded
from marginline_native.decode_ranking cimport (
    decode_candidate, decode_ranking, find_malformed_candidate, next_candidate,
)
from marginline_native.encode cimport Reference, reference_bound
from marginline_native.encode_ranking cimport (
    HEAD_BYTES, PLACE_BYTES, close_queue, encode_head, encode_ranked, encode_set_aside, open_queue,
)
from marginline_native.faults cimport fault_of
from marginline_native.model cimport SIDE_LONG, SIDE_SHORT
from marginline_native.ranking_model cimport (
    SEPARATED_BY_NOTHING, SET_ASIDE_REASON_NONE, Candidate, Place, Queue, Ranked, Standing,
)
from marginline_native.ranking_order cimport enter_queue, rank_queue, separated_by, sort_set_aside, start_queue
from marginline_native.report cimport report_row
from marginline_native.rulebook cimport CompiledRulebook, refuse_malformed_rulebook
from marginline_native.text_index cimport HashKey
from marginline_native.validate_ranking cimport clear_keys, validate_candidate, validate_key, validate_ranking
from marginline_native.wire cimport WRITER_SLACK, Cursor, Writer, cursor_over, writer_over

cdef extern from *:
    void prefetch "__builtin_prefetch" (const void *address) nogil

cdef enum:
    AHEAD = 6                     # places between asking memory for something and reading it
    LEAST_CAPACITY = 1024         # room for so many candidates is taken at once
    KEPT_REPLY_BYTES = 4194304    # room for a larger reply is not kept


cdef void *grown(void *room, size_t bytes_wanted) except NULL:
    room = realloc(room, bytes_wanted)
    if room == NULL:
        raise MemoryError
    return room


cdef Standing started(const Candidate *candidate) noexcept nogil:
    cdef Standing standing
    standing.account_id = candidate.account_id
    standing.position_id = candidate.position_id
    standing.instrument_id = candidate.instrument_id
    standing.side = candidate.side
    standing.set_aside = candidate.set_aside
    return standing


cdef class Ranking:
    def __cinit__(self):
        cdef bytes drawn = os.urandom(sizeof(HashKey))
        memcpy(&self.keys.key, <const char *>drawn, sizeof(HashKey))

    def __dealloc__(self):
        free(self.standings)
        free(self.places)
        free(self.scratch)
        free(self.keys.slots)
        free(self.reply)

    cdef void open(self, bytes message) except *:
        self.message = message
        self.whole_message = cursor_over(message, len(message))
        self.violations.count = 0
        cdef Decoded decoded = decode_ranking(
            message, len(message), &self.rulebook, &self.request, &self.candidate_count, &self.violations)
        if decoded == DECODED_OVER_LIMIT:
            self.refuse_malformed()
            refuse_malformed_rulebook(self.rulebook.inline_rulebook)
        if decoded != DECODED_GOOD:
            self.refuse()

    cdef void refuse_malformed(self) except *:
        if find_malformed_candidate(self.whole_message, self.candidate_count, &self.violations) >= 0:
            self.refuse()

    cdef void close(self) noexcept:
        self.message = None
        if self.reply_capacity > KEPT_REPLY_BYTES:
            free(self.reply)
            self.reply = NULL
            self.reply_capacity = 0

    cdef void refuse(self) except *:
        raise fault_of(&self.violations, "")

    cdef bytes rank(self, const CompiledRulebook *rulebook):
        cdef Reference reference
        if validate_ranking(&self.request, rulebook, &self.violations):
            self.refuse_malformed()
            self.refuse()
        self.reserve_candidates()
        with nogil:
            self.take_candidates()
        if self.violations.count:
            self.refuse()
        with nogil:
            self.fill_queues()
        if rulebook == NULL:
            return self.encode(NULL)
        reference.rulebook_id = rulebook.rulebook_id
        reference.version = rulebook.version
        reference.content_hash = rulebook.content_hash
        return self.encode(&reference)

    cdef void reserve_candidates(self) except *:
        cdef size_t slots = 2 * LEAST_CAPACITY, capacity
        while slots < 2 * <size_t>self.candidate_count:
            slots *= 2
        capacity = slots >> 1
        if capacity > <size_t>self.capacity:
            self.capacity = 0
            self.standings = <Standing *>grown(self.standings, capacity * sizeof(Standing))
            self.places = <Place *>grown(self.places, capacity * sizeof(Place))
            self.scratch = <Place *>grown(self.scratch, capacity * sizeof(Place))
            self.keys.slots = <int32_t *>grown(self.keys.slots, slots * sizeof(int32_t))
            self.capacity = <int32_t>capacity
        self.keys.mask = <int32_t>(slots - 1)

    # Every candidate through decode, validate and its score. Arithmetic out of range counts only if nothing else is
    # wrong anywhere.
    cdef void take_candidates(self) noexcept nogil:
        cdef Cursor cursor = self.whole_message
        cdef Candidate candidate
        cdef Standing *standing
        cdef const char *figure = NULL
        cdef int32_t row, beyond_row = 0, beyond_reason = 0
        clear_keys(&self.keys)
        for row in range(self.candidate_count):
            if decode_candidate(next_candidate(&cursor), row, &candidate, &self.violations):
                return
            standing = &self.standings[row]
            if validate_candidate(&self.request, &candidate, row, &self.violations):
                standing[0] = started(&candidate)
                validate_key(&self.keys, self.standings, row, &self.violations)
            if self.violations.count or beyond_reason or candidate.set_aside != SET_ASIDE_REASON_NONE:
                continue
            beyond_reason = compute_standing(&self.request, &candidate, standing, &figure)
            beyond_row = row
        if beyond_reason and not self.violations.count:
            report_row(&self.violations, beyond_reason, "candidates", beyond_row, figure)

    cdef void fill_queues(self) noexcept nogil:
        cdef int32_t row
        cdef uint32_t longs = 0, shorts = 0
        cdef Place *aside
        for row in range(self.candidate_count):
            if self.standings[row].set_aside == SET_ASIDE_REASON_NONE:
                longs += self.standings[row].side == SIDE_LONG
                shorts += self.standings[row].side == SIDE_SHORT
        start_queue(&self.longs, self.places)
        start_queue(&self.shorts, self.places + longs)
        aside = self.places + longs + shorts
        self.set_aside_count = 0
        for row in range(self.candidate_count):
            if self.standings[row].set_aside != SET_ASIDE_REASON_NONE:
                aside[self.set_aside_count].row = row
                self.set_aside_count += 1
            elif self.standings[row].side == SIDE_LONG:
                enter_queue(&self.longs, &self.request, self.standings, row)
            else:
                enter_queue(&self.shorts, &self.request, self.standings, row)
        rank_queue(&self.longs, self.standings, self.scratch)
        rank_queue(&self.shorts, self.standings, self.scratch)
        sort_set_aside(aside, self.set_aside_count, self.standings, self.scratch)

    # Standings lie in the order of the request and are read in that of the queue: each is asked for well ahead,
    # and then, with that there, the text it borrows.
    cdef void encode_queue(self, Writer *writer, int32_t side) noexcept nogil:
        cdef Queue *queue = &self.longs if side == SIDE_LONG else &self.shorts
        cdef Py_ssize_t opened = open_queue(writer, side, queue)
        cdef Weights weights = start_weights(&self.request, queue)
        cdef Ranked ranked
        cdef const Standing *ahead = NULL
        cdef const Standing *standing
        cdef uint32_t at
        for at in range(queue.listed):
            if at + 2 * AHEAD < queue.listed:
                standing = &self.standings[queue.places[at + 2 * AHEAD].row]
                prefetch(standing)
                prefetch(&standing.quantity)
                prefetch(&standing.equity)
                prefetch(self.standings[queue.places[at + AHEAD].row].account_id.data)
            standing = &self.standings[queue.places[at].row]
            add_weight(&weights, standing)
            compute_ranked(&self.request, &weights, standing, &ranked)
            ranked.rank = at + 1
            ranked.separated_by = SEPARATED_BY_NOTHING if at == 0 else separated_by(ahead, standing)
            encode_ranked(writer, standing, &ranked)
            ahead = standing
        close_queue(writer, opened, queue, &self.request)

    # Room for the longest response that these queues can have.
    cdef void reserve_reply(self, const Reference *reference) except *:
        cdef Py_ssize_t places = <Py_ssize_t>self.longs.listed + self.shorts.listed + self.set_aside_count
        cdef Py_ssize_t wanted = HEAD_BYTES + WRITER_SLACK + places * PLACE_BYTES
        if reference != NULL:
            wanted += reference_bound(reference)
        if wanted > self.reply_capacity:
            self.reply_capacity = 0
            self.reply = <uint8_t *>grown(self.reply, <size_t>wanted)
            self.reply_capacity = wanted

    cdef void encode_response(self, Writer *writer, const Reference *reference) noexcept nogil:
        cdef Place *aside = self.places + self.longs.count + self.shorts.count
        cdef int32_t at
        encode_head(writer, reference, &self.request)
        self.encode_queue(writer, SIDE_LONG)
        self.encode_queue(writer, SIDE_SHORT)
        for at in range(self.set_aside_count):
            encode_set_aside(writer, &self.standings[aside[at].row])

    cdef bytes encode(self, const Reference *reference):
        cdef Writer writer
        self.reserve_reply(reference)
        writer = writer_over(self.reply, self.reply_capacity)
        with nogil:
            self.encode_response(&writer, reference)
        if writer.full:
            raise AssertionError("a response outgrew the room reserved for it")
        return PyBytes_FromStringAndSize(<const char *>writer.start, writer.at - writer.start)
