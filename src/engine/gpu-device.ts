/** Asks for a GPU device, time-boxed, and tells software adapters apart. */
import { fail, ok } from '../basics/result';
import type { Result } from '../basics/result';
import { withinTime } from './environment';
import type { EngineEnvironment } from './environment';

export interface RequestedDevice {
  readonly device: GPUDevice;
  readonly info: GPUAdapterInfo;
  readonly software: boolean;
  readonly detail: string;
}

const advice = 'Train with WebAssembly, which works everywhere, or allow software adapters.';
/** `requestAdapter` may never settle. */
const probeMilliseconds = 5000;

function describe(info: GPUAdapterInfo, software: boolean): string {
  const words = [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== '');
  const name = words.length > 0 ? words.join(' ') : 'unnamed adapter';
  return software ? `${name} (software)` : name;
}

/** A software adapter says so itself, or is known by its name. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return (
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|warp/i.test(`${info.architecture} ${info.description}`)
  );
}

/** As large as the adapter allows, so that long batches fit. */
function limitsOf({ limits }: GPUAdapter): Record<string, number> {
  const { maxComputeWorkgroupStorageSize, maxComputeWorkgroupsPerDimension, maxStorageBufferBindingSize } = limits;
  const { maxBufferSize, maxComputeWorkgroupSizeX, maxComputeInvocationsPerWorkgroup } = limits;
  return {
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxStorageBufferBindingSize,
    maxBufferSize,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  };
}

/** A device of our own, to be shared by tfjs and by raw pipelines. */
export async function requestDevice(
  environment: EngineEnvironment,
  allowSoftware: boolean,
): Promise<Result<RequestedDevice>> {
  const { gpu } = environment;
  if (!gpu) return fail('device', 'This browser does not offer WebGPU here.', advice);
  const request = gpu.requestAdapter({ powerPreference: 'high-performance' });
  const adapter = await withinTime(environment.clock, request, probeMilliseconds);
  if (adapter === 'late') return fail('device', 'The browser did not answer whether it has a GPU.', advice);
  if (!adapter) return fail('device', 'The browser found no GPU that it may use.', advice);
  const software = isSoftware(adapter.info);
  const detail = describe(adapter.info, software);
  if (software && !allowSoftware) {
    return fail('unsupported', `Only a software adapter was found (${detail}): slower than WebAssembly.`, advice);
  }
  const pending = adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  const device = await withinTime(environment.clock, pending, probeMilliseconds);
  if (device === 'late') return fail('device', `The GPU (${detail}) did not open.`, advice);
  return ok({ device, info: adapter.info, software, detail });
}
