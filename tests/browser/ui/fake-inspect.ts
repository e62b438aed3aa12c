/** An inspect service over a smooth invented reward (a ring with a spur), with real patches. Never shipped. */
import { contours } from 'd3-contour';
import { Random } from '../../../src/basics/random';
import { fail, ok } from '../../../src/basics/result';
import {
  type InputPatch,
  type InspectService,
  type LandingPicture,
  type Patch,
  type Plane,
  type ProjectChange,
  type ProjectEvent,
  type RewardSummary,
  defaultSettings,
} from '../../../src/app/types';
import { assessment, features } from './fake-figures';

const std = [1.6, 1.6, 0.5, 0.5];

/** Energy-like height of the invented reward: 0 on the demonstrations. */
function away(raw: readonly number[]): number {
  const radius = Math.hypot(raw[0], raw[1]);
  const ring = Math.abs(radius - 2.2 - 0.3 * Math.sin(3 * Math.atan2(raw[1], raw[0])));
  const spur = Math.hypot(Math.max(0, Math.abs(raw[0] - 1) - 1), raw[1]) * 1.2;
  return Math.min(ring, spur) + 0.5 * Math.hypot(raw[2], raw[3]);
}

function weight(patch: Patch, raw: readonly number[]): number {
  if (patch.enabled === false || patch.space !== 'input') return 0;
  const used = patch.features ?? [0, 1, 2, 3];
  const d = Math.hypot(...used.map((f, i) => raw[f] / std[f] - patch.center[i])) / patch.reach;
  if (d >= 1) return 0;
  const t = Math.max(0, (d - patch.core) / (1 - patch.core));
  return patch.strength * (1 - t ** 3 * (6 * t * t - 15 * t + 10));
}

function scoreOf(
  raw: readonly number[],
  patches: readonly Patch[],
): { r: number; S: number; R: number; s: number; u: number } {
  const distance = away(raw);
  const r = Math.exp(-4 * Math.max(0, distance * 1.6 - 0.5));
  const sum = (kind: Patch['kind']): number =>
    Math.min(
      1,
      patches.filter((patch) => patch.kind === kind).reduce((total, patch) => total + weight(patch, raw), 0),
    );
  const [S, R] = [sum('suppress'), sum('raise')];
  return { r, S, R, s: Math.max(0, Math.min(1, r + R) - S), u: distance * 2.2 };
}

function rawAt(plane: Plane, x: number, y: number): number[] {
  const raw = [...plane.origin];
  const scale = plane.mode === 'features' ? [1, 1] : [std[plane.x], std[plane.y]];
  raw[plane.x] = x * scale[0];
  raw[plane.y] = y * scale[1];
  return raw;
}

function cloudOf(plane: Plane, points = 6000): Float32Array {
  const random = new Random(7);
  const xy = new Float32Array(2 * points);
  for (let i = 0; i < points; i++) {
    const turn = random.uniform(-Math.PI, Math.PI);
    const onSpur = random.next() < 0.2;
    const radius = 2.2 + 0.3 * Math.sin(3 * turn) + 0.12 * random.normal();
    const raw = onSpur
      ? [random.uniform(0, 2), 0.1 * random.normal()]
      : [radius * Math.cos(turn), radius * Math.sin(turn)];
    const all = [...raw, 0.2 * random.normal(), 0.2 * random.normal()];
    xy[2 * i] = plane.mode === 'features' ? all[plane.x] : all[plane.x] / std[plane.x];
    xy[2 * i + 1] = plane.mode === 'features' ? all[plane.y] : all[plane.y] / std[plane.y];
  }
  return xy;
}

function circle(patch: InputPatch, plane: Plane, share: number): Float32Array {
  const used = patch.features ?? [0, 1, 2, 3];
  const offPlane = used.map((f, i) =>
    f === plane.x || f === plane.y ? 0 : plane.origin[f] / std[f] - patch.center[i],
  );
  const radius = Math.sqrt(Math.max(0, (patch.reach * share) ** 2 - Math.hypot(...offPlane) ** 2));
  if (radius === 0) return new Float32Array(0);
  const at = (f: number): number => patch.center[used.indexOf(f)] ?? 0;
  const unit = plane.mode === 'features' ? [std[plane.x], std[plane.y]] : [1, 1];
  return Float32Array.from({ length: 128 }, (_, i) => {
    const turn = (Math.floor(i / 2) / 64) * 2 * Math.PI;
    return i % 2 === 0
      ? (at(plane.x) + radius * Math.cos(turn)) * unit[0]
      : (at(plane.y) + radius * Math.sin(turn)) * unit[1];
  });
}

