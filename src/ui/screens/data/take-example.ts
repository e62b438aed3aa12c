/** Takes a bundled file as if it had been dropped, or says that it could not be fetched. */
import type { Session } from '../../session.svelte';
import { fetchExample } from './examples';

/** @param file path below `examples/` @param title what people call it @param alone true where its rows stand alone */
export async function takeExample(session: Session, file: string, title: string, alone = false): Promise<void> {
  const fetched = await fetchExample({ file });
  if (fetched !== null) return alone ? session.take([fetched], { alone }) : session.take([fetched]);
  session.importing.refuse({
    kind: 'not-found',
    message: `The file of the example “${title}” could not be fetched.`,
    advice: 'Check the connection and reload the page, or drop files of your own.',
  });
}
