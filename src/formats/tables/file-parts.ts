/** What the names of files beside each other say: parts of one recording, or one recording each. */
import { baseName } from '../source';

/** Name without folder, ending and, where all bear the same name, by the folder that tells them apart. */
export function partNames(files: readonly string[]): string[] {
  const stems = files.map((file) => baseName(file).replace(/\.[^.]*$/, ''));
  if (new Set(stems).size === files.length) return stems;
  return files.map((file) => file.replace(/\.[^./]*$/, '').replaceAll('/', '_'));
}

/**
 * True when names differ by numbers, dates, single letters or hexadecimal keys alone, or by folders alone: episodes. Words
 * that differ tell what each file measures.
 */
export function areNumbered(files: readonly string[]): boolean {
  const stems = files.map((file) => baseName(file).replace(/\.[^.]*$/, ''));
  if (new Set(stems).size === 1) return true;
  const bare = new Set(stems.map(withoutNumbers));
  return bare.size === 1;
}

function withoutNumbers(stem: string): string {
  return stem
    .toLowerCase()
    .replace(/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\b[0-9a-f]{16,}\b/g, '#')
    .replace(/\d+/g, '#')
    .split(/[^a-z#]+/)
    .map((word) => (word.length === 1 ? '#' : word))
    .filter((word) => word !== '')
    .join(' ')
    .replace(/#( ?#)*/g, '#');
}

const quantities =
  /^(pos(ition)?s?|vel(ocit(y|ies))?s?|acc(eleration)?s?|torques?|efforts?|forces?|wrench(es)?|joints?|angles?|quats?|quaternions?|orientations?|rotations?|poses?|trans(lations?)?|q|qd|dq|qpos|qvel|qacc|ctrl|actions?|acts?|obs(ervations?)?|states?|rewards?|dones?|terminals?|times?|timestamps?|left|right|front|rear|back|imu|gyro(scope)?s?|magnetometer|gps|odom(etry)?|lidar|emg|ecg|eeg|currents?|voltages?|temperatures?|pressures?|speeds?|gripper|arm|hand|leg|base|ee|eef|cmd|commands?|linear|angular|x|y|z)$/;

const parts =
  /(^|[^a-z])(joint|marker|sensor|motor|wheel|leg|arm|finger|channel|axis|imu|foot|link|body|segment)s?(?![a-z])/i;

/** True when every name has a word for a part of one machine or body, of which a number tells the others. */
export function nameParts(files: readonly string[]): boolean {
  return files.every((file) => parts.test(baseName(file)));
}

/** True when every name has a word for something that is measured. */
export function nameQuantities(files: readonly string[]): boolean {
  return files.every((file) => {
    const stem = baseName(file).replace(/\.[^.]*$/, '');
    return stem
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z]+/)
      .some((word) => quantities.test(word));
  });
}
