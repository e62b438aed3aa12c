/** Rankings without workers or storage, for looking at screens and testing them. Never shipped. */
import { fail, ok } from '../../../src/basics/result';
import type { Decision, EpisodeFrames, EpisodeRanking, EpisodeRecord, Services } from '../../../src/app/types';
import { features } from './fake-figures';

const length = (episode: number): number => 60 + ((episode * 37) % 90);
const energyAt = (episode: number, row: number): number =>
  0.35 + 0.25 * Math.sin(row / 9 + episode) + (row === 31 ? 0.2 + 4 / (1 + episode) : 0);

function recordOf(episode: number, own: boolean): EpisodeRecord {
  const peakEnergy = energyAt(episode, 31);
  return {
    episode,
    number: episode + 10,
    part: own ? (['fold', 'fold', 'fold', 'validation', 'test'] as const)[episode % 5] : 'new',
    start: 0,
    frames: length(episode),
    p: (episode + 1) / 31,
    peakEnergy,
    worst: 31,
    leftAt: peakEnergy > 1.4 ? 31 : null,
    meanScore: 0.9 - 0.4 / (1 + episode),
    allowed: 1 - 1 / (3 + episode),
  };
}

function stops(episode: number, rows: number): Uint8Array {
  return Uint8Array.from({ length: rows }, (_, row) => (energyAt(episode, row) > 1.4 ? 1 : 0));
}

function framesOf(episode: number): EpisodeFrames {
  const rows = length(episode);
  const each = (value: (row: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(i));
  return {
    score: each((row) => Math.exp(-4 * Math.max(0, energyAt(episode, row) - 0.4))),
    energy: each((row) => energyAt(episode, row)),
    distanceRatio: each((row) => 0.5 + 0.3 * Math.cos(row / 5)),
    ...{ action: stops(episode, rows), rawAction: stops(episode, rows) },
    reasons: Array.from({ length: rows }, (_, row): Decision['reasons'] =>
      energyAt(episode, row) > 1.4
        ? [{ action: 'escalate', reason: 'violated', text: 'A person should look: it violates the norm rail.' }]
        : [],
    ),
    gap: null,
    trajectory: null,
    frame: Uint32Array.from({ length: rows }, (_, row) => row),
    raw: Float32Array.from({ length: rows * features.length }, (_, i) => Math.sin(i / 40)),
    timeStep: 1 / 30,
  };
}

/** @param episodes how many each set has @param claims whether p is claimed */
export function fakeEpisodes(own: string, episodes = 30, claims = true): Services['episodes'] {
  const ranking = (rewardId: string, datasetId: string): EpisodeRanking => ({
    rewardId,
    datasetId,
    name: datasetId === own ? 'maze-01' : 'tries',
    purpose: datasetId === own ? 'demonstrations' : 'rollouts',
    own: datasetId === own,
    foldEpisodes: episodes,
    claims,
    resolution: 1 / (episodes + 1),
    records: Array.from({ length: episodes }, (_, e) => ({
      ...recordOf(e, datasetId === own),
      ...(claims ? {} : { p: null }),
    })),
    lengthCorrelation: 0.42,
    against: datasetId === own ? null : { energy: 0.83, join: 0.91, notAllowed: 0.44 },
    videos: [{ number: 10, camera: 'front', path: 'robot/videos/front/episode_000010.mp4', start: 0 }],
  });
  return {
    rank: async (rewardId, datasetId, onProgress) => {
      onProgress({ label: 'Scoring episodes', done: 1, total: 2 });
      return ok(ranking(rewardId, datasetId));
    },
    frames: async (_reward, _dataset, record) =>
      record < episodes ? ok(framesOf(record)) : fail('not-found', 'There is no such episode.', 'Choose another.'),
    compare: async () =>
      ok({
        paired: true,
        episodes,
        figures: [
          { id: 'score', first: 0.84, second: 0.71, difference: { value: -0.13, low: -0.19, high: -0.07 } },
          { id: 'allowed', first: 0.95, second: 0.93, difference: { value: -0.02, low: -0.06, high: 0.02 } },
          { id: 'energy', first: 0.9, second: 1.6, difference: { value: 0.7, low: 0.4, high: 1 } },
        ],
      }),
    export: async (_reward, _dataset, what) => ok({ fileName: `maze-01.${what}`, bytes: new Uint8Array(12) }),
    stop: async () => undefined,
  };
}
