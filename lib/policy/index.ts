export { type Decision, evaluate, type PolicyDocument } from './evaluate';
export type { Principal, Request, RequestContext } from './request';
export { callsIn, foreignPrincipals, servicesIn, strangersIn, strangerTo } from './strangers';
