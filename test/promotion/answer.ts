import type { ValidationResult } from '../../lib/contract/validation-report';

/** What a check has answered of the key. */
export const answer = (status: ValidationResult['status'], check = 'stacks-stand-as-released'): ValidationResult =>
  ({
    check,
    requirement: 'ZT-15',
    subject: 'Key',
    status,
    because: 'it has another policy',
    fix: 'put it back',
  }) as never;
