import * as z from 'zod/mini';
import { doctorReportSchema } from '../lib/contract/doctor-report';
import { evidenceReportSchema } from '../lib/contract/evidence-report';
import { gateReportSchema } from '../lib/contract/gate-report';
import { reviewSchema } from '../lib/contract/review';
import { validationReportSchema } from '../lib/contract/validation-report';
import { permissionsSchema } from '../lib/rehearsal/record/permission-record';

/** As readers take a report: with more in it than they know. */
const TOLERANT = { io: 'input' } as const;

/** What stands in `docs/schemas/`, by name: JSON Schema 2020-12 of what each report is written as. */
export const publishedSchemas = (): Readonly<Record<string, object>> => ({
  'gate-report': z.toJSONSchema(gateReportSchema, TOLERANT),
  'validation-report': z.toJSONSchema(validationReportSchema, TOLERANT),
  'evidence-report': z.toJSONSchema(evidenceReportSchema, TOLERANT),
  'doctor-report': z.toJSONSchema(doctorReportSchema, TOLERANT),
  permissions: z.toJSONSchema(permissionsSchema, TOLERANT),
  review: z.toJSONSchema(reviewSchema, TOLERANT),
});
