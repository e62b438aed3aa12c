/** The picture behind the drop zone: the bundled reward, opened and scored when the page is. Runs in a job worker. */
import { ok, type Result } from '../../basics/result';
import { openArtifact, type OpenedArtifact } from '../../release/artifact';
import { openModel } from '../../reward/open-model';
import { principalComponents, Slice, type Plane } from '../../reward/plane';
import { ReferenceScorer } from '../../reward/reference-scorer';
import { fetchBytes } from '../page/fetch-bytes';
import type { LandingPicture } from '../types';
import type { Served } from '../worker/host';

export interface LandingJob {
  picture(address: string): Promise<Result<LandingPicture>>;
}

const size = 192;
const mostPoints = 1200;
/** Room around what was observed, as a share of its span. */
const margin = 0.12;

export class LandingPainter implements Served<LandingJob> {
  /** @param address of the bundled reward */
  async picture(address: string): Promise<Result<LandingPicture>> {
    const opened = await openArtifact(await fetchBytes(address));
    return opened.ok ? paint(opened.value) : opened;
  }
}

/** First feature across, second up, the others as in the middle of the demonstrations. */
async function paint({ model, ranges, centre, basin }: OpenedArtifact): Promise<Result<LandingPicture>> {
  const models = openModel(model);
  if (!models.ok) return models;
  const origin = centre ?? ranges.map(({ min, max }) => (min + max) / 2);
  const plane: Plane = {
    mode: 'features',
    x: 0,
    y: 1,
    origin,
    rangeX: padded(ranges[0]),
    rangeY: padded(ranges[1]),
  };
  const dims = model.standardiser.mean.length;
  const points = basin?.points ?? new Float32Array(dims);
  const slice = new Slice(model, plane, principalComponents(points, points.length / dims, dims));
  const { score } = await new ReferenceScorer(model, models.value).score(slice.grid(size), []);
  return ok({
    size,
    score: Uint8Array.from(score, (value) => Math.round(255 * value)),
    cloud: cloudOf(slice, plane, points, dims),
  });
}

function padded({ min, max }: { readonly min: number; readonly max: number }): [number, number] {
  const room = margin * (max - min || 1);
  return [min - room, max + room];
}

/** Demonstrations on the picture, from the left and the top, in [0, 1]. */
function cloudOf(slice: Slice, { rangeX, rangeY }: Plane, points: Float32Array, dims: number): number[] {
  const rows = points.length / dims;
  const step = Math.max(1, Math.floor(rows / mostPoints));
  const places = slice.project(points, rows);
  const cloud: number[] = [];
  for (let row = 0; row < rows; row += step) {
    cloud.push((places[2 * row] - rangeX[0]) / (rangeX[1] - rangeX[0]));
    cloud.push((rangeY[1] - places[2 * row + 1]) / (rangeY[1] - rangeY[0]));
  }
  return cloud;
}
