import { isLong, longCopy, longFloats, longInts, passed } from "../core/long.ts";
import type { AnyExamples } from "./score.ts";

/** What training said of one row, step after step. */
export interface RowStory {
  /** Times that the row was learned from under its own label. */
  readonly seen: number;
  /** Mean margin over these times: the area under the margin of classes, the mean residual of values. */
  readonly margin: number;
  /** How often it went from right to wrong (Toneva et al. 2019, arXiv:1812.05159). */
  readonly forgotten: number;
  /** Last epoch in which it was wrong, from 1; 0: never. */
  readonly lastWrong: number;
  /** Times that it was right. */
  readonly right: number;
}

/** Numbers kept for each row: seen, Σ margin, forgotten, last wrong epoch, times right, whether it was right last. */
const FIELDS = 6;

/** By id, where its row stands; −1 for ids that no row has. */
function placesOf(ids: Int32Array = new Int32Array()): Int32Array {
  const places = longInts(ids.reduce((most, id) => Math.max(most, id), -1) + 1).fill(-1);
  ids.forEach((id, row) => {
    places[id] = row;
  });
  return places;
}

/** What is observed of a long array of rows before it is noted there: rows come at random, and are noted in their order. */
const HELD = 1 << 20;
/** 2^10 neighbouring rows are noted side by side. */
const NEAR = 10;

/** Observations of one epoch. */
interface Held {
  readonly rows: Int32Array;
  readonly margins: Float32Array;
  count: number;
  epoch: number;
}

/**
 * Area under the margin (Pleiss et al. 2020, arXiv:2001.10528) and forgetting of every training row, from margins that steps
 * give anyway. Its state is [rows · 6] floats, so that a checkpoint holds it. Rows whose label was mixed or changed are passed over.
 */
export class Margins {
  readonly #train: AnyExamples;
  #places: Int32Array | undefined;
  readonly #state: Float32Array;
  readonly #held: Held | undefined;

  constructor(train: AnyExamples) {
    this.#train = train;
    this.#state = longFloats(train.rows * FIELDS);
    if (isLong(this.#state.byteLength))
      this.#held = { rows: new Int32Array(HELD), margins: new Float32Array(HELD), count: 0, epoch: 0 };
  }

  /** The margins [rows.length] of the named rows of what was drawn, in an epoch from 1. */
  observe(drawn: AnyExamples, rows: Int32Array, margins: Float32Array, epoch: number): void {
    const isOwn = drawn === this.#train;
    const held = this.#held;
    if (held !== undefined && (held.epoch !== epoch || held.count + rows.length > HELD)) this.#noteHeld();
    for (let i = 0; i < rows.length; i++) {
      const row = isOwn ? rows[i]! : this.#placeOf(drawn, rows[i]!);
      if (row < 0) continue;
      if (held === undefined || rows.length > HELD) this.#note(row, margins[i]!, epoch);
      else {
        held.rows[held.count] = row;
        held.margins[held.count++] = margins[i]!;
      }
    }
    if (held !== undefined) held.epoch = epoch;
  }

  #note(row: number, margin: number, epoch: number): void {
    const [state, at] = [this.#state, row * FIELDS];
    const right = margin > 0 ? 1 : 0;
    state[at]! += 1;
    state[at + 1]! += margin;
    if (right === 0) {
      state[at + 2]! += state[at + 5]!;
      state[at + 3] = epoch;
    }
    state[at + 4]! += right;
    state[at + 5] = right;
  }

  /** Nearly in the order of the rows, and those of one row as they came. */
  #noteHeld(): void {
    const held = this.#held;
    if (held === undefined || held.count === 0) return;
    const { rows, margins, count, epoch } = held;
    const ends = new Int32Array((this.#train.rows >> NEAR) + 2);
    for (let i = 0; i < count; i++) ends[(rows[i]! >> NEAR) + 1]!++;
    for (let near = 1; near < ends.length; near++) ends[near]! += ends[near - 1]!;
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[ends[rows[i]! >> NEAR]!++] = i;
    for (let k = 0, near = 0; k < count; near++) {
      for (; k < ends[near]!; k++) this.#note(rows[order[k]!]!, margins[order[k]!]!, epoch);
      passed((4 * FIELDS) << NEAR);
    }
    held.count = 0;
  }

  /** Where a drawn row stands among the training rows; −1 when it is not one of them under its own label. */
  #placeOf(drawn: AnyExamples, index: number): number {
    const { y, rows } = this.#train;
    this.#places ??= placesOf(this.#train.ids);
    const row = drawn.ids === undefined ? -1 : (this.#places[drawn.ids[index]!] ?? -1);
    if (row < 0) return -1;
    const width = y.length / rows;
    for (let k = 0; k < width; k++) if (y[row * width + k] !== drawn.y[index * width + k]) return -1;
    return row;
  }

  of(row: number): RowStory {
    this.#noteHeld();
    const [state, at] = [this.#state, row * FIELDS];
    // Whoever asks for one row asks for all, and compares each with as much of what was said of it.
    passed(2 * 4 * FIELDS);
    const seen = state[at]!;
    return {
      seen,
      margin: seen === 0 ? Number.NaN : state[at + 1]! / seen,
      forgotten: state[at + 2]!,
      lastWrong: state[at + 3]!,
      right: state[at + 4]!,
    };
  }

  snapshot(): Float32Array {
    this.#noteHeld();
    return longCopy(this.#state);
  }

  /** Goes on from a snapshot; one of other rows is passed over, as nothing that is learned depends on it. */
  restore(state: Float32Array | undefined): void {
    if (state?.length !== this.#state.length) return;
    if (this.#held !== undefined) this.#held.count = 0;
    this.#state.set(state);
  }
}
