/** Last part of an endpoint's service name, e.g. `kms` of `com.amazonaws.us-east-1.kms`; undefined for anybody else's. */
export const serviceOf = (serviceName: string, region: string): string | undefined => {
  const [, service] = new RegExp(`^(?:[a-z]+\\.)*amazonaws\\.${region}\\.([a-z0-9.-]+)$`).exec(serviceName) ?? [];
  return service;
};
