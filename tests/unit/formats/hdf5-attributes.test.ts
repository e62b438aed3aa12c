import h5wasm from 'h5wasm';
import { describe, expect, it } from 'vitest';
import { controlFrequency } from '../../../src/formats/hdf5/attributes';
import { opened, source } from './sources';

const { FS } = await h5wasm.ready;

/** Two demonstrations as robomimic writes them, with or without the text about their environment. */
function robomimic(environment: string | null, dtype?: string): Uint8Array {
  const file = new h5wasm.File('attributes.h5', 'w');
  const data = file.create_group('data');
  if (environment !== null) data.create_attribute('env_args', environment, null, dtype);
  for (const name of ['demo_0', 'demo_1']) {
    const demo = data.create_group(name);
    demo.create_dataset({ name: 'actions', data: Float32Array.of(1, 2, 3), shape: [3, 1] });
    demo.create_group('obs').create_dataset({ name: 'eef_pos', data: Float32Array.of(4, 5, 6), shape: [3, 1] });
  }
  file.close();
  const bytes = FS.readFile('attributes.h5').slice();
  FS.unlink('attributes.h5');
  return bytes;
}

const environment = JSON.stringify({ env_name: 'Lift', type: 1, env_kwargs: { control_freq: 20, reward_scale: 1 } });

describe('the frames per second of a robomimic data set', () => {
  it.each([
    ['of any length', undefined],
    ['of fixed length', `S${environment.length}`],
    ['of fixed length with room behind', 'S400'],
  ])('come out of a text %s', async (_, dtype) => {
    const table = await opened(source('lift.hdf5', robomimic(environment, dtype)));
    expect([table.format, table.rows, table.fps]).toEqual(['hdf5 (robomimic)', 6, 20]);
  });

  it.each([
    ['is absent', null],
    ['is no JSON', 'control_freq: 20'],
    ['says nothing of it', '{"env_name": "Lift"}'],
  ])('are not known when the text %s', async (_, said) => {
    expect((await opened(source('lift.hdf5', robomimic(said)))).fps).toBeNull();
  });

  it('are believed when they are a number that a robot can keep up with', () => {
    const said = (control_freq: unknown): number | null =>
      controlFrequency(JSON.stringify({ env_kwargs: { control_freq } }));
    expect([20, 0.5, 0, -5, 1e9, '20', null, [20]].map(said)).toEqual([20, 0.5, null, null, null, null, null, null]);
    expect(controlFrequency('{"env_kwargs": {"__proto__": {"control_freq": 20}}}')).toBeNull();
  });
});
