import { relative } from 'node:path';
import { count } from './console/text';
import type { Swept } from './sweep';

/** What was swept, a sentence for each kind; nothing where nothing was. */
export function sweptWords({ removed, ended, closed }: Swept): readonly string[] {
  return [
    ...ended.map(({ app, pid }) => `ended an emulator that nobody keeps (process ${pid}${app ? `, of ${app}` : ''})`),
    ...(removed.length > 0 ? [`removed ${count(removed.length, 'leftover')} of killed commands`] : []),
    ...closed.map((record) => `closed the record of a killed rehearsal: ${relative(process.cwd(), record)}`),
  ];
}
