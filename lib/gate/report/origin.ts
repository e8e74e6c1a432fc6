import { isAbsolute, relative, sep } from 'node:path';
import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { GateFinding, SourceLocation } from '../../contract/gate-report';

/** Where a resource comes from; nothing is known where all that the CDK has noted is the library's. */
export type Origin = Pick<GateFinding, 'at' | 'from'>;

/** A line of a creation trace: `new Audit (/project/lib/stacks/constructs/audit.ts:35:20)`. */
const FRAME = /^(?:at )?(?:new (\S+) )?.*?\(?([^() ]+):(\d+):\d+\)?$/;

interface Frame extends SourceLocation {
  /** The class whose constructor it is. */
  readonly made: string | undefined;
}

/**
 * Where this project made a construct: the innermost line of its own that the CDK has noted, and, where that is another, the line
 * of its stack that led there.
 *
 * The CDK keeps the innermost frames of every resource anyway, as many as node's --stack-trace-limit says.
 */
export const whereMade = (construct: CfnResource, root: string): Origin => {
  const frames = construct.creationStack.flatMap((line) => frameOf(line, root));
  const [at] = frames;
  if (at === undefined) return {};
  const classes = classesOf(Stack.of(construct));
  const file = frames.find(({ made }) => made !== undefined && classes.has(made))?.file;
  const from = file === undefined ? undefined : frames.find((frame) => frame.file === file);
  const isOther = from !== undefined && (from.file !== at.file || from.line !== at.line);
  return { at: place(at), ...(isOther && { from: place(from) }) };
};

const place = ({ file, line }: Frame): SourceLocation => ({ file, line });

const frameOf = (text: string, root: string): readonly Frame[] => {
  const [, made, file = '', line = ''] = FRAME.exec(text.trim()) ?? [];
  const inside = relative(root, file);
  if (!isAbsolute(file) || inside.startsWith(`..${sep}`) || inside.split(sep).includes('node_modules')) return [];
  return [{ file: inside.split(sep).join('/'), line: Number(line), made: made && bare(made) }];
};

/** The names of a stack's class and of those it is made from, but for the CDK's own. */
const classesOf = (stack: Stack): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let at = Object.getPrototypeOf(stack); at !== null && at !== Stack.prototype; at = Object.getPrototypeOf(at)) {
    names.add(bare(at.constructor.name));
  }
  return names;
};

/** A bundler may have put something before and behind the name of a class. */
const bare = (name: string): string => name.replace(/^_+/, '').replace(/\d+$/, '');
