/** Slices through the spatial tube at z = 0 as pictures: the score before any patch and after each repair, in viridis. */

/** Cells along a side of the picture. */
const side = 64;
const cell = 4;

/** Places of the cells' middles, [side² × 3], first row at y = 1. */
function places() {
  const at = (/** @type {number} */ index) => -1 + (2 * (index + 0.5)) / side;
  const x = new Float64Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) x.set([at(column), -at(row), 0], (row * side + column) * 3);
  }
  return x;
}

/**
 * Neighbours of one colour in a row become one rectangle.
 * @param {Float64Array} score [side²]
 * @param {ArrayLike<number>} viridis [256 × 3]
 */
function picture(score, viridis) {
  const colour = (/** @type {number} */ i) => {
    // 32 steps are as many as an eye tells apart here.
    const step = Math.round(Math.round(score[i] * 31) * (255 / 31)) * 3;
    return `#${[0, 1, 2].map((c) => viridis[step + c].toString(16).padStart(2, '0')).join('')}`;
  };
  const rectangles = [];
  for (let row = 0; row < side; row++) {
    for (let from = 0; from < side;) {
      let to = from + 1;
      while (to < side && colour(row * side + to) === colour(row * side + from)) to++;
      const fill = colour(row * side + from);
      const width = (to - from) * cell;
      rectangles.push(`<path fill="${fill}" d="M${from * cell} ${row * cell}h${width}v${cell}h-${width}z"/>`);
      from = to;
    }
  }
  const size = side * cell;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}"`;
  return `${head} shape-rendering="crispEdges">${rectangles.join('')}</svg>\n`;
}

/**
 * @param {(path: string) => Promise<Record<string, any>>} load
 * @param {any} world
 * @returns {Promise<[string, string][]>} name → SVG
 */
export async function slices(load, world) {
  const { repair, repairs } = await load('/tests/bench/spatial-tube.ts');
  const { scoreUnder } = await load('/tests/bench/spatial-tube-world.ts');
  const { viridis } = await load('/src/ui/kit/viridis.ts');
  const x = places();
  const points = { rows: x.length / 3, x, raw: x };
  /** @type {[string, string][]} */
  const drawn = [['before', picture(scoreUnder(world, points, []), viridis)]];
  for (const name of repairs) {
    drawn.push([name, picture(scoreUnder(world, points, await repair(world, name)), viridis)]);
  }
  return drawn;
}
