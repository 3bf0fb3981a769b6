/* What Python hands over, and the room a vector of patients is followed in. */

#define KINDS_OF_REDUCTION 5 /* peak, its place, trough, area, time above */
#define KIND_NUMBERS 9
#define KIND_PARTS 3

struct course {
    int64_t n, stride, blocks, slots, most_offsets, most_terms, most_halvings, columns, wide;
    int64_t rows, row_stride, windows, settings;
    int64_t first_block, last_block; /* of this leg */
    int64_t ring; /* so many blocks back a guess may look */
    int64_t table_size;
    const double *consts;         /* (bounds, CONSTS, stride) */
    const int64_t *kind_numbers;  /* (kinds, KIND_NUMBERS): see `struct kind` */
    const double *kind_parts;     /* (kinds, KIND_PARTS): scale, q, exp(-q) */
    const double *table;          /* weights of series, of interpolation */
    const int64_t *bits;          /* which halves an offset is made of */
    const int64_t *kind_of, *begin_bound, *resets, *alike, *alike_before; /* (blocks,) */
    const double *length_h, *start_h, *keep;                /* (blocks, columns) */
    const double *jump, *rate, *factor;  /* (blocks, INPUTS, wide), ..., (INPUTS, stride) */
    const int64_t *set_at, *set_added;                      /* (settings,) */
    const double *set_here, *set_state, *set_slow;
    const int64_t *read_first, *read_place, *read_row;      /* (blocks + 1,), (reads,), (reads,) */
    const int64_t *window_first, *window_block;             /* (windows + 1,), (entries,) */
    const double *window_inside, *window_end;               /* (entries, columns), (windows,) */
    const double *level;                                    /* (OUTPUTS, stride) */
    const double *from_state, *from_slow;  /* where a run goes on: (COMPARTMENTS, stride), ... */
    double *to_state, *to_slow;
    double *values;               /* (OUTPUTS, rows, row_stride) */
    double *reduced;              /* (windows, OUTPUTS, KINDS_OF_REDUCTION, stride) */
    double *errors;               /* (TURNOVERS, 2, stride) */
    double *zero;                 /* (stride,): 0 where all results are finite, else NaN */
};

struct kind {
    int64_t bound, reduces, offsets, halvings, order, cuts, terms, weights, first_bit;
};

/* What blocks of one kind have in common: steps and what is left of filters after them, in doubles,
   and weights for what is looked at. */
struct slot {
    d *steps, *fades; /* (PARTS, STEP_CELLS), (PARTS, FILTERS) */
    v *looks;
};

struct room {
    d *slots, *halves, *terms, *rate_cells, *spare, *made;
    v *history, *history_start, *shown;
    const real *table;
    int64_t *in_slot, *shown_at;
    int64_t slot_size;
};
