export { destinations, sentenceOfReach } from './destinations';
export { type Decision, evaluate, type PolicyDocument } from './evaluate';
export {
  leftOpen,
  notUnderDefault,
  notUnderKey,
  outsideOf,
  WITH_OLD_TLS,
  WITHOUT_TLS,
} from './must-be-refused';
export { outsiders, sentenceOf } from './outsiders';
export type { Intended } from './parties';
export { coversAction, coversResource } from './pattern-sets';
export type { Principal, Request, RequestContext } from './request';
export type { Case, Required } from './required-denies';
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
export { callsIn, servicesIn, strangerTo } from './strangers';
