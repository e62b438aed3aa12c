import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { hasSharedData, namesOf, opened, sharedFiles, valuesOf } from './sources';

describe.skipIf(!hasSharedData)('a public Parquet file', () => {
  it('gives the same numbers as its row by row reading', async () => {
    const [file] = sharedFiles('unitree-g1-lerobot/data/chunk-000/episode_000000.parquet');
    const table = await opened(file);
    const bytes = await file.bytes();
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
    expect(table.rows).toBe(479);
    expect(rows).toHaveLength(479);
    expect(namesOf(table)).toHaveLength(57);
    for (let i = 0; i < 26; i++) {
      expect(valuesOf(table, `observation_state_${i}`)).toEqual(
        rows.map((row) => (row['observation.state'] as number[])[i]),
      );
      expect(valuesOf(table, `act_${i}`)).toEqual(rows.map((row) => (row['action'] as number[])[i]));
    }
    expect(valuesOf(table, 'frame_index')).toEqual(rows.map((row) => Number(row['frame_index'])));
    expect(valuesOf(table, 'timestamp')).toEqual(rows.map((row) => row['timestamp'] as number));
  });
});
