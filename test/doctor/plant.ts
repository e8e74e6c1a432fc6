import { type Body, DEV, REGION } from './healthy-patient';

/** What is planted, the check that finds it, and a part of what it says and of the cure. */
export type Planted = readonly [
  what: string,
  plant: (body: Body) => unknown,
  check: string,
  says: string,
  cure: string,
];

export const HERE = `aws://${DEV}/${REGION}`;
export const set = <T, K extends keyof T>(thing: T, key: K, value: T[K]): void => {
  thing[key] = value;
};
export const configured = (body: Body, change: object): void => set(body, 'config', { ...body.config, ...change });
export const status = (body: Body, state: string): void => {
  body.dev.stacks = body.dev.stacks.map((each) => (each.name === 'data-dev' ? { ...each, status: state } : each));
};
export const undeployed = (body: Body): void => {
  body.dev.stacks = body.dev.stacks.filter(({ name }) => name !== 'data-dev');
};

/** A source in S3. */
export const S3 = { kind: 's3', bucket: 'uploads', key: 'app.zip' };
