export { WatchedAwsSolutions, WatchedHipaaSecurity } from './nag-packs';
export { WatchedCloudFormationValidate, WatchedZeroTrust } from './template-packs';
export { type AskedRule, reportedName, type WatchedPack } from './watched-pack';
