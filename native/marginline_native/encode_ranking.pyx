# cython: language_level=3
from libc.stdint cimport int32_t, uint32_t
from marginline_native.encode cimport Reference, encode_reference
from marginline_native.exact cimport exact_sum, exact_sum_of, exact_sum_subtract, exact_sum_value, i128
from marginline_native.model cimport NUMBER_GOOD, SIDE_LONG
from marginline_native.ranking_model cimport Queue, Ranked, RankingRequest, Standing
from marginline_native.wire cimport (
    Writer, close_message, open_message, write_decimal, write_figure, write_present_uint32, write_text, write_uint32,
)


cdef void encode_head(Writer *writer, const Reference *reference, const RankingRequest *request) noexcept nogil:
    if reference != NULL:
        encode_reference(writer, reference)
    write_uint32(writer, 2, <uint32_t>request.score_family)


cdef Py_ssize_t open_queue(Writer *writer, int32_t side, const Queue *queue) noexcept nogil:
    cdef Py_ssize_t opened = open_message(writer, 3 if side == SIDE_LONG else 4)
    cdef i128 total = 0
    write_uint32(writer, 1, queue.count)
    if exact_sum_value(&queue.quantity, &total):
        write_decimal(writer, 2, total)
    return opened


cdef void encode_ranked(Writer *writer, const Standing *standing, const Ranked *ranked) noexcept nogil:
    cdef Py_ssize_t opened = open_message(writer, 3)
    write_uint32(writer, 1, ranked.rank)
    write_text(writer, 2, standing.account_id)
    write_text(writer, 3, standing.position_id)
    write_decimal(writer, 4, standing.quantity)
    write_figure(writer, 5, ranked.score)
    write_figure(writer, 6, ranked.leverage)
    write_decimal(writer, 7, standing.unrealized_pnl)
    if ranked.rank > 1:
        write_present_uint32(writer, 8, <uint32_t>ranked.separated_by)
    write_uint32(writer, 9, ranked.best_band)
    write_uint32(writer, 10, ranked.worst_band)
    write_uint32(writer, 11, ranked.lights)
    write_decimal(writer, 12, ranked.percentile)
    write_uint32(writer, 13, not (ranked.score.exists and ranked.leverage.exists))
    close_message(writer, opened)


# Only what is above the whole side's quantity stays unfilled; a sum beyond the range fills everything.
cdef i128 unfilled_quantity(const Queue *queue, i128 wanted) noexcept nogil:
    cdef exact_sum rest = exact_sum_of(wanted)
    cdef i128 total = 0, unfilled = 0
    if exact_sum_value(&queue.quantity, &total) and total < wanted:
        exact_sum_subtract(&rest, total)
        exact_sum_value(&rest, &unfilled)
    return unfilled


cdef void close_queue(
    Writer *writer, Py_ssize_t opened, const Queue *queue, const RankingRequest *request
) noexcept nogil:
    if request.take_quantity.status == NUMBER_GOOD:
        write_decimal(writer, 4, unfilled_quantity(queue, request.take_quantity.value))
    close_message(writer, opened)


cdef void encode_set_aside(Writer *writer, const Standing *standing) noexcept nogil:
    cdef Py_ssize_t opened = open_message(writer, 5)
    write_text(writer, 1, standing.account_id)
    write_text(writer, 2, standing.position_id)
    write_uint32(writer, 3, <uint32_t>standing.side)
    write_uint32(writer, 4, <uint32_t>standing.set_aside)
    close_message(writer, opened)
