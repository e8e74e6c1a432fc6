import { RemovalPolicy } from 'aws-cdk-lib';

/** Whether an environment's data goes with it or stays (ZT-15). */
export type DataRetention = 'disposable' | 'retained';

/** Removal policy of everything that holds data. Retained resources still go when their creation is rolled back. */
export const removalPolicyFor = (data: DataRetention): RemovalPolicy =>
  data === 'retained' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
