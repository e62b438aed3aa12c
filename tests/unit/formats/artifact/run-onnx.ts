/** Runs a model with onnxruntime-node on the processor. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { onnxOutputs, type OnnxOutput } from '../../../../src/formats/artifact/onnx/graph';

export type OnnxResults = Record<OnnxOutput, number[]>;

/** @param raw [rows × features] raw units */
export async function runOnnx(model: Uint8Array, raw: ArrayLike<number>, features: number): Promise<OnnxResults> {
  const session = await InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 });
  const rows = raw.length / features;
  const feeds = { observations: new Tensor('float32', Float32Array.from(raw), [rows, features]) };
  const found = await session.run(feeds);
  await session.release();
  const entries = onnxOutputs.map((name) => [name, Array.from(found[name].data as Float32Array)] as const);
  return Object.fromEntries(entries) as OnnxResults;
}
