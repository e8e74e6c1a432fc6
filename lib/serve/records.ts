import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { recordsIn } from '../rehearsal/record/records';
import type { Summary } from '../rehearsal/record/summary';

/** As much of a `summary.json` as pages show; what it says beside that is left as it is. */
const summarySchema = z.looseObject({
  pipelineName: z.string(),
  pipelineExecutionId: z.string(),
  status: z.string(),
  commitId: z.string(),
  startTime: z.iso.datetime(),
  endTime: z.iso.datetime().nullable(),
  restarts: z.number(),
  stages: z.array(
    z.looseObject({
      stageName: z.string(),
      status: z.string().nullable(),
      actions: z.array(
        z.looseObject({
          actionName: z.string(),
          status: z.string(),
          startTime: z.iso.datetime(),
          endTime: z.iso.datetime().nullable(),
          summary: z.string(),
          log: z.string(),
        }),
      ),
    }),
  ),
  notRehearsed: z
    .array(z.looseObject({ type: z.string(), path: z.string(), reason: z.string(), dependents: z.array(z.string()) }))
    .optional(),
  targets: z.array(
    z.looseObject({ environment: z.string(), stacks: z.array(z.looseObject({ stackName: z.string() })) }),
  ),
});

/** What was read of a record, and of which state of its file. */
interface Entry {
  readonly summary: Summary | undefined;
  readonly changed: number;
  /** Nobody writes it any more. */
  readonly settled: boolean;
}

/** So long after its end something may still be added to a summary. */
const SETTLING_MILLISECONDS = 5 * 60_000;

/** Past and present releases of an app. What has ended is read once; a thousand of them cost a page nothing. */
export class PastReleases {
  private entries = new Map<string, Entry>();
  private unsettled = new Set<string>();
  private listed = -1;
  private sorted: readonly Summary[] = [];

  constructor(readonly directory: string) {}

  /** Newest first. */
  all(): readonly Summary[] {
    const found = statSync(this.directory, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    let isOther = false;
    if (found !== this.listed) {
      isOther = this.list();
      this.listed = found;
    }
    for (const id of this.unsettled) {
      const entry = this.entries.get(id) ?? UNREAD;
      const next = this.read(id, entry);
      if (next.settled) this.unsettled.delete(id);
      isOther ||= next !== entry;
      this.entries.set(id, next);
    }
    if (isOther) {
      const read = [...this.entries.values()].flatMap(({ summary }) => (summary === undefined ? [] : [summary]));
      this.sorted = read.toSorted((one, other) => (one.startTime < other.startTime ? 1 : -1));
    }
    return this.sorted;
  }

  find(pipelineExecutionId: string): Summary | undefined {
    this.all();
    return this.entries.get(pipelineExecutionId)?.summary;
  }

  /** Whether it was there when all were asked for. */
  knows(pipelineExecutionId: string): boolean {
    return this.entries.get(pipelineExecutionId)?.summary !== undefined;
  }

  /** Records whose summary nobody can read. */
  damaged(): readonly string[] {
    return [...this.entries].flatMap(([id, { settled, summary }]) => (settled && summary === undefined ? [id] : []));
  }

  private list(): boolean {
    const names = existsSync(this.directory) ? recordsIn(this.directory).map((each) => basename(each)) : [];
    const known = this.entries;
    this.entries = new Map(names.map((id) => [id, known.get(id) ?? UNREAD]));
    this.unsettled = new Set(names.filter((id) => known.get(id)?.settled !== true));
    return names.length !== known.size || names.some((id) => !known.has(id));
  }

  private read(id: string, entry: Entry): Entry {
    const file = join(this.directory, id, 'summary.json');
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined || (changed === entry.changed && entry.summary?.endTime === null)) return entry;
    const summary = changed === entry.changed ? entry.summary : summaryIn(file);
    const ended = summary === undefined ? changed : Date.parse(summary.endTime ?? '');
    const settled = Date.now() - ended > SETTLING_MILLISECONDS;
    return changed === entry.changed && !settled ? entry : { summary, changed, settled };
  }
}

const UNREAD: Entry = { summary: undefined, changed: -1, settled: false };

/** Undefined for what is no summary: the page says so of it. */
const summaryIn = (file: string): Summary | undefined => {
  try {
    const { data } = summarySchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return data as Summary | undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
};
