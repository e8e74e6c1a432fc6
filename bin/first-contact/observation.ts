/** What AWS did. */
export type Observation = 'accepted' | 'refused' | 'delivered' | 'not delivered' | 'named as missing' | 'not named';
