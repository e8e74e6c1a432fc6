import { median } from '../ground/median';
import { between } from '../rehearsal/console/text';
import type { Summary } from '../rehearsal/record/summary';

/** Of so many releases, the newest, it is said how long something takes. */
const LOOKED_AT = 10;

/** Milliseconds that each action takes by experience, by `STAGE/ACTION`; and the whole release, by the empty name. */
export const expectedOf = (releases: readonly Summary[]): ReadonlyMap<string, number> => {
  const taken = new Map<string, number[]>();
  const note = (name: string, start: string, end: string | null): void => {
    if (end === null) return;
    const times = taken.get(name);
    if (times === undefined) taken.set(name, [between(start, end)]);
    else times.push(between(start, end));
  };
  for (const { stages } of releases.slice(0, LOOKED_AT)) {
    for (const { stageName, actions } of stages) {
      for (const { actionName, category, status, startTime, endTime, cached } of actions) {
        // How long a person thinks, or what was taken over, says nothing of the next one.
        if (status === 'Succeeded' && category !== 'Approval' && cached === undefined)
          note(`${stageName}/${actionName}`, startTime, endTime);
      }
    }
  }
  for (const { status, startTime, endTime } of releases.slice(0, LOOKED_AT)) {
    if (status === 'Succeeded') note('', startTime, endTime);
  }
  return new Map([...taken].map(([name, times]) => [name, median(times)]));
};
