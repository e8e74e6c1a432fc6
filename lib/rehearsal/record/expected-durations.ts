import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseAs } from '../private-directory/mark';
import { readOrdinary } from '../process/write-whole';
import { recordsIn } from './records';

/** Milliseconds that a stage takes as a rule, by its name. */
export type ExpectedDurations = Readonly<Record<string, number>>;

/** As much of a record as tells how long its stages took. */
const timesSchema = z.object({
  status: z.literal('Succeeded'),
  stages: z.array(
    z.object({
      stageName: z.string(),
      actions: z.array(
        z.object({
          category: z.string(),
          startTime: z.iso.datetime(),
          endTime: z.iso.datetime(),
          cached: z.string().optional(),
        }),
      ),
    }),
  ),
});

type Times = z.infer<typeof timesSchema>;
type Span = Times['stages'][number]['actions'][number];

/** The median of what each stage took in the app's releases that have succeeded; time that a person took is not counted. */
export const expectedDurations = (records: string): ExpectedDurations => {
  const files = existsSync(records) ? recordsIn(records).map((directory) => join(directory, 'summary.json')) : [];
  const stages = files.flatMap((file) => parseAs(readOrdinary(file), timesSchema)?.stages ?? []);
  const taken = new Map<string, number[]>();
  for (const { stageName, actions } of stages) {
    // What was taken over says nothing of what is run.
    if (actions.length > 0 && actions.every(({ cached }) => cached === undefined))
      taken.set(stageName, [...(taken.get(stageName) ?? []), durationOf(actions)]);
  }
  return Object.fromEntries([...taken].map(([name, all]) => [name, median(all)]));
};

const durationOf = (actions: readonly Span[]): number => {
  const starts = actions.map(({ startTime }) => Date.parse(startTime));
  const ends = actions.map(({ endTime }) => Date.parse(endTime));
  const asked = actions.filter(({ category }) => category === 'Approval').reduce((sum, each) => sum + took(each), 0);
  return Math.max(...ends) - Math.min(...starts) - asked;
};

const took = ({ startTime, endTime }: Span): number => Date.parse(endTime) - Date.parse(startTime);

const median = (all: readonly number[]): number => {
  const sorted = all.toSorted((one, other) => one - other);
  const [low = 0, high = low] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return (low + high) / 2;
};
