/** Dispatches on their way to the device: their uniforms, one slot each, and the passes that run them. */
import { layoutFor } from './bindings';
import type { Kernel } from './bindings';
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

  /** @param buffers by binding; binding 0 is the slots' */
  static async open(
    session: Session,
    kernel: Kernel,
    constants: Readonly<Record<string, number>>,
    slots: StepSlots,
    buffers: Readonly<Record<number, GPUBuffer>>,
  ): Promise<Program> {
    const layout = layoutFor(session.device, kernel);
    const pipeline = await session.pipeline(kernel.code, kernel.entryPoint, constants, layout);
    const others = Object.entries(buffers).map(([binding, buffer]) => ({
      binding: Number(binding),
      resource: { buffer },
    }));
    const uniform = { binding: 0, resource: { buffer: slots.buffer, size: stepBytes } };
    return new Program(pipeline, session.device.createBindGroup({ layout, entries: [uniform, ...others] }));
  }

  dispatch(pass: GPUComputePassEncoder, slot: number, groups: number): void {
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, this.group, [slot]);
    pass.dispatchWorkgroups(groups);
  }
}
