# cython: language_level=3
"""The exception that every refusal is."""


class Fault(Exception):
    """A request, or a rulebook, was refused.

    violations: (field path, ErrorReason number) of each fault, in documented order, 1 to 32 of them.
    reason: the ErrorReason number of the first.
    """

    def __init__(self, violations):
        super().__init__(violations)
        self.violations = tuple(violations)
        self.reason = self.violations[0][1]

    def __str__(self):
        return ", ".join(f"{field or 'message'}: reason {reason}" for field, reason in self.violations)


cdef str field_path(str prefix, const char *list, int row, const char *field):
    cdef str path = prefix
    if list != NULL:
        path += f"{list.decode()}[{row}]."
    return path + field.decode() if field != NULL else path.removesuffix(".")


cdef list named_violations(const Violations *violations, str prefix):
    cdef int i
    return [
        (field_path(prefix, violations.entry[i].list, violations.entry[i].row, violations.entry[i].field),
         violations.entry[i].reason)
        for i in range(violations.count)
    ]


cdef object fault_of(const Violations *violations, str prefix):
    return Fault(named_violations(violations, prefix))
