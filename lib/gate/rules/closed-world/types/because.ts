/** Reasons for which nothing can come of a property, where several have the same. */

export const NAMES_ARE_LABELS = 'a label says nothing but what something is called';
export const DESCRIBES = 'a description is read by people only';
export const SELECTS = 'it chooses which events reach a function of ours, and takes them nowhere else';
export const KEPT_FOR_LONGER = 'a lock only adds to what keeps an object';
export const SIZES = 'how much of a machine a function or build of ours gets, and for how long';
