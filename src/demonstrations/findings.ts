/** The sentences of a quality report: what a person should know before training on the data. */
import type { Finding, QualityReport } from './quality-report';

type Measured = Omit<QualityReport, 'findings'>;

/** Shortest episode that shows any movement and its change. */
const shortest = 3;

/** Findings in the order in which they matter. */
export function findingsOf(measured: Measured): Finding[] {
  return [
    ...droppedFindings(measured),
    ...timeFindings(measured),
    ...featureFindings(measured),
    ...duplicateFindings(measured),
    ...episodeFindings(measured),
  ];
}

function droppedFindings({ dropped, rows, features }: Measured): Finding[] {
  if (dropped.count === 0) return [];
  const total = rows + dropped.count;
  const worst = features.reduce((most, feature) => (feature.missing > most.missing ? feature : most));
  const text = `${some(dropped.count, 'row')} of ${total} ${dropped.count === 1 ? 'was' : 'were'} dropped because a value is missing or infinite, most often in “${worst.name}”`;
  return [{ level: dropped.count / total >= 0.01 ? 'warning' : 'note', text }];
}

function timeFindings({ timeStep, backwards = 0, milliseconds = false }: Measured): Finding[] {
  const findings: Finding[] = [];
  if (backwards > 0) {
    const text = `time stands still or runs backwards at ${some(backwards, 'frame')}; the median step is used there`;
    findings.push({ level: 'warning', text });
  }
  if (milliseconds) {
    const steps = `its steps are whole, ${Math.round(1000 * timeStep)} at the median`;
    const text = `time is read as milliseconds: ${steps}. If they are seconds, let the column’s name end with _s`;
    findings.push({ level: 'note', text });
  }
  if (timeStep >= 10) {
    const text = `frames are ${timeStep.toPrecision(3)} s apart: is the time column in another unit than seconds?`;
    findings.push({ level: 'warning', text });
  }
  return findings;
}

function featureFindings({ features }: Measured): Finding[] {
  const constant = features.filter((feature) => feature.constant).map(({ name }) => `“${name}”`);
  if (constant.length === 0) return [];
  const verb = constant.length === 1 ? 'never changes and says' : 'never change and say';
  return [{ level: 'warning', text: `${constant.join(', ')} ${verb} nothing about what good looks like` }];
}

function duplicateFindings({ duplicates, rows }: Measured): Finding[] {
  if (duplicates === 0) return [];
  const share = (100 * duplicates) / rows;
  const percent = share < 1 ? 'less than 1' : String(Math.round(share));
  return [{ level: share >= 10 ? 'warning' : 'note', text: `duplicate rows ${percent} % (${duplicates} of ${rows})` }];
}

function episodeFindings({ episodes, episodeLengths, rows, features }: Measured): Finding[] {
  const findings: Finding[] = [];
  const short = episodeLengths.filter((length) => length < shortest).length;
  if (short > 0) {
    const text = `${some(short, 'episode')} ${short === 1 ? 'is' : 'are'} shorter than ${shortest} frames`;
    findings.push({ level: 'warning', text });
  }
  if (episodes < 10) {
    const text = `only ${some(episodes, 'episode')}: parts are cut inside episodes, so held-out figures flatter`;
    findings.push({ level: 'warning', text });
  } else if (episodes < 32) {
    // 75 % of the episodes calibrate; conformal claims need 20 of them (docs/methods.md 1.4).
    findings.push({
      level: 'note',
      text: `${episodes} episodes: few for statements about how often an expert is stopped`,
    });
  }
  if (rows < 20 * features.length) {
    findings.push({ level: 'warning', text: `${some(rows, 'row')} for ${some(features.length, 'feature')} are few` });
  }
  return findings;
}

function some(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
