# The door of native: runs the stages in their order.
from libc.stdint cimport int32_t
from marginline_native.decode cimport RequestKind, Selector
from marginline_native.evaluation cimport Workspace
from marginline_native.ranking cimport Ranking
from marginline_native.rulebook cimport CompiledRulebook, Rulebook as Book  # Rulebook is the name it is exported by
from marginline_native.rulebook_shelf cimport RulebookShelf
from marginline_native.wire cimport Writer

cdef enum Call:
    CALL_MARGIN_RATIO
    CALL_LIQUIDATION_PRICE
    CALL_EVALUATE


cdef class Calculator:
    cdef Workspace *work
    cdef Writer reply
    cdef RulebookShelf shelf
    cdef Ranking ranking
    cdef bint busy

    cdef void enter(self, bytes request) except *
    cdef void leave(self) noexcept
    cdef Book select(self, const Selector *selector)
    cdef void refuse(self) except *
    cdef bytes taken_reply(self)
    # one account
    cdef bytes answer(self, bytes request, Call call)
    cdef void open_one(self, bytes request, RequestKind kind) except *
    cdef void validate_one(self, const CompiledRulebook *rulebook) noexcept nogil
    cdef void encode_one(self, const CompiledRulebook *rulebook, Call call, int32_t view) except *
    # many accounts
    cdef bytes answer_batch(self, bytes request)
    cdef void open_batch(self, bytes request) except *
    cdef void refuse_malformed_account(self) except *
    cdef void evaluate_batch(self, const CompiledRulebook *rulebook) except *
    # one ranking
    cdef bytes answer_ranking(self, bytes request)
