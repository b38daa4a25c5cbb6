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

static inline wide wide_add(wide a, wide b)
{
    wide r;
    if (a.negative == b.negative) {
        r = wide_add_magnitude(&a, &b);
        r.negative = a.negative && r.length;
        return r;
    }
    if (wide_compare_magnitude(&a, &b) >= 0) {
        r = wide_subtract_magnitude(&a, &b);
        r.negative = a.negative && r.length;
    } else {
        r = wide_subtract_magnitude(&b, &a);
        r.negative = b.negative && r.length;
    }
    return r;
}

static inline wide wide_subtract(wide a, wide b) { return wide_add(a, wide_negate(b)); }

static inline wide wide_multiply(wide a, wide b)
{
    wide r;
    if (a.overflow || b.overflow || a.length + b.length > WIDE_LIMBS + 1) return wide_lost();
    r.overflow = false;
    r.length = a.length + b.length;
    bool tight = r.length > WIDE_LIMBS; /* one limb more than there is room for: fine if it turns out zero */
    memset(r.limb, 0, sizeof(uint64_t) * (size_t)(tight ? WIDE_LIMBS : r.length));
    for (int32_t i = 0; i < a.length; i++) {
        u128 carry = 0;
        for (int32_t j = 0; j < b.length; j++) {
            if (i + j >= WIDE_LIMBS) return wide_lost();
            carry += (u128)a.limb[i] * b.limb[j] + r.limb[i + j];
            r.limb[i + j] = (uint64_t)carry;
            carry >>= 64;
        }
        if (i + b.length < WIDE_LIMBS) r.limb[i + b.length] = (uint64_t)carry;
        else if (carry) return wide_lost();
    }
    if (tight) r.length = WIDE_LIMBS;
    r.negative = a.negative != b.negative;
    wide_trim(&r);
    return r;
}

static inline wide wide_times(wide a, i128 b) { return wide_multiply(a, wide_of(b)); }

static inline wide wide_product(i128 a, i128 b) { return wide_multiply(wide_of(a), wide_of(b)); }

static inline wide wide_of_sum(const exact_sum *sum)
{
    i128 high = sum->high + (sum->low >> 64);
    if (high >= INT64_MIN && high <= INT64_MAX) return wide_of((i128)(((u128)high << 64) | (uint64_t)sum->low));
    return wide_add(wide_times(wide_of(high), (i128)1 << 64), wide_of((i128)(uint64_t)sum->low));
}

/* Quotient and whether a remainder is left, by one limb. */
static inline bool wide_divide_by_limb(wide *quotient, const wide *a, uint64_t divisor)
{
    uint64_t remainder = 0;
    for (int32_t i = a->length - 1; i >= 0; i--)
        quotient->limb[i] = exact_divide_limbs(remainder, a->limb[i], divisor, &remainder);
    quotient->length = a->length;
    return remainder != 0;
}

/* Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D; divisor has at least two limbs, |a| >= |b|. */
static inline bool wide_divide_by_limbs(wide *quotient, const wide *a, const wide *b)
{
    uint64_t u[WIDE_LIMBS + 1], v[WIDE_LIMBS];
    int32_t n = b->length, m = a->length - n;
    int shift = __builtin_clzll(b->limb[n - 1]);
    for (int32_t i = n - 1; i >= 0; i--)
        v[i] = (b->limb[i] << shift) | (i && shift ? b->limb[i - 1] >> (64 - shift) : 0);
    u[a->length] = shift ? a->limb[a->length - 1] >> (64 - shift) : 0;
    for (int32_t i = a->length - 1; i >= 0; i--)
        u[i] = (a->limb[i] << shift) | (i && shift ? a->limb[i - 1] >> (64 - shift) : 0);
    for (int32_t j = m; j >= 0; j--) {
        u128 guess, rest;
        if (u[j + n] >= v[n - 1]) {
            guess = UINT64_MAX;
            rest = (u128)u[j + n - 1] + v[n - 1];
        } else {
            uint64_t left;
            guess = exact_divide_limbs(u[j + n], u[j + n - 1], v[n - 1], &left);
            rest = left;
        }
        while (!(rest >> 64) && guess * v[n - 2] > ((rest << 64) | u[j + n - 2])) { guess--; rest += v[n - 1]; }
        u128 carry = 0;
        uint64_t borrow = 0;
        for (int32_t i = 0; i < n; i++) {
            carry += guess * v[i];
            u128 part = (u128)u[i + j] - (uint64_t)carry - borrow;
            u[i + j] = (uint64_t)part;
            borrow = (part >> 64) != 0;
            carry >>= 64;
        }
        u128 part = (u128)u[j + n] - (uint64_t)carry - borrow;
        u[j + n] = (uint64_t)part;
        if ((part >> 64) != 0) { /* one too many: add the divisor back */
            guess--;
            u128 back = 0;
            for (int32_t i = 0; i < n; i++) {
                back += (u128)u[i + j] + v[i];
                u[i + j] = (uint64_t)back;
                back >>= 64;
            }
            u[j + n] += (uint64_t)back;
        }
        quotient->limb[j] = (uint64_t)guess;
    }
    quotient->length = m + 1;
    for (int32_t i = 0; i < n; i++)
        if (u[i]) return true;
    return false;
}

