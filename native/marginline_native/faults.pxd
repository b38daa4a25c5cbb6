# From field paths without text to the exception that a caller sees.
from marginline_native.model cimport Violations

# (path, reason) of each, under a prefix such as "account." or "accounts[3]."; "" at the top of the message.
cdef list named_violations(const Violations *violations, str prefix)
# The path of one field; list and field may each be NULL.
cdef str field_path(str prefix, const char *list, int row, const char *field)
cdef object fault_of(const Violations *violations, str prefix)
