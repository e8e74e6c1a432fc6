export { installGate } from './gate';
export { readWholeRegister } from './register/read-register';
export { printed } from './report/print';
export { Stopwatch } from './report/stopwatch';
export { writeReports } from './report/write-reports';
