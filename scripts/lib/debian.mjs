/** Installs Debian packages, where that can be done without asking anyone: as root on a system with apt-get. */
import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/** True when packages can be installed here. */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<boolean>} True when all of them are installed now.
 */
export async function installPackages(names) {
  if (!canInstallPackages()) return false;
  console.error(`Installing ${names.join(', ')} with apt-get …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A package list that cannot be brought up to date may still do.
  await run('apt-get', ['update', '-qq'], { quiet: true, env });
  return (await run('apt-get', ['install', '-y', '-qq', ...names], { quiet: true, env })) === 0;
}
