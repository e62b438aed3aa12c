import { describe, expect, test } from 'vitest';
import { Random } from '../../../src/basics/random';
import { compileTree } from '../../../src/norms/compile/compile';
import { noDistances } from '../../../src/norms/rows';
import type { Tree } from '../../../src/norms/tree/tree';
import { binaryOperators, operands, unaryOperators } from '../../../src/norms/tree/operators';
import { rangeOf, type Places } from '../../../src/norms/tree/tree-range';

/** A tree of random shape over two features that are also the two inputs. */
function randomTree(random: Random, depth: number): Tree {
  if (depth === 0 || random.next() < 0.2) {
    const kind = random.integer(4);
    if (kind === 0) return { op: 'number', value: random.uniform(-2, 2) };
    const points = Array.from({ length: 3 }, () => [random.uniform(-2, 2), random.uniform(-2, 2)]);
    if (kind === 1) return { op: 'distance', inputs: [0, 1], points };
    if (kind === 2) return { op: 'polyline', features: [0, 1], points, lateral: random.next() < 0.5 };
    return { op: 'feature', index: random.integer(2) };
  }
  const names = [...binaryOperators, ...unaryOperators];
  const op = names[random.integer(names.length)];
  return { op, of: Array.from({ length: operands[op] }, () => randomTree(random, depth - 1)) };
}

describe('the range of a margin over a box', () => {
  test('holds its value at every place of the box; where one is no number, nothing is claimed', () => {
    let claimed = 0;
    for (let seed = 1; seed <= 2000; seed++) {
      const random = Random.of(seed, 'tree');
      const tree = randomTree(random, 4);
      const low = [random.uniform(-2, 2), random.uniform(-2, 2)];
      const high = low.map((value) => value + random.uniform(0, 1.5));
      const places: Places = { raw: (f) => [low[f], high[f]], input: (d) => [low[d], high[d]], farthest: 1 };
      const range = rangeOf(tree, places);
      if (range === null) continue;
      claimed++;
      const value = compileTree(tree, noDistances);
      for (let i = 0; i < 20; i++) {
        const place = Float64Array.from(low, (side, f) => side + random.next() * (high[f] - side));
        const at = value({ rows: 1, x: place, raw: place }, 0);
        const slack = 1e-9 * (1 + Math.abs(at));
        if (!(at >= range[0] - slack && at <= range[1] + slack)) {
          throw new Error(`seed ${seed}: ${at} is not within ${range.join(' … ')}: ${JSON.stringify(tree)}`);
        }
      }
    }
    expect(claimed).toBeGreaterThan(500);
  });

  test('says nothing of texts and of a divisor that may be 0', () => {
    const places: Places = { raw: () => [-1, 1], input: () => [-1, 1], farthest: 1 };
    expect(rangeOf({ op: 'words', name: 'text', words: ['a'] }, places)).toBeNull();
    const of = [{ op: 'number', value: 1 } as const, { op: 'feature', index: 0 } as const];
    expect(rangeOf({ op: 'divide', of }, places)).toBeNull();
    expect(rangeOf({ op: 'distance', inputs: [0] }, places)).toEqual([0, 1]);
  });
});