function contourLines(plane: Plane, size: number, score: Float32Array) {
  return contours()
    .size([size, size])
    .thresholds([0.05, 0.5, 0.9])([...score])
    .map((shape) => ({
      level: shape.value,
      lines: shape.coordinates
        .flat()
        .map((ring) =>
          Float32Array.from(
            ring.flatMap(([cx, cy]) => [
              plane.rangeX[0] + (cx / size) * (plane.rangeX[1] - plane.rangeX[0]),
              plane.rangeY[1] - (cy / size) * (plane.rangeY[1] - plane.rangeY[0]),
            ]),
          ),
        ),
    }));
}

/** The invented reward, small, for behind the drop zone. */
export function landingPicture(size = 192): LandingPicture {
  const span = 3.4;
  const place = (cell: number): number => ((cell + 0.5) / size) * 2 * span - span;
  const score = Uint8Array.from({ length: size * size }, (_, i) =>
    Math.round(255 * scoreOf([place(i % size), -place(Math.floor(i / size)), 0, 0], []).s),
  );
  const xy = cloudOf({ mode: 'features', x: 0, y: 1, origin: [], rangeX: [0, 1], rangeY: [0, 1] });
  const cloud = [...xy.subarray(0, 2400)].map((value, i) => (i % 2 === 0 ? value + span : span - value) / (2 * span));
  return { size, score, cloud };
}

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A reward as a training would leave it. */
export function fakeReward(id: string, patches: readonly Patch[]): RewardSummary {
  return {
    id,
    name: 'maze-01',
    datasetId: 'data-1',
    createdAt: '2026-11-20T10:00:00Z',
    family: 'mixture',
    features,
    ranges: features.map(() => ({ min: -3.5, max: 3.5 })),
    members: 5,
    settings: defaultSettings,
    device: 'wasm',
    seconds: 74,
    samplesPerSecond: 231_400,
    validationError: 0.0143,
    assessment,
    thresholds: {
      dial: 0.05,
      uMax: 1.31,
      uBlock: 2.62,
      nMax: 3.4,
      debounce: 3,
      floor: 0.05,
      supported: 0.05,
      aMax: 0.26,
    },
    patches,
    basinSize: 10_184,
    epsilon99: 0.31,
    standing: null,
    revision: 0,
    centre: [1.2, 0.1, 0, 0],
  };
}

/**
 * @param delay milliseconds that a 512² picture takes
 * @param points of the cloud
 */
