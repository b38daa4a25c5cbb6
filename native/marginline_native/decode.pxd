# Requests that carry accounts: bytes into the model, nothing checked but the wire form and the limits.
#
# Precedence. Malformed bytes anywhere refuse the whole request, before any limit, and both before everything else. So a
# caller with one account decodes it before reporting a limit of decode_request; a caller with a batch decodes accounts
# one at a time, but before refusing the whole request for any other fault asks find_malformed_account. (Of accounts
# past the limit of a batch only the spans are read.)
from libc.stdint cimport int32_t, uint8_t
from marginline_native.model cimport Account, Number, RawMark, Text, Violations
from marginline_native.wire cimport Cursor

# Known by its last field: those before it are the same in all.
cdef enum RequestKind:
    REQUEST_MARGIN_RATIO = 3      # ComputeMarginRatioRequest, ComputeLiquidationPriceRequest: rulebook, marks, account
    REQUEST_EVALUATE = 5          # EvaluateAccountRequest: view and explain too
    REQUEST_BATCH = 6             # BatchEvaluateAccountsRequest: many accounts, and report_at_or_below

cdef enum Decoded:
    DECODED_GOOD = 0
    DECODED_OVER_LIMIT = 1        # of a decode_account: that account alone is refused
    DECODED_MALFORMED = 2

cdef struct Selector:
    bint present
    Text rulebook_id
    bint has_rulebook_id          # set, be it empty
    Cursor inline_rulebook
    bint has_inline_rulebook
    Text expected_content_hash

# marks holds MAX_MARKS, accounts holds MAX_ACCOUNTS: given by the caller, kept from request to request.
cdef struct Request:
    Selector rulebook
    int32_t mark_count
    RawMark *marks
    int32_t account_count         # 0 or 1 but in a batch
    Cursor *accounts
    int32_t view                  # as sent
    bint explain
    Number report_at_or_below

# Paths are relative to the request, or to the account. All but DECODED_GOOD come with one violation, put in place of
# any that were there.
cdef Decoded decode_request(
    const uint8_t *data, Py_ssize_t length, RequestKind kind, Request *request, Violations *violations
) noexcept nogil
cdef Decoded decode_account(Cursor message, Account *account, Violations *violations) noexcept nogil
# 0, or -1 and the path of the field. What was in the selector stays, so it must be clear before.
cdef int decode_selector(Cursor message, Selector *selector, const char **field) noexcept nogil
# Leaves one violation, this one.
cdef Decoded refuse(
    Violations *violations, Decoded outcome, int32_t reason, const char *list, int32_t row, const char *field
) noexcept nogil
# Index of the first account whose bytes are malformed, with its violation; -1: none. Overwrites account.
cdef int32_t find_malformed_account(const Request *request, Account *account, Violations *violations) noexcept nogil
