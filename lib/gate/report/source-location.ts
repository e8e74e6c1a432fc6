import { isAbsolute, relative, sep } from 'node:path';
import type { CfnResource } from 'aws-cdk-lib';
import type { SourceLocation } from '../../contract/gate-report';

/** The end of a line of a creation trace: `new Audit (/project/lib/stacks/constructs/audit.ts:35:20)`. */
const FRAME = /\(?([^()]+):(\d+):\d+\)?$/;

/**
 * Where this project made a construct: the innermost line of its own that the CDK has noted.
 *
 * The CDK keeps the innermost frames of every resource anyway, as many as node's --stack-trace-limit says; where all of them
 * are the library's, nothing is known.
 */
export const locationOf = ({ creationStack }: CfnResource, root: string): SourceLocation | undefined => {
  for (const frame of creationStack) {
    const [, file = '', line = ''] = FRAME.exec(frame.trim()) ?? [];
    const inside = relative(root, file);
    if (!isAbsolute(file) || inside.startsWith(`..${sep}`) || inside.split(sep).includes('node_modules')) continue;
    return { file: inside.split(sep).join('/'), line: Number(line) };
  }
  return undefined;
};
