/** Whether a backend computes what it should: a gradient, some steps of Adam and a judgement, both forms, against float64. */
import { Random } from '../basics/random';
import { Adam, cosineRate } from '../reward/patches/learned/adam';
import { Mixture } from '../reward/families/mixture/mixture';
import { initialParameters } from '../reward/families/mixture/initialise';
import { objectiveGradient } from '../reward/families/mixture/mixture-gradient';
import { networkOf } from '../reward/families/mixture/mixture-network';
import { defaultSettings } from '../reward/families/mixture/training';
import type { MixtureForm, MixtureSettings } from '../reward/families/mixture/training';
import type { Backend, TrainingProgram } from './backend';
import { shapeOf } from './shape';

/** Largest difference over the largest entry that float32 may show. */
const tolerance = 1e-3;
const dims = 5;
const rows = 64;
const steps = 4;

/** What is compared: words for people, and how far it was off. */
type Difference = readonly [string, number];

function normals(label: string): Float32Array {
  const random = Random.of(1, 'self-test', label);
  return Float32Array.from({ length: rows * dims }, () => random.normal());
}

/** Largest difference over the largest entry; Infinity when a number is not finite. */
function difference(got: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < wanted.length; i++) {
    if (!Number.isFinite(got[i])) return Infinity;
    worst = Math.max(worst, Math.abs(got[i] - wanted[i]));
    scale = Math.max(scale, Math.abs(wanted[i]));
  }
  return worst / scale;
}

/** All rows are one batch, so that their order does not matter. */
function settingsOf(form: MixtureForm): MixtureSettings {
  return { ...defaultSettings, form, experts: 3, bottleneck: 2, hidden: 16, batch: rows, epochs: 2 * steps };
}

/** The float64 path: first gradient, objectives before each step. */
function referenceSteps(settings: MixtureSettings, train: Float32Array) {
  const exact = Float64Array.from(initialParameters(settings, dims, 0));
  const adam = new Adam(exact.length);
  const gradients: Float64Array[] = [];
  const objectives: number[] = [];
  for (let step = 0; step < steps; step++) {
    const { objective, gradient } = objectiveGradient(exact, shapeOf(settings, dims), train, rows, settings.balance);
    gradients.push(gradient);
    objectives.push(objective);
    adam.step(exact, gradient, cosineRate(settings.learningRate, step, settings.epochs));
  }
  return { gradient: gradients[0], objectives };
}

async function trainingDifferences(program: TrainingProgram, settings: MixtureSettings, train: Float32Array) {
  const wanted = referenceSteps(settings, train);
  const first = await program.steps(0, 1);
  // After one step of Adam the first moment is a tenth of the gradient.
  const { firstMoment } = await program.snapshot();
  const rest = await program.steps(1, steps - 1);
  return [
    [
      'a training gradient',
      difference(
        firstMoment.map((moment) => moment * 10),
        wanted.gradient,
      ),
    ],
    ['a training loss', difference([...first, ...rest], wanted.objectives)],
  ] as const;
}

/** Judges other rows than were trained on, by the parameters of now. */
async function judgementDifferences(program: TrainingProgram, settings: MixtureSettings, validation: Float32Array) {
  const { parameters } = await program.snapshot();
  const exact = new Mixture(networkOf(Float64Array.from(parameters), shapeOf(settings, dims)));
  const got = await program.validate();
  return [
    ['an error', difference(got.errors, exact.errors(validation, rows))],
    ['a gate', difference(got.gates, exact.latent(validation, rows).gates)],
    ['a norm', difference(got.decoderNorms, exact.decoderNorms(validation, rows))],
  ] as const;
}

async function differencesOf(backend: Backend, form: MixtureForm): Promise<Difference[]> {
  const settings = settingsOf(form);
  const data = { dims, train: normals('train'), validation: normals('validation') };
  const parameters = initialParameters(settings, dims, 0);
  const zeros = new Float32Array(parameters.length);
  const start = { parameters, firstMoment: zeros, secondMoment: zeros, best: parameters };
  const program = backend.openTraining(data, settings, 0, start);
  try {
    const training = await trainingDifferences(program, settings, data.train);
    return [...training, ...(await judgementDifferences(program, settings, data.validation))];
  } finally {
    program.dispose();
  }
}

/** Null when all is right, else what is wrong, a part of a sentence. */
export async function selfTest(backend: Backend): Promise<string | null> {
  const differences = [...(await differencesOf(backend, 'default')), ...(await differencesOf(backend, 'published'))];
  const wrong = differences.find(([, off]) => !(off <= tolerance));
  return wrong ? `${wrong[0]} was off by ${wrong[1].toExponential(1)}` : null;
}
