/**
 * Input patches as suppression.wgsl reads them, each with how far float32 may be off there: distances by `slack`, amounts
 * by `doubt`. A row whose doubts add up to more than the kernel allows is left to the reference.
 */
import type { Floats } from '../../basics/arrays';
import type { InputPatch } from '../../reward/types';

const kernels = { plateau: 0, wendland: 1, gaussian: 2 } as const;
const gates = { 'half-space': 1, direction: 2 } as const;
/** Words of `Patch` and of `Term` in suppression.wgsl. */
const patchWords = 14;
const termWords = 4;

/** Half a unit in the last place of 1 in float32. */
const unit = 2 ** -24;
/** Sizes whose squares and products stay well inside float32. */
const largest = 1e12;
const smallest = 1e-12;
/** What evaluating a falling kernel may be off by besides. */
const evaluation = 1e-6;

/** Whether float32 can hold every number of the patch with room for squares. */
export function fitsFloat32({ center, reach, core, gate }: InputPatch): boolean {
  const numbers = [...center, ...(gate?.normal ?? []), ...(gate?.type === 'half-space' ? gate.origin : [])];
  const sigma = gate?.type === 'direction' ? gate.sigma : 1;
  if (reach < smallest || reach > largest || sigma < 1e-4 || sigma > largest || 1 - core < 1e-4) return false;
  return numbers.every((number) => Math.abs(number) <= largest);
}

/** Whether float32 can hold a row's inputs and raw features so that no square overflows or vanishes. */
export function rowFits(x: Floats, dims: number, raw: Floats, rawDims: number, row: number): boolean {
  for (let at = row * dims; at < (row + 1) * dims; at++) if (!(Math.abs(x[at]) <= largest)) return false;
  for (let at = row * rawDims; at < (row + 1) * rawDims; at++) {
    const size = Math.abs(raw[at]);
    if (!(size <= largest) || (size < smallest && size !== 0)) return false;
  }
  return true;
}

/** Most that ψ changes over one reach. */
function steepness({ kernel, core }: InputPatch): number {
  if (kernel === 'plateau') return 1.875 / (1 - core);
  return kernel === 'wendland' ? 2.11 : 2.26;
}

/**
 * Bound of the error of a distance in float32, for points about as far as the reach: rounding of both ends, n squares
 * added one by one, and a root.
 */
function slackOf({ center, reach }: InputPatch): number {
  return 1.05 * unit * (2 * Math.hypot(...center) + reach * (center.length / 2 + 8));
}

/** Bound of the error of a cosine in float32. */
function cosineSlackOf({ gate }: InputPatch): number {
  return gate?.type === 'direction' ? unit * (gate.features.length + 12) * Math.max(1, Math.hypot(...gate.normal)) : 0;
}

function doubtOf(patch: InputPatch, slack: number, cosineSlack: number): number {
  const turning = patch.gate?.type === 'direction' ? (0.61 / patch.gate.sigma) * cosineSlack : 0;
  return patch.strength * ((steepness(patch) / patch.reach) * slack + turning + evaluation);
}

type Term = readonly [feature: number, center: number, normal: number, origin: number];

function termsOf({ center, features, gate }: InputPatch): Term[] {
  const half = gate?.type === 'half-space' ? gate : null;
  return center.map((value, j) => [features?.[j] ?? j, value, half?.normal[j] ?? 0, half?.origin[j] ?? 0]);
}

function gateTermsOf({ gate }: InputPatch): Term[] {
  return gate?.type === 'direction' ? gate.features.map((raw, j) => [raw, 0, gate.normal[j], 0]) : [];
}

/** Bytes of the larger of the two tables. */
export function tableBytes(patches: readonly InputPatch[]): number {
  let terms = 1;
  for (const { center, gate } of patches)
    terms += center.length + (gate?.type === 'direction' ? gate.features.length : 0);
  return 4 * Math.max(terms * termWords, patches.length * patchWords);
}

/** The patches, and the terms of their centres and gates. */
export function patchTable(patches: readonly InputPatch[]): {
  readonly patches: Uint32Array;
  readonly terms: Uint32Array;
} {
  const terms: Term[] = [];
  const table = new ArrayBuffer(patches.length * patchWords * 4);
  patches.forEach((patch, i) => {
    const { kind, center, kernel, reach, core, strength, gate } = patch;
    const first = terms.length;
    terms.push(...termsOf(patch));
    const gateFirst = terms.length;
    terms.push(...gateTermsOf(patch));
    const [slack, cosineSlack] = [slackOf(patch), cosineSlackOf(patch)];
    const words = new Uint32Array(table, i * patchWords * 4, patchWords);
    const numbers = new Float32Array(table, i * patchWords * 4, patchWords);
    words.set([kernels[kernel], Number(kind === 'raise'), first, center.length]);
    numbers.set([reach, core, strength], 4);
    words.set([gate ? gates[gate.type] : 0, gateFirst, terms.length - gateFirst], 7);
    const sigma = gate?.type === 'direction' ? gate.sigma : 1;
    numbers.set([sigma, slack, doubtOf(patch, slack, cosineSlack), cosineSlack], 10);
  });
  const places = new ArrayBuffer(Math.max(1, terms.length) * termWords * 4);
  const features = new Uint32Array(places);
  const numbers = new Float32Array(places);
  terms.forEach(([feature, ...rest], i) => {
    features[i * termWords] = feature;
    numbers.set(rest, i * termWords + 1);
  });
  return { patches: new Uint32Array(table), terms: features };
}
