/* Sums over a panel's places, and what a block shows between them: peak, trough, time above.

   The places lie as a mirror has them, in the root of time: what is even about the middle and what is
   odd are summed apart, by matrices of half the size. Printed before it: PLACES, FINE, the matrices
   EVEN, ODD (of integrals), EVEN_BETWEEN, ODD_BETWEEN (of interpolation), WEIGHTS, TAIL and ROOT_AT. */

#define PAIRS (PLACES / 2)
#define HALF ((PLACES + 1) / 2)
#define BETWEEN_HALF ((PLACES + 3) / 2)
#define BETWEEN_PAIRS ((PLACES + 2) / 2)

/* Integrals to the places and to the end, and the last two coefficients (PLACES + 3). */
static void sum_up(const v *values, v length, v *sums) {
    v even[HALF], odd[HALF];
    for (int k = 0; k < PAIRS; k++) {
        const v a = values[k] * all(ROOT_AT[k]);
        const v b = values[PLACES - 1 - k] * all(ROOT_AT[PLACES - 1 - k]);
        even[k] = a + b;
        odd[k] = a - b;
    }
    if (PLACES % 2) even[PAIRS] = values[PAIRS] * all(ROOT_AT[PAIRS]), odd[PAIRS] = all(0.0);
    v whole = all(WEIGHTS[0]) * even[0];
#pragma GCC unroll 20
    for (int k = 1; k < HALF; k++) whole = fma_v(all(WEIGHTS[k]), even[k], whole);
    whole = whole * length;
    for (int row = 0; row < HALF; row++) {
        const real *by = EVEN + row * HALF, *and = ODD + row * HALF;
        v e = all(by[0]) * even[0], o = all(and[0]) * odd[0];
#pragma GCC unroll 20
        for (int k = 1; k < HALF; k++) {
            e = fma_v(all(by[k]), even[k], e);
            o = fma_v(all(and[k]), odd[k], o);
        }
        e = e * length;
        o = o * length;
        sums[PLACES - 1 - row] = whole - e + o;
        sums[row] = e + o;
    }
    sums[PLACES] = whole;
    /* Of a polynomial's last two coefficients one is even. */
    v last = all(TAIL[0]) * (PLACES % 2 ? even[0] : odd[0]);
    v before = all(TAIL[HALF]) * (PLACES % 2 ? odd[0] : even[0]);
#pragma GCC unroll 20
    for (int k = 1; k < HALF; k++) {
        last = fma_v(all(TAIL[k]), PLACES % 2 ? even[k] : odd[k], last);
        before = fma_v(all(TAIL[HALF + k]), PLACES % 2 ? odd[k] : even[k], before);
    }
    sums[PLACES + 1] = before * length;
    sums[PLACES + 2] = last * length;
}

/* What the places did not resolve. */
static inline v missed(const v *sums) {
    return (size_of(sums[PLACES + 1]) + size_of(sums[PLACES + 2])) * all(0.5 / PLACES);
}

/* What of a turnover remains after a loss, integrated. */
static inline wide faded(v lost) {
    wide left = widen(lost);
    for (int h = 0; h < PARTS; h++) left.part[h] = exp_d(-left.part[h]);
    return left;
}

static inline wide fade(struct slot slot, int filter) {
    wide left;
    for (int h = 0; h < PARTS; h++) left.part[h] = slot.fades[h * FILTERS + filter];
    return left;
}

/* One turnover along a panel: `course` at its start (given), places and end, and `now`. */
static inline void integrate(
    const v *sums, const v *ungrown, wide shrunk, v unresolved, v *course, wide *now, v *errors
) {
    const v begin = course[0];
    for (int k = 0; k < PLACES; k++) course[k + 1] = (sums[k] + begin) * ungrown[k];
    /* From panel to panel in doubles: over hundreds of them rounding would add up. */
    const wide gained = widen(sums[PLACES]);
    for (int h = 0; h < PARTS; h++) now->part[h] = (now->part[h] + gained.part[h]) * shrunk.part[h];
    const v end = narrow(*now);
    course[PLACES + 1] = end;
    errors[0] = most(errors[0], fma_v(size_of(end), unresolved, missed(sums)));
    errors[1] = most(errors[1], most(size_of(begin), size_of(end)));
}

