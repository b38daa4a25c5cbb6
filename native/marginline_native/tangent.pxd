# The same question as the walk's where equity less requirement is concave: in a few steps instead of bound by bound.
from marginline_native.rational cimport Rational
from marginline_native.walk cimport Walk

# True and *change set: the first point, the start included, at which the state changes going up or down in x.
cdef bint tangent_to_change(Walk *walk, bint up, Rational *change) noexcept nogil
