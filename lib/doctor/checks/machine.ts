import { daysBetween, ENDS_SOON_DAYS } from '../../contract/grace';
import { anywhere, type DoctorCheck, problem, type Symptom } from '../doctor-check';
import type { AnnouncedEnd, Patient } from '../patient';

const HERE = 'this machine';
/** AWS refuses a signature that is five minutes old or ahead: docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html. */
const MOST_SECONDS = 60;

const expiring = async ({ machine, today }: Patient): Promise<readonly Symptom[]> => {
  const all = await machine.acknowledgements();
  return all.flatMap(({ cause, expires, at }) => {
    const days = daysBetween(today, expires);
    if (days > ENDS_SOON_DAYS) return [];
    const what = days < 0 ? `${cause} has expired on ${expires}` : `${cause} expires on ${expires}, in ${days} days`;
    return [problem(at, what, 'have it reviewed, note that in its decision, and set a new day')];
  });
};

const ofEnd = (
  { subject, days, source }: AnnouncedEnd,
  today: string,
  where: string,
  cure: string,
): readonly Symptom[] => {
  const [first] = days;
  if (first === undefined)
    return [{ state: 'not-looked', where, what: `${subject}: its end is not known`, cure: `look it up: ${source}` }];
  if (daysBetween(today, first.day) > ENDS_SOON_DAYS) return [];
  const reached = days.findLast(({ day }) => day <= today) ?? first;
  return [problem(where, `${subject}: ${reached.what} from ${reached.day} on (${source})`, cure)];
};

/** This machine, its tools, and what its calendar will bring. */
export const machineChecks: readonly DoctorCheck[] = [
  anywhere('clock-right', "this machine's clock is AWS's", HERE, async ({ machine, config }) => {
    const ahead = Math.round(await machine.clockAhead(config.tools.region));
    if (Math.abs(ahead) <= MOST_SECONDS) return [];
    const what = `the clock is ${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} AWS's, which refuses signatures from 300 s on`;
    return [problem(HERE, what, 'sudo timedatectl set-ntp true')];
  }),

  anywhere('node-supported', 'Node.js here still gets patches', HERE, ({ machine, today }) =>
    ofEnd(machine.nodeEnd(), today, HERE, 'install a newer Node.js'),
  ),

  anywhere('packages-installed', 'the CDK and its CLI are those of the lockfile', HERE, async ({ machine }) => {
    const packages = await machine.packages();
    return packages
      .filter(({ locked, installed }) => locked !== installed)
      .map(({ name, locked, installed }) =>
        problem(HERE, `${name} is ${installed}, and the lockfile says ${locked}`, 'npm ci'),
      );
  }),

  anywhere('assembly-readable', 'the CDK CLI reads the assemblies that this app writes', HERE, async (patient) => {
    const [{ schemaVersion }, readable] = [await patient.synthesis(), await patient.machine.readableSchema()];
    if (schemaVersion <= readable) return [];
    const what = `the assembly has schema ${schemaVersion}, and the aws-cdk that is installed reads up to ${readable}`;
    return [problem(HERE, what, 'npm install --save-exact aws-cdk@latest')];
  }),

  anywhere(
    'acknowledgements-last',
    `no acknowledgement ends within ${ENDS_SOON_DAYS} days`,
    'acknowledgements.yaml',
    expiring,
  ),

  anywhere(
    'runtimes-last',
    `no runtime of a template ends within ${ENDS_SOON_DAYS} days`,
    'the templates',
    async (patient) => {
      const { ends } = await patient.synthesis();
      return ends.flatMap((end) =>
        ofEnd(end, patient.today, 'the templates', 'set a newer runtime in lib/ and release'),
      );
    },
  ),
];
