/* Formulas in doubles, as amounts are. */

typedef double real;
typedef d v;
typedef mask_d mask;
typedef struct { d part[1]; } wide;
#define PARTS 1
#define LANES LANES_D
#define all(x) all_d(x)
#define load(at) load_d(at)
#define store(at, x) store_d(at, x)
#define fma_v(a, b, c) fma_d(a, b, c)
#define root(x) root_d(x)
#define min_v(a, b) min_d(a, b)
#define max_v(a, b) max_d(a, b)
#define floor_v(x) floor_d(x)
#define lt(a, b) lt_d(a, b)
#define le(a, b) le_d(a, b)
#define eq(a, b) eq_d(a, b)
#define both(a, b) both_d(a, b)
#define either(a, b) either_d(a, b)
#define not(a) not_d(a)
#define any(a) any_d(a)
#define pick(m, a, b) pick_d(m, a, b)
#define size_of(x) size_of_d(x)
#define small_exp(x) small_exp_d(x)
#define v_exp(x) exp_d(x)
/* Of numbers: the smallest normal and the largest, those whose exp is normal, the most that is
   added to 1 and seen, and how those below the smallest are made normal. */
#define SMALLEST 0x1p-1022
#define LARGEST 0x1.fffffffffffffp1023
#define MOST_EXP 708.0
#define MOST_SEEN 700.0
#define UP 0x1p54
#define LOG_UP 0x1.2b708872320e2p+5

static inline v narrow(wide x) { return x.part[0]; }
static inline wide widen(v x) { return (wide){{x}}; }
/* What lies in arrays is doubles, as it came. */
static inline v take(const double *at) { return load_d(at); }
static inline void give(double *at, v x) { store_d(at, x); }
static inline v signed_one(v x) { return value_d(or_wd(and_wd(bits_d(x), all_wd(INT64_MIN)), bits_d(all(1.0)))); }

/* exp of x and of -x: what is even and what is odd of one polynomial, and powers of 2. */
static inline void small_exp_both(v x, v *up, v *down) {
    const v shift = all(0x1.8p52);
    const v n_low = fma_v(x, all(0x1.71547652b82fep+0), shift), n = n_low - shift;
    const v r = fma_v(n, all(-0x1.473de6af278edp-34), fma_v(n, all(-0x1.62e42fef00000p-1), x));
    const v r2 = r * r, r4 = r2 * r2;
    /* Of exp(r) = 1 + r + r^2 (c0 + c1 r + ...): c0, c2, ... are even, c1, c3, ... odd. */
    v even = fma_v(r4, fma_v(r4, all(0x1.289185613a3d6p-22),
                             fma_v(r2, all(0x1.a019b90d2ae7ap-16), all(0x1.6c16c1788bd90p-10))),
                   fma_v(r2, all(0x1.5555555553d63p-5), all(0x1.0000000000001p-1)));
    v odd = fma_v(r4, fma_v(r4, all(0x1.af38a9b0ec855p-26),
                            fma_v(r2, all(0x1.71de0dae63bb3p-19), all(0x1.a01a01a7c41d5p-13))),
                  fma_v(r2, all(0x1.11111111109b3p-7), all(0x1.5555555555556p-3)));
    even = r2 * even;
    odd = fma_v(r2 * r, odd, r);
    const wd power = up_wd(bits_d(n_low), 52);
    *up = value_d(add_wd(bits_d(all(1.0) + (even + odd)), power));
    *down = value_d(sub_wd(bits_d(all(1.0) + (even - odd)), power));
}

/* log of x = 2^e m, m from root 1/2 to root 2, by z = (m - 1)/(m + 1): a polynomial of z^2
   (4.6e-18). Here x is a normal number above 0. */
static inline v normal_log(v x) {
    const wd root_half = all_wd(0x3fe6a09e667f3bcdLL), one = all_wd(1023LL << 52);
    const wd e_biased = down_wd(add_wd(sub_wd(bits_d(x), root_half), one), 52);
    const v m = value_d(sub_wd(bits_d(x), sub_wd(up_wd(e_biased, 52), one)));
    const v e = value_d(or_wd(e_biased, bits_d(all(0x1p52)))) - all(0x1p52 + 1023);
    const v f = m - all(1.0), z = f / (m + all(1.0)), s = z * z, s2 = s * s;
    const v p0 = fma_v(s, all(0x1.99999999952d7p-2), all(0x1.5555555555558p-1));
    const v p1 = fma_v(s, all(0x1.c71c62e3f11e6p-3), all(0x1.2492492df281ap-2));
    const v p2 = fma_v(s, all(0x1.39fe51a7c18f9p-3), all(0x1.7462b51cb66b1p-3));
    const v p = fma_v(s2, fma_v(s2, fma_v(s2, all(0x1.2b5900de53b32p-3), p2), p1), p0);
    const v low = fma_v(e, all(0x1.473de6af278edp-34), z * s * p);
    return fma_v(e, all(0x1.62e42fef00000p-1), z + z + low);
}
