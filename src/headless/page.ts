/** The page that `npm run` drives for a command without a screen: the same workers and store as the app. */
import { connect } from '../app/connect';
import { saveFile } from '../app/page/save-file';
import { failureOf } from '../app/worker/failed-call';
import { type Line, Refused, type Run } from './command';
import { commands } from './commands.mjs';

/** Files of every input; what begins with a dot inside a folder is left out. */
function chosenFiles(): File[] {
  const inputs = [...document.querySelectorAll<HTMLInputElement>('input[type=file]')];
  const files = inputs.flatMap((input) => [...(input.files ?? [])]);
  return files.filter(({ webkitRelativePath }) => !/\/\./.test(webkitRelativePath));
}

/** Runs the command of that call; its file is downloaded. */
async function run(call: string, options: object): Promise<{ line: Line; file: { name: string } | null }> {
  try {
    const loaded = (await commands.of(call).load()) as { run: Run<object> };
    const tell = (progress: string) => console.log(`progress ${progress}`);
    const { line, file } = await loaded.run(connect(), chosenFiles(), options, tell);
    if (file !== null) saveFile(file.name, file.bytes);
    return { line, file: file && { name: file.name } };
  } catch (error) {
    const failure = error instanceof Refused ? error.failure : failureOf(error);
    if (failure === null) throw error;
    const { kind, message, advice, cause } = failure;
    if (cause !== undefined) console.warn(cause);
    return { line: { error: { kind, message: `${message} ${advice}` } }, file: null };
  }
}

declare global {
  interface Window {
    truewheel: { run: typeof run };
  }
}
window.truewheel = { run };
