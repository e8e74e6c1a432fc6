export { installGate } from './gate';
export { printed } from './report/print';
export { Stopwatch } from './report/stopwatch';
export { writeReports } from './report/write-reports';
