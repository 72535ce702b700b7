// npm run clean: removes what building made. Downloaded tools stay; node tools/setup.mjs --remove removes those.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/place.mjs';
import { program, say } from './setup/report.mjs';

await program(() => {
  for (const folder of ['build', 'dist', 'dist-web']) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    rmSync(path, { recursive: true, force: true });
    say(`Removed ${path}.`);
  }
});
