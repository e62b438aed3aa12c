import { expect, test } from 'vitest';
import { historyOf, record, redo, seal, undo } from '../../../src/ui/screens/inspect/patches/history';

test('undo goes back one step and redo takes it forward again', () => {
  const history = record(record(historyOf('a'), 'b', null), 'c', null);
  expect(undo(history).present).toBe('b');
  expect(undo(undo(history)).present).toBe('a');
  expect(redo(undo(history)).present).toBe('c');
});

test('undo at the beginning and redo at the end change nothing', () => {
  expect(undo(historyOf('a')).present).toBe('a');
  expect(redo(record(historyOf('a'), 'b', null)).present).toBe('b');
});

test('changes of one gesture are one step, and a sealed gesture is over', () => {
  const dragged = record(record(record(historyOf(0), 1, 'drag'), 2, 'drag'), 3, 'drag');
  expect(undo(dragged).present).toBe(0);
  expect(undo(record(seal(dragged), 4, 'drag')).present).toBe(3);
});

test('a change after undo forgets what was undone', () => {
  const history = record(undo(record(historyOf('a'), 'b', null)), 'c', null);
  expect(redo(history).present).toBe('c');
  expect(undo(history).present).toBe('a');
});
