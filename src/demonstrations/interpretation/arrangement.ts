/** Parts of a table that the files leave open: episodes one after another, or something else. */
import type { Column, OpenArrangement, Table } from '../table';
import type { Step } from './interpret';
import type { Answers, Question } from './interpretation';
import { withoutTexts } from './order';
import { besideEachOther, exchanged } from './relay';

/** The table as it is, or arranged as was answered; the question, where there is one. */
export function arranged(table: Table, answers: Answers): Step {
  const { open, notes = [] } = table;
  if (open === undefined) return { table, notes, questions: [] };
  const question = questions[open.kind](table, answers);
  return { table: relaid(table, open, question.chosen), notes, questions: [question] };
}

const questions = { files: fileQuestion, axes: axesQuestion, header: headerQuestion } as const;

function relaid(table: Table, open: OpenArrangement, chosen: string): Table {
  switch (chosen) {
    case 'columns':
      return besideEachOther(table, open.parts);
    case 'first':
      return exchanged(table, open.rows);
    case 'joints': {
      const parts = Array.from({ length: open.rows }, (_, i) => String(i));
      return numbered(besideEachOther(exchanged(table, open.rows), parts));
    }
    case 'numbers':
      return withFirstRow(table, open.parts.map(Number));
    default:
      return table;
  }
}

/** Columns without names that stand beside each other count on. */
function numbered(table: Table): Table {
  return {
    ...table,
    columns: table.columns.map((column, i) =>
      /^\d+_\d+$/.test(column.name) ? { ...column, name: `obs_${i}` } : column,
    ),
  };
}

/** What was read as names becomes the first row; columns bear none then. */
function withFirstRow(table: Table, first: readonly number[]): Table {
  const columns = table.columns.map((column, i): Column => {
    const values = new Float64Array(table.rows + 1);
    values[0] = first[i];
    values.set(column.values, 1);
    return { name: `obs_${i}`, group: 'other', values };
  });
  return { ...withoutTexts(table), rows: table.rows + 1, columns };
}

function questionOf(
  id: string,
  table: Table,
  answers: Answers,
  words: Pick<Question, 'text' | 'reason' | 'choices'>,
): Question {
  const given = words.choices.find((choice) => choice.id === answers[id]);
  const likely = words.choices[table.open?.otherLikelier === true ? 1 : 0];
  return { id, ...words, chosen: (given ?? likely).id, answered: given !== undefined };
}

function fileQuestion(table: Table, answers: Answers): Question {
  const { parts = [], rows = 0 } = table.open ?? {};
  return questionOf('files', table, answers, {
    text: `Are the ${parts.length} files episodes, or columns of one recording?`,
    reason: `“${parts.slice(0, 3).join('”, “')}”${parts.length > 3 ? ' …' : ''} hold the same columns and ${rows} rows each, and their names differ by more than a number.`,
    choices: [
      { id: 'episodes', label: 'Each file is an episode' },
      { id: 'columns', label: 'The files stand beside each other' },
    ],
  });
}

function axesQuestion(table: Table, answers: Answers): Question {
  const { parts = [], rows = 0 } = table.open ?? {};
  return questionOf('axes', table, answers, {
    text: `Which axis of the arrays is time, the first (${parts.length}) or the second (${rows})?`,
    reason: `Neither flags nor lengths tell, and the first axis is the longer one${table.open?.otherLikelier === true ? ', along which values change less' : ''}.`,
    choices: [
      { id: 'second', label: `${parts.length} episodes of ${rows} frames` },
      { id: 'first', label: `${rows} episodes of ${parts.length} frames` },
      { id: 'joints', label: `One episode of ${parts.length} frames, ${rows} parts beside each other` },
    ],
  });
}

function headerQuestion(table: Table, answers: Answers): Question {
  const { parts = [] } = table.open ?? {};
  return questionOf('header', table, answers, {
    text: `Is the first row (${parts.slice(0, 4).join(', ')}${parts.length > 4 ? ' …' : ''}) the names of the columns, or the first measurement?`,
    reason: 'It holds whole numbers that rise, and the rows below do not go on from them.',
    choices: [
      { id: 'names', label: 'It names the columns' },
      { id: 'numbers', label: 'It is the first row of numbers' },
    ],
  });
}
