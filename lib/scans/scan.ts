/** What one look at the packages, or at the source, came to. */
export interface Scan {
  readonly name: 'install scripts' | 'licences' | 'advisories' | 'signatures' | 'secrets';
  /** `not run`: nobody has looked, and nothing is said of the packages. */
  readonly status: 'pass' | 'fail' | 'not run';
  /** How much was looked at, why nobody looked, or each fault with what to do. */
  readonly says: readonly string[];
}

/** A scan that fails where there is a fault. */
export const scanOf = (name: Scan['name'], faults: readonly string[], pass: string): Scan =>
  faults.length > 0 ? { name, status: 'fail', says: faults } : { name, status: 'pass', says: [pass] };
