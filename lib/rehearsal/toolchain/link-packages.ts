import { lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { leadsOut } from '../../ground/leads-out';

/**
 * Gives a checked-out commit the packages that are installed in the app's directory, by links. Where links among them lead out of
 * them, as those of workspaces do, they lead to the commit's own directories, never into the working tree.
 */
export const linkPackages = (installed: string, target: string): void => {
  // A commit may have a link there that leads nowhere from here.
  rmSync(target, { force: true });
  const names = readdirSync(installed).flatMap((name) => (name.startsWith('@') ? inScope(installed, name) : [name]));
  const out = new Map(names.flatMap((name) => relativeLinkOut(installed, name)));
  if (out.size === 0) symlinkSync(installed, target);
  for (const name of out.size === 0 ? [] : names) {
    mkdirSync(join(target, name, '..'), { recursive: true });
    symlinkSync(out.get(name) ?? join(installed, name), join(target, name));
  }
};

const inScope = (installed: string, scope: string): readonly string[] =>
  readdirSync(join(installed, scope)).map((name) => `${scope}/${name}`);

const relativeLinkOut = (installed: string, name: string): readonly (readonly [name: string, target: string])[] => {
  const path = join(installed, name);
  if (!lstatSync(path).isSymbolicLink()) return [];
  const target = readlinkSync(path);
  return !isAbsolute(target) && leadsOut(name, target) ? [[name, target]] : [];
};
