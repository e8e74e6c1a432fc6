import { ACCEPTED_FILE, type Accepted } from './accepted';
import type { LockedPackage } from './lockfile';
import { type Scan, scanOf } from './scan';

/** Whether the list of packages with install scripts is closed: whoever is new there gets no script run, and may not work without. */
export const scanScripts = (packages: readonly LockedPackage[], { installScripts }: Accepted): Scan => {
  const wanting = packages.filter(({ hasScript }) => hasScript);
  const names = new Set(wanting.map(({ name }) => name));
  const faults = [
    ...wanting
      .filter(({ name }) => !Object.hasOwn(installScripts, name))
      .map(
        ({ name, version }) =>
          `${name} ${version} wants to run a script when it is installed, and none is run: take another package, or say under installScripts of ${ACCEPTED_FILE} why it works without`,
      ),
    ...Object.keys(installScripts)
      .filter((name) => !names.has(name))
      .map((name) => `${name} has no install script any more: take it out of ${ACCEPTED_FILE}`),
  ];
  return scanOf('install scripts', faults, `${names.size} of ${packages.length} packages have one; none is run`);
};

/** Whether every package has a licence that is accepted for what it is used for. */
export const scanLicences = (packages: readonly LockedPackage[], { licences }: Accepted): Scan => {
  const code = new Set(licences.code);
  const tools = new Set([...licences.code, ...licences.tools]);
  const given = new Set(packages.map(({ licence }) => licence));
  const faults = [
    ...packages.flatMap(({ name, version, licence, isTool, isOptional }) => {
      if (licence === undefined) {
        return isOptional ? [] : [`${name} ${version} gives no licence: take another package`];
      }
      if ((isTool ? tools : code).has(licence)) return [];
      return [
        `${name} ${version} has the licence ${licence}, which is not accepted for ${isTool ? 'tools' : 'code'}: take another package, or have it decided and add it to ${ACCEPTED_FILE}`,
      ];
    }),
    ...[...licences.code, ...licences.tools]
      .filter((licence) => !given.has(licence))
      .map((licence) => `no package has the licence ${licence} any more: take it out of ${ACCEPTED_FILE}`),
  ];
  const silent = packages.filter(({ licence }) => licence === undefined).length;
  return scanOf(
    'licences',
    faults,
    `${packages.length - silent} packages looked at${silent === 0 ? '' : `; of ${silent} for other machines the lockfile knows none`}`,
  );
};
