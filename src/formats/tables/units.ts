/** Units that people write behind a name: `Speed (m/s)`, `Angle [deg]`. */

const base =
  'nm|[mckµu]?m|in|ft|mi|deg|degrees?|°|rad|radians?|n?[mµu]?s|sec|seconds?|min|h|[kM]?hz|[mk]?g|k?n|n·?m|k?j|k?w|m?v|m?a|k|°?c|°?f|[kMm]?pa|bar|psi|mmhg|bpm|rpm|%|m?l';
const power = '(\\^?-?\\d|[²³])?';
const pattern = new RegExp(`^(${base})${power}([/·*. ]\\(?(${base})${power}\\)?)*$`, 'i');

/** The name without its unit, and the unit; unit null where the brackets hold something else, or there are none. */
export function splitUnit(name: string): { readonly name: string; readonly unit: string | null } {
  const match = /^(.*\S)\s*(?:\[([^\][]{1,16})\]|\(([^()]{1,16})\))\s*$/.exec(name);
  const unit = (match?.[2] ?? match?.[3] ?? '').trim();
  return match === null || !pattern.test(unit) ? { name, unit: null } : { name: match[1], unit };
}
