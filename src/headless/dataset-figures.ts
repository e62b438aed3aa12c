/** `dataset` of the JSON line: what the files became, column by column, with what was guessed and what is open. */
import type { ImportPreview, QualityReport } from '../app/types';

/** What is known once it is prepared: the report, and where it is stored the number of its inputs. */
interface Known {
  readonly report: QualityReport;
  readonly inputs?: number;
}

export function datasetFigures(preview: ImportPreview, { report, inputs }: Known): Record<string, unknown> {
  const { proposed, questions } = preview;
  return {
    format: preview.format,
    rows: preview.rows,
    features: chosenColumns(preview),
    ...(inputs === undefined ? {} : { inputs }),
    episodes: report.episodes,
    skipped: preview.skipped,
    columns: preview.columns.map(({ name }) => ({ name, ...columnOf(preview, name) })),
    timeColumn: proposed.timeColumn,
    episodeColumn: proposed.episodeColumn,
    fps: proposed.fps,
    timeStep: report.timeStep,
    episodeLengths: report.episodeLengths,
    findings: [...preview.findings, ...report.findings],
    questions: questions.filter(({ answered }) => !answered),
  };
}

/** Columns that were chosen: a rate beside its own column is no further one. */
function chosenColumns({ proposed }: ImportPreview): number {
  const chosen = proposed.features.filter(({ role }) => role !== 'action' && role !== 'ignore');
  return new Set(chosen.map(({ column }) => column)).size;
}

/** Role and unit of a column; the clock and the episode are no inputs and have roles of their own. */
function columnOf({ proposed }: ImportPreview, name: string): { readonly role: string; readonly unit: string } {
  const spec = proposed.features.find(({ column }) => column === name);
  if (name === proposed.timeColumn) return { role: 'time', unit: spec?.unit ?? '' };
  if (name === proposed.episodeColumn) return { role: 'episode', unit: '' };
  return { role: spec?.role ?? 'ignore', unit: spec?.unit ?? '' };
}
