/** Texts that are broken or meant to harm. */
import type { HostileSample } from './hostile';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const lines = (line: string): string => `${Array.from({ length: 20 }, () => line).join('\n')}\n`;

export const hostileText: readonly HostileSample[] = [
  { title: 'a CSV of missing values alone', files: { 'a.csv': `x,y\n${lines('nan,')}` }, kind: 'unsupported' },
  { title: 'a CSV of text alone', files: { 'a.csv': `x,y\n${lines('=1+1,@SUM(A1)')}` }, kind: 'unsupported' },
  { title: 'a CSV with a longer row', files: { 'a.csv': 'x,y\n1,2\n3,4,5\n' }, kind: 'ragged' },
  { title: 'a CSV with a quote that never ends', files: { 'a.csv': `x,y\n1,"2\n${lines('1,2')}` }, kind: 'malformed' },
  { title: 'a CSV with a column named prototype', files: { 'a.csv': 'x,prototype\n1,2\n' }, kind: 'unsafe-name' },
  { title: 'a CSV with a path that ends in constructor', files: { 'a.csv': 'x,a/constructor\n1,2\n' }, kind: 'unsafe-name' },
  { title: 'a CSV with zeros among its bytes', files: { 'a.csv': 'x,y\n1,2\n\0\0\0\0\n' }, kind: 'unrecognised' },
  { title: 'JSON that is NaN throughout', files: { 'a.json': '[{"x":NaN},{"x":NaN}]' }, kind: 'unsupported' },
  { title: 'JSON Lines with a prototype inside a list of objects', files: { 'a.jsonl': '{"x":[{"__proto__":1}]}\n' }, kind: 'unsafe-name' },
  { title: 'a CSV in Latin-1', files: { 'a.csv': latin(`x;gr\xf6\xdfe\n${lines('1;2')}`) }, kind: 'unrecognised' },
  { title: 'a CSV cut inside a character', files: { 'a.csv': Uint8Array.from([...latin('x,y\n1,2\n3,'), 0xe2, 0x82]) }, kind: 'malformed' },
];
