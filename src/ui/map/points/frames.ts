/**
 * When which part of the point cloud is drawn: while the map moves a sample that keeps up, at rest all points, slice by
 * slice. One slice is under way at a time, so the page stays responsive. Nothing runs once the picture is complete.
 */
import type { Clock } from '../../../basics/clock';
import type { Cloud } from '../../../app/types';
import { CloudPace } from './pace';
import type { CloudRenderer, CloudView } from './view';

/** Milliseconds without a move after which the map is at rest. */
const restful = 120;

interface Surroundings {
  readonly clock: Clock;
  /** Calls a step once a frame until it returns false; the function returned stops it. */
  readonly animate: (step: () => boolean) => () => void;
  /** Told how many points are in the picture. */
  readonly onDrawn: (drawn: number) => void;
}

export class CloudFrames {
  private readonly renderer: CloudRenderer;
  private readonly around: Surroundings;
  private readonly pace: CloudPace;
  private view: CloudView | null = null;
  private moved = -Infinity;
  private stale = false;
  private started: { count: number; at: number } | null = null;
  private stop: (() => void) | null = null;

  constructor(renderer: CloudRenderer, around: Surroundings) {
    this.renderer = renderer;
    this.around = around;
    this.pace = new CloudPace(renderer.software);
  }

  load(cloud: Cloud | null): void {
    this.renderer.load(cloud);
    this.redraw();
  }

  show(view: CloudView): void {
    const before = this.view;
    this.view = view;
    this.moved = this.around.clock.elapsed();
    this.renderer.look(view);
    this.redraw();
    // A canvas that changed its size is empty, and would be shown so until the next frame.
    if (before?.size !== view.size) this.step();
  }

  /** Call when the renderer's context was lost or is back. */
  redraw(): void {
    this.stale = true;
    this.around.onDrawn(this.renderer.drawn);
    this.stop ??= this.around.animate(() => {
      const more = this.step();
      if (!more) this.stop = null;
      return more;
    });
  }

  dispose(): void {
    this.stop?.();
    this.stop = null;
    this.renderer.dispose();
  }

  /** One frame; true while there is more to come. */
  private step(): boolean {
    const { renderer, pace } = this;
    if (!renderer.alive) return false;
    if (!renderer.ready()) return true;
    const now = this.around.clock.elapsed();
    if (this.started !== null) pace.took(this.started.count, now - this.started.at);
    this.started = null;
    if (this.stale) {
      this.stale = false;
      this.draw(Math.min(pace.moving, renderer.total), now);
    } else if (renderer.drawn < renderer.total && now - this.moved >= restful) {
      this.draw(Math.min(renderer.drawn + pace.slice, renderer.total), now);
    }
    return this.stale || this.started !== null || renderer.drawn < renderer.total;
  }

  private draw(count: number, at: number): void {
    const before = this.renderer.drawn;
    this.renderer.draw(count);
    this.started = { count: this.renderer.drawn - before, at };
    this.around.onDrawn(this.renderer.drawn);
  }
}
