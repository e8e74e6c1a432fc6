export { installGate } from './gate';
export { printed } from './print';
