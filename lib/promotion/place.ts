import type { DeliveryTarget } from '../contract/delivery-target';

const PLACE = /^([a-z][a-z0-9-]*)\/(\d{12})\/([a-z]{2}(?:-[a-z]+)+-\d+)$/;

/**
 * Reads `dev/222222222222/us-east-1`.
 *
 * @throws {Error} when an option is not so, naming it
 */
export const parsePlace = (option: string, text: string): DeliveryTarget => {
  const [, environment, account, region] = PLACE.exec(text) ?? [];
  if (environment === undefined || account === undefined || region === undefined) {
    throw new Error(`--${option} must be ENVIRONMENT/ACCOUNT/REGION, got "${text}"`);
  }
  return { environment, account, region };
};

/** How a place is written on a command line. */
export const placeText = ({ environment, account, region }: DeliveryTarget): string =>
  `${environment}/${account}/${region}`;
