/* Wide integers, sign and magnitude, for what lies between two roundings. Nothing wraps: a value that does not fit is
 * lost, by a sticky mark that every later operation carries on. */
#ifndef MARGINLINE_EXACT_WIDE_H
#define MARGINLINE_EXACT_WIDE_H

#include <string.h>

#include "exact.h"

/* Limbs beyond a wide's length are copied with it and never read; gcc warns of the copying. */
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#define WIDE_LIMBS 14 /* 896 bits; the widest formula needs 700 */

typedef struct {
    int32_t length; /* limbs in use; zero has none */
    bool negative;
    bool overflow;  /* sticky: the value is lost */
    uint64_t limb[WIDE_LIMBS]; /* least significant first; beyond length undefined */
} wide;

/* 10^36 and 10^54: the steps between the scales of two and of three factors. */
__attribute__((unused)) static const wide WIDE_PLACES_36 = {2, false, false, {0xb34b9f1000000000, 0xc097ce7bc90715}};
__attribute__((unused)) static const wide WIDE_PLACES_54 = {
    3, false, false, {0x9240000000000000, 0xc51999090b65f67d, 0xa70c3c40a64e6}};

static inline void wide_trim(wide *a)
{
    while (a->length > 0 && a->limb[a->length - 1] == 0) a->length--;
    if (a->length == 0) a->negative = false;
}

static inline wide wide_of(i128 value)
{
    wide r;
    u128 magnitude = exact_magnitude(value);
    r.limb[0] = (uint64_t)magnitude;
    r.limb[1] = (uint64_t)(magnitude >> 64);
    r.length = r.limb[1] ? 2 : (r.limb[0] ? 1 : 0);
    r.negative = value < 0;
    r.overflow = false;
    return r;
}

static inline wide wide_lost(void)
{
    wide r = wide_of(0);
    r.overflow = true;
    return r;
}

static inline int wide_sign(const wide *a) { return a->length == 0 ? 0 : (a->negative ? -1 : 1); }

static inline int wide_compare_magnitude(const wide *a, const wide *b)
{
    if (a->length != b->length) return a->length < b->length ? -1 : 1;
    for (int32_t i = a->length - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

/* -1, 0, 1. Meaningless if either has overflowed: ask first. */
static inline int wide_compare(wide a, wide b)
{
    if (a.negative != b.negative) return a.negative ? -1 : 1;
    int order = wide_compare_magnitude(&a, &b);
    return a.negative ? -order : order;
}

static inline wide wide_negate(wide a)
{
    if (a.length) a.negative = !a.negative;
    return a;
}

static inline wide wide_add_magnitude(const wide *a, const wide *b)
{
    wide r;
    u128 carry = 0;
    if (a->length < b->length) { const wide *swap = a; a = b; b = swap; }
    for (int32_t i = 0; i < a->length; i++) {
        carry += (u128)a->limb[i] + (i < b->length ? b->limb[i] : 0);
        r.limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    r.length = a->length;
    r.negative = false;
    r.overflow = a->overflow || b->overflow;
    if (carry) {
        if (r.length == WIDE_LIMBS) return wide_lost();
        r.limb[r.length++] = (uint64_t)carry;
    }
    return r;
}

/* |a| - |b| where |a| >= |b| */
static inline wide wide_subtract_magnitude(const wide *a, const wide *b)
{
    wide r;
    uint64_t borrow = 0;
    for (int32_t i = 0; i < a->length; i++) {
        u128 part = (u128)a->limb[i] - (i < b->length ? b->limb[i] : 0) - borrow;
        r.limb[i] = (uint64_t)part;
        borrow = (part >> 64) != 0;
    }
    r.length = a->length;
    r.negative = false;
    r.overflow = a->overflow || b->overflow;
    wide_trim(&r);
    return r;
}

/* Operands by address and not inlined, so that no copy is made but the result's own place: half the time of a small sum
 * or product went into copying. The same by value below, where speed does not matter. */
#define WIDE_APART static __attribute__((noinline, unused))

/* a + b, or a - b */
WIDE_APART wide wide_sum(const wide *a, const wide *b, bool minus)
{
    wide r;
    bool b_negative = b->negative != (minus && b->length);
    bool swapped = a->negative != b_negative && wide_compare_magnitude(a, b) < 0;
    if (a->negative == b_negative) r = wide_add_magnitude(a, b);
    else r = swapped ? wide_subtract_magnitude(b, a) : wide_subtract_magnitude(a, b);
    r.negative = (swapped ? b_negative : a->negative) && r.length;
    return r;
}

static inline wide wide_add(wide a, wide b) { return wide_sum(&a, &b, false); }

static inline wide wide_subtract(wide a, wide b) { return wide_sum(&a, &b, true); }

WIDE_APART wide wide_multiplied(const wide *a, const wide *b)
{
    wide r;
    r.length = a->length + b->length;
    r.overflow = a->overflow || b->overflow || r.length > WIDE_LIMBS + 1;
    if (r.overflow) return wide_lost();
    bool tight = r.length > WIDE_LIMBS; /* one limb more than there is room for: fine if it turns out zero */
    if (tight) r.length = WIDE_LIMBS;
    for (int32_t j = 0; j < r.length; j++) r.limb[j] = 0;
    for (int32_t i = 0; i < a->length; i++) {
        u128 carry = 0;
        for (int32_t j = 0; j < b->length; j++) {
            if (i + j >= WIDE_LIMBS) return wide_lost();
            carry += (u128)a->limb[i] * b->limb[j] + r.limb[i + j];
            r.limb[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        if (i + b->length < WIDE_LIMBS) r.limb[i + b->length] = (uint64_t)carry;
        else if (carry) return wide_lost();
    }
    r.negative = a->negative != b->negative;
    wide_trim(&r);
    return r;
}

static inline wide wide_multiply(wide a, wide b) { return wide_multiplied(&a, &b); }

static inline wide wide_scaled(const wide *a, i128 b)
{
    wide factor = wide_of(b);
    return wide_multiplied(a, &factor);
}

static inline wide wide_times(wide a, i128 b) { return wide_scaled(&a, b); }

static inline wide wide_product(i128 a, i128 b)
{
    wide r;
    exact_multiply(exact_magnitude(a), exact_magnitude(b), r.limb);
    r.length = 4;
    r.negative = (a < 0) != (b < 0);
    r.overflow = false;
    wide_trim(&r);
    return r;
}

/* Sign of a*b + c*d, or of a*b - c*d. An overflowed operand counts as zero: ask first. */
WIDE_APART int wide_sign_of_products(const wide *a, const wide *b, const wide *c, const wide *d, bool minus)
{
    wide first = wide_multiplied(a, b), second = wide_multiplied(c, d);
    if (minus && second.length) second.negative = !second.negative;
    if (first.length == 0 || second.length == 0 || first.negative == second.negative)
        return first.length ? wide_sign(&first) : wide_sign(&second);
    return wide_compare_magnitude(&first, &second) * wide_sign(&first);
}

static inline wide wide_of_sum(const exact_sum *sum)
{
    i128 high = sum->high + (sum->low >> 64);
    if (high >= INT64_MIN && high <= INT64_MAX) return wide_of((i128)(((u128)high << 64) | (uint64_t)sum->low));
    return wide_add(wide_times(wide_of(high), (i128)1 << 64), wide_of((i128)(uint64_t)sum->low));
}

#endif
