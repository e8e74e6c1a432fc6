export { installGate } from './gate';
export { printed } from './print';
export { writeReports } from './record/write-reports';
export { Stopwatch } from './stopwatch';
