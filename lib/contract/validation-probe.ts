/** The event with which the live validation asks the workload to write one log line; it touches no data. This file imports nothing. */

/** `kind` of the event `{ "kind": "validation-probe", "id": "<uuid>" }`; the answer is `{ "probe": "<uuid>" }`. */
export const VALIDATION_PROBE = 'validation-probe';
