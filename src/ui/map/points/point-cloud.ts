/**
 * Draws up to a million points with plain WebGL2. Points lie in one buffer; what they cover is summed in a sheet of its own,
 * so a picture can grow over several frames without keeping the canvas. A lost context is made anew when it comes back.
 */
import type { Cloud } from '../../../app/types';
import { buildPrograms, type CloudPrograms } from './shaders';
import { type CloudRenderer, type CloudView, type PointLook, pointLook, rimRatio } from './view';

interface Resources {
  readonly programs: CloudPrograms;
  readonly buffer: WebGLBuffer;
  readonly points: WebGLVertexArrayObject;
  readonly sheet: WebGLTexture;
  readonly target: WebGLFramebuffer;
}

const processors = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** The adapter's own name where the browser tells it. */
function adapterOf(gl: WebGL2RenderingContext): string {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return String(gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL));
}

export class PointCloud implements CloudRenderer {
  readonly adapter: string;
  readonly software: boolean;
  drawn = 0;
  private cloud: Cloud | null = null;
  private view: CloudView | null = null;
  private resources: Resources | null;
  private fence: WebGLSync | null = null;
  private sheetSize = '';
  private readonly gl: WebGL2RenderingContext;
  private readonly changed: () => void;

  /**
   * @param gl with `premultipliedAlpha`, used by nothing else; `dispose` gives it up for good
   * @param changed called when the context was lost, and when it is back and wants to be drawn on
   * @throws Error where the driver refuses the shaders
   */
  constructor(gl: WebGL2RenderingContext, changed: () => void) {
    this.gl = gl;
    this.changed = changed;
    this.adapter = adapterOf(gl);
    this.software = processors.test(this.adapter);
    this.resources = this.make();
    gl.canvas.addEventListener('webglcontextlost', this.lose);
    gl.canvas.addEventListener('webglcontextrestored', this.restore);
  }

  get alive(): boolean {
    return this.resources !== null;
  }

  get total(): number {
    return this.cloud?.shown ?? 0;
  }

  load(cloud: Cloud | null): void {
    this.cloud = cloud;
    this.drawn = 0;
    if (this.resources !== null) this.upload(this.resources);
  }

  look(view: CloudView): void {
    this.view = view;
    this.drawn = 0;
  }

  draw(count: number): void {
    const { gl, resources, view } = this;
    if (resources === null || view === null) return;
    gl.bindFramebuffer(gl.FRAMEBUFFER, resources.target);
    if (this.drawn === 0) this.clearSheet(resources);
    if (this.cloud !== null) {
      const look = pointLook(this.cloud, this.cloud.shown, view);
      if (count > this.drawn) this.addPoints(resources, this.cloud, view, look, count);
      gl.useProgram(resources.programs.colours);
      gl.uniform1f(resources.programs.opacity, look.opacity);
    }
    this.paint(resources);
    if (this.fence !== null) gl.deleteSync(this.fence);
    this.fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
  }

  ready(): boolean {
    if (this.fence === null) return true;
    return this.gl.getSyncParameter(this.fence, this.gl.SYNC_STATUS) === this.gl.SIGNALED;
  }

  dispose(): void {
    const { gl, resources } = this;
    gl.canvas.removeEventListener('webglcontextlost', this.lose);
    gl.canvas.removeEventListener('webglcontextrestored', this.restore);
    if (resources !== null) {
      if (this.fence !== null) gl.deleteSync(this.fence);
      gl.deleteVertexArray(resources.points);
      gl.deleteBuffer(resources.buffer);
      gl.deleteFramebuffer(resources.target);
      gl.deleteTexture(resources.sheet);
      gl.deleteProgram(resources.programs.points);
      gl.deleteProgram(resources.programs.colours);
    }
    this.resources = null;
    this.cloud = null;
    // A browser keeps few contexts at a time, and this one would wait for the collector.
    gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  private make(): Resources {
    const { gl } = this;
    const programs = buildPrograms(gl);
    const [buffer, points] = [gl.createBuffer(), gl.createVertexArray()];
    const [sheet, target] = [gl.createTexture(), gl.createFramebuffer()];
    gl.bindVertexArray(points);
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindTexture(gl.TEXTURE_2D, sheet);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    this.sheetSize = '';
    return { programs, buffer, points, sheet, target };
  }

  private upload({ buffer }: Resources): void {
    const { gl, cloud } = this;
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, cloud?.xy ?? new Float32Array(0), gl.STATIC_DRAW);
  }

  /** Empties the sheet, as large as the canvas is now. */
  private clearSheet({ sheet }: Resources): void {
    const { gl } = this;
    const [width, height] = [gl.drawingBufferWidth, gl.drawingBufferHeight];
    if (this.sheetSize !== `${width} ${height}`) {
      this.sheetSize = `${width} ${height}`;
      gl.bindTexture(gl.TEXTURE_2D, sheet);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RG8, width, height, 0, gl.RG, gl.UNSIGNED_BYTE, null);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, sheet, 0);
      gl.viewport(0, 0, width, height);
    }
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  private addPoints(resources: Resources, cloud: Cloud, view: CloudView, { side }: PointLook, count: number): void {
    const { gl } = this;
    const { points: program, at } = resources.programs;
    const { rangeX, rangeY } = view.plane;
    const centreX = (rangeX[0] + rangeX[1]) / 2 - cloud.about[0];
    const centreY = (rangeY[0] + rangeY[1]) / 2 - cloud.about[1];
    const halfSide = (side * view.density) / 2;
    const to = Math.min(count, cloud.shown);
    gl.useProgram(program);
    // What float32 leaves of the centre is subtracted by itself: far in, it is many pixels.
    gl.uniform2f(at.centre, centreX, centreY);
    gl.uniform2f(at.centreRest, centreX - Math.fround(centreX), centreY - Math.fround(centreY));
    gl.uniform2f(at.scale, 2 / (rangeX[1] - rangeX[0]), 2 / (rangeY[1] - rangeY[0]));
    gl.uniform1f(at.halfSide, halfSide);
    gl.uniform1f(at.size, 2 * halfSide * rimRatio + 1);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE);
    gl.bindVertexArray(resources.points);
    gl.drawArrays(gl.POINTS, this.drawn, to - this.drawn);
    gl.disable(gl.BLEND);
    this.drawn = to;
  }

  /** Shows the sheet on the canvas. */
  private paint({ programs, sheet }: Resources): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.useProgram(programs.colours);
    gl.bindTexture(gl.TEXTURE_2D, sheet);
    gl.bindVertexArray(null);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  private readonly lose = (event: Event): void => {
    // Without this the browser does not give the context back.
    event.preventDefault();
    this.resources = null;
    this.fence = null;
    this.drawn = 0;
    this.changed();
  };

  private readonly restore = (): void => {
    this.resources = this.make();
    this.upload(this.resources);
    this.changed();
  };
}
