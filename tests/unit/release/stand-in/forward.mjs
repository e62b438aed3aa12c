/** Runs one request of the stand-in: {folder, shape, names}; outputs are left beside the model, shapes on stdout. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** @type {{ folder: string, shape: number[], names: string[] }} */
const { folder, shape, names } = JSON.parse(process.argv[2]);
const session = await InferenceSession.create(readFileSync(join(folder, 'model.onnx')), { logSeverityLevel: 3 });
const raw = new Uint8Array(readFileSync(join(folder, 'observations.f32')));
const found = await session.run({ observations: new Tensor('float32', new Float32Array(raw.buffer), shape) }, names);
/** @type {Record<string, readonly number[]>} */
const shapes = {};
for (const name of names) {
  const data = /** @type {Float32Array} */ (found[name].data);
  writeFileSync(join(folder, `${name}.f32`), new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  shapes[name] = found[name].dims;
}
process.stdout.write(JSON.stringify(shapes));
