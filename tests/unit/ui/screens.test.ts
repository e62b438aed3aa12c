/** A screen is its folder and one line of the index: everything of the window follows from what it says of itself. */
import { describe, expect, test } from 'vitest';
import { formatRoute, routeAmong } from '../../../src/ui/route';
import { screens } from '../../../src/ui/screens';
import { collectScreens, defineScreen } from '../../../src/ui/screens/collect';

const toy = defineScreen({
  id: 'toy',
  title: 'Toy',
  icon: screens.list[0].icon,
  needsReward: true,
  rewardParams: ['wheel'],
  shortcuts: [{ title: 'Toy', keys: [['W', 'Wind it up']] }],
  load: () => Promise.reject(new Error('A toy has no code.')),
});

describe('a new screen', () => {
  const more = collectScreens<string>([...screens.list, toy]);

  test('is in the rail, under its title and the next number key', () => {
    expect(more.list.at(-1)).toBe(toy);
    expect(more.find('toy')?.title).toBe('Toy');
    expect(more.byKey(String(more.list.length))).toBe(toy);
    expect(more.byKey(String(more.list.length + 1))).toBeNull();
  });

  test('has a route, there and back; without its line that leads to the first screen', () => {
    const route = { screen: 'toy', params: { wheel: '1' } };
    expect(routeAmong(more, '#/toy?wheel=1')).toEqual(route);
    expect(formatRoute(route)).toBe('#/toy?wheel=1');
    expect(routeAmong(screens, '#/toy?wheel=1').screen).toBe('data');
  });

  test('tells its keys, and gives up its view when another reward is opened', () => {
    expect(more.shortcuts.at(-1)).toEqual(toy.shortcuts?.[0]);
    expect(more.shortcuts[0].keys.at(-1)).toEqual(['1 – 7', 'Data, Train, Inspect, Audit, Download, Plan, Toy']);
    expect(more.noView).toEqual({ ...screens.noView, wheel: '' });
  });

  test('is refused when its id is taken or it brings no code', () => {
    expect(() => collectScreens<string>([...screens.list, screens.list[1]])).toThrow('one id');
    expect(() => collectScreens<string>([...screens.list, { ...toy, load: undefined }])).toThrow('first screen');
  });
});

test('the screens there are, with the code of each', async () => {
  expect(screens.list.map(({ id }) => id)).toEqual(['data', 'train', 'inspect', 'audit', 'download', 'plan']);
  for (const { id } of screens.list) {
    const own = Object.keys(import.meta.glob('../../../src/ui/screens/*/screen.ts'));
    expect(own).toContain(`../../../src/ui/screens/${id}/screen.ts`);
    expect(own).toHaveLength(screens.list.length);
  }
  expect(Object.keys(screens.noView).sort()).toEqual(
    ['against', 'at', 'audit', 'episode', 'lab', 'patch', 'set', 'tab', 'view'].sort(),
  );
});