/* Weighted sums of states: rows of weights for so many of them. */
static inline void look_along(
    const v *weights, const v *begin, const int *from, int count, int rows, v *seen
) {
    for (int k = 0; k < rows; k++) {
        const v *by = weights + k * count;
        v sum = by[0] * begin[from[0]];
#pragma GCC unroll 8
        for (int j = 1; j < count; j++) sum = fma_v(by[j], begin[from[j]], sum);
        seen[k] = sum;
    }
}

/* Values at the start, the places and the end become values at FINE + 1 places. */
static void look_between(const v *values, v *fine) {
    v even[BETWEEN_HALF], odd[BETWEEN_HALF];
    for (int k = 0; k < BETWEEN_PAIRS; k++) {
        even[k] = values[k] + values[PLACES + 1 - k];
        odd[k] = values[k] - values[PLACES + 1 - k];
    }
    if (PLACES % 2) even[BETWEEN_PAIRS] = values[BETWEEN_PAIRS], odd[BETWEEN_PAIRS] = all(0.0);
    for (int row = 0; row <= FINE / 2; row++) {
        const real *by = EVEN_BETWEEN + row * BETWEEN_HALF, *and = ODD_BETWEEN + row * BETWEEN_HALF;
        v e = all(by[0]) * even[0], o = all(and[0]) * odd[0];
#pragma GCC unroll 24
        for (int k = 1; k < BETWEEN_HALF; k++) {
            e = fma_v(all(by[k]), even[k], e);
            o = fma_v(all(and[k]), odd[k], o);
        }
        fine[FINE - row] = e - o;
        fine[row] = e + o;
    }
}

/* The top of the quartic through the highest fine point and its neighbours, by Newton's method:
   within a fine step of that point, and within the block. `sign` -1 looks for the lowest. */
static void top(const v *fine, double sign, v *found, v *found_at) {
    v best = all(sign) * fine[0], highest = all(0.0);
    for (int i = 1; i <= FINE; i++) {
        const v y = all(sign) * fine[i];
        /* A NaN is the highest there is, as NumPy has it. */
        const mask higher = both(either(lt(best, y), is_nan(y)), not(is_nan(best)));
        best = pick(higher, y, best);
        highest = pick(higher, all((double)i), highest);
    }
    const v middle = max_v(all(2.0), min_v(all(FINE - 2.0), highest));
    real places[LANES], around[5][LANES];
    store(places, middle);
    for (int l = 0; l < LANES; l++) {
        for (int j = 0; j < 5; j++) {
            real each[LANES];
            store(each, fine[(int)places[l] - 2 + j]);
            around[j][l] = (real)sign * each[l];
        }
    }
    const v a = load(around[0]), b = load(around[1]), y = load(around[2]);
    const v d = load(around[3]), e = load(around[4]);
    const v c1 = (a - all(8.0) * b + all(8.0) * d - e) / all(12.0);
    const v c2 = (all(16.0) * (b + d) - a - e - all(30.0) * y) / all(12.0);
    const v c3 = (e - d - d + b + b - a) * all(0.5);
    const v c4 = a - all(4.0) * b + all(6.0) * y - all(4.0) * d + e;
    const v own = highest - middle, steep = all(2.0) * size_of(c2);
    const mask smooth = both(lt(size_of(c3), steep), lt(size_of(c4), steep));
    const v low = max_v(own - all(1.0), all(-2.0)), high = min_v(own + all(1.0), all(2.0));
    v at = own;
    for (int i = 0; i < 4; i++) {
        const v slope = c1 + at * (c2 + at * (c3 / all(2.0) + at * c4 / all(6.0)));
        const v bend = c2 + at * (c3 + at * c4 / all(2.0));
        const mask bends = lt(bend, all(0.0));
        const v move = pick(both(smooth, bends), slope / pick(bends, bend, all(1.0)), all(0.0));
        at = min_v(high, max_v(low, at - move));
    }
    const v tip = y + at * (c1 + at * (c2 / all(2.0) + at * (c3 / all(6.0) + at * c4 / all(24.0))));
    const mask stays = eq(at, own);
    const v moved = min_v(all((double)FINE), max_v(all(0.0), middle + at));
    const v s = pick(stays, highest, moved) / all((double)FINE);
    *found = pick(stays, best, most(tip, best));
    *found_at = s * s;
}

