/** Texts of a column as times, as long as every one of them is one. */
import { readClock } from '../../demonstrations/interpretation/clock-text';
import { GrowingFloats } from './growing-floats';

export class ClockColumn {
  /** Missing values included, so that rows are those of the column. */
  private readonly plain = new GrowingFloats(false);
  private readonly exchanged = new GrowingFloats(false);
  private plainWrong = false;
  private exchangedWrong = false;
  private sample = '';

  /** False once some text is no time: then nothing else counts. @param row of the text */
  push(text: string, row: number): boolean {
    const reading = readClock(text);
    if (reading === null) return false;
    if (this.sample === '') this.sample = text;
    for (const [column, value] of [
      [this.plain, reading.seconds],
      [this.exchanged, reading.exchanged],
    ] as const) {
      column.pad(row - column.length);
      column.push(value);
    }
    this.plainWrong ||= Number.isNaN(reading.seconds);
    this.exchangedWrong ||= Number.isNaN(reading.exchanged);
    return !(this.plainWrong && this.exchangedWrong);
  }

  /** [rows] seconds, and what is to be said; midnights that pass without a date go on. */
  finish(rows: number): { readonly values: ReturnType<GrowingFloats['finish']>; readonly why: string } {
    const column = this.plainWrong ? this.exchanged : this.plain;
    column.pad(rows - column.length);
    const values = column.finish();
    const dayFirst = this.plainWrong ? ', the day before the month' : '';
    return { values, why: `text such as “${this.sample}”, read as a clock in seconds${dayFirst}` };
  }
}
