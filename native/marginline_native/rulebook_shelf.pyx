# cython: language_level=3
"""Rulebooks at hand: held ones by id, inline ones by the hash of their bytes."""
import hashlib

from cpython.bytes cimport PyBytes_FromStringAndSize
from marginline_native.model cimport Text
from marginline_native.rulebook cimport Rulebook, under_inline
from marginline_native.wire cimport Cursor

from marginline_native.faults import Fault

# The cache of inline rulebooks only saves time; what is larger than a share of it is not kept.
cdef enum:
    MAX_INLINE = 64
    MAX_INLINE_BYTES = 33554432
    MAX_KEPT_BYTES = 8388608


def _checked(rulebook):
    if not isinstance(rulebook, Rulebook):
        raise TypeError(f"not a Rulebook: {type(rulebook).__name__}")
    return rulebook


cdef class RulebookShelf:
    def __cinit__(self):
        self.held = {}
        self.inline = {}

    cdef void hold(self, rulebooks) except *:
        cdef list given = [_checked(rulebook) for rulebook in rulebooks]
        cdef dict held = {rulebook.rulebook_id.encode(): rulebook for rulebook in given}
        if len(held) != len(given):
            raise ValueError("two rulebooks have the same id")
        self.held = held

    cdef Rulebook find(self, Text rulebook_id):
        return self.held.get(PyBytes_FromStringAndSize(rulebook_id.data, rulebook_id.length))

    cdef Rulebook compiled(self, Cursor message):
        cdef bytes content = PyBytes_FromStringAndSize(<const char *>message.at, message.end - message.at)
        cdef bytes digest = hashlib.sha256(content).digest()
        cdef Rulebook rulebook = self.inline.pop(digest, None)
        if rulebook is not None:
            self.inline[digest] = rulebook  # the last again
            return rulebook
        try:
            rulebook = Rulebook(content)
        except Fault as fault:
            raise under_inline(fault) from None
        self.keep(digest, rulebook)
        return rulebook

    cdef void keep(self, bytes digest, Rulebook rulebook) except *:
        cdef Rulebook oldest
        if rulebook.size_bytes > MAX_KEPT_BYTES:
            return
        self.inline[digest] = rulebook
        self.inline_bytes += rulebook.size_bytes
        while len(self.inline) > MAX_INLINE or self.inline_bytes > MAX_INLINE_BYTES:
            oldest = self.inline.pop(next(iter(self.inline)))
            self.inline_bytes -= oldest.size_bytes
