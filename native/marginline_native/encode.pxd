# Answers about one account: the model into bytes, in ascending order of field numbers, nothing computed.
from libc.stdint cimport int32_t, uint32_t
from marginline_native.model cimport Account, Rules, Text
from marginline_native.wire cimport Writer

# Which rulebook was applied.
cdef struct Reference:
    Text rulebook_id
    Text version
    Text content_hash

# Which figures a row shows beside its names, mark price and warnings.
cdef enum Section:
    SECTION_RATIOS = 1            # isolated: equity, ratios, state
    SECTION_PRICES = 2            # liquidation and bankruptcy prices, distance
    SECTION_FIGURES = 4           # all the others, of pools too: FULL only

cdef enum Rows:
    ROWS_NONE
    ROWS_ISOLATED
    ROWS_ALL

cdef struct Shape:
    uint32_t sections
    Rows rows
    bint explain

cdef Shape shape_of_view(int32_t view, bint explain) noexcept nogil     # SUMMARY, RISK or FULL
cdef Shape shape_of_margin_ratio() noexcept nogil

# Field 1 of every response.
cdef void encode_reference(Writer *writer, const Reference *reference) noexcept nogil
# ComputeMarginRatioResponse, EvaluateAccountResponse
cdef void encode_statement_response(
    Writer *writer, const Reference *reference, const Account *account, const Rules *rules, Shape shape
) noexcept nogil
# ComputeLiquidationPriceResponse
cdef void encode_liquidation_response(
    Writer *writer, const Reference *reference, const Account *account, const Rules *rules
) noexcept nogil
# Field 2 of a response of one account, and of one result of a batch.
cdef void encode_statement(Writer *writer, const Account *account, const Rules *rules, Shape shape) noexcept nogil

# Room that the calls above never need more of, for the calculator to have before it calls.
cdef Py_ssize_t reference_bound(const Reference *reference) noexcept nogil
cdef Py_ssize_t statement_bound(const Account *account, Shape shape) noexcept nogil     # without a reference
