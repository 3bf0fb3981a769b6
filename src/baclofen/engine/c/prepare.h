/* What blocks of one kind have in common, in doubles: their step, and weights for what is looked at.

   Printed before it: how many states, places and targets there are, `fill_rates`, `multiply_rates`,
   `multiply_steps`, `SUMS_OF` and `first_row`. */

/* Weights of one vector of patients for what is looked at. */
static int64_t looks_size(int64_t most_offsets) {
    return FIXED_SIZE + most_offsets * PER_OFFSET;
}

static struct slot slot_of(const struct room *room, int64_t place) {
    d *steps = room->slots + place * room->slot_size, *fades = steps + PARTS * STEP_CELLS;
    return (struct slot){steps, fades, (v *)(fades + PARTS * FILTERS)};
}

/* The weighted sums of states at some offsets, from the terms of a series. */
static void weigh(
    const struct course *r, const struct kind *k, const struct room *room, int t,
    int64_t weights, int64_t first_bit, int64_t rows, d *found
) {
    const int count = COUNT_OF[t];
    for (int64_t row = 0; row < rows; row++) {
        const double *by = r->table + weights + row * k->terms;
        d *here = found + row * count;
        for (int j = 0; j < count; j++) {
            d sum = all_d(0.0);
            for (int64_t i = 0; i < k->terms; i++)
                sum = fma_d(all_d(by[i]), room->terms[i * count + j], sum);
            here[j] = sum;
        }
        const int64_t whole = r->bits[first_bit + row];
        for (int64_t i = k->cuts; i > 0; i--) {
            if (whole >> (k->cuts - i) & 1) {
                SUMS_OF[t].by_step(room->halves + i * STEP_CELLS, here, room->spare);
                memcpy(here, room->spare, (size_t)count * sizeof(d));
            }
        }
    }
}

static void weigh_integral(
    const struct course *r, const struct kind *k, const struct room *room, int t, int64_t weights,
    d *found
) {
    const int count = COUNT_OF[t];
    const double *by = r->table + weights;
    const d part = all_d(ldexp(1.0, -(int)k->cuts));
    for (int j = 0; j < count; j++) {
        d sum = all_d(0.0);
        for (int64_t i = 0; i < k->terms; i++)
            sum = fma_d(all_d(by[i]), room->terms[i * count + j], sum);
        found[j] = sum * part;
    }
    for (int64_t i = k->cuts; i > 0; i--) {
        SUMS_OF[t].by_step(room->halves + i * STEP_CELLS, found, room->spare);
        for (int j = 0; j < count; j++) found[j] = found[j] + room->spare[j];
    }
}

/* What blocks of one kind have in common, for one part of a vector, with constants c. */
static void prepare_part(
    const struct course *r, int64_t which, const struct kind *k, const d *c, d length,
    const struct room *room, d *steps, d *fades, d *made
) {
    const double *parts = r->kind_parts + which * KIND_PARTS;
    d *rates = room->rate_cells, *halves = room->halves;
    fill_rates(c, length * all_d(parts[0]), all_d(parts[1]), rates);
    /* The series from its last term, then squarings. */
    d *series = halves + k->halvings * STEP_CELLS;
    double factorial = 1.0;
    for (int64_t i = 2; i <= k->order; i++) factorial /= (double)i;
    for (int i = 0; i < STEP_CELLS; i++) series[i] = all_d(0.0);
    for (int i = 0; i < STATES; i++) series[DIAGONAL[i]] = all_d(factorial);
    for (int64_t i = k->order - 1; i >= 0; i--) {
        multiply_rates(series, rates, room->spare);
        factorial *= (double)(i + 1);
        memcpy(series, room->spare, STEP_CELLS * sizeof(d));
        for (int j = 0; j < STATES; j++)
            series[DIAGONAL[j]] = series[DIAGONAL[j]] + all_d(factorial);
    }
    for (int i = 0; i < STEP_CELLS; i++) series[i] = series[i] * all_d(parts[2]);
    /* What nothing leaves stays as it is, exactly: over hundreds of steps rounding would add up. */
    for (int i = 0; i < STATES; i++)
        if (STAYS[i]) series[DIAGONAL[i]] = all_d(1.0);
    for (int64_t i = k->halvings - 1; i >= 0; i--)
        multiply_steps(halves + (i + 1) * STEP_CELLS, halves + (i + 1) * STEP_CELLS,
                       halves + i * STEP_CELLS);
    memcpy(steps, halves, STEP_CELLS * sizeof(d));
    prepare_filters(c, length, fades, made);
    /* Rows have a series of their own: more terms, and fewer halvings. */
    const int64_t places = k->weights, offsets = places + (PLACES + 2) * k->terms;
    const int64_t fine = offsets + k->offsets * k->terms, area = fine + FINE_ROWS * k->terms;
    fill_rates(c, length * all_d(r->table[area + k->terms]), all_d(1.0), rates);
    for (int t = 0; t < TARGETS; t++) {
        const int count = COUNT_OF[t];
        d *terms = room->terms;
        first_row(t, c, terms);
        for (int64_t i = 1; i < k->terms; i++)
            SUMS_OF[t].by_rate(rates, terms + (i - 1) * count, terms + i * count);
        const int64_t bit = k->first_bit;
        d *of_offsets = made + FIXED_SIZE + OFFSETS_BEFORE[t] * r->most_offsets;
        if (t < ALONG && (t < TURNING || k->reduces))
            weigh(r, k, room, t, places, bit, PLACES + 2, made + ALONG_AT[t]);
        if (IS_READ[t])
            weigh(r, k, room, t, offsets, bit + PLACES + 2, k->offsets, of_offsets);
        if (t >= ALONG && k->reduces) {
            if (LOOKS_FINELY)
                weigh(r, k, room, t, fine, bit + PLACES + 2 + k->offsets, FINE + 1,
                      made + FINE_AT[t]);
            weigh_integral(r, k, room, t, area, made + AREA_AT[t]);
        }
    }
}

/* The same for a whole vector of patients. */
static void prepare(
    const struct course *r, int64_t b, const struct kind *k, int64_t lane, const struct room *room,
    struct slot slot
) {
    const int64_t size = looks_size(r->most_offsets);
    const int shared = r->columns == 1;
    const double *consts = r->consts + k->bound * CONSTS * r->stride + lane;
    const double *length = r->length_h + b * r->columns;
    for (int h = 0; h < PARTS; h++) {
        d c[CONSTS + 1];
        for (int i = 0; i < CONSTS; i++) c[i] = load_d(consts + i * r->stride + h * LANES_D);
        const d long_h = load_from(length, lane + h * LANES_D, shared);
        /* In doubles weights are made where they stay. */
        d *made = PARTS == 1 ? (d *)slot.looks : room->made + h * size;
        prepare_part(r, r->kind_of[b], k, c, long_h, room, slot.steps + h * STEP_CELLS,
                     slot.fades + h * FILTERS, made);
    }
    for (int64_t i = 0; PARTS > 1 && i < size; i++) {
        wide both_parts;
        for (int h = 0; h < PARTS; h++) both_parts.part[h] = room->made[h * size + i];
        slot.looks[i] = narrow(both_parts);
    }
}
