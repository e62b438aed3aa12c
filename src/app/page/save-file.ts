/** Hands bytes to the browser as a download. */
import { systemClock } from '../../basics/clock';

/** Long enough for a browser that asks where to put the file. */
const keptMs = 60_000;

/** Saves `bytes` as a file named `name` where the browser keeps downloads. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  void systemClock.sleep(keptMs).then(() => URL.revokeObjectURL(url));
}
