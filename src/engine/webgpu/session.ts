/**
 * One GPU device in use: buffers and their memory, pipelines, submissions, read-backs, and what goes wrong on it.
 * The device reports faults late and elsewhere; every read-back here throws what was reported by then.
 */
import type { Clock } from '../../basics/clock';
import type { DeviceLayout } from './layout';

/** A part of a buffer, in bytes. */
export interface Slice {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** What `writeBuffer` copies at once: larger copies hold as much memory again. */
const uploadBytes = 16 * 2 ** 20;

export class Session {
  private why: string | null = null;
  private fault: string | null = null;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(
    readonly device: GPUDevice,
    readonly clock: Clock,
  ) {
    void device.lost.then(({ message }) => (this.why = message || 'the device was lost'));
    device.onuncapturederror = ({ error }) => (this.fault ??= error.message);
  }

  /** Why the device was lost, null while it is there. */
  lost(): string | null {
    return this.why;
  }

  /** Most bytes of one storage buffer. */
  get largestBuffer(): number {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    return Math.min(maxStorageBufferBindingSize, maxBufferSize);
  }

  close(): void {
    this.why ??= 'the device was closed';
    this.device.destroy();
  }

  /**
   * Runs what makes buffers and waits for the device's verdict.
   * @throws when there is not enough memory, or a size is refused
   */
  async checked<T>(make: () => T | Promise<T>): Promise<T> {
    const { device } = this;
    device.pushErrorScope('validation');
    device.pushErrorScope('out-of-memory');
    // Scopes are closed as soon as everything is asked for, whether or not that threw.
    const making = (async () => make())();
    const [memory, invalid] = [device.popErrorScope(), device.popErrorScope()];
    const [made, noMemory, refused] = await Promise.all([making, memory, invalid]);
    if (noMemory) throw new Error(`the GPU has not enough memory: ${noMemory.message}`);
    if (refused) throw new Error(`the GPU refused: ${refused.message}`);
    return made;
  }

  /** A compute pipeline, compiled once for the same source and constants. */
  pipeline(
    code: string,
    entryPoint: string,
    constants: Readonly<Record<string, number>>,
    layout: GPUBindGroupLayout,
  ): Promise<GPUComputePipeline> {
    const key = `${entryPoint} ${JSON.stringify(constants)}`;
    const known = this.pipelines.get(key);
    if (known) return known;
    const compiled = this.compile(code, entryPoint, constants, layout);
    this.pipelines.set(key, compiled);
    return compiled;
  }

  private async compile(
    code: string,
    entryPoint: string,
    constants: Readonly<Record<string, number>>,
    layout: GPUBindGroupLayout,
  ): Promise<GPUComputePipeline> {
    const { device } = this;
    const module = device.createShaderModule({ label: entryPoint, code });
    try {
      return await device.createComputePipelineAsync({
        label: entryPoint,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint, constants },
      });
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const details = messages.map(({ lineNum, message }) => `line ${lineNum}: ${message}`);
      throw new Error([`${entryPoint} did not compile: ${String(error)}`, ...details].join('\n'), { cause: error });
    }
  }

  /** Uploads numbers; may be called while earlier submissions run, and takes effect after them. */
  upload(buffer: GPUBuffer, data: Float32Array | Uint32Array, offset = 0): void {
    const { buffer: memory, byteOffset, byteLength } = data;
    if (!(memory instanceof ArrayBuffer)) throw new Error('shared memory cannot be uploaded');
    for (let at = 0; at < byteLength; at += uploadBytes) {
      const size = Math.min(uploadBytes, byteLength - at);
      this.device.queue.writeBuffer(buffer, offset + at, memory, byteOffset + at, size);
    }
  }

  /** Copies of buffers as they are after everything submitted so far, one after the other; one read-back. */
  async read(slices: readonly Slice[]): Promise<Float32Array<ArrayBuffer>> {
    const { device } = this;
    const size = slices.reduce((sum, slice) => sum + slice.size, 0);
    const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const slice of slices) {
      encoder.copyBufferToBuffer(slice.buffer, slice.offset, staging, at, slice.size);
      at += slice.size;
    }
    device.queue.submit([encoder.finish()]);
    try {
      await staging.mapAsync(GPUMapMode.READ);
      this.demand();
      return new Float32Array(staging.getMappedRange().slice(0));
    } finally {
      staging.destroy();
    }
  }

  /** @throws when the device is lost or has reported a fault */
  demand(): void {
    if (this.why !== null) throw new Error(this.why);
    if (this.fault !== null) throw new Error(this.fault);
  }
}

/** The buffers of one owner, given back together. */
export class Buffers {
  private readonly owned: GPUBuffer[] = [];

  constructor(private readonly session: Session) {}

  /** A storage buffer of zeros. @param bytes a multiple of 4 */
  storage(label: string, bytes: number): GPUBuffer {
    const limit = this.session.largestBuffer;
    if (bytes > limit) {
      throw new Error(`the GPU allows ${limit} bytes in one buffer, and ${label} would take ${bytes}`);
    }
    return this.keep(label, bytes, GPUBufferUsage.STORAGE);
  }

  uniform(label: string, bytes: number): GPUBuffer {
    return this.keep(label, bytes, GPUBufferUsage.UNIFORM);
  }

  /** A storage buffer that holds `data`. */
  filled(label: string, data: Float32Array | Uint32Array): GPUBuffer {
    const buffer = this.storage(label, data.byteLength);
    this.session.upload(buffer, data);
    return buffer;
  }

  destroy(): void {
    this.owned.forEach((buffer) => buffer.destroy());
    this.owned.length = 0;
  }

  private keep(label: string, size: number, use: number): GPUBuffer {
    const usage = use | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
    const buffer = this.session.device.createBuffer({ label, size, usage });
    this.owned.push(buffer);
    return buffer;
  }
}

/** Activations of so many units and quads, zero but for the units that are always one. */
export function activations(session: Session, buffers: Buffers, { ones }: DeviceLayout, units: number, quads: number) {
  const buffer = buffers.storage('activations', units * quads * 16);
  const line = new Float32Array(4 * quads).fill(1);
  for (const unit of ones) session.upload(buffer, line, unit * quads * 16);
  return buffer;
}
