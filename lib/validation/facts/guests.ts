import type { VpcEndpoint } from '../cloud/network';
import type { SecurityGroup } from '../cloud/packet-filters';
import type { LiveTarget } from '../live-target';
import { serviceOf } from './network';

/** How a thing that others have made with leave is shown. */
export const guestSubject = (id: string, what: string): string =>
  `${id} (${what}, made by others as the configuration says)`;

/** Whether the configuration says that others may make such an endpoint. */
export const isGuestEndpoint = ({ service }: VpcEndpoint, { guests, region }: LiveTarget): boolean =>
  guests.endpoints.includes(serviceOf(service, region) ?? '');

const isNamed = (names: readonly string[], name: string): boolean =>
  names.some((each) => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each));

/** Whether the configuration says that others may make such a group. */
export const isGuestGroup = ({ name }: SecurityGroup, { guests }: LiveTarget): boolean =>
  isNamed(guests.securityGroups, name);

/** What else could be done about a role, user or group of the account; nothing where it is of somebody else. */
export const declaring = (name: string | undefined, { environment }: LiveTarget): string =>
  name === undefined ? '' : `, or declare ${name} in guests.principals of ${environment} in delivery.config.ts`;

/** Whether the configuration says that this role, user or group may reach what is the environment's. */
export const isGuestPrincipal = (name: string, { guests }: LiveTarget): boolean => isNamed(guests.principals, name);
