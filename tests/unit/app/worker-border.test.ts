import { describe, expect, test } from 'vitest';
import { fail } from '../../../src/basics/result';
import { deltasTo, whole } from '../../../src/app/worker/deltas';
import { FailedCall } from '../../../src/app/worker/failed-call';
import { host, received } from '../../../src/app/worker/host';

interface Facets {
  readonly one: { twice(value: number): Promise<number>; refuse(): Promise<void>; break(): Promise<void> };
}
const { failure } = fail('not-found', 'It is gone.', 'Look elsewhere.');

function served() {
  let made = 0;
  const makers = {
    one: () => {
      made += 1;
      return {
        twice: (value: number) => 2 * value,
        refuse: () => Promise.reject(new FailedCall(failure)),
        break: () => Promise.reject(new Error('a bug')),
      };
    },
  };
  return { call: host<Facets>(() => Promise.resolve(makers)).call, made: () => made };
}

describe('a host of facets', () => {
  test('makes a facet once, with its first call, and answers by name', async () => {
    const { call, made } = served();
    expect(made()).toBe(0);
    const answers = await Promise.all([call('one', 'twice', 3), call('one', 'twice', 4)]);
    expect(answers.map(received)).toEqual([6, 8]);
    expect(made()).toBe(1);
  });

  test('hands a refusal over as its failure, which is thrown on the other side; a bug stays an error', async () => {
    const { call } = served();
    const answer = structuredClone(await call('one', 'refuse'));
    expect(answer).toEqual({ refused: failure });
    expect(() => received(answer)).toThrow(FailedCall);
    await expect(call('one', 'break')).rejects.toThrow('a bug');
  });
});

describe('pictures of work under way', () => {
  test('cross without what has not changed, and are whole on the other side', () => {
    const crossed: object[] = [];
    const seen: object[] = [];
    const listener = whole((state) => seen.push(state as object));
    const tell = deltasTo((delta: object) => {
      crossed.push(structuredClone(delta));
      listener(structuredClone(delta));
    });
    const history = [1, 2, 3];
    const states = [
      { label: 'a', left: NaN, history },
      { label: 'b', left: NaN, history },
      { label: 'b', left: 1, history: [...history, 4] },
    ];
    for (const state of states) (tell as (state: object) => void)(state);
    expect(seen).toEqual(states);
    expect(crossed.map((delta) => Object.keys(Object.values(delta)[0] as object))).toEqual([
      ['label', 'left', 'history'],
      ['label'],
      ['left', 'history'],
    ]);
  });

  test('whatever is no picture passes as it is', () => {
    const seen: unknown[] = [];
    const listener = whole((...given) => seen.push(given));
    listener('label', 2);
    listener({ done: 1 });
    expect(seen).toEqual([['label', 2], [{ done: 1 }]]);
  });
});
