/** `npm run build`: the static site in dist/, or the reason why not. */
import { ensureBuilt } from './lib/build.mjs';
import { main } from './lib/main.mjs';

await main(async () => {
  await ensureBuilt({ force: true });
});
