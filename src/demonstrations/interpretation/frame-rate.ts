/** Frames per second out of a single number beside the data: `fps`, `mocap_framerate`, `dt`, `FrameDuration`. */

const rates =
  /(^|_)(fps|frame_?rate|framerate|hz|sampling_?(rate|frequency)|sample_?rate|capture_?(frame_?)?rate|freq|frequency|control_?freq|datarate)(_?hz)?$/;
const periods =
  /(^|_)(dt|delta_?t|time_?step|frame_?duration|frame_?time|sampling_?(time|period|interval)|sample_?time)(_?(s|sec|seconds|ms))?$/;

/** null where the name says nothing of the kind, or the number cannot be one. */
export function frameRate(name: string, value: number): number | null {
  const flat = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  if (!(value > 0) || !Number.isFinite(value)) return null;
  if (rates.test(flat)) return value <= 1e5 ? value : null;
  if (!periods.test(flat)) return null;
  const seconds = flat.endsWith('ms') ? value / 1000 : value;
  return seconds <= 60 && seconds >= 1e-5 ? Number((1 / seconds).toPrecision(12)) : null;
}
