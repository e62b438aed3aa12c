/** The Python of the monitor against the golden figures. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { constantsFor } from '../../../../src/gate/python/constants';
import { modules } from '../../../../src/gate/python/join';
import { findPython } from '../../release/find-python';

const needed = ['numeric', 'space', 'motion', 'monitor'];
const check = `
import json, sys
import numpy as np
from monitor import Monitor
from motion import motion_energy, motion_rows, run_lengths

golden = json.load(open(sys.argv[1]))
features = [{"role": "continuous", "levels": []}] * 2
model = {key: np.array(value) for key, value in golden["motionModel"].items()}
model["precisions"] = model["precisionCholesky"]
expected = golden["expected"]
number = lambda value: float("nan") if value is None else float(value)
array = lambda rows: np.array([[number(value) for value in row] for row in rows])
worst = 0.0
def near(found, wanted):
    global worst
    if np.isfinite(wanted):
        worst = max(worst, abs(found - wanted) / max(1, abs(wanted)))
    elif not (np.isnan(wanted) and np.isnan(found) or found == wanted):
        worst = float("inf")
for own in golden["calibrationEpisodes"] + golden["tests"]:
    for found, wanted in zip(motion_energy(motion_rows(features, [0, 1], array(own["x"])), model), own["g"]):
        near(found, number(wanted))
wrong = 0
for stream in golden["tests"]:
    monitor = Monitor(expected)
    run = run_lengths(array(stream["x"]))
    for t, wanted in enumerate(stream["frames"]):
        frame = {name: number(stream[name][t]) for name in "nugr"}
        found = monitor.step({**frame, "run": run[t]})
        near(found["most"], number(wanted["M"]))
        for name, share in wanted["s"].items():
            near(found["shares"][name], number(share))
        wrong += found["interrupts"] != wanted["interrupt"]
print(json.dumps([worst, int(wrong)]))
`;

const python = findPython('numpy');
const reason = python === null ? ' (skipped: no Python here has numpy; on Debian: apt-get install python3-numpy)' : '';
describe.skipIf(python === null)(`monitor.py${reason}`, () => {
  it('gives the golden figures, and interrupts where they do', () => {
    const folder = mkdtempSync(join(tmpdir(), 'monitor-'));
    for (const name of needed) writeFileSync(join(folder, `${name}.py`), modules[name]);
    writeFileSync(join(folder, 'constants.py'), constantsFor(needed.map((name) => modules[name]).join('\n'), []));
    writeFileSync(join(folder, 'check.py'), check);
    const { stdout, stderr } = spawnSync(
      python ?? '',
      ['check.py', join(process.cwd(), 'tests/golden/gate-monitor.json')],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    const [worst, wrong] = JSON.parse(stdout) as [number, number];
    expect(worst).toBeLessThanOrEqual(1e-5);
    expect(wrong).toBe(0);
  });
});
