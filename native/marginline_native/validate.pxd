# Whether a request can be computed: every fault noted, in the order of its fields; and names resolved to what they
# name.
from libc.stdint cimport int32_t, uint64_t
from marginline_native.model cimport (
    MAX_BALANCES, MAX_INSTRUMENTS, MAX_MARKS, MAX_POSITIONS, Account, Mark, Number, RawMark, Violations,
)
from marginline_native.rulebook cimport CompiledRulebook

# Kept from request to request, zeroed before the first.
cdef struct ValidateScratch:
    uint64_t stamp                # counts the requests
    Mark[MAX_INSTRUMENTS] marks   # by instrument index; one counts only where its stamp is that of the request
    int32_t[2 * MAX_MARKS] mark_slots
    int32_t[2 * MAX_BALANCES] balance_slots
    int32_t[2 * MAX_POSITIONS] position_slots

# Begins a request: the marks of the one before are forgotten.
cdef void validate_marks(
    const RawMark *raw, int32_t count, const CompiledRulebook *rulebook, ValidateScratch *scratch,
    Violations *violations
) noexcept nogil
# An account that was decoded, within its limits. Where nothing is noted, what model.pxd lists under "validate" is set.
cdef void validate_account(
    Account *account, const CompiledRulebook *rulebook, ValidateScratch *scratch, Violations *violations
) noexcept nogil
cdef void validate_view(int32_t view, Violations *violations) noexcept nogil
cdef void validate_threshold(Number report_at_or_below, Violations *violations) noexcept nogil
