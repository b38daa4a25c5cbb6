/* Division of wide integers, and the roundings: the one place where a digit is given up. */
#ifndef MARGINLINE_EXACT_ROUND_H
#define MARGINLINE_EXACT_ROUND_H

#include "exact_wide.h"

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
WIDE_APART wide wide_divided(const wide *a, const wide *b, Rounding rounding)
{
    wide q;
    bool inexact, negative = a->negative != b->negative;
    if (a->overflow || b->overflow || b->length == 0) return wide_lost();
    if (wide_compare_magnitude(a, b) < 0) {
        q = wide_of(0);
        inexact = a->length != 0;
    } else {
        q.overflow = false;
        inexact = b->length == 1 ? wide_divide_by_limb(&q, a, b->limb[0]) : wide_divide_by_limbs(&q, a, b);
        q.negative = negative;
        wide_trim(&q);
    }
    if (inexact && ((rounding == ROUND_UP && !negative) || (rounding == ROUND_DOWN && negative)))
        q = wide_add(q, wide_of(negative ? -1 : 1));
    return q;
}

static inline wide wide_divide(wide a, wide b, Rounding rounding) { return wide_divided(&a, &b, rounding); }

/* True and *value set if a lies in the admitted range. */
static inline bool wide_in_range(const wide *a, i128 *value)
{
    if (a->overflow || a->length > 2) return false;
    u128 magnitude = a->length == 0 ? 0 : (u128)a->limb[0] | (a->length == 2 ? (u128)a->limb[1] << 64 : 0);
    if (magnitude > (u128)EXACT_LIMIT) return false;
    *value = exact_signed((i128)magnitude, a->negative);
    return true;
}

static inline bool wide_value(wide a, i128 *value) { return wide_in_range(&a, value); }

/* a / b rounded and range-checked in one. */
static inline bool wide_rounded(const wide *a, const wide *b, Rounding rounding, i128 *value)
{
    wide quotient = wide_divided(a, b, rounding);
    return wide_in_range(&quotient, value);
}

static inline bool wide_quotient(wide a, wide b, Rounding rounding, i128 *value)
{
    return wide_rounded(&a, &b, rounding, value);
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
