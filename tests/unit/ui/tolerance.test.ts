import { describe, expect, it } from 'vitest';
import { fewEpisodes, supportOf } from '../../../src/ui/screens/train/tolerance';

const wholes = { foldEpisodes: 45, byEpisode: true, recordings: 60 };
const pieces = { foldEpisodes: 15, byEpisode: false, recordings: 3 };

describe('the words beside the tolerated share', () => {
  it('say how many episodes support it, or how much they do', () => {
    expect(supportOf({ dial: 0.05, supported: 0.05 }, wholes)).toBe('supported by 45 episodes');
    expect(supportOf({ dial: 0.05, supported: 0.125 }, { ...wholes, foldEpisodes: 15 })).toBe(
      '15 episodes support only 12.5 %',
    );
  });

  it('never take pieces of recordings for episodes', () => {
    expect(supportOf({ dial: 0.05, supported: 0.125 }, pieces)).toBe('15 pieces of 3 episodes support only 12.5 %');
    expect(fewEpisodes(pieces)).toMatch(/^With 3 episodes no allowance can be promised for a new one/);
  });

  it('promise nothing where nothing could be judged', () => {
    expect(supportOf({ dial: 0.05, supported: 1 }, pieces)).toBe('15 pieces of 3 episodes support no promise');
  });
});
