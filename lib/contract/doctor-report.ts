import * as z from 'zod/mini';
import { natural, words } from './report';

/** What `bin/delivery doctor --json` prints. The one schema gives the type and `docs/schemas/doctor-report.schema.json`. */

const check = words.check(z.describe('Id of a check, e.g. bootstrap-version.'));

export const doctorFindingSchema = z.object({
  check,
  state: z
    .enum(['problem', 'not-looked'])
    .check(z.describe('Something is wrong, or the check could not look: that is never a good sign.')),
  where: words.check(z.describe('An account and region, aws://ACCOUNT/REGION, or a file, or this machine.')),
  what: words,
  cure: words.check(z.describe('What to do; a command to paste where one does it.')),
});

/** Schema 1. */
export const doctorReportSchema = z.object({
  schema: z.literal(1),
  summary: z
    .object({ ok: natural, problem: natural, notLooked: natural })
    .check(
      z.describe('How many checks looked everywhere and found nothing, found a problem, could not look somewhere.'),
    ),
  findings: z.array(doctorFindingSchema).check(z.describe('Problems first.')),
});

export type DoctorFinding = z.output<typeof doctorFindingSchema>;
export type DoctorReport = z.output<typeof doctorReportSchema>;
