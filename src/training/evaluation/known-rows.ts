/** Scores of rows that were scored before: policies that play the same frames ask for them again. */
import type { SetScores } from './evaluator';

type Known = Pick<SetScores, 'score' | 'energy'>;

export class KnownRows {
  private readonly places = new Map<string, number>();
  private readonly score: number[] = [];
  private readonly energy: number[] = [];

  /** @param width numbers of a row */
  constructor(private readonly width: number) {}

  /** @param raw [rows × width] */
  add(raw: Float32Array, { score, energy }: Known): void {
    score.forEach((value, row) => {
      const key = this.keyOf(raw, row);
      if (this.places.has(key)) return;
      this.places.set(key, this.score.length);
      this.score.push(value);
      this.energy.push(energy[row]);
    });
  }

  /** Rows that are not known yet, each once. [n × width] */
  missing(raw: Float32Array): Float32Array {
    const { width } = this;
    const fresh = new Map<string, number>();
    for (let row = 0; row < raw.length / width; row++) {
      const key = this.keyOf(raw, row);
      if (!this.places.has(key) && !fresh.has(key)) fresh.set(key, row);
    }
    const rows = new Float32Array(fresh.size * width);
    [...fresh.values()].forEach((row, at) => rows.set(raw.subarray(row * width, (row + 1) * width), at * width));
    return rows;
  }

  /** @param raw rows that are all known */
  of(raw: Float32Array): Known {
    const places = Uint32Array.from(
      { length: raw.length / this.width },
      (_, row) => this.places.get(this.keyOf(raw, row)) ?? 0,
    );
    return {
      score: Float64Array.from(places, (place) => this.score[place]),
      energy: Float64Array.from(places, (place) => this.energy[place]),
    };
  }

  private keyOf(raw: Float32Array, row: number): string {
    const own = raw.slice(row * this.width, (row + 1) * this.width);
    return String.fromCharCode(...new Uint16Array(own.buffer));
  }
}
