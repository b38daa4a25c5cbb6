# cython: language_level=3, cdivision=True
"""Answers about many accounts: the model into bytes."""
from libc.stdint cimport int32_t, uint32_t
from libc.string cimport memcpy, strlen
from marginline_native.encode cimport Shape, encode_statement, statement_bound
from marginline_native.model cimport MAX_PATH_BYTES, Account, Rules, Text, Violation, Violations
from marginline_native.sentences cimport MAX_SENTENCE_BYTES, sentence_of
from marginline_native.wire cimport WRITER_SLACK, Writer, close_message, open_message, write_text, write_uint32

cdef enum:
    RESULT_FRAME = 32             # what a result has around its statement or rejection
    REJECTION_FRAME = 32


cdef void encode_statement_result(
    Writer *writer, int32_t account_index, const Account *account, const Rules *rules, Shape shape
) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 2)
    write_uint32(writer, 1, <uint32_t>account_index)
    encode_statement(writer, account, rules, shape)
    close_message(writer, message)


# A path while it is put together; what does not fit is cut off, but the longest there is does fit.
cdef struct Path:
    char[MAX_PATH_BYTES] data
    int32_t length


cdef void add_text(Path *path, const char *text) noexcept nogil:
    cdef int32_t length = <int32_t>strlen(text)
    if path.length + length <= MAX_PATH_BYTES:
        memcpy(path.data + path.length, text, <size_t>length)
        path.length += length


# "[12]"
cdef void add_index(Path *path, int32_t index) noexcept nogil:
    cdef char[16] text
    cdef int at = 14
    text[15] = 0
    text[14] = c"]"
    while True:
        at -= 1
        text[at] = <char>(c"0" + index % 10)
        index /= 10
        if index == 0:
            break
    text[at - 1] = c"["
    add_text(path, text + at - 1)


# accounts[3].positions[0].mark_price
cdef Path path_of(int32_t account_index, const Violation *violation) noexcept nogil:
    cdef Path path
    path.length = 0
    add_text(&path, "accounts")
    add_index(&path, account_index)
    if violation.list != NULL:
        add_text(&path, ".")
        add_text(&path, violation.list)
        add_index(&path, violation.row)
    if violation.field != NULL:
        add_text(&path, ".")
        add_text(&path, violation.field)
    return path


cdef inline Text text_of(const char *data, Py_ssize_t length) noexcept nogil:
    cdef Text text
    text.data = data
    text.length = <int32_t>length
    return text


cdef void encode_violation(Writer *writer, int32_t account_index, const Violation *violation) noexcept nogil:
    cdef Path path = path_of(account_index, violation)
    cdef const char *sentence = sentence_of(violation.reason)
    cdef Py_ssize_t message = open_message(writer, 3)
    write_text(writer, 1, text_of(path.data, path.length))
    write_uint32(writer, 2, <uint32_t>violation.reason)
    write_text(writer, 3, text_of(sentence, <Py_ssize_t>strlen(sentence)))
    close_message(writer, message)


cdef void encode_rejection(
    Writer *writer, int32_t account_index, Text account_id, const Violations *violations
) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 3)
    cdef int32_t index
    write_text(writer, 1, account_id)
    write_uint32(writer, 2, <uint32_t>violations.entry[0].reason)
    for index in range(violations.count):
        encode_violation(writer, account_index, &violations.entry[index])
    close_message(writer, message)


cdef void encode_rejection_result(
    Writer *writer, int32_t account_index, Text account_id, const Violations *violations
) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 2)
    write_uint32(writer, 1, <uint32_t>account_index)
    encode_rejection(writer, account_index, account_id, violations)
    close_message(writer, message)


cdef void encode_counts(Writer *writer, const StateCounts *counts) noexcept nogil:
    cdef Py_ssize_t message = open_message(writer, 3)
    cdef uint32_t state
    for state in range(1, 5):
        write_uint32(writer, state, counts.by_state[state])
    write_uint32(writer, 5, counts.by_state[0])
    close_message(writer, message)


cdef Py_ssize_t statement_result_bound(const Account *account, Shape shape) noexcept nogil:
    return statement_bound(account, shape) + RESULT_FRAME


cdef Py_ssize_t rejection_result_bound(Text account_id, const Violations *violations) noexcept nogil:
    cdef Py_ssize_t bytes_per_violation = MAX_PATH_BYTES + MAX_SENTENCE_BYTES + REJECTION_FRAME
    return account_id.length + violations.count * bytes_per_violation + RESULT_FRAME + REJECTION_FRAME + WRITER_SLACK
