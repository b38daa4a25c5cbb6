# The protobuf wire format: a cursor that reads strictly and a writer that never passes its end. Knows no message.
# Readers return 0, or -1 where the bytes are refused; the cursor is then of no more use.
from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from marginline_native.exact cimport i128
from marginline_native.model cimport Figure, Number, Text

cdef struct Cursor:
    const uint8_t *at
    const uint8_t *end

# ---- reading: while cursor.at < cursor.end: read_tag, then by tag >> 3 one of the others ----
# A tag is number << 3 | wire type. Refused: number 0, groups, unknown wire types, over-long tags.
cdef int read_long_tag(Cursor *cursor, uint32_t *tag) noexcept nogil


# Most tags are one byte, of a number that is not 0 and of wire type 0 or 2.
cdef inline int read_tag(Cursor *cursor, uint32_t *tag) noexcept nogil:
    cdef uint8_t first = cursor.at[0] if cursor.at < cursor.end else 0
    if first >= 0x80 or first < 8 or first & 5:
        return read_long_tag(cursor, tag)
    cursor.at += 1
    tag[0] = first
    return 0


# Each refuses a tag of another wire type than its own.
cdef int read_varint(Cursor *cursor, uint32_t tag, uint64_t *value) noexcept nogil
cdef int read_uint32(Cursor *cursor, uint32_t tag, uint32_t *value) noexcept nogil
cdef int read_enum(Cursor *cursor, uint32_t tag, int32_t *value) noexcept nogil
cdef int read_bool(Cursor *cursor, uint32_t tag, bint *value) noexcept nogil
cdef int read_message(Cursor *cursor, uint32_t tag, Cursor *inside) noexcept nogil
# Refuses what is not UTF-8; which characters an id may hold is not decided here.
cdef int read_text(Cursor *cursor, uint32_t tag, Text *text) noexcept nogil
# A decimal in a string field; bad digits are no fault of the wire but the number's status. Empty text is NUMBER_ABSENT
# in a plain field and NUMBER_MALFORMED in an optional one.
cdef int read_decimal(Cursor *cursor, uint32_t tag, Number *number) noexcept nogil
cdef int read_optional_decimal(Cursor *cursor, uint32_t tag, Number *number) noexcept nogil
# A field the message does not have.
cdef int skip_field(Cursor *cursor, uint32_t tag) noexcept nogil

cdef bint is_utf8(const uint8_t *data, Py_ssize_t length) noexcept nogil
cdef Cursor cursor_over(const uint8_t *data, Py_ssize_t length) noexcept nogil
cdef Text no_text() noexcept nogil

# ---- writing, in ascending order of field numbers ----
cdef struct Writer:
    uint8_t *start
    uint8_t *at
    uint8_t *end
    bint full                     # something did not fit: what was written is not the message

# Room beyond the last byte that a writer needs to write that byte.
cdef enum:
    WRITER_SLACK = 64

cdef Writer writer_over(uint8_t *data, Py_ssize_t capacity) noexcept nogil
# Fields without presence: nothing is written for 0 or for empty text.
cdef void write_uint32(Writer *writer, uint32_t number, uint32_t value) noexcept nogil
cdef void write_text(Writer *writer, uint32_t number, Text text) noexcept nogil
# Fields with presence, and elements of repeated fields: written whatever they hold.
cdef void write_present_uint32(Writer *writer, uint32_t number, uint32_t value) noexcept nogil
cdef void write_decimal(Writer *writer, uint32_t number, i128 value) noexcept nogil
cdef void write_figure(Writer *writer, uint32_t number, Figure figure) noexcept nogil
# The positions of the bits that are set, ascending, as one packed field; nothing if there are none.
cdef void write_packed_bits(Writer *writer, uint32_t number, uint32_t bits) noexcept nogil
# What is written between the two is the message; close_message takes what open_message returned.
cdef Py_ssize_t open_message(Writer *writer, uint32_t number) noexcept nogil
cdef void close_message(Writer *writer, Py_ssize_t opened) noexcept nogil
