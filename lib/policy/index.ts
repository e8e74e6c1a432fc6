export { conditionKey } from './condition-keys';
export { destinations, sentenceOfReach } from './destinations';
export { type Decision, evaluate, type PolicyDocument } from './evaluate';
export { mayEver } from './holders';
export {
  leftOpen,
  notUnderDefault,
  notUnderKey,
  outsideOf,
  WITH_OLD_TLS,
  WITHOUT_TLS,
} from './must-be-refused';
export { letsForOthers, outsiders, outsidersDoing, sentenceOf, servicesLetIn } from './outsiders';
export type { Intended } from './parties';
export { coversAction, coversResource } from './pattern-sets';
export { type Test, testsOf } from './pins';
export type { Principal, Request, RequestContext } from './request';
export type { Case, Required } from './required-denies';
export {
  callingService,
  letsService,
  type OnBehalfOf,
  pathsOf,
  SERVICE_PATHS,
  type ServicePath,
  serviceCall,
  worldsOf,
} from './service-calls';
export { strangerTo } from './strangers';
