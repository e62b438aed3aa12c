/** Dispatches on their way to the device: their uniforms, one slot each, and the passes that run them. */
import { layoutFor } from './bindings';
import type { Kernel } from './bindings';
import type { Pace } from './pace';
import type { Buffers, Session } from './session';

/** Fields of `Step` in network.wgsl. */
export interface StepFields {
  readonly start: number;
  readonly rows: number;
  readonly slot: number;
  /** First workgroup of this part. */
  readonly first: number;
  readonly slope: number;
  readonly balance: number;
  readonly rate: number;
  readonly epsilon: number;
}

/** WebGPU's default alignment of dynamic offsets. */
const slotBytes = 256;
const stepBytes = 32;

/** Uniforms of dispatches that are submitted together. */
export class StepSlots {
  readonly buffer: GPUBuffer;
  private readonly bytes: ArrayBuffer;
  private used = 0;

  constructor(
    private readonly session: Session,
    buffers: Buffers,
    readonly capacity: number,
  ) {
    this.bytes = new ArrayBuffer(capacity * slotBytes);
    this.buffer = buffers.uniform('steps', this.bytes.byteLength);
  }

  /** @returns the slot's offset in bytes */
  add(fields: StepFields): number {
    const offset = this.used++ * slotBytes;
    const { start, rows, slot, first, slope, balance, rate, epsilon } = fields;
    new Uint32Array(this.bytes, offset, 4).set([start, rows, slot, first]);
    new Float32Array(this.bytes, offset + 16, 4).set([slope, balance, rate, epsilon]);
    return offset;
  }

  /** Sends what was added; the next submission begins anew. */
  upload(): void {
    this.session.upload(this.buffer, new Uint32Array(this.bytes, 0, (this.used * slotBytes) / 4));
    this.used = 0;
  }
}

/** A kernel with its buffers bound. */
export class Program {
  private constructor(
    private readonly pipeline: GPUComputePipeline,
    private readonly group: GPUBindGroup,
  ) {}

  /** @param buffers by binding @param slots the uniform, binding 0 */
  static async open(
    session: Session,
    kernel: Kernel,
    constants: Readonly<Record<string, number>>,
    buffers: Readonly<Record<number, GPUBuffer>>,
    slots: StepSlots,
  ): Promise<Program> {
    const layout = layoutFor(session.device, kernel);
    const pipeline = await session.pipeline(kernel.code, kernel.entryPoint, constants, layout);
    const entries: GPUBindGroupEntry[] = Object.entries(buffers).map(([binding, buffer]) => ({
      binding: Number(binding),
      resource: { buffer },
    }));
    entries.push({ binding: 0, resource: { buffer: slots.buffer, size: stepBytes } });
    return new Program(pipeline, session.device.createBindGroup({ layout, entries }));
  }

  /** @param slot of the uniform */
  dispatch(pass: GPUComputePassEncoder, groups: number, slot: number): void {
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.group, [slot]);
    pass.dispatchWorkgroups(groups);
  }

  /** Submits one dispatch alone. */
  run(session: Session, groups: number, slot: number): void {
    const encoder = session.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.dispatch(pass, groups, slot);
    pass.end();
    session.device.queue.submit([encoder.finish()]);
  }
}

/**
 * Works through rows in chunks whose size follows what was measured.
 * @param unit rows that are always together, as in a workgroup
 * @param capacity most rows of a chunk, a multiple of `unit`
 */
export async function inChunks(
  { clock }: Session,
  pace: Pace,
  unit: number,
  capacity: number,
  rows: number,
  work: (from: number, count: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < rows;) {
    const start = clock.elapsed();
    const count = Math.min(rows - from, capacity, pace.steps * unit);
    await work(from, count);
    pace.measured(Math.ceil(count / unit), clock.elapsed() - start);
    from += count;
  }
}
