import { existsSync, readFileSync } from 'node:fs';
import { isObject, objectAt } from '../../ground/json';
import type { AssemblyStack } from '../assembly/read-assembly';
import type { Limit } from './limit';

/** The image assets in the manifest that lies beside a stack's template: nobody here builds one. */
export const imagesOf = ({ id, templateFile }: AssemblyStack): readonly Limit[] => {
  const file = templateFile.replace(/\.template\.json$/, '.assets.json');
  if (file === templateFile || !existsSync(file)) return [];
  const { dockerImages } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  return Object.entries(objectAt(dockerImages)).map(([hash, image]) => {
    const name = isObject(image) && typeof image['displayName'] === 'string' ? image['displayName'] : hash.slice(0, 12);
    const why = 'a rehearsal builds no container image';
    return { kind: 'image', what: 'image asset', why, stack: id, path: `${id} ${name}` };
  });
};
