/** What the interpretation of a table hands on: what was guessed, why, and what a person has to decide. */
import type { Mapping } from '../mapping';
import type { Finding } from '../quality-report';
import type { Table } from '../table';

/** One way of reading, as a person chooses it. */
export interface Choice {
  readonly id: string;
  /** A few words for a radio button. */
  readonly label: string;
}

/** Something that the files do not tell. */
export interface Question {
  /** Names the question for the layout, so that its answer is remembered. */
  readonly id: string;
  /** A sentence with a question mark. */
  readonly text: string;
  /** What speaks for and against, a sentence. */
  readonly reason: string;
  /** At least two. */
  readonly choices: readonly Choice[];
  /** Id of the choice that stands until another is made. */
  readonly chosen: string;
  /** False until a person or a mapping has chosen. */
  readonly answered: boolean;
}

/** Id of the choice by id of the question. */
export type Answers = Readonly<Record<string, string>>;

export interface Interpretation {
  /** Rows in order, columns in their groups, episodes where they were found. */
  readonly table: Table;
  readonly mapping: Mapping;
  /** Sentences on whatever was left out, merged, sorted, converted or read as something. */
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
}
