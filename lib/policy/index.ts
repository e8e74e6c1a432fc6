export { type Decision, evaluate, type PolicyDocument } from './evaluate';
export type { Principal, Request, RequestContext } from './request';
export { boundOnly, callsIn, circumstances, foreignPrincipals, servicesIn, strangersIn, strangerTo } from './strangers';
