# cython: language_level=3, cdivision=True
"""The protobuf wire format, read strictly and written."""
from libc.stdint cimport INT32_MAX, UINT32_MAX, int32_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memmove
from marginline_native.decimals cimport parse_number, print_number
from marginline_native.exact cimport i128
from marginline_native.model cimport NUMBER_ABSENT, NUMBER_GOOD, NUMBER_MALFORMED, Figure, Number, NumberStatus, Text

cdef enum:
    VARINT = 0
    FIXED64 = 1
    BYTES = 2
    FIXED32 = 5
    LENGTH_BYTES = 2              # room left for the length of a message while it is written


cdef Cursor cursor_over(const uint8_t *data, Py_ssize_t length) noexcept nogil:
    cdef Cursor cursor
    cursor.at = data
    cursor.end = data + length
    return cursor


# Not NULL, so that it may be compared and copied like any other.
cdef Text no_text() noexcept nogil:
    cdef Text text
    text.data = ""
    text.length = 0
    return text


# A varint of at most so many bytes and at most that value.
cdef inline int take_varint(Cursor *cursor, int most_bytes, uint64_t most, uint64_t *value) noexcept nogil:
    cdef uint64_t total = 0, part
    cdef int index
    if cursor.at < cursor.end and cursor.at[0] < 0x80:
        value[0] = cursor.at[0]
        cursor.at += 1
        return 0
    for index in range(most_bytes):
        if cursor.at == cursor.end:
            return -1
        part = cursor.at[0]
        cursor.at += 1
        if index == 9 and part > 1:
            return -1
        total |= (part & 0x7F) << (7 * index)
        if part < 0x80:
            value[0] = total
            return 0 if total <= most else -1
    return -1


# Five bytes at most and no more than 32 bits, as in the protobuf runtime.
cdef int read_long_tag(Cursor *cursor, uint32_t *tag) noexcept nogil:
    cdef uint64_t value = 0
    if take_varint(cursor, 5, UINT32_MAX, &value):
        return -1
    tag[0] = <uint32_t>value
    if value >> 3 == 0:
        return -1
    return 0 if 1 << (value & 7) & (1 << VARINT | 1 << FIXED64 | 1 << BYTES | 1 << FIXED32) else -1


cdef int read_varint(Cursor *cursor, uint32_t tag, uint64_t *value) noexcept nogil:
    if tag & 7 != VARINT:
        return -1
    return take_varint(cursor, 10, <uint64_t>-1, value)


# The three below keep the low bits of a longer varint, as every protobuf runtime does.
cdef int read_uint32(Cursor *cursor, uint32_t tag, uint32_t *value) noexcept nogil:
    cdef uint64_t bits = 0
    if read_varint(cursor, tag, &bits):
        return -1
    value[0] = <uint32_t>bits
    return 0


cdef int read_enum(Cursor *cursor, uint32_t tag, int32_t *value) noexcept nogil:
    return read_uint32(cursor, tag, <uint32_t *>value)


cdef int read_bool(Cursor *cursor, uint32_t tag, bint *value) noexcept nogil:
    cdef uint64_t bits = 0
    if read_varint(cursor, tag, &bits):
        return -1
    value[0] = bits != 0
    return 0


cdef int read_message(Cursor *cursor, uint32_t tag, Cursor *inside) noexcept nogil:
    cdef uint64_t length = 0
    if tag & 7 != BYTES or take_varint(cursor, 5, INT32_MAX, &length):
        return -1
    if length > <uint64_t>(cursor.end - cursor.at):
        return -1
    inside.at = cursor.at
    inside.end = cursor.at + length
    cursor.at = inside.end
    return 0


cdef int read_text(Cursor *cursor, uint32_t tag, Text *text) noexcept nogil:
    cdef Cursor inside
    if read_message(cursor, tag, &inside):
        return -1
    text.data = <const char *>inside.at
    text.length = <int32_t>(inside.end - inside.at)
    return 0 if is_utf8(inside.at, text.length) else -1


# A good number is ASCII, so only a bad one is looked at twice.
cdef inline int take_decimal(Cursor *cursor, uint32_t tag, NumberStatus empty, Number *number) noexcept nogil:
    cdef Cursor inside
    if read_message(cursor, tag, &inside):
        return -1
    number[0] = parse_number(<const char *>inside.at, inside.end - inside.at)
    if number.status == NUMBER_GOOD:
        return 0
    if inside.at == inside.end:
        number.status = empty
    return 0 if is_utf8(inside.at, inside.end - inside.at) else -1


cdef int read_decimal(Cursor *cursor, uint32_t tag, Number *number) noexcept nogil:
    return take_decimal(cursor, tag, NUMBER_ABSENT, number)


cdef int read_optional_decimal(Cursor *cursor, uint32_t tag, Number *number) noexcept nogil:
    return take_decimal(cursor, tag, NUMBER_MALFORMED, number)


cdef int skip_field(Cursor *cursor, uint32_t tag) noexcept nogil:
    cdef Cursor inside
    cdef uint64_t value = 0
    cdef Py_ssize_t width
    if tag & 7 == BYTES:
        return read_message(cursor, tag, &inside)
    if tag & 7 == VARINT:
        return read_varint(cursor, tag, &value)
    width = 8 if tag & 7 == FIXED64 else 4
    if cursor.end - cursor.at < width:
        return -1
    cursor.at += width
    return 0


