import { isObject, type JsonObject, objectAt, own } from '../ground/json';
import { inWords } from './in-words';

/**
 * Why what a target of a rule is sent does not say to what an event has happened; undefined where it does. Without a
 * transformation it is the whole event.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const flawOfMessage = (target: JsonObject, event: JsonObject, thing: string): string | undefined => {
  const { Input: input, InputPath: path, InputTransformer: transformer } = target;
  const text =
    transformer !== undefined
      ? transformed(objectAt(transformer), event)
      : path !== undefined
        ? selected(path, event)
        : input !== undefined
          ? inWords(input)
          : JSON.stringify(event);
  if (text === undefined) return `it cannot be told what ${inWords(transformer ?? path)} makes of the event`;
  return text.includes(thing) ? undefined : `what it sends (${text.slice(0, 80)}) does not say to what it has happened`;
};

/** What a path like `$.detail.resources[0].ARN` selects, as a text; undefined where it selects nothing or is not understood. */
const selected = (path: unknown, event: JsonObject): string | undefined => {
  if (typeof path !== 'string' || !/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) return undefined;
  let value: unknown = event;
  for (const [step] of path.matchAll(/[\w-]+(?=\]|\.|\[|$)/g)) {
    value = Array.isArray(value) ? value[Number(step)] : isObject(value) ? own(value, step) : undefined;
  }
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const transformed = ({ InputPathsMap: map, InputTemplate: template }: JsonObject, event: JsonObject) => {
  if (typeof template !== 'string') return undefined;
  const values = new Map(Object.entries(objectAt(map)).map(([name, path]) => [name, selected(path, event)]));
  if ([...values.values()].includes(undefined)) return undefined;
  const names = [...template.matchAll(/<([\w.-]+)>/g)].map(([, name = '']) => name);
  if (names.some((name) => !values.has(name) && !name.startsWith('aws.events.'))) return undefined;
  // Of EventBridge's own variables only this one is the whole event.
  values.set('aws.events.event.json', JSON.stringify(event));
  return template.replace(/<([\w.-]+)>/g, (_, name: string) => values.get(name) ?? '');
};
