/**
 * What a part of a reward file is (docs/artifact.md): one file beside this one describes it, and from that come the manifest's
 * list, packing, opening, the list on the download screen, the table in the docs and what the Python programs read.
 */
import type * as v from 'valibot';
import type { ErrorModel } from '../../reward/types';
import type { ArtifactInput, OpenedArtifact } from '../artifact';
import type { Manifest } from '../manifest';
import type { MaskParts } from '../mask-parts';

/** What a part is written from. */
export interface Packing {
  readonly input: ArtifactInput;
  /** The opened members of the model. */
  readonly models: readonly ErrorModel[];
  readonly masks: MaskParts;
}

/** What a part may ask of the others while it is read. */
export interface Opening {
  readonly manifest: Manifest;
  /** SHA-256 of another part, as the manifest names it and as was checked. */
  sha256(name: string): string;
  /** What another part says; each is read once, whoever asks first. @throws Refused */
  of<T extends Contribution>(part: Part<T>): Promise<T>;
}

/** What a part adds to the opened artifact. */
export type Contribution = Partial<OpenedArtifact> | object;

type Awaitable<T> = T | Promise<T>;

export interface Part<T extends Contribution = Contribution> {
  /** Its file in the archive. */
  readonly name: string;
  /** Version of the artifact's schema that it came with. */
  readonly since: number;
  /** `always`, or whether it is there in files with the demonstrations alone. */
  readonly required: 'always' | 'with-demonstrations';
  /** Which of the Python programs in the file read it. */
  readonly python: readonly ('use.py' | 'gate.py')[];
  /** A title of a few words, and what it is, both without a stop at the end. */
  readonly words: { readonly title: string; readonly sentence: string };
  /** Its shape, where it is JSON; published as docs/schema/NAME.schema.json. */
  readonly schema?: v.GenericSchema;
  write(packing: Packing): Awaitable<Uint8Array<ArrayBuffer>>;
  /** @throws Refused when it is not what it should be */
  read(bytes: Uint8Array, opening: Opening): Awaitable<T>;
}

/** A part, its contribution known to whoever asks for it. */
export function part<T extends Contribution>(descriptor: Part<T>): Part<T> {
  return descriptor;
}
