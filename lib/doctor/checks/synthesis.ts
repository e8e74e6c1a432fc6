import { placeName } from '../../bootstrap/places';
import { objectAt } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { canonical } from '../../review/json';
import { anywhere, atTools, type DoctorCheck, problem } from '../doctor-check';

const APP = 'the app';

/** What comes out of a synthesis, and what it would do to the pipeline. */
export const synthesisChecks: readonly DoctorCheck[] = [
  anywhere('synthesis-passes', 'the app synthesizes, and the gate says yes', APP, async ({ synthesis }) => {
    try {
      await synthesis();
      return [];
    } catch (error) {
      if (error instanceof UserError) return [problem(APP, error.message, 'npm run synth')];
      throw error;
    }
  }),

  anywhere('synthesis-repeats', 'a second synthesis comes to the same templates', APP, async ({ repetition }) => {
    const differing = await repetition();
    if (differing === undefined) {
      const cure = 'bin/delivery doctor, without --assembly';
      return [{ state: 'not-looked', where: APP, what: 'an assembly was given: nothing was synthesized', cure }];
    }
    const cure =
      'take what differs (a time, a random name, an order) out of lib/: the pipeline would update itself for ever';
    return differing.map((template) => problem(APP, `${template} is another one each time`, cure));
  }),

  atTools('pipeline-current', 'the deployed pipeline is the one of this tree', async (place, patient) => {
    const { stacks } = await patient.synthesis();
    const name = patient.config.application;
    const own = stacks.find(({ stackName }) => stackName === name);
    if (own === undefined) throw new UserError(`the assembly has no stack ${name}`);
    const where = placeName(place);
    const there = (await place.cloud.stacks()).find((stack) => stack.name === name);
    if (there === undefined) return [problem(where, `the pipeline ${name} is not deployed`, 'npx cdk deploy Delivery')];
    const deployed: unknown = JSON.parse(await place.cloud.template(name));
    const changed = changedIn(objectAt(deployed), own.template);
    if (changed.length === 0) return [];
    const shown = changed.length > 5 ? [...changed.slice(0, 5), '…'] : changed;
    const what = `the next release will change ${changed.length} of the pipeline, and begin again on it: ${shown.join(', ')}`;
    return [problem(where, what, 'npx cdk diff Delivery, and push')];
  }),
];

/** Logical ids of resources that differ, and the template's other parts that do. */
const changedIn = (
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): readonly string[] => {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => {
    if (canonical(one[key]) === canonical(other[key])) return [];
    return key === 'Resources' ? changedIn(objectAt(one[key]), objectAt(other[key])) : [key];
  });
};
