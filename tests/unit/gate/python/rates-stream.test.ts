/** Rates of change frame by frame in Python: the same as of the whole recording. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modules } from '../../../../src/gate/python/join';
import { findPython } from '../../release/find-python';

const check = `
import json
import numpy as np
from rates import RatesState, columns_of, with_rates

clock = {"column": "t", "seconds": 0.001}
features = [
    {"name": "x", "role": "continuous"},
    {"name": "x_rate", "role": "derived", "of": "x", "per": "second", "step": 0.1, "hold": 1, "clock": clock},
    {"name": "a", "role": "angle"},
    {"name": "a_rate", "role": "derived", "of": "a", "per": "second", "step": 0.1, "hold": 1},
    {"name": "slow_rate", "role": "derived", "of": "slow", "per": "second", "step": 0.1, "hold": 3, "clock": clock},
]
r = np.random.default_rng(1)
n = 400
raw = np.column_stack([r.normal(size=n), r.uniform(-3.1, 3.1, n), np.repeat(r.normal(size=n // 4), 4)])
raw[r.random(n) < 0.03, 0] = np.nan
raw[120:140, 2] = raw[120, 2]
raw = raw.astype(np.float32).astype(np.float64)
times = np.cumsum(r.uniform(50, 150, n))
times[50] = times[49]
times[60] = np.nan
starts = [0, 100, 101, 250, n]
assert columns_of(features) == ["x", "a", "slow"]
whole = with_rates(features, raw, starts, times)
live = []
state = RatesState(features)
for start, end in zip(starts, starts[1:]):
    state = RatesState(features)
    for row in range(start, end):
        if row % 37 == 0:
            kept = [[float(value) for value in values] for values in state.save()]
            state = RatesState(features)
            state.load(kept)
        live.append(state.next(raw[row], times[row]))
print(int(np.sum(~((np.array(live) == whole) | (np.isnan(live) & np.isnan(whole))))))
`;

const python = findPython('numpy');
const reason = python === null ? ' (skipped: no Python here has numpy; on Debian: apt-get install python3-numpy)' : '';
describe.skipIf(python === null)(`rates.py${reason}`, () => {
  it('makes the same rates frame by frame, through a state that was kept', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rates-'));
    writeFileSync(join(folder, 'rates.py'), modules['rates']);
    writeFileSync(join(folder, 'check.py'), check);
    const { stdout, stderr } = spawnSync(python ?? '', ['check.py'], { cwd: folder, encoding: 'utf8' });
    expect([stderr, stdout]).toEqual(['', '0\n']);
  });
});
