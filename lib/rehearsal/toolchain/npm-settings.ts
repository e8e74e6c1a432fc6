import { z } from 'zod';
import { endingInLoopback } from './proxies';

/**
 * npm's settings that say how a registry is reached, as `npm config list --json` names them. Tokens and passwords are none
 * of them: see docs/decisions/npm-settings-by-name.md.
 */
const BY_NAME = ['registry', 'cafile', 'ca', 'strict-ssl', 'proxy', 'https-proxy', 'noproxy'] as const;
const SCOPED_REGISTRY = /^@[^/]+:registry$/;

const setting = z.union([z.string(), z.boolean(), z.null(), z.array(z.string())]);
const listed = z.record(z.string(), z.unknown());

/** The variables in which npm tells its settings, these among them, to what it starts. */
export const VARIABLES = BY_NAME.map((name) => `npm_config_${name.replaceAll('-', '_')}`);

/** How the user's npm reaches its registries, by npm's names. */
export type NpmSettings = Readonly<Record<string, string | boolean | readonly string[]>>;

/** npm's cache directory, from everything that npm lists. */
export const cacheIn = (json: string): string => z.object({ cache: z.string() }).parse(JSON.parse(json)).cache;

/** Picks {@link NpmSettings} from everything that npm lists; what is not set is left out. */
export const npmSettingsIn = (json: string): NpmSettings => {
  const all = listed.parse(JSON.parse(json));
  const names = Object.keys(all).filter(
    (name) => SCOPED_REGISTRY.test(name) || BY_NAME.some((known) => known === name),
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = setting.parse(all[name]);
      const empty = value === null || value === '' || (Array.isArray(value) && value.join('') === '');
      return empty ? [] : [[name, name.endsWith('registry') ? withoutUser(String(value)) : value]];
    }),
  );
};

/** A registry's address without the name and password that it may carry. */
const withoutUser = (address: string): string => {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
};

/**
 * The settings as an npmrc. npm reads it as its global one, so that a commit's own `.npmrc`, and what a build sets for
 * itself, count more.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/npmrc
 */
export const npmrc = (settings: NpmSettings): string => {
  const line = (name: string, value: string | boolean): string => `${name} = ${JSON.stringify(String(value))}\n`;
  return Object.entries(settings)
    .map(([name, value]) => {
      if (name === 'noproxy') return line(name, endingInLoopback([value].flat().map(String)));
      return typeof value === 'object' ? value.map((item) => line(`${name}[]`, item)).join('') : line(name, value);
    })
    .join('');
};
