# cython: language_level=3, cdivision=True
"""Who is ahead of whom, decided exactly, and sorting by it in at most n log n comparisons whatever the input.

A place carries a key that decides nearly all comparisons (exact_ratio_key): places are sorted by key, digit by digit,
then each run of neighbours whose keys are too near to tell is merged by the exact order.
"""
from libc.stdint cimport uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset
from marginline_native.exact cimport exact_sum, exact_sum_add, exact_sum_of, exact_sum_subtract, exact_sum_value, i128
from marginline_native.exact_ratio cimport exact_ratio, exact_ratio_compare, exact_ratio_key, exact_ratio_of
from marginline_native.model cimport NUMBER_GOOD, Text
from marginline_native.ranking_model cimport (
    SEPARATED_BY_ACCOUNT_ID, SEPARATED_BY_LEVERAGE, SEPARATED_BY_POSITION_ID, SEPARATED_BY_SCORE,
    SEPARATED_BY_UNREALIZED_PNL, Place, Queue, RankingRequest, SeparatedBy, Standing,
)

cdef enum:
    DIGITS = 8                    # of a key, a byte each
    DIGIT_VALUES = 256
    MERGED_AT_ONCE = 64           # fewer places than this are not worth counting digits for

# Below zero: a is ahead of b; above zero: behind.
ctypedef int (*Order)(const Standing *standings, const Place *a, const Place *b) noexcept nogil


# ---- the order ----

cdef int compare_text(const Text *a, const Text *b) noexcept nogil:
    cdef int order = 0
    cdef size_t shared = <size_t>(a.length if a.length < b.length else b.length)
    if shared:
        order = memcmp(a.data, b.data, shared)
    return order if order else a.length - b.length


cdef int compare_leverage(const Standing *a, const Standing *b) noexcept nogil:
    cdef exact_ratio one = exact_ratio_of(a.leverage_notional, 1, a.equity, 1)
    cdef exact_ratio other = exact_ratio_of(b.leverage_notional, 1, b.equity, 1)
    return exact_ratio_compare(&one, &other)


cdef inline int step(int order, SeparatedBy separator) noexcept nogil:
    return -<int>separator if order < 0 else <int>separator


# The step that separates them: below zero if a is ahead, above if b is.
cdef int compare_standings(const Standing *a, const Standing *b) noexcept nogil:
    cdef int order = exact_ratio_compare(&b.score, &a.score)
    if order:
        return step(order, SEPARATED_BY_SCORE)
    order = compare_leverage(b, a)
    if order:
        return step(order, SEPARATED_BY_LEVERAGE)
    if a.unrealized_pnl != b.unrealized_pnl:
        return step(-1 if a.unrealized_pnl > b.unrealized_pnl else 1, SEPARATED_BY_UNREALIZED_PNL)
    order = compare_text(&a.account_id, &b.account_id)
    if order:
        return step(order, SEPARATED_BY_ACCOUNT_ID)
    return step(compare_text(&a.position_id, &b.position_id), SEPARATED_BY_POSITION_ID)


cdef SeparatedBy separated_by(const Standing *ahead, const Standing *behind) noexcept nogil:
    return <SeparatedBy>(-compare_standings(ahead, behind))


cdef int compare_places(const Standing *standings, const Place *a, const Place *b) noexcept nogil:
    if a.key > b.key and a.key - b.key > 1:
        return 1
    if b.key > a.key and b.key - a.key > 1:
        return -1
    return compare_standings(&standings[a.row], &standings[b.row])


cdef int compare_set_aside(const Standing *standings, const Place *a, const Place *b) noexcept nogil:
    cdef const Standing *one = &standings[a.row]
    cdef const Standing *other = &standings[b.row]
    cdef int order = one.side - other.side
    if order == 0:
        order = compare_text(&one.account_id, &other.account_id)
    if order == 0:
        order = compare_text(&one.position_id, &other.position_id)
    if order == 0:
        order = <int>one.set_aside - <int>other.set_aside
    return order


# ---- sorting ----

# Two neighbouring sorted runs, of `middle` and `count - middle` places, into one.
cdef void merge_runs(
    const Place *runs, uint32_t middle, uint32_t count, Place *out, const Standing *standings, Order order
) noexcept nogil:
    cdef uint32_t left = 0, right = middle, at
    for at in range(count):
        if left < middle and (right >= count or order(standings, &runs[left], &runs[right]) <= 0):
            out[at] = runs[left]
            left += 1
        else:
            out[at] = runs[right]
            right += 1


# Bottom up, between the two arrays in turn.
cdef void merge_sort(
    Place *places, uint32_t count, const Standing *standings, Place *scratch, Order order
) noexcept nogil:
    cdef Place *source = places
    cdef Place *target = scratch
    cdef uint32_t width = 1, start, length, middle
    while width < count:
        start = 0
        while start < count:
            length = count - start if count - start < 2 * width else 2 * width
            middle = width if width < length else length
            merge_runs(source + start, middle, length, target + start, standings, order)
            start += length
        source, target = target, source
        width *= 2
    if source != places:
        memcpy(places, source, count * sizeof(Place))


