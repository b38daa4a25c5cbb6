"""How long each stage takes on one EvaluateAccount request: the calculator's own order, each stage repeated alone."""
from libc.stdint cimport uint8_t
from libc.stdlib cimport calloc
from posix.time cimport CLOCK_MONOTONIC, clock_gettime, timespec

from marginline_native.decode cimport REQUEST_EVALUATE, Request, decode_account, decode_request
from marginline_native.encode cimport Reference, Shape, encode_statement_response, shape_of_view
from marginline_native.liquidation cimport LiquidationScratch, compute_liquidation
from marginline_native.margin cimport MarginScratch, compute_margin
from marginline_native.measure cimport MeasureScratch, compute_measures
from marginline_native.model cimport MAX_ACCOUNTS, MAX_MARKS, VIEW_FULL, Account, RawMark, Violations, Wanted
from marginline_native.rulebook cimport Rulebook
from marginline_native.validate cimport ValidateScratch, validate_account, validate_marks
from marginline_native.wire cimport Cursor, Writer, writer_over

cdef Account *account = <Account *>calloc(1, sizeof(Account))
cdef ValidateScratch *validating = <ValidateScratch *>calloc(1, sizeof(ValidateScratch))
cdef MeasureScratch *measuring = <MeasureScratch *>calloc(1, sizeof(MeasureScratch))
cdef MarginScratch *totalling = <MarginScratch *>calloc(1, sizeof(MarginScratch))
cdef LiquidationScratch *liquidating = <LiquidationScratch *>calloc(1, sizeof(LiquidationScratch))
cdef RawMark *marks = <RawMark *>calloc(MAX_MARKS, sizeof(RawMark))
cdef Cursor *spans = <Cursor *>calloc(MAX_ACCOUNTS, sizeof(Cursor))
cdef Py_ssize_t ROOM = 16 << 20
cdef uint8_t *room = <uint8_t *>calloc(ROOM, 1)


cdef double now() noexcept nogil:
    cdef timespec moment
    clock_gettime(CLOCK_MONOTONIC, &moment)
    return moment.tv_sec * 1e9 + moment.tv_nsec


def time_stages(bytes request, Rulebook rulebook, int repeat):
    """Nanoseconds of each stage, per request: {"decode": ..., "validate": ..., "measure": ..., "margin": ...,
    "liquidation": ..., "encode": ...}. The request must be good.
    """
    cdef Request decoded
    cdef Violations violations
    cdef Writer writer
    cdef Wanted wanted
    cdef Reference reference
    cdef Shape shape = shape_of_view(VIEW_FULL, False)
    cdef const uint8_t *data = request
    cdef Py_ssize_t length = len(request)
    cdef double started[7]
    cdef double spent[6]
    cdef int _, k
    spent[:] = [0, 0, 0, 0, 0, 0]
    wanted.prices = wanted.initial_margin = True
    reference.rulebook_id = rulebook.compiled.rulebook_id
    reference.version = rulebook.compiled.version
    reference.content_hash = rulebook.compiled.content_hash
    decoded.marks = marks
    decoded.accounts = spans
    violations.count = 0
    for _ in range(repeat):
        started[0] = now()
        decode_request(data, length, REQUEST_EVALUATE, &decoded, &violations)
        decode_account(decoded.accounts[0], account, &violations)
        started[1] = now()
        validate_marks(decoded.marks, decoded.mark_count, &rulebook.compiled, validating, &violations)
        validate_account(account, &rulebook.compiled, validating, &violations)
        started[2] = now()
        if violations.count:
            raise ValueError("the request is refused")
        compute_measures(account, &rulebook.compiled.rules, measuring)
        started[3] = now()
        compute_margin(account, &rulebook.compiled.rules, totalling, wanted, &violations)
        started[4] = now()
        compute_liquidation(account, &rulebook.compiled.rules, liquidating)
        started[5] = now()
        writer = writer_over(room, ROOM)
        encode_statement_response(&writer, &reference, account, &rulebook.compiled.rules, shape)
        started[6] = now()
        for k in range(6):
            spent[k] += started[k + 1] - started[k]
    return {name: spent[k] / repeat for k, name in enumerate(
        ("decode", "validate", "measure", "margin", "liquidation", "encode"))}
