# The door of native: runs the stages in their order.
from libc.stdint cimport int32_t
from marginline_native.decode cimport Request, RequestKind, Selector
from marginline_native.liquidation cimport LiquidationScratch
from marginline_native.margin cimport MarginScratch
from marginline_native.measure cimport MeasureScratch
from marginline_native.model cimport MAX_ACCOUNTS, MAX_MARKS, Account, RawMark, Violations
from marginline_native.ranking cimport Ranking
from marginline_native.rulebook cimport CompiledRulebook, Rulebook as Book  # Rulebook is the name it is exported by
from marginline_native.rulebook_shelf cimport RulebookShelf
from marginline_native.validate cimport ValidateScratch
from marginline_native.wire cimport Cursor, Writer

# Everything that the stages write to but the reply: taken once, zeroed.
cdef struct Workspace:
    Request request
    RawMark[MAX_MARKS] marks
    Cursor[MAX_ACCOUNTS] account_messages
    Account account
    ValidateScratch validate
    MeasureScratch measure
    MarginScratch margin
    LiquidationScratch liquidation
    Violations ahead              # of the request's fields up to its account
    Violations of_account
    Violations behind             # of the fields after it

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
    cdef void evaluate_accounts(self, const CompiledRulebook *rulebook) except *
    # one ranking
    cdef bytes answer_ranking(self, bytes request)