export function fakeInspect(delay = 300, points = 6000): InspectService & { saved: Map<string, readonly Patch[]> } {
  const saved = new Map<string, readonly Patch[]>([['reward-1', []]]);
  let newest = 0;
  let made = 0;
  let family: RewardSummary['family'] = 'mixture';
  let told: (event: ProjectEvent) => void = () => undefined;
  const tell = (id: string, what: ProjectChange, by: ProjectEvent['by']): void =>
    told({ reward: { ...fakeReward(id, saved.get(id) ?? []), family }, revision: 1, what, by, writer: true });
  return {
    saved,
    list: async () =>
      [...saved].map(([id, patches]) => ({
        id,
        name: 'maze-01',
        createdAt: '2026-11-20T10:00:00Z',
        patches: patches.length,
      })),
    open: async (id) => {
      const patches = saved.get(id);
      if (patches === undefined)
        return fail('not-found', 'This reward is not in this browser.', 'Open its file on the data screen.');
      return ok({ ...fakeReward(id, patches), family });
    },
    useFamily: async (id, next) => {
      family = next;
      tell(id, 'family', 'command');
      return ok({ ...fakeReward(id, saved.get(id) ?? []), family });
    },
    field: async (plane, size, patches) => {
      const turn = ++newest;
      await wait((delay * size * size) / (512 * 512));
      if (turn !== newest) return null;
      const score = new Float32Array(size * size);
      const distanceRatio = new Float32Array(size * size);
      for (let i = 0; i < size * size; i++) {
        const x = plane.rangeX[0] + (((i % size) + 0.5) / size) * (plane.rangeX[1] - plane.rangeX[0]);
        const y = plane.rangeY[1] - ((Math.floor(i / size) + 0.5) / size) * (plane.rangeY[1] - plane.rangeY[0]);
        const { s, u } = scoreOf(rawAt(plane, x, y), patches);
        score[i] = s;
        distanceRatio[i] = u;
      }
      return { size, score, distanceRatio, contours: contourLines(plane, size, score), milliseconds: delay };
    },
    cloud: async (plane) => ({ xy: cloudOf(plane, points), about: [0, 0], shown: points, total: points }),
    axes: async (mode) =>
      mode === 'features'
        ? features.map(({ name, unit }, i) => ({ title: name, unit, range: i < 2 ? [-4, 4] : [-1.5, 1.5] }))
        : [58, 31, 8, 3].map((share, i) => ({ title: `Component ${i + 1} (${share} %)`, unit: 'sd', range: [-3, 3] })),
    outlines: async (plane, patches) =>
      patches
        .filter((patch): patch is InputPatch => patch.space === 'input')
        .map((patch) => {
          const used = patch.features ?? [0, 1, 2, 3];
          const unit = plane.mode === 'features' ? std : [1, 1, 1, 1];
          const at = (f: number): number => (patch.center[used.indexOf(f)] ?? 0) * unit[f];
          return {
            id: patch.id,
            centre: [at(plane.x), at(plane.y)] as const,
            reach: circle(patch, plane, 1),
            core: circle(patch, plane, patch.core),
          };
        }),
    locate: async (plane, x, y) => rawAt(plane, x, y),
    createPatch: async (kind, raw, reach, strength, used) => {
      if (raw.every((value) => Math.abs(value) > 3.9)) {
        return fail('bad-parameter', 'A patch out here touches nothing.', 'Place it nearer to the demonstrations.');
      }
      const chosen = used ?? [0, 1, 2, 3];
      return ok({
        id: `patch-${++made}`,
        kind,
        space: 'input',
        strength,
        center: chosen.map((f) => raw[f] / std[f]),
        ...(used === null ? {} : { features: [...used] }),
        kernel: 'plateau',
        reach,
        core: 0.7,
        gate: null,
      });
    },
    movePatch: async (patch, raw) => {
      if (patch.space !== 'input') return ok(patch);
      const used = patch.features ?? [0, 1, 2, 3];
      return ok({ ...patch, center: used.map((f) => raw[f] / std[f]) });
    },
    explain: async (raw, patches) => {
      const { r, S, R, s, u } = scoreOf(raw, patches);
      const n = away(raw) * 1.6 - 0.5;
      const action = S > 0 && s <= 0.05 ? 'block' : u > 2.62 ? 'block' : u > 1.31 ? 'escalate' : 'allow';
      const reasons = {
        allow: ['No rule votes against it.'],
        escalate: ['u is at least 1.31: far from every demonstration.'],
        block: [S > 0 ? 'A patch suppresses it, and the score is at most 0.05.' : 'u is at least 2.62.'],
      };
      return {
        raw,
        score: s,
        baseReward: r,
        suppression: S,
        raise: R,
        energy: n,
        distanceRatio: u,
        memberDisagreement: 0.18,
        p: 0.27,
        decision: { action, reasons: reasons[action].map((text) => ({ action: 'block', reason: 'far', text })) },
        errors: features.map(({ name }, i) => ({ input: name, share: [0.46, 0.31, 0.15, 0.08][i], value: raw[i] })),
        gates: [0.71, 0.2, 0.06, 0.03],
        neighbours: [4012, 4013, 911, 8120, 77].map((row, i) => ({
          row,
          episode: i * 7,
          distance: 0.11 + 0.04 * i,
          raw,
        })),
        patches: patches
          .map((patch) => ({ id: patch.id, kind: patch.kind, amount: weight(patch, raw) }))
          .filter(({ amount }) => amount > 0),
      };
    },
    budget: async (patches) => {
      const xy = cloudOf({ mode: 'features', x: 0, y: 1, origin: [0, 0, 0, 0], rangeX: [0, 1], rangeY: [0, 1] });
      const taken = Array.from({ length: 1500 }, (_, i) => scoreOf([xy[2 * i], xy[2 * i + 1], 0, 0], patches).S);
      const certified = Math.max(...taken);
      return {
        epsilon: 0.31,
        limit: 0.1,
        certified,
        maxRewardLost: 0.9 * certified,
        over: taken.filter((value) => value > 0.1).length,
        covers: true,
      };
    },
    savePatches: async (id, patches) => {
      await wait(150);
      saved.set(id, patches);
      tell(id, 'patches', 'editor');
      return ok({ revision: 1 });
    },
    rename: async () => undefined,
    follow: async (listener) => void (told = listener),
    takeOver: async () => undefined,
    remove: async (id) => void saved.delete(id),
    close: async () => undefined,
  };
}