cdef inline bint is_continuation(uint8_t byte) noexcept nogil:
    return byte & 0xC0 == 0x80


# Length of the well-formed sequence that begins here; 0: none, an over-long form, a surrogate, or past U+10FFFF.
cdef int sequence_length(const uint8_t *at, Py_ssize_t left) noexcept nogil:
    cdef uint8_t lead = at[0]
    if lead < 0x80:
        return 1
    if lead < 0xC2 or lead > 0xF4 or left < 2 or not is_continuation(at[1]):
        return 0
    if lead < 0xE0:
        return 2
    if lead == 0xE0 and at[1] < 0xA0 or lead == 0xED and at[1] > 0x9F or left < 3 or not is_continuation(at[2]):
        return 0
    if lead < 0xF0:
        return 3
    if lead == 0xF0 and at[1] < 0x90 or lead == 0xF4 and at[1] > 0x8F or left < 4 or not is_continuation(at[3]):
        return 0
    return 4


cdef bint is_utf8(const uint8_t *data, Py_ssize_t length) noexcept nogil:
    cdef const uint8_t *end = data + length
    cdef uint64_t eight = 0
    cdef int step
    while data < end:
        if end - data >= 8:
            memcpy(&eight, data, 8)
            if eight & <uint64_t>0x8080808080808080 == 0:
                data += 8
                continue
        step = sequence_length(data, end - data)
        if step == 0:
            return False
        data += step
    return True


cdef Writer writer_over(uint8_t *data, Py_ssize_t capacity) noexcept nogil:
    cdef Writer writer
    writer.start = data
    writer.at = data
    writer.end = data + capacity
    writer.full = False
    return writer


# Whether so many bytes, and what every small write may touch, still fit; if not, nothing is written any more.
cdef inline bint has_room(Writer *writer, Py_ssize_t length) noexcept nogil:
    if writer.full or writer.end - writer.at < length + WRITER_SLACK:
        writer.full = True
        return False
    return True


cdef inline void put_varint(Writer *writer, uint32_t value) noexcept nogil:
    while value >= 0x80:
        writer.at[0] = <uint8_t>(value | 0x80)
        writer.at += 1
        value >>= 7
    writer.at[0] = <uint8_t>value
    writer.at += 1


cdef void write_present_uint32(Writer *writer, uint32_t number, uint32_t value) noexcept nogil:
    if has_room(writer, 0):
        put_varint(writer, number << 3 | VARINT)
        put_varint(writer, value)


cdef void write_uint32(Writer *writer, uint32_t number, uint32_t value) noexcept nogil:
    if value:
        write_present_uint32(writer, number, value)


cdef void write_text(Writer *writer, uint32_t number, Text text) noexcept nogil:
    if text.length == 0 or not has_room(writer, text.length):
        return
    put_varint(writer, number << 3 | BYTES)
    put_varint(writer, <uint32_t>text.length)
    memcpy(writer.at, text.data, <size_t>text.length)
    writer.at += text.length


# The text is shorter than 128 bytes, so its length takes one.
cdef void write_decimal(Writer *writer, uint32_t number, i128 value) noexcept nogil:
    cdef int length
    if not has_room(writer, 0):
        return
    put_varint(writer, number << 3 | BYTES)
    length = print_number(value, <char *>writer.at + 1)
    writer.at[0] = <uint8_t>length
    writer.at += 1 + length


cdef void write_figure(Writer *writer, uint32_t number, Figure figure) noexcept nogil:
    if figure.exists:
        write_decimal(writer, number, figure.value)


cdef void write_packed_bits(Writer *writer, uint32_t number, uint32_t bits) noexcept nogil:
    cdef uint8_t bit
    cdef uint8_t *length
    if bits == 0 or not has_room(writer, 0):
        return
    put_varint(writer, number << 3 | BYTES)
    length = writer.at
    writer.at += 1
    for bit in range(32):
        if bits >> bit & 1:
            writer.at[0] = bit
            writer.at += 1
    length[0] = <uint8_t>(writer.at - length - 1)


# The length is not known yet: room is left for the common size, and close_message moves the rare other ones.
cdef Py_ssize_t open_message(Writer *writer, uint32_t number) noexcept nogil:
    if has_room(writer, 0):
        put_varint(writer, number << 3 | BYTES)
        writer.at += LENGTH_BYTES
    return writer.at - writer.start


cdef void close_message(Writer *writer, Py_ssize_t opened) noexcept nogil:
    cdef uint8_t *body = writer.start + opened
    cdef uint32_t length = <uint32_t>(writer.at - body)
    cdef Py_ssize_t width = 1 + (length >= 1 << 7) + (length >= 1 << 14) + (length >= 1 << 21) + (length >= 1 << 28)
    if not has_room(writer, 0):
        return
    if width != LENGTH_BYTES:
        memmove(body - LENGTH_BYTES + width, body, length)
    writer.at = body - LENGTH_BYTES
    put_varint(writer, length)
    writer.at += length
