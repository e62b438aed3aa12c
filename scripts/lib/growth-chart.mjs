/** The growth rows as a picture: seconds of an epoch and memory beside the rows, both over the number of rows. */

/** @typedef {{rows: number, value: number, megabytes: number}} GrowthRow */

const panel = { width: 300, height: 200, left: 56, top: 34, gap: 90 };

/** @param {number} value */
const tidy = (value) => Number(value.toPrecision(2)).toLocaleString('en-GB', { maximumFractionDigits: 3 });

/**
 * One panel with a logarithmic axis of rows below; `y` gives 0 at the bottom and 1 at the top.
 * @param {number} at
 * @param {string} title
 * @param {readonly GrowthRow[]} rows
 * @param {(row: GrowthRow) => number} value
 * @param {(value: number) => number} y
 * @param {readonly number[]} ticks
 */
function drawn(at, title, rows, value, y, ticks) {
  const { width, height, top } = panel;
  const exponents = rows.map((row) => Math.log10(row.rows));
  const [low, high] = [Math.min(...exponents), Math.max(...exponents)];
  const across = (/** @type {number} */ exponent) => at + ((exponent - low) / Math.max(1e-9, high - low)) * width;
  const up = (/** @type {number} */ amount) => top + height * (1 - y(amount));
  const points = rows.map((row) => `${across(Math.log10(row.rows)).toFixed(1)},${up(value(row)).toFixed(1)}`);
  const grid = ticks.map(
    (tick) =>
      `<line x1="${at}" x2="${at + width}" y1="${up(tick).toFixed(1)}" y2="${up(tick).toFixed(1)}" class="grid"/>` +
      `<text x="${at - 8}" y="${(up(tick) + 4).toFixed(1)}" text-anchor="end">${tidy(tick)}</text>`,
  );
  const labels = exponents.map(
    (exponent) =>
      `<text x="${across(exponent).toFixed(1)}" y="${top + height + 20}" text-anchor="middle">10<tspan dy="-5" font-size="9">${exponent.toFixed(0)}</tspan></text>`,
  );
  const marks = points.map((point) => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="4"/>`);
  return [
    `<text x="${at}" y="18" class="title">${title}</text>`,
    ...grid,
    ...labels,
    `<polyline points="${points.join(' ')}"/>`,
    ...marks,
  ].join('\n');
}

/**
 * @param {readonly GrowthRow[]} rows
 * @returns {string} An SVG file.
 */
export function growthChart(rows) {
  const seconds = rows.map(({ value }) => Math.log10(value));
  const [low, high] = [Math.floor(Math.min(...seconds)), Math.ceil(Math.max(...seconds))];
  const powers = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
  const most = Math.max(...rows.map(({ megabytes }) => megabytes));
  const step = 10 ** Math.floor(Math.log10(most));
  const top = Math.ceil(most / step) * step;
  const second = panel.left + panel.width + panel.gap;
  const total = { width: second + panel.width + 24, height: panel.top + panel.height + 48 };
  const caption = 'rows of training data, 8 inputs, one epoch of one member';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="Training time and memory as the data grow">
<style>text { fill: #666 } .title { font-weight: 600 } .grid { stroke: #8884 } polyline { fill: none; stroke: #3b6fb6; stroke-width: 2 } circle { fill: #3b6fb6 }</style>
${drawn(
  panel.left,
  'Seconds grow in line with the rows',
  rows,
  ({ value }) => value,
  (value) => (Math.log10(value) - low) / Math.max(1, high - low),
  powers,
)}
${drawn(
  second,
  'Memory beside the rows (MB)',
  rows,
  ({ megabytes }) => megabytes,
  (value) => value / top,
  [0, top / 2, top],
)}
<text x="${(panel.left + total.width) / 2}" y="${total.height - 6}" text-anchor="middle">${caption}</text>
</svg>
`;
}
