export { type Decision, evaluate, type PolicyDocument } from './evaluate';
export { type Intended, outsiders, sentenceOf } from './outsiders';
export type { Principal, Request, RequestContext } from './request';
export { type Case, gapsIn, type Required } from './required-denies';
export {
  callingService,
  letsService,
  letsStranger,
  type OnBehalfOf,
  pathsOf,
  resembling,
  SERVICE_PATHS,
  type ServicePath,
  serviceCall,
  worldsOf,
} from './service-calls';
export { boundOnly, callsIn, circumstances, foreignPrincipals, servicesIn, strangersIn, strangerTo } from './strangers';
