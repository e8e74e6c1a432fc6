import * as z from 'zod';
import { printableLine } from '../ground/printable';
import { ACCEPTED_FILE, type Accepted } from './accepted';
import { type Scan, scanOf } from './scan';

const via = z.union([z.string(), z.object({ url: z.string(), severity: z.string(), title: z.string() })]);
const audit = z.object({
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(via) })),
  metadata: z.object({ dependencies: z.object({ prod: z.int() }) }),
});

const signatures = z.object({
  invalid: z.array(z.object({ name: z.string(), version: z.string() })),
  missing: z.array(z.object({ name: z.string(), version: z.string() })),
});

const STOPPING = ['high', 'critical'];

/**
 * What `npm audit --omit=dev --json` says, of advisories that are high or critical.
 *
 * @param today a day like 2027-01-31, UTC
 */
export const scanAdvisories = (answer: string, { advisories }: Accepted, today: string): Scan => {
  const parsed = audit.safeParse(jsonOf(answer));
  if (!parsed.success) return unanswered('advisories', answer);
  const { vulnerabilities, metadata } = parsed.data;
  const found = new Map(
    Object.entries(vulnerabilities).flatMap(([name, each]) =>
      each.via.flatMap((one) =>
        typeof one === 'string' ? [] : [[one.url.slice(one.url.lastIndexOf('/') + 1), { name, ...one }] as const],
      ),
    ),
  );
  const counting = new Set(advisories.filter(({ until }) => until >= today).map(({ id }) => id));
  const faults = [
    ...[...found]
      .filter(([id, { severity }]) => STOPPING.includes(severity) && !counting.has(id))
      .map(
        ([id, { name, severity, title }]) =>
          `${name} has ${id} (${severity}): ${printableLine(title)}; update it, or accept it for a while under advisories of ${ACCEPTED_FILE}`,
      ),
    ...advisories
      .filter(({ id }) => !found.has(id))
      .map(({ id }) => `nothing has ${id} any more: take it out of ${ACCEPTED_FILE}`),
  ];
  return scanOf(
    'advisories',
    faults,
    `${metadata.dependencies.prod} packages of delivered code asked for; ${found.size} advisories that stop nothing`,
  );
};

/** What `npm audit signatures --json` says: a package that nobody signed, or another one than was signed. */
export const scanSignatures = (answer: string): Scan => {
  const parsed = signatures.safeParse(jsonOf(answer));
  if (!parsed.success) return unanswered('signatures', answer);
  const name = (each: { readonly name: string; readonly version: string }) => `${each.name} ${each.version}`;
  const faults = [
    ...parsed.data.invalid.map(
      (each) => `${name(each)} is not what its registry signed: install nothing of it, and tell the registry`,
    ),
    ...parsed.data.missing.map((each) => `${name(each)} has no signature where its registry signs: do not use it`),
  ];
  return scanOf('signatures', faults, 'every installed package is what its registry signed');
};

/** A registry that does not answer has said nothing, which is no pass. */
const unanswered = (name: Scan['name'], answer: string): Scan => {
  const said = printableLine(reasonIn(answer).replace(/\s+/g, ' ').trim()).slice(0, 200) || 'nothing';
  return {
    name,
    status: 'fail',
    says: [`npm could not ask the registry, it said: ${said}; nobody knows about the packages: let the build reach it`],
  };
};

const refusal = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.object({ summary: z.string() }) }).transform(({ error }) => error.summary),
]);

/** npm's own words, where its answer is one of its refusals. */
const reasonIn = (answer: string): string => {
  const parsed = refusal.safeParse(jsonOf(answer));
  return parsed.success ? parsed.data : answer;
};

/** Why nobody asks in a rehearsal: what it proves must not depend on what a registry has learnt since yesterday. */
export const notAsked = (name: Scan['name']): Scan => ({
  name,
  status: 'not run',
  says: ['a rehearsal asks no registry; on AWS this is asked, and a registry that does not answer fails the build'],
});

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
