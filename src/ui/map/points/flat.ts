/** Draws a small part of the point cloud on a plain 2-D canvas, where the browser has no WebGL2. */
import type { Cloud } from '../../../app/types';
import { type CloudRenderer, type CloudView, middle, pointLook, pointPixel, rim, rimRatio } from './view';

/** As many as are painted within a frame or two. */
const mostPoints = 20_000;

export class FlatPointCloud implements CloudRenderer {
  readonly adapter = '2-D canvas';
  readonly software = true;
  readonly alive = true;
  drawn = 0;
  private cloud: Cloud | null = null;
  private view: CloudView | null = null;
  private readonly context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.context = context;
  }

  get total(): number {
    return Math.min(mostPoints, this.cloud?.shown ?? 0);
  }

  load(cloud: Cloud | null): void {
    this.cloud = cloud;
    this.drawn = 0;
  }

  look(view: CloudView): void {
    this.view = view;
    this.drawn = 0;
  }

  draw(count: number): void {
    const { context, cloud, view } = this;
    if (view === null) return;
    context.setTransform(view.density, 0, 0, view.density, 0, 0);
    context.clearRect(0, 0, view.size.width, view.size.height);
    if (cloud === null) return;
    this.drawn = Math.min(count, this.total);
    const { side, opacity } = pointLook(cloud, this.total, view);
    // All dark squares come first: a light one is never covered by its neighbour's rim.
    this.squares(cloud, view, rim, side * rimRatio);
    this.squares(cloud, view, { ...middle, opacity }, side);
  }

  ready(): boolean {
    return true;
  }

  dispose(): void {
    this.cloud = null;
  }

  private squares(cloud: Cloud, view: CloudView, { red, green, blue, opacity }: typeof rim, side: number): void {
    this.context.fillStyle = `rgb(${red} ${green} ${blue} / ${opacity})`;
    for (let i = 0; i < this.drawn; i++) {
      const [x, y] = pointPixel(cloud, i, view);
      this.context.fillRect(x - side / 2, y - side / 2, side, side);
    }
  }
}
