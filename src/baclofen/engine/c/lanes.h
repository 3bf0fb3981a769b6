/* Vectors of patients, and what is computed of them: one lane is one patient.

   What NumPy does of NaN and infinity is done here: `least` and `most` hand on a NaN, `v_log` of 0
   is -inf. */

static inline mask is_nan(v x) { return not(eq(x, x)); }
/* NaN where either is, as NumPy's minimum and maximum. */
static inline v least(v a, v b) { return pick(is_nan(a), a, min_v(a, b)); }
static inline v most(v a, v b) { return pick(is_nan(a), a, max_v(a, b)); }

/* So many of a vector's lanes, of one that lies at the end. */
static inline void put(double *at, v x, int64_t lanes) {
    if (lanes >= LANES) {
        give(at, x);
    } else {
        double each[LANES];
        give(each, x);
        memcpy(at, each, (size_t)lanes * sizeof(double));
    }
}

static inline void exp_both(v x, v *up, v *down) {
    const mask usual = lt(size_of(x), all(MOST_EXP));
    small_exp_both(pick(usual, x, all(0.0)), up, down);
    if (any(not(usual))) {
        *up = pick(usual, *up, v_exp(x));
        *down = pick(usual, *down, v_exp(-x));
    }
}

static inline v v_log(v x) {
    const mask normal = both(le(all(SMALLEST), x), le(x, all(LARGEST)));
    if (!any(not(normal))) return normal_log(x);
    const mask tiny = lt(x, all(SMALLEST));
    const v scaled = pick(tiny, x * all(UP), x);
    const v found = normal_log(pick(lt(all(0.0), scaled), scaled, all(1.0)));
    v log = pick(tiny, found - all(LOG_UP), found);
    log = pick(eq(x, all(0.0)), all(-INFINITY), log);
    log = pick(eq(x, all(INFINITY)), x, log);
    return pick(either(lt(x, all(0.0)), is_nan(x)), all(NAN), log);
}

/* The same of what is at least the smallest normal number, or NaN. */
static inline v high_log(v x) {
    if (any(not(lt(x, all(INFINITY))))) return v_log(x);
    return normal_log(x);
}

static inline v v_pow(v a, v b) {
    const v size = v_exp(b * v_log(size_of(a)));
    const v half = all(0.5) * b;
    const mask whole = eq(b, floor_v(b)), even = eq(half, floor_v(half));
    /* The sign of -0 counts as that of a number below 0. */
    const mask below = lt(signed_one(a), all(0.0));
    v power = pick(both(below, both(whole, not(even))), -size, size);
    const mask no_root = both(lt(a, all(0.0)), not(whole));
    power = pick(both(no_root, lt(size_of(a), all(INFINITY))), all(NAN), power);
    const mask one = either(eq(b, all(0.0)), eq(a, all(1.0)));
    return pick(one, all(1.0), power);
}

/* 1 / (1 + exp(gamma (log x50 - log x))), as the engine computes a sigmoid everywhere. */
static inline v v_hill(v log_x, v log_x50, v gamma) {
    /* Below that what is added to 1 is nothing. A NaN passes through all of this. */
    const v u = max_v(all(-MOST_SEEN), min_v(all(MOST_SEEN), gamma * (log_x50 - log_x)));
    return all(1.0) / (all(1.0) + small_exp(u));
}

/* Of arrays of doubles: one vector of them, or the one that all lanes share. */
static inline v take_from(const double *at, int64_t lane, int shared) {
    return shared ? all(at[0]) : take(at + lane);
}

/* The same of doubles: one part of a vector of patients. */
static inline d load_from(const double *at, int64_t lane, int shared) {
    return shared ? all_d(at[0]) : load_d(at + lane);
}