/* a / b, rounded by name. Division by zero gives an overflowed value. */
static inline wide wide_divide(wide a, wide b, Rounding rounding)
{
    wide q;
    bool inexact;
    if (a.overflow || b.overflow || b.length == 0) return wide_lost();
    bool negative = a.negative != b.negative;
    if (wide_compare_magnitude(&a, &b) < 0) {
        q = wide_of(0);
        inexact = a.length != 0;
    } else {
        q.overflow = false;
        inexact = b.length == 1 ? wide_divide_by_limb(&q, &a, b.limb[0]) : wide_divide_by_limbs(&q, &a, &b);
        q.negative = negative;
        wide_trim(&q);
    }
    if (inexact && ((rounding == ROUND_UP && !negative) || (rounding == ROUND_DOWN && negative)))
        q = wide_add(q, wide_of(negative ? -1 : 1));
    return q;
}

/* True and *value set if a lies in the admitted range. */
static inline bool wide_value(wide a, i128 *value)
{
    if (a.overflow || a.length > 2) return false;
    u128 magnitude = a.length == 0 ? 0 : (u128)a.limb[0] | (a.length == 2 ? (u128)a.limb[1] << 64 : 0);
    if (magnitude > (u128)EXACT_LIMIT) return false;
    *value = a.negative ? -(i128)magnitude : (i128)magnitude;
    return true;
}

/* a / b rounded and range-checked in one. */
static inline bool wide_quotient(wide a, wide b, Rounding rounding, i128 *value)
{
    return wide_value(wide_divide(a, b, rounding), value);
}

/* ---- a * b / c, rounded once; false if out of range (c is above zero) ---- */

static inline bool exact_multiply_divide(i128 a, i128 b, i128 c, Rounding rounding, i128 *value)
{
    uint64_t limb[4], remainder = 0, divisor = (uint64_t)c;
    if (c >> 64) return wide_quotient(wide_product(a, b), wide_of(c), rounding, value);
    /* fast path: by one limb, as the scale itself is */
    bool negative = (a < 0) != (b < 0);
    exact_multiply(exact_magnitude(a), exact_magnitude(b), limb);
    if (limb[3] || limb[2] >= divisor) return false; /* the quotient would need more than 128 bits */
    uint64_t high = exact_divide_limbs(limb[2], limb[1], divisor, &remainder);
    uint64_t low = exact_divide_limbs(remainder, limb[0], divisor, &remainder);
    u128 quotient = ((u128)high << 64) | low;
    if (quotient > (u128)EXACT_LIMIT) return false; /* before rounding, which could wrap it */
    if (remainder && rounding == (negative ? ROUND_DOWN : ROUND_UP)) quotient++;
    if (quotient > (u128)EXACT_LIMIT) return false;
    *value = exact_signed((i128)quotient, negative);
    return true;
}

/* a * b if it needs no rounding at 18 places: 0; 1 if it does; 2 if it leaves the range. */
static inline int exact_multiply_exactly(i128 a, i128 b, i128 *value)
{
    i128 product;
    if (!exact_multiply_divide(a, b, EXACT_UNIT, ROUND_DOWN, value)) return 2;
    if (__builtin_mul_overflow(a, b, &product))
        return wide_compare(wide_product(*value, EXACT_UNIT), wide_product(a, b)) != 0;
    return product % EXACT_UNIT != 0;
}

#endif
