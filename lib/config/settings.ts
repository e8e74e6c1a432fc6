import { type core, z } from 'zod';
import { isObject } from '../ground/json';
import { schema } from './schema';

/** Names of the settings that may stand at a place of a configuration; none where anything may, or nothing. */
export const settingsAt = (path: readonly PropertyKey[], input: unknown): readonly string[] => {
  let [here, value]: [core.$ZodType | undefined, unknown] = [bare(schema, input), input];
  for (const key of path) {
    value = isObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined;
    here = bare(below(here, String(key)), value);
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
};

const below = (type: core.$ZodType | undefined, key: string): core.$ZodType | undefined => {
  if (type instanceof z.ZodObject) return type.shape[key];
  if (type instanceof z.ZodArray) return type.element;
  return type instanceof z.ZodRecord ? type.valueType : undefined;
};

/** The type without what only says that it may be left out; of several kinds, the one that the value says it is. */
const bare = (type: core.$ZodType | undefined, value: unknown): core.$ZodType | undefined => {
  if (type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodPrefault) {
    return bare(type.def.innerType, value);
  }
  if (!(type instanceof z.ZodDiscriminatedUnion) || !isObject(value)) return type;
  const { discriminator, options } = type.def;
  return options.find(
    (option) => option instanceof z.ZodObject && z.safeParse(option.shape[discriminator], value[discriminator]).success,
  );
};
