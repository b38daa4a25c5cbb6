# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""The calculator: request bytes in, response bytes out, the stages in between in their order."""
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stdint cimport int32_t, uint8_t
from libc.stdlib cimport calloc, free, realloc
from marginline_native.decode cimport (
    DECODED_GOOD, DECODED_MALFORMED, DECODED_OVER_LIMIT, REQUEST_BATCH, REQUEST_EVALUATE, REQUEST_MARGIN_RATIO, Decoded,
    RequestKind, Selector, decode_account, decode_request, find_malformed_account,
)
from marginline_native.encode cimport (
    Reference, Shape, encode_liquidation_response, encode_statement_response, reference_bound, shape_of_margin_ratio,
    shape_of_view, statement_bound,
)
from marginline_native.evaluation cimport (
    STOP_MALFORMED, STOP_NO_MEMORY, STOP_TOO_LARGE, Stop, Workspace, compute, evaluate_accounts, reference_to, reserve,
)
from marginline_native.faults cimport fault_of, named_violations
from marginline_native.model cimport (
    MAX_MESSAGE_BYTES, MAX_VIOLATIONS, REASON_MESSAGE_TOO_LARGE, REASON_REQUIRED, REASON_RULEBOOK_HASH_MISMATCH,
    REASON_UNKNOWN_RULEBOOK, VIEW_FULL, VIEW_SUMMARY, VIEW_UNSPECIFIED, Wanted,
)
from marginline_native.ranking cimport Ranking
from marginline_native.reasons cimport required_id_reason
from marginline_native.report cimport report
from marginline_native.rulebook cimport CompiledRulebook, Rulebook as Book, refuse_malformed_rulebook
from marginline_native.rulebook_shelf cimport RulebookShelf
from marginline_native.text_index cimport same_text
from marginline_native.validate cimport validate_account, validate_marks, validate_threshold, validate_view
from marginline_native.wire cimport writer_over

from marginline_native.faults import Fault
from marginline_native.rulebook import Rulebook

__all__ = ["Calculator", "Fault", "Rulebook"]

cdef enum:
    START_REPLY_BYTES = 65536     # what the reply's buffer is, and shrinks back to
    KEPT_REPLY_BYTES = 4194304    # above this it shrinks


cdef Wanted wanted_by(Call call, int32_t view) noexcept nogil:
    cdef Wanted wanted
    wanted.initial_margin = call == CALL_EVALUATE and view == VIEW_FULL
    wanted.prices = call == CALL_LIQUIDATION_PRICE or (call == CALL_EVALUATE and view != VIEW_SUMMARY)
    return wanted


