# Adding a violation: at most MAX_VIOLATIONS are kept, the first ones.
from libc.stdint cimport int32_t
from marginline_native.model cimport MAX_VIOLATIONS, Violations


cdef inline int report_row(
    Violations *violations, int32_t reason, const char *rows, int32_t row, const char *field
) noexcept nogil:
    if violations.count < MAX_VIOLATIONS:
        violations.entry[violations.count].reason = reason
        violations.entry[violations.count].list = rows
        violations.entry[violations.count].row = row
        violations.entry[violations.count].field = field
        violations.count += 1
    return reason


cdef inline int report(Violations *violations, int32_t reason, const char *field) noexcept nogil:
    return report_row(violations, reason, NULL, 0, field)
