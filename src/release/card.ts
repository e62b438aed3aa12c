/** `card.md`: the reward in words and figures, for people (docs/methods.md 1.1, 1.5, 1.6, 10). */
import { isRate } from '../demonstrations/motion/rate';
import { gateMonitor } from '../gate/monitor/gate-monitor';
import { severityOf } from '../norms/norm';
import { statementText } from '../gate/statement/statement';
import { familyOf } from '../reward/families';
import type { ArtifactContent } from './artifact';

type Loose = Readonly<Record<string, unknown>>;

/** The assessment is plain data of another room: what is there is shown, what is not is left out. */
function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}
function items(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

/** One line of text without what Markdown or a table could take for its own, at most 200 characters. */
export function escapeText(text: string): string {
  return escapeLine(text).slice(0, 200);
}

/** The same, however long. */
function escapeLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/[\\`*_{}[\]<>#|~!&]/g, '\\$&');
}

function figure(value: unknown, digits = 3): string {
  if (typeof value !== 'number') return '–';
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : 'not known';
}

function percent(value: unknown): string {
  return typeof value === 'number' && Number.isFinite(value) ? `${figure(100 * value)} %` : 'not known';
}

function interval(value: unknown, show: (value: unknown) => string = figure): string {
  const { value: centre, low, high } = loose(value);
  return centre === undefined ? '–' : `${show(centre)} (${show(low)} to ${show(high)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function data({ model, ranges, training: { dataset } }: ArtifactContent): string {
  const rows = model.features.map(({ name, unit, role }, f) => [
    escapeText(name),
    role,
    escapeText(unit) || '–',
    `${figure(ranges[f]?.min)} to ${figure(ranges[f]?.max)}`,
  ]);
  if (dataset.rows === 0) {
    const shown = table(['Feature', 'Role', 'Unit', 'Range of the map'], rows);
    return `Trained elsewhere; no demonstrations came with the model, so nothing below was measured on any.\n\n${shown}`;
  }
  const whence = `${escapeText(dataset.name)} (${escapeText(dataset.format)}): ${dataset.rows} rows in ${dataset.episodes} episodes.`;
  return `${whence}\nFingerprint (SHA-256): ${escapeText(dataset.fingerprint)}\n\n${table(['Feature', 'Role', 'Unit', 'Range in the data'], rows)}`;
}

function training({ model, training: { settings, device, seconds } }: ArtifactContent): string {
  const chosen = Object.entries(settings).map(([key, value]) => `${escapeText(key)} ${escapeText(String(value))}`);
  const facts = [
    `Family: ${familyOf(model).hint}; ${model.members.length} member(s); steepness κ ${figure(model.kappa)}; weight β ${figure(model.beta)}.`,
    `Settings: ${chosen.join(', ') || 'none'}.`,
    `Trained on ${escapeText(device)} in ${figure(seconds)} s.`,
  ];
  return facts.join('\n');
}

function negatives(assessment: Loose, family: string): string {
  const own = items(assessment.families).find((entry) => entry.family === family);
  const rows = Object.entries(loose(own?.negatives)).map(([name, value]) => {
    const { energy, join, notAllowed } = loose(value);
    return [escapeText(name), figure(energy), figure(join), percent(notAllowed)];
  });
  if (rows.length === 0) return 'Not measured.';
  const note = 'AUROC of held-out demonstrations against each; `uniform` is a smoke test only.';
  return `${note}\n\n${table(['Negative', 'Energy n', 'Join of n and u', 'Not allowed'], rows)}`;
}

function heldOut(assessment: Loose): string {
  if (assessment.heldOutMean === undefined) return 'Not measured.';
  const allowed = loose(assessment.expertAllowed);
  const conformal = loose(assessment.conformal);
  const lines = [
    `Mean score of held-out demonstrations: ${figure(assessment.heldOutMean)}; by episode ${interval(assessment.expert)}.`,
    `Held-out frames that the gate allows: ${interval(allowed.frames, percent)}.`,
    `Held-out episodes without interruption: ${interval(allowed.episodes, percent)}.`,
  ];
  if (conformal.nominal !== undefined) {
    lines.push(`Conformal rate at nominal ${figure(conformal.nominal)}: ${interval(conformal.measured)}.`);
  } else lines.push('No conformal claim: it needs 20 episodes in the folds.');
  if (assessment.byEpisode === false) {
    lines.push(
      `${figure(assessment.recordings)} episodes: the split is by blocks inside each. The gate's limits and all figures speak of further pieces of the same recordings; no allowance can be promised for a new episode.`,
    );
  }
  return lines.join('\n');
}

function nullPolicies(assessment: Loose): string {
  const policies = items(assessment.nullPolicies);
  const rows = policies.map((policy) => [
    escapeText(String(policy.title)),
    policy.score === null ? 'does not apply' : interval(policy.score),
    policy.score === null ? '–' : verdict(policy),
  ]);
  if (rows.length === 0) return 'Not measured.';
  const waiting = policies.some(({ amber }) => amber === true);
  return table(['Policy', 'Mean score', 'Verdict'], rows) + (waiting ? `\n\n${idle}` : '');
}

const idle =
  'Frames in which the experts wait teach standing still: where that is not the task, trim them from the data and train again.';

function verdict({ red, amber, still }: Loose): string {
  if (amber === true) return `earns what the experts do, who stand there too (${percent(still)} of the frames near it)`;
  return red === true ? '**earns at least what the experts do**' : 'below the experts';
}

/** Which inputs tell motion, and what follows from that. */
function motion({ model: { features } }: ArtifactContent): string {
  const rates = features.filter(isRate);
  if (rates.length === 0) {
    return 'No rate of change is an input: a frame is judged by itself, and time run backwards scores as forwards does but for what recorded columns tell.';
  }
  const names = rates.map(({ name, of, per }) => `${escapeText(name)} (of ${escapeText(of)}, per ${per})`);
  return `Rates of change are inputs: ${names.join(', ')}. A frame is judged with the one before it, so that standing still, running backwards and another speed can score less than the experts do (see the null policies); a row that stands alone has no score.`;
}

function patchList({ patches }: ArtifactContent): string {
  const rows = patches.map((patch) => [
    escapeText(patch.id),
    patch.kind,
    patch.space,
    figure(patch.strength),
    'reach' in patch ? figure(patch.reach) : '–',
    patch.enabled === false ? 'off' : 'on',
    escapeText(patch.note ?? ''),
  ]);
  if (rows.length === 0) return 'None.';
  return table(['Id', 'Kind', 'Space', 'Strength', 'Reach', 'State', 'Note'], rows);
}

const whatItIs = `A reward learned from demonstrations alone. It scores an observation from 0 to 1 by how much it resembles
the demonstrations. **It measures resemblance to the demonstrations, not success**: standing still somewhere familiar
may score as well as getting on with the task (see the null policies).`;

const limits = `- What lies far from the demonstrations is unknown to it; the uncertainty u and the gate are there for that.
- Scores know no more of time than the rates among the inputs tell. The monitor of the gate follows episodes.
- This file is unsigned: its hashes prove integrity against accident only, not who made it.`;

function normList({ norms }: ArtifactContent): string {
  const rows = norms.map((norm) => [
    escapeText(norm.id),
    norm.type,
    figure(severityOf(norm)),
    escapeText(norm.description ?? ''),
  ]);
  if (rows.length === 0) return 'None: the gate knows no rule beyond the demonstrations.';
  return table(['Id', 'Kind', 'Severity', 'What must hold'], rows);
}

/** What follows episodes, and the faults that it notices. */
function monitor({ model, monitor: models, outOfFold, thresholds }: ArtifactContent, assessment: Loose): string {
  const decides = gateMonitor(model.features, models, outOfFold, thresholds.dial);
  if (decides === null) return 'No monitor follows episodes: limits on u and n decide.';
  const { monitor: figures } = assessment;
  const set = `A monitor follows episodes, with θ = ${figure(decides.theta)} at a dial of ${figure(thresholds.dial)}. Interruptions say *unlike the demonstrations at their rate and length*, not *unsafe*; an allowed frame is not a safe one.`;
  if (typeof figures !== 'object' || figures === null || !('faults' in figures)) return set;
  const rows = Object.values(loose(figures.faults))
    .map(loose)
    .map((fault) => [
      escapeText(String(fault.title)),
      ...[fault.detected, fault.twin, fault.delay].map((value) => (typeof value === 'number' ? figure(value) : '–')),
    ]);
  const head = ['Fault in held-out episodes', 'Share noticed', 'Alarm without it', 'Frames until then'];
  return rows.length === 0 ? set : `${set}\n\n${table(head, rows)}`;
}

/** The statement, which names what it covers and what it stands on, or that there is none. */
function audit({ audit: stated = null, norms }: ArtifactContent): string {
  if (stated !== null) return escapeLine(statementText(stated.statement, stated.stale));
  const rules = norms.length === 0 ? 'There are no rules' : `Covers 0 of ${norms.length} rules`;
  return `${rules}: nothing is stated about what this reward still pays for.`;
}

function gate({ cells, thresholds }: ArtifactContent): string {
  const start = `The gate starts in *shadow*; \`python gate.py FILE observations.csv\` makes its decisions outside the app.`;
  if (cells === null) return `${start} The reward is *not audited*: no claim is made about rare flaws.`;
  const least = cells.draws.reduce((a, b) => Math.min(a, b), Infinity);
  const flawed = cells.flaws.filter((hits) => hits > 0).length;
  return `${start}\nAudited in ${cells.draws.length} cells of the tube, at least ${least} draws each; flaws were left in ${flawed}. From an audit gap of ${figure(thresholds.aMax)} on a person is asked.`;
}

/** The card, Markdown with LF line ends. */
export function writeCard(content: ArtifactContent): string {
  const assessment = loose(content.assessment);
  const basin =
    content.basin === null
      ? 'The good points were left out of this file: it is not re-measurable.'
      : `This file holds ${content.basin.episodes.length} good points of the demonstrations (\`basin.safetensors\`). They are the data of whoever made it.`;
  const sections = [
    `# ${escapeText(content.name)}`,
    `Made ${escapeText(content.createdAt)}. Score it with \`python use.py observations.csv\`.`,
    `## What it is\n\n${whatItIs}`,
    `## Data\n\n${data(content)}\n\n${basin}`,
    `## Motion\n\n${motion(content)}`,
    `## Training\n\n${training(content)}`,
    `## Held-out figures\n\n${heldOut(assessment)}`,
    `## Hard negatives\n\n${negatives(assessment, content.model.family)}`,
    `## Null policies\n\n${nullPolicies(assessment)}`,
    `## Norms\n\n${normList(content)}`,
    `## Patches\n\n${patchList(content)}`,
    `## Audit\n\n${audit(content)}`,
    `## Gate\n\n${gate(content)}\n\n${monitor(content, assessment)}`,
    `## Limits\n\n${limits}`,
  ];
  return `${sections.join('\n\n')}\n`;
}