/* In each fine step the part of it above the level; a crossing is that of the parabola. */
static v above(const v *fine, v level) {
    v total = all(0.0), before = all(0.0);
    for (int i = 0; i < FINE; i++) {
        const v start = fine[i] - level, end = fine[i + 1] - level;
        v bend = before, next = before;
        if (i + 1 < FINE) next = fine[i + 2] - all(2.0) * fine[i + 1] + fine[i];
        if (i == 0) bend = next;
        else if (i + 1 < FINE) bend = (next + before) * all(0.5);
        before = next;
        const mask is_above = lt(all(0.0), start), ends = lt(all(0.0), end);
        const mask crosses = either(both(is_above, not(ends)), both(not(is_above), ends));
        const v slope = pick(crosses, end - start, all(1.0));
        v u = pick(crosses, -start / slope, all(0.0));
        for (int j = 0; j < 2; j++) {
            const v miss = start + u * slope + u * (u - all(1.0)) * all(0.5) * bend;
            const v steep = slope + (u - all(0.5)) * bend;
            const v by = pick(eq(steep, all(0.0)), all(1.0), steep);
            u = min_v(all(1.0), max_v(all(0.0), u - pick(crosses, miss / by, all(0.0))));
        }
        const double t0 = (double)(i * i) / (FINE * FINE);
        const double t1 = (double)((i + 1) * (i + 1)) / (FINE * FINE);
        const v s = (all((double)i) + u) / all((double)FINE), tc = s * s;
        const v part = pick(is_above, tc - all(t0), all(t1) - tc);
        total = total + pick(crosses, part, pick(is_above, all(t1 - t0), all(0.0)));
    }
    return total;
}

/* A loop of turnovers begins from what was there a day before, and the day before that. */
static void guess(
    const struct course *r, const struct room *room, int64_t b, int loop, v start, v *at
) {
    const int64_t last = r->alike[b], first = r->alike_before[b], here = loop * r->ring;
    if (last < 0) {
        for (int k = 0; k < PLACES; k++) at[k] = start;
        return;
    }
    const v *then = room->history + (here + last % r->ring) * PLACES;
    const v *began = room->history_start + here;
    if (first < 0) {
        for (int k = 0; k < PLACES; k++) at[k] = then[k] + (start - began[last % r->ring]);
    } else {
        const v *before = room->history + (here + first % r->ring) * PLACES;
        const v moved = start - all(2.0) * began[last % r->ring] + began[first % r->ring];
        for (int k = 0; k < PLACES; k++) at[k] = all(2.0) * then[k] - before[k] + moved;
    }
}

/* What a loop's turnover was in this panel, for guesses; and for the next of the loop. */
static void remember(
    const struct course *r, const struct room *room, int64_t b, int loop, const v *course, v *at
) {
    const int64_t here = loop * r->ring + b % r->ring;
    memcpy(at, course + 1, PLACES * sizeof(v));
    memcpy(room->history + here * PLACES, at, PLACES * sizeof(v));
    room->history_start[here] = course[0];
}

/* One more sweep: where the turnover is now, and how much more than allowed it has changed. */
static void settle_at(
    const v *sums, const v *ungrown, v start, v *at, mask going, v *change
) {
    v worst = all(0.0), largest = all(0.0);
    for (int k = 0; k < PLACES; k++) {
        const v new = (sums[k] + start) * ungrown[k];
        worst = most(worst, size_of(new - at[k]));
        at[k] = pick(going, new, at[k]);
        largest = max_v(largest, size_of(new));
    }
    const v allowed = fma_v(all(PART_OF_MISSED), missed(sums), all(SAME) * largest);
    *change = most(*change, worst / (allowed + all(NOTHING)));
}

static void still(const v *course, const v *at, mask going, v *errors) {
    if (!any(going)) return;
    v worst = all(0.0);
    for (int k = 0; k < PLACES; k++) worst = most(worst, size_of(course[k + 1] - at[k]));
    errors[0] = pick(going, errors[0] + worst, errors[0]);
}
