import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What values of constructs have come to in their stack, and who has asked for them. */
interface Memory {
  readonly askers: Set<unknown>;
  readonly answers: Map<Stack, Map<unknown, unknown>>;
}

const memories = new WeakMap<IConstruct, Memory>();

/**
 * Asks something of an app whose constructs nothing changes any more, and resolves each value once for all who ask: packs ask
 * for the same ones again and again, and what is compared afterwards is what they have read. An asker that comes again has a
 * new synthesis before it, and so do those after it.
 *
 * What is handed out is frozen: a rule that would change it for the others fails instead.
 */
export const remembering = <T>(app: IConstruct, asker: unknown, ask: () => T): T => {
  const before = memories.get(app);
  const memory = before?.askers.has(asker) === false ? before : { askers: new Set(), answers: new Map() };
  memories.set(app, memory);
  memory.askers.add(asker);
  const undo = app.node
    .findAll()
    .filter(Stack.isStack)
    .map((stack) => remember(stack, memory));
  try {
    return ask();
  } finally {
    for (const each of undo) each();
  }
};

/** @returns what makes the stack resolve as it did before */
const remember = (stack: Stack, memory: Memory): (() => void) => {
  const before = Object.getOwnPropertyDescriptor(stack, 'resolve');
  const resolve = stack.resolve.bind(stack);
  const answers = memory.answers.get(stack) ?? new Map<unknown, unknown>();
  memory.answers.set(stack, answers);
  const value = (asked: unknown): unknown => {
    if (asked === undefined || answers.has(asked)) return answers.get(asked);
    const answer = frozen(resolve(asked));
    answers.set(asked, answer);
    return answer;
  };
  Object.defineProperty(stack, 'resolve', { value, configurable: true, writable: true });
  return () => {
    Reflect.deleteProperty(stack, 'resolve');
    if (before !== undefined) Object.defineProperty(stack, 'resolve', before);
  };
};

const frozen = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
};
