import { CallRefused } from '../aws/call-refused';
import { placeName } from '../bootstrap/places';
import type { DoctorFinding } from '../contract/doctor-report';
import { messageOf } from '../ground/message-of';
import type { DoctorPlace, Patient } from './patient';

/** What a look has found, before it is known of which check it is. */
export type Symptom = Omit<DoctorFinding, 'check'>;

/** One question; no answer is no problem. */
export interface DoctorCheck {
  readonly id: string;
  /** What it looks at, for `doctor --list`. */
  readonly about: string;
  look(patient: Patient): Promise<readonly Symptom[]>;
}

export const problem = (where: string, what: string, cure: string): Symptom => ({
  state: 'problem',
  where,
  what,
  cure,
});

/** A look that cannot succeed, and what lets it. */
export class CannotLook extends Error {
  constructor(
    message: string,
    readonly cure: string,
  ) {
    super(message);
  }
}

/** Says why somebody could not look, and what lets him. */
export const notLooked = (where: string, error: unknown): Symptom => ({
  state: 'not-looked',
  where,
  what: `could not look: ${reasonOf(error)}`,
  cure: cureOf(error, where),
});

/** `fetch failed` says why in its cause alone. */
const reasonOf = (error: unknown): string => {
  const cause = error instanceof TypeError && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
  const [first] = messageOf(error).split('\n');
  return `${first || 'no reason was given'}${cause}`;
};

const cureOf = (error: unknown, where: string): string => {
  if (error instanceof CannotLook) return error.cure;
  if (error instanceof CallRefused) return `look with credentials that have ${error.permission}`;
  if (messageOf(error).startsWith('not in the emulator')) return 'ask AWS itself: unset AWS_ENDPOINT_URL';
  if (!where.startsWith('aws://')) return 'mend that, and run bin/delivery doctor again';
  const account = where.slice('aws://'.length).split('/')[0];
  return `sign in to AWS, or name credentials: bin/delivery doctor --profile ${account}=PROFILE`;
};

/** A check of the project and the machine. */
export const anywhere = (
  id: string,
  about: string,
  where: string,
  look: (patient: Patient) => Promise<readonly Symptom[]> | readonly Symptom[],
): DoctorCheck => ({ id, about, look: (patient) => looked(where, async () => look(patient)) });

/** A check of every account and region, each by itself: one that cannot be seen hides no other. */
export const atEveryPlace = (
  id: string,
  about: string,
  look: (place: DoctorPlace, patient: Patient) => Promise<readonly Symptom[]>,
  where: (place: DoctorPlace, patient: Patient) => boolean = () => true,
): DoctorCheck => ({
  id,
  about,
  look: async (patient) => {
    const places = patient.places.filter((place) => where(place, patient));
    return (await Promise.all(places.map((place) => looked(placeName(place), () => look(place, patient))))).flat();
  },
});

/** A check of the account that the pipeline lives in. */
export const atTools = (
  id: string,
  about: string,
  look: (place: DoctorPlace, patient: Patient) => Promise<readonly Symptom[]>,
): DoctorCheck => atEveryPlace(id, about, look, ({ tools }) => tools);

const looked = async (where: string, look: () => Promise<readonly Symptom[]>): Promise<readonly Symptom[]> => {
  try {
    return await look();
  } catch (error) {
    return [notLooked(where, error)];
  }
};
