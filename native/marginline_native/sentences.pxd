# Each reason in a sentence that holds nothing of any request, as a rejection of a batch carries it. The doors say the
# same (a test holds them to it).
from libc.stdint cimport int32_t

cdef enum:
    MAX_SENTENCE_BYTES = 80

cdef const char *sentence_of(int32_t reason) noexcept nogil
