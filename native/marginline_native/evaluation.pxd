# Accounts through the stages, without a Python object: the part of the calculator that runs with the GIL released.
from libc.stdint cimport int32_t
from marginline_native.decode cimport Request
from marginline_native.encode cimport Reference, Shape
from marginline_native.liquidation cimport LiquidationScratch
from marginline_native.margin cimport MarginScratch
from marginline_native.measure cimport MeasureScratch
from marginline_native.model cimport MAX_ACCOUNTS, MAX_MARKS, Account, RawMark, Rules, Violations, Wanted
from marginline_native.rulebook cimport CompiledRulebook
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

cdef Reference reference_to(const CompiledRulebook *rulebook) noexcept nogil

# Every figure of the account that was decoded and validated; faults go to of_account.
cdef void compute(Workspace *work, const Rules *rules, Wanted wanted) noexcept nogil

# Why a batch stopped before its last account.
cdef enum Stop:
    STOP_NEVER
    STOP_MALFORMED                # of_account says where in it
    STOP_TOO_LARGE
    STOP_NO_MEMORY

# Every account of the request into the reply, which it makes room in; row: the account it stopped at.
cdef Stop evaluate_accounts(
    Workspace *work, const CompiledRulebook *rulebook, Wanted wanted, Shape shape, Writer *reply, int32_t *row
) noexcept nogil

# Room for so many bytes more. False: there is no memory.
cdef bint reserve(Writer *reply, Py_ssize_t more) noexcept nogil
