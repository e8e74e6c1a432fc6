/** One account and region of an environment: what a release is deployed to, validated in and promoted from. */
export interface DeliveryTarget {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
}
