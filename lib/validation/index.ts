export type { Target } from './deployed-target';
export { type SdkCloudOptions, sdkCloud } from './sdk-cloud';
export { table } from './table';
export { type ValidateOptions, validate } from './validate';
export { clearReports, writeReports } from './write-reports';
