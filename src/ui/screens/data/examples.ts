/** The bundled examples: `examples/index.json` names them, their files lie beside it. All paths are relative to the page. */
import * as v from 'valibot';
import { count, flag, having, list as listOf, readBy, text } from '../../../basics/schema';

const exampleSchema = having({
  id: text(),
  title: text(),
  description: text(),
  /** Path relative to `examples/`. */
  file: text(),
  format: text(),
  rows: count(),
  episodes: count(),
  /** True where its rows stand alone, so that nothing has a rate. */
  alone: v.optional(flag),
  /** Files of norms and of scenarios that come with it. */
  norms: v.optional(text()),
  scenarios: v.optional(text()),
});
export type Example = Readonly<v.InferOutput<typeof exampleSchema>>;

/** The examples of this build; none when the list cannot be read. */
export async function listExamples(): Promise<Example[]> {
  try {
    const response = await fetch('examples/index.json');
    const list: unknown = response.ok ? await response.json() : [];
    return readBy(listOf(exampleSchema), list, 'examples/index.json');
  } catch {
    return [];
  }
}

/** What comes with the example that a reward was learnt from; null where it was learnt from something else. */
export async function exampleOf(rewardName: string): Promise<Example | null> {
  const examples = await listExamples();
  return examples.find(({ file }) => file.replace(/\.\w+$/, '') === rewardName) ?? null;
}

/** A reward that is ready to be audited, opened as if its file had been dropped. */
export interface ReadyReward {
  readonly title: string;
  readonly description: string;
  /** Path relative to `examples/`. */
  readonly file: string;
  /** What it is, in a few words. */
  readonly facts: string;
}

export const readyRewards: readonly ReadyReward[] = [
  {
    title: 'A tube in space',
    description: 'A tube in space: 4361 flaws to find and repair. Its one rule says how far from the path is too far.',
    file: 'spatial-tube.reward.zip',
    facts: 'Reward, not a data set · 3 inputs · 1 rule',
  },
];

/** The finished reward whose picture lies behind the drop zone. */
export const landingReward = 'point-maze.reward.zip';

/** The example's file as if it had been dropped; null when it cannot be fetched. */
export async function fetchExample({ file }: Pick<Example, 'file'>): Promise<File | null> {
  try {
    const response = await fetch(`examples/${file}`);
    return response.ok ? new File([await response.blob()], file) : null;
  } catch {
    return null;
  }
}
