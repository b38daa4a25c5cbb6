# The rulebooks that requests may name, and the inline ones that were compiled lately.
from marginline_native.model cimport Text
from marginline_native.rulebook cimport Rulebook
from marginline_native.wire cimport Cursor


cdef class RulebookShelf:
    cdef dict held                # id -> Rulebook
    cdef dict inline              # SHA-256 -> Rulebook, least recently used first
    cdef Py_ssize_t inline_bytes
    # Replaces all that are held. ValueError: two of one id.
    cdef void hold(self, rulebooks) except *
    cdef Rulebook find(self, Text rulebook_id)     # None: not held
    # Compiles what was not compiled lately; Fault, with paths under rulebook.inline.
    cdef Rulebook compiled(self, Cursor message)
    cdef void keep(self, bytes digest, Rulebook rulebook) except *