# By one byte of the key, keeping the order of equal ones; `starts` holds how often each value occurs.
cdef void scatter(
    const Place *source, Place *target, uint32_t count, int shift, uint32_t *starts
) noexcept nogil:
    cdef uint32_t sum = 0, occurs, i, digit
    for i in range(<uint32_t>DIGIT_VALUES):
        occurs = starts[i]
        starts[i] = sum
        sum += occurs
    for i in range(count):
        digit = <uint32_t>(source[i].key >> shift) & (DIGIT_VALUES - 1)
        target[starts[digit]] = source[i]
        starts[digit] += 1


cdef void sort_by_key(Place *places, uint32_t count, Place *scratch) noexcept nogil:
    cdef uint32_t[DIGITS][DIGIT_VALUES] occurs
    cdef Place *source = places
    cdef Place *target = scratch
    cdef uint64_t key
    cdef uint32_t i
    cdef int digit
    memset(occurs, 0, sizeof(occurs))
    for i in range(count):
        key = places[i].key
        for digit in range(DIGITS):
            occurs[digit][<uint32_t>(key >> (8 * digit)) & (DIGIT_VALUES - 1)] += 1
    for digit in range(DIGITS):
        if occurs[digit][<uint32_t>(places[0].key >> (8 * digit)) & (DIGIT_VALUES - 1)] == count:
            continue  # all have this one in common
        scatter(source, target, count, 8 * digit, occurs[digit])
        source, target = target, source
    if source != places:
        memcpy(places, source, count * sizeof(Place))


# Keys that differ by two or more are in their true order, so only runs of nearer neighbours are left to settle.
cdef void settle_near_keys(Place *places, uint32_t count, const Standing *standings, Place *scratch) noexcept nogil:
    cdef uint32_t start = 0, end
    while start < count:
        end = start + 1
        while end < count and places[end].key - places[end - 1].key <= 1:
            end += 1
        if end - start > 1:
            merge_sort(places + start, end - start, standings, scratch, compare_places)
        start = end


cdef void rank_queue(Queue *queue, const Standing *standings, Place *scratch) noexcept nogil:
    if queue.listed < MERGED_AT_ONCE:
        merge_sort(queue.places, queue.listed, standings, scratch, compare_places)
        return
    sort_by_key(queue.places, queue.listed, scratch)
    settle_near_keys(queue.places, queue.listed, standings, scratch)


cdef void sort_set_aside(Place *places, uint32_t count, const Standing *standings, Place *scratch) noexcept nogil:
    merge_sort(places, count, standings, scratch, compare_set_aside)


# ---- the best prefix: a heap whose top is the last place of it ----

cdef void start_queue(Queue *queue, Place *places) noexcept nogil:
    queue.places = places
    queue.listed = 0
    queue.count = 0
    queue.quantity = exact_sum_of(0)
    queue.listed_quantity = exact_sum_of(0)


cdef void sift_up(Place *heap, uint32_t at, const Standing *standings) noexcept nogil:
    cdef Place moved = heap[at]
    cdef uint32_t parent
    while at:
        parent = (at - 1) / 2
        if compare_places(standings, &moved, &heap[parent]) <= 0:
            break
        heap[at] = heap[parent]
        at = parent
    heap[at] = moved


cdef void sift_down(Place *heap, uint32_t count, const Standing *standings) noexcept nogil:
    cdef Place moved = heap[0]
    cdef uint32_t at = 0, child = 1
    while child < count:
        if child + 1 < count and compare_places(standings, &heap[child + 1], &heap[child]) > 0:
            child += 1
        if compare_places(standings, &moved, &heap[child]) >= 0:
            break
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = moved


# Whether the prefix reaches what was asked for without so many places and so much quantity.
cdef bint is_enough(const Queue *queue, const RankingRequest *request, uint32_t places, i128 quantity) noexcept nogil:
    cdef exact_sum left = queue.listed_quantity
    cdef i128 value = 0
    if request.has_top:
        return queue.listed - places >= request.top
    exact_sum_subtract(&left, quantity)
    # Never beyond the range: the prefix holds less than was asked for, plus its last place.
    return exact_sum_value(&left, &value) and value >= request.take_quantity.value


cdef void keep_best(Queue *queue, const RankingRequest *request, const Standing *standings, Place place) noexcept nogil:
    cdef i128 last
    if queue.listed and is_enough(queue, request, 0, 0) and compare_places(standings, &place, &queue.places[0]) > 0:
        return
    queue.places[queue.listed] = place
    queue.listed += 1
    exact_sum_add(&queue.listed_quantity, standings[place.row].quantity)
    sift_up(queue.places, queue.listed - 1, standings)
    while True:
        last = standings[queue.places[0].row].quantity
        if not is_enough(queue, request, 1, last):
            return
        exact_sum_subtract(&queue.listed_quantity, last)
        queue.listed -= 1
        queue.places[0] = queue.places[queue.listed]
        sift_down(queue.places, queue.listed, standings)


cdef void enter_queue(
    Queue *queue, const RankingRequest *request, const Standing *standings, uint32_t row
) noexcept nogil:
    cdef Place place
    place.key = ~exact_ratio_key(&standings[row].score)
    place.row = row
    queue.count += 1
    exact_sum_add(&queue.quantity, standings[row].quantity)
    if request.has_top or request.take_quantity.status == NUMBER_GOOD:
        keep_best(queue, request, standings, place)
        return
    queue.places[queue.listed] = place
    queue.listed += 1
