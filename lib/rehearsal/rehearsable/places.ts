import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { isObject, type JsonObject, objectAt } from '../../ground/json';

/** Where resources of a stack were made, by construct path and by logical id. */
export interface Places {
  /** The construct path of a resource whose template does not say it. */
  pathOf(logicalId: string): string | undefined;
  /** `src/shop.ts:12` of a construct, else of the nearest above it, in the app's own files. */
  at(path: string): string | undefined;
}

type Entry = { readonly type?: unknown; readonly data?: unknown; readonly trace?: unknown };

/**
 * Reads what the CDK has noted beside a stack's template: the frames of each construct's making, which older versions call `trace`
 * and keep in debugging runs only.
 *
 * @param root directory of the app's files; lines elsewhere are nobody's here
 */
export const notedPlaces = (templateFile: string, root: string): Places => {
  const noted = notedIn(templateFile);
  const roots = [root, ...(existsSync(root) ? [realpathSync(root)] : [])];
  const ids = new Map<string, string>();
  const lines = new Map<string, string>();
  for (const [path, entries] of Object.entries(noted)) {
    for (const { type, data, trace } of entries) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') ids.set(data, path.slice(1));
      const frames = type === 'aws:cdk:creationStack' ? data : type === 'aws:cdk:logicalId' ? trace : undefined;
      const at = Array.isArray(frames) ? lineOf(frames, roots) : undefined;
      if (at !== undefined) lines.set(path.slice(1), at);
    }
  }
  return {
    pathOf: (logicalId) => ids.get(logicalId),
    at(path) {
      const names = path.split('/');
      for (let length = names.length; length > 0; length -= 1) {
        const found = lines.get(names.slice(0, length).join('/'));
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
};

const notedIn = (templateFile: string): Readonly<Record<string, readonly Entry[]>> => {
  const directory = dirname(templateFile);
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
    artifacts?: JsonObject;
  };
  for (const artifact of Object.values(artifacts ?? {})) {
    if (!isObject(artifact) || !isObject(artifact['properties'])) continue;
    if (artifact['properties']['templateFile'] !== basename(templateFile)) continue;
    const { metadata, additionalMetadataFile: file } = artifact;
    const beside = typeof file === 'string' ? JSON.parse(readFileSync(join(directory, file), 'utf8')) : {};
    return { ...objectAt(metadata), ...beside } as Readonly<Record<string, readonly Entry[]>>;
  }
  return {};
};

/** `new Audit (/project/lib/audit.ts:35:20)`, or with `at` before it. */
const FRAME = /\(?([^() ]+):(\d+):\d+\)?$/;

/** The innermost line in one of the roots. */
const lineOf = (frames: readonly unknown[], roots: readonly string[]): string | undefined => {
  for (const frame of frames) {
    const [, file = '', line = ''] = FRAME.exec(String(frame).trim()) ?? [];
    if (!isAbsolute(file)) continue;
    const inside = roots.map((root) => relative(root, file)).find((name) => !name.startsWith('..'));
    if (inside === undefined || inside.split(sep).includes('node_modules')) continue;
    return `${inside.split(sep).join('/')}:${line}`;
  }
  return undefined;
};
