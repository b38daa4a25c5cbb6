# Which row holds a text, in constant time: open addressing over a column of rows. Texts come from callers, so the
# hash is keyed (SipHash-1-3): without the key, nobody can make texts that fall into one slot.
from libc.stdint cimport int32_t, uint32_t, uint64_t, uint8_t
from libc.string cimport memcmp, memcpy, memset
from marginline_native.model cimport Text

cdef struct HashKey:
    uint64_t first
    uint64_t second

# Borrows rows and slots; holds at most half as many rows as there are slots.
cdef struct TextIndex:
    HashKey key
    const char *column            # the Text of row 0
    size_t stride                 # bytes from row to row
    int32_t *slots                # row; -1: free
    uint32_t mask

cdef struct SipState:
    uint64_t a
    uint64_t b
    uint64_t c
    uint64_t d


cdef inline bint same_text(Text one, Text other) noexcept nogil:
    return one.length == other.length and (one.length == 0 or memcmp(one.data, other.data, <size_t>one.length) == 0)


cdef inline uint64_t rotate_left(uint64_t value, int by) noexcept nogil:
    return (value << by) | (value >> (64 - by))


cdef inline void sip_round(SipState *s) noexcept nogil:
    s.a += s.b
    s.b = rotate_left(s.b, 13) ^ s.a
    s.a = rotate_left(s.a, 32)
    s.c += s.d
    s.d = rotate_left(s.d, 16) ^ s.c
    s.a += s.d
    s.d = rotate_left(s.d, 21) ^ s.a
    s.c += s.b
    s.b = rotate_left(s.b, 17) ^ s.c
    s.c = rotate_left(s.c, 32)


cdef inline SipState sip_start(HashKey key) noexcept nogil:
    cdef SipState s
    s.a = key.first ^ <uint64_t>0x736f6d6570736575
    s.b = key.second ^ <uint64_t>0x646f72616e646f6d
    s.c = key.first ^ <uint64_t>0x6c7967656e657261
    s.d = key.second ^ <uint64_t>0x7465646279746573
    return s


cdef inline void sip_word(SipState *s, uint64_t word) noexcept nogil:
    s.d ^= word
    sip_round(s)
    s.a ^= word


cdef inline void sip_text(SipState *s, Text text) noexcept nogil:
    cdef const char *at = text.data
    cdef int32_t left = text.length
    cdef uint64_t word
    while left >= 8:
        memcpy(&word, at, 8)
        sip_word(s, word)
        at += 8
        left -= 8
    word = 0
    if left > 0:
        memcpy(&word, at, <size_t>left)
    sip_word(s, word | (<uint64_t>text.length << 56))


cdef inline uint64_t sip_finish(SipState *s) noexcept nogil:
    cdef int _round
    s.c ^= 0xff
    for _round in range(3):
        sip_round(s)
    return s.a ^ s.b ^ s.c ^ s.d


cdef inline uint64_t hash_text(HashKey key, Text text) noexcept nogil:
    cdef SipState s = sip_start(key)
    sip_text(&s, text)
    return sip_finish(&s)


# Slots that an index of so many rows takes: a power of two, at least twice as many.
cdef inline uint32_t slots_for(int32_t rows) noexcept nogil:
    cdef uint32_t slots = 2
    while slots < 2 * <uint32_t>rows:
        slots *= 2
    return slots


# An empty index over `slots`, which has room for slots_for(rows).
cdef inline TextIndex text_index(
    HashKey key, const Text *column, size_t stride, int32_t *slots, int32_t rows
) noexcept nogil:
    cdef TextIndex made
    made.key = key
    made.column = <const char *>column
    made.stride = stride
    made.slots = slots
    made.mask = slots_for(rows) - 1
    memset(slots, 0xff, (made.mask + 1) * sizeof(int32_t))
    return made


# The slot that holds the text, or the free one where it belongs.
cdef inline uint32_t probe_slot(const TextIndex *index, Text text, uint64_t hashed) noexcept nogil:
    cdef uint32_t slot = <uint32_t>hashed & index.mask
    while index.slots[slot] >= 0 and not same_text(
            (<const Text *>(index.column + <size_t>index.slots[slot] * index.stride))[0], text):
        slot = (slot + 1) & index.mask
    return slot


# The row of a text whose hash is known; -1: none.
cdef inline int32_t find_hashed(const TextIndex *index, Text text, uint64_t hashed) noexcept nogil:
    return index.slots[probe_slot(index, text, hashed)]


cdef inline int32_t find_text(const TextIndex *index, Text text) noexcept nogil:
    return find_hashed(index, text, hash_text(index.key, text))


# -1: the row is now in the index; else the earlier row that has the same text.
cdef inline int32_t add_row(TextIndex *index, int32_t row) noexcept nogil:
    cdef Text text = (<const Text *>(index.column + <size_t>row * index.stride))[0]
    cdef uint32_t slot = probe_slot(index, text, hash_text(index.key, text))
    if index.slots[slot] >= 0:
        return index.slots[slot]
    index.slots[slot] = row
    return -1
