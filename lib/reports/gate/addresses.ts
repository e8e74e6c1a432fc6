import type { GateFinding } from '../../contract/gate-report';
import { anchor } from '../kit';

/**
 * Where a finding stands on a page. It depends on what is found where and on nothing else: it stays when other findings come
 * and go, and when this one is acknowledged.
 */
export const findingAddress = ({ pack, finding, stack, resource, logicalId }: GateFinding): string =>
  anchor('finding', finding, [pack, finding, stack, resource, logicalId]);

/** Where a rule stands; packs may use the same id for different rules. */
export const ruleAddress = (pack: string, rule: string): string => anchor('rule', rule, [pack, rule]);

/** Where a HIPAA control stands. */
export const controlAddress = (control: string): string => anchor('control', control);

/** Where a stack stands. */
export const stackAddress = (path: string): string => anchor('stack', path);

/** Where an environment stands; the pipeline has none. */
export const environmentAddress = (environment: string | undefined): string =>
  environment === undefined ? 'environment-none' : anchor('environment', environment);
