import { z } from 'zod';

/** A text of a form, and what to say of another one: `must be 12 digits`. */
export const textLike = (must: string, pattern: RegExp) => z.string().regex(pattern, must);

/** A setting with its meaning, as `docs/settings.md` tells it; to be given before `optional` and `default`. */
export const means = <Type extends z.ZodType>(type: Type, meaning: string): Type => type.describe(meaning);
