/** Hands bytes to the browser as a download. */
import { later } from '../clock';

/** Saves `bytes` as a zip file named `name` where the browser keeps downloads. */
export function saveFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  later(() => URL.revokeObjectURL(url), 60_000);
}
