/**
 * What a recording is, between reading and mapping (docs/methods.md 1.1): how rows are arranged, what names the episodes,
 * what the clock is, what each column is for. Pure. Each guess leaves a sentence; what cannot be told is a question.
 */
import { guessMapping } from '../guess-mapping';
import type { Column, Table } from '../table';
import { arranged } from './arrangement';
import { clockOf, episodeColumns, restarts, vagueEpisodeColumns } from './episodes';
import { coarseFindings, roleFindings } from './findings';
import type { Answers, Interpretation, Question } from './interpretation';
import { groupsOf, isInOrder, sortedRows, startsOfGroups, withRows } from './order';
import { longTable, pivoted } from './pivot';
import { regrouped } from './regroup';

/** A step of the interpretation: the table after it, and what is to be said and asked. */
export interface Step {
  readonly table: Table;
  readonly notes: readonly string[];
  readonly questions: readonly Question[];
  /** Column that the mapping names as the episode; null = as the table says. */
  readonly episodeColumn?: string | null;
}

/** @param answers of an earlier import of the layout, or of the person who looks at it */
export function interpret(table: Table, answers: Answers = {}): Interpretation {
  const first = arranged(table, answers);
  const groups = regrouped(first.table.columns);
  const long = longTable(groups.columns);
  const wide: Table = { ...first.table, columns: groups.columns };
  const flat = long === null ? wide : pivoted(wide, long);
  const pivotNote =
    long === null
      ? []
      : [
          `One measurement a row became one column for each of the ${long.names.labels?.length ?? 0} texts in “${long.names.name}”.`,
        ];
  const found = withEpisodes(flat, answers);
  const guessed = guessMapping(found.table);
  const mapping = { ...guessed, ...(found.episodeColumn === undefined ? {} : { episodeColumn: found.episodeColumn }) };
  const questions = [...first.questions, ...found.questions];
  const notes = [...first.notes, ...groups.notes, ...pivotNote, ...found.notes];
  const asked = Object.fromEntries(questions.map(({ id, chosen }) => [id, chosen]));
  return {
    table: found.table,
    mapping: questions.length === 0 ? mapping : { ...mapping, answers: asked },
    findings: [
      ...notes.map((text) => ({ level: 'note' as const, text })),
      ...roleFindings(found.table, mapping),
      ...coarseFindings(found.table, mapping),
      ...table.skipped.map(({ what, why }) => ({ level: 'note' as const, text: `${what}: ${why}.` })),
    ],
    questions,
  };
}

/** Where the files say where episodes start, they know best; else columns that name them, else clocks that start again. */
function withEpisodes(table: Table, answers: Answers): Step {
  const said = table.episodeStarts !== null && table.episodeStarts.length > 1;
  if (said) return { table, notes: [], questions: [] };
  const named = episodeColumns(table);
  if (named.length > 0) return byNames(table, named);
  const sorted = byClock(table);
  const again = restarts(sorted.table);
  if (again !== null && sorted.notes.length === 0) return byRestarts(sorted.table, again);
  const [vague] = table.episodeStarts === null ? vagueEpisodeColumns(table) : [];
  return vague === undefined ? sorted : byQuestion(sorted, vague, answers);
}

function byNames(table: Table, named: ReturnType<typeof episodeColumns>): Step {
  const columns = named.map(({ column }) => column);
  const quoted = columns.map(({ name }) => `“${name}”`).join(' and ');
  const clock = clockOf({ ...table, columns: table.columns.filter((column) => !columns.includes(column)) });
  const inTurns = named.some(({ inBlocks }) => !inBlocks);
  const groups = groupsOf(columns, table.rows);
  const order = inTurns || isUnsorted(groups, clock) ? sortedRows(columns, clock, table.rows) : null;
  const moved = order !== null && !isInOrder(order);
  const rows = moved ? withRows(table, order, null) : { ...table, episodeStarts: null };
  const regroupedColumns = rows.columns.map((column): Column =>
    columns.some(({ name }) => name === column.name) ? { ...column, group: 'episode' } : column,
  );
  const ready = { ...rows, columns: regroupedColumns };
  const sort = moved
    ? [
        `Rows were sorted by ${quoted}${clock === null ? '' : ` and by “${clock.name}”`}: they came in turns or out of order.`,
      ]
    : [];
  const note = `Episodes change where ${quoted} ${columns.length === 1 ? 'changes' : 'change'}.`;
  if (columns.length === 1)
    return { table: ready, notes: [note, ...sort], questions: [], episodeColumn: columns[0].name };
  const finest = startsOfGroups(
    groupsOf(
      regroupedColumns.filter(({ name }) => columns.some((column) => column.name === name)),
      ready.rows,
    ),
  );
  return { table: { ...ready, episodeStarts: finest }, notes: [note, ...sort], questions: [], episodeColumn: null };
}

/** True when the clock runs backwards inside an episode at more than a twentieth of its steps. */
function isUnsorted(groups: Float64Array, clock: Column | null): boolean {
  if (clock === null) return false;
  const { values } = clock;
  let backwards = 0;
  for (let row = 1; row < values.length; row++)
    if (groups[row] === groups[row - 1] && values[row] < values[row - 1]) backwards++;
  return 20 * backwards > values.length;
}

/** Rows of one recording whose clock runs backwards at a fifth of its steps or more, and never says the same twice. */
function byClock(table: Table): Step {
  const clock = clockOf(table);
  if (clock === null || table.rows < 8) return { table, notes: [], questions: [] };
  const { values } = clock;
  let backwards = 0;
  for (let row = 1; row < values.length; row++) if (values[row] < values[row - 1]) backwards++;
  const unsorted = 5 * backwards >= table.rows && new Set(values).size >= 0.95 * table.rows;
  if (!unsorted) return { table, notes: [], questions: [] };
  const order = sortedRows([{ ...clock, values: new Float32Array(table.rows) }], clock, table.rows);
  const note = `Rows were sorted by “${clock.name}”, which ran backwards at ${backwards} of ${table.rows} rows.`;
  return { table: withRows(table, order, table.episodeStarts), notes: [note], questions: [] };
}

function byRestarts(table: Table, { column, starts, clean }: NonNullable<ReturnType<typeof restarts>>): Step {
  if (!clean) return { table, notes: [], questions: [] };
  const note = `“${column.name}” starts again at ${starts.length - 1} ${starts.length === 2 ? 'row' : 'rows'}: an episode begins there.`;
  return { table: { ...table, episodeStarts: starts }, notes: [note], questions: [] };
}

function byQuestion(step: Step, column: Column, answers: Answers): Step {
  const id = `episode:${column.name}`;
  const chosen = answers[id] === 'no' ? 'no' : 'yes';
  const question: Question = {
    id,
    text: `Does “${column.name}” number the episodes?`,
    reason: `It stays the same along blocks of rows and no value comes twice, as an episode’s number does; its name says nothing clear.`,
    choices: [
      { id: 'yes', label: 'Yes: a new value starts an episode' },
      { id: 'no', label: 'No: it is a measurement' },
    ],
    chosen,
    answered: answers[id] !== undefined,
  };
  const questions = [...step.questions, question];
  if (chosen === 'no') return { ...step, questions };
  const columns = step.table.columns.map((each): Column =>
    each.name === column.name ? { ...each, group: 'episode' } : each,
  );
  return { ...step, table: { ...step.table, columns, episodeStarts: null }, questions, episodeColumn: column.name };
}
