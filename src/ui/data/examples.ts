/** The bundled examples: `examples/index.json` names them, their files lie beside it. All paths are relative to the page. */

export interface Example {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Paths relative to `examples/`. */
  readonly files: readonly string[];
}

function isExample(value: unknown): value is Example {
  const example = value as Partial<Record<keyof Example, unknown>> | null;
  return (
    typeof example === 'object' &&
    example !== null &&
    typeof example.id === 'string' &&
    typeof example.title === 'string' &&
    typeof example.description === 'string' &&
    Array.isArray(example.files) &&
    example.files.every((file) => typeof file === 'string')
  );
}

/** The examples of this build; none when the list cannot be read. */
export async function listExamples(): Promise<Example[]> {
  try {
    const response = await fetch('examples/index.json');
    const list: unknown = response.ok ? await response.json() : [];
    return Array.isArray(list) ? list.filter(isExample) : [];
  } catch {
    return [];
  }
}

/** The example's files as if they had been dropped; null when one cannot be fetched. */
export async function fetchExample(example: Example): Promise<File[] | null> {
  try {
    return await Promise.all(
      example.files.map(async (path) => {
        const response = await fetch(`examples/${path}`);
        if (!response.ok) throw new Error(path);
        return new File([await response.blob()], path.split('/').at(-1) ?? path);
      }),
    );
  } catch {
    return null;
  }
}