cdef class Calculator:
    """Computes margin, liquidation prices and rankings; documented in calculator.pyi."""

    def __cinit__(self, rulebooks=()):
        self.work = <Workspace *>calloc(1, sizeof(Workspace))
        if self.work == NULL:
            raise MemoryError
        self.work.request.marks = self.work.marks
        self.work.request.accounts = self.work.account_messages
        self.reply = writer_over(NULL, 0)
        self.shelf = RulebookShelf()
        self.ranking = Ranking()
        self.hold(rulebooks)

    def __dealloc__(self):
        free(self.work)
        free(self.reply.start)

    def hold(self, rulebooks):
        self.shelf.hold(rulebooks)

    def compute_margin_ratio(self, bytes request not None):
        return self.answer(request, CALL_MARGIN_RATIO)

    def compute_liquidation_price(self, bytes request not None):
        return self.answer(request, CALL_LIQUIDATION_PRICE)

    def evaluate_account(self, bytes request not None):
        return self.answer(request, CALL_EVALUATE)

    def batch_evaluate_accounts(self, bytes request not None):
        self.enter(request)
        try:
            return self.answer_batch(request)
        finally:
            self.leave()

    def rank_candidates(self, bytes request not None):
        self.enter(request)
        try:
            return self.answer_ranking(request)
        finally:
            self.ranking.close()
            self.leave()

    # Two calls at once would write to one workspace.
    cdef void enter(self, bytes request) except *:
        if self.busy:
            raise RuntimeError("a calculator serves one call at a time")
        if len(request) > MAX_MESSAGE_BYTES:
            raise Fault([("", REASON_MESSAGE_TOO_LARGE)])
        self.busy = True
        self.work.ahead.count = self.work.of_account.count = self.work.behind.count = 0
        self.reply.at = self.reply.start
        self.reply.full = False

    cdef void leave(self) noexcept:
        cdef uint8_t *smaller
        if self.reply.end - self.reply.start > KEPT_REPLY_BYTES:
            smaller = <uint8_t *>realloc(self.reply.start, START_REPLY_BYTES)
            if smaller != NULL:
                self.reply = writer_over(smaller, START_REPLY_BYTES)
        self.busy = False

    cdef Book select(self, const Selector *selector):
        cdef Book rulebook
        cdef int32_t reason
        if selector.has_inline_rulebook:
            rulebook = self.shelf.compiled(selector.inline_rulebook)
        elif selector.has_rulebook_id:
            reason = required_id_reason(selector.rulebook_id)
            rulebook = None if reason else self.shelf.find(selector.rulebook_id)
            if rulebook is None:
                raise Fault([("rulebook.rulebook_id", reason or REASON_UNKNOWN_RULEBOOK)])
        else:
            raise Fault([("rulebook.source", REASON_REQUIRED)])
        if selector.expected_content_hash.length > 0:
            if not same_text(selector.expected_content_hash, rulebook.compiled.content_hash):
                raise Fault([("rulebook.expected_content_hash", REASON_RULEBOOK_HASH_MISMATCH)])
        return rulebook

    # Every fault noted so far, in the order of the request's fields.
    cdef void refuse(self) except *:
        cdef list found = named_violations(&self.work.ahead, "")
        found += named_violations(&self.work.of_account, "account.")
        found += named_violations(&self.work.behind, "")
        if found:
            raise Fault(found[:MAX_VIOLATIONS])

    cdef bytes taken_reply(self):
        if self.reply.full:
            raise AssertionError("a response outgrew the room reserved for it")
        return PyBytes_FromStringAndSize(<const char *>self.reply.start, self.reply.at - self.reply.start)

    # ---- one account ----

    cdef bytes answer(self, bytes request, Call call):
        cdef Book rulebook
        cdef int32_t view
        self.enter(request)
        try:
            self.open_one(request, REQUEST_EVALUATE if call == CALL_EVALUATE else REQUEST_MARGIN_RATIO)
            rulebook = self.select(&self.work.request.rulebook)
            view = VIEW_FULL if self.work.request.view == VIEW_UNSPECIFIED else self.work.request.view
            with nogil:
                self.validate_one(&rulebook.compiled)
            self.refuse()
            with nogil:
                compute(self.work, &rulebook.compiled.rules, wanted_by(call, view))
            self.refuse()
            self.encode_one(&rulebook.compiled, call, view)
            return self.taken_reply()
        finally:
            self.leave()

    # Malformed bytes come before limits, and both before the rest.
    cdef void open_one(self, bytes request, RequestKind kind) except *:
        cdef Workspace *work = self.work
        cdef Decoded decoded = decode_request(request, len(request), kind, &work.request, &work.ahead)
        cdef Decoded account_decoded = DECODED_GOOD
        if decoded == DECODED_MALFORMED:
            self.refuse()
        if work.request.account_count > 0:
            account_decoded = decode_account(work.account_messages[0], &work.account, &work.of_account)
        if account_decoded == DECODED_MALFORMED:
            work.ahead.count = 0
            self.refuse()
        if decoded == DECODED_OVER_LIMIT or account_decoded == DECODED_OVER_LIMIT:
            refuse_malformed_rulebook(work.request.rulebook.inline_rulebook)
            if decoded == DECODED_OVER_LIMIT:
                work.of_account.count = 0
            self.refuse()
        if not work.request.rulebook.present:
            report(&work.ahead, REASON_REQUIRED, "rulebook")
            if work.request.account_count == 0:
                report(&work.ahead, REASON_REQUIRED, "account")
            self.refuse()

    cdef void validate_one(self, const CompiledRulebook *rulebook) noexcept nogil:
        cdef Workspace *work = self.work
        validate_marks(work.marks, work.request.mark_count, rulebook, &work.validate, &work.ahead)
        if work.request.account_count == 0:
            report(&work.ahead, REASON_REQUIRED, "account")
        else:
            validate_account(&work.account, rulebook, &work.validate, &work.of_account)
        validate_view(work.request.view, &work.behind)

    cdef void encode_one(self, const CompiledRulebook *rulebook, Call call, int32_t view) except *:
        cdef Reference reference = reference_to(rulebook)
        cdef Shape shape = shape_of_view(view, self.work.request.explain)
        if call == CALL_MARGIN_RATIO:
            shape = shape_of_margin_ratio()
        if not reserve(&self.reply, reference_bound(&reference) + statement_bound(&self.work.account, shape)):
            raise MemoryError
        if call == CALL_LIQUIDATION_PRICE:
            encode_liquidation_response(&self.reply, &reference, &self.work.account, &rulebook.rules)
        else:
            encode_statement_response(&self.reply, &reference, &self.work.account, &rulebook.rules, shape)

    # ---- many accounts ----

    cdef bytes answer_batch(self, bytes request):
        cdef Book rulebook
        cdef Workspace *work = self.work
        self.open_batch(request)
        try:
            rulebook = self.select(&work.request.rulebook)
        except Fault:
            self.refuse_malformed_account()
            raise
        validate_marks(work.marks, work.request.mark_count, &rulebook.compiled, &work.validate, &work.ahead)
        validate_view(work.request.view, &work.behind)
        validate_threshold(work.request.report_at_or_below, &work.behind)
        if work.ahead.count or work.behind.count:
            self.refuse_malformed_account()
            self.refuse()
        self.evaluate_batch(&rulebook.compiled)
        return self.taken_reply()

    cdef void open_batch(self, bytes request) except *:
        cdef Workspace *work = self.work
        cdef Decoded decoded = decode_request(request, len(request), REQUEST_BATCH, &work.request, &work.ahead)
        if decoded == DECODED_MALFORMED:
            self.refuse()
        if decoded == DECODED_GOOD and work.request.rulebook.present:
            return
        self.refuse_malformed_account()
        if decoded == DECODED_GOOD:
            report(&work.ahead, REASON_REQUIRED, "rulebook")
        refuse_malformed_rulebook(work.request.rulebook.inline_rulebook)
        self.refuse()

    cdef void refuse_malformed_account(self) except *:
        cdef Workspace *work = self.work
        cdef int32_t row = find_malformed_account(&work.request, &work.account, &work.of_account)
        if row >= 0:
            raise fault_of(&work.of_account, f"accounts[{row}].")
        work.of_account.count = 0

    cdef void evaluate_batch(self, const CompiledRulebook *rulebook) except *:
        cdef Workspace *work = self.work
        cdef int32_t view = VIEW_SUMMARY if work.request.view == VIEW_UNSPECIFIED else work.request.view
        cdef Shape shape = shape_of_view(view, work.request.explain)
        cdef Stop stop
        cdef int32_t row = 0
        with nogil:
            stop = evaluate_accounts(work, rulebook, wanted_by(CALL_EVALUATE, view), shape, &self.reply, &row)
        if stop == STOP_MALFORMED:
            raise fault_of(&work.of_account, f"accounts[{row}].")
        if stop == STOP_TOO_LARGE:
            self.refuse_malformed_account()
            raise Fault([("", REASON_MESSAGE_TOO_LARGE)])
        if stop == STOP_NO_MEMORY:
            raise MemoryError

    # ---- one ranking ----

    cdef bytes answer_ranking(self, bytes request):
        cdef Book rulebook
        self.ranking.open(request)
        if not self.ranking.rulebook.present:
            return self.ranking.rank(NULL)
        try:
            rulebook = self.select(&self.ranking.rulebook)
        except Fault:
            self.ranking.refuse_malformed()
            raise
        return self.ranking.rank(&rulebook.compiled)
