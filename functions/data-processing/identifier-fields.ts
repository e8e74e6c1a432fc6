/** The way to an identifier: property names from the record inwards. Lists on the way are entered. */
export type FieldPath = readonly [string, ...string[]];

/**
 * Reads `mrn,patient.ssn`.
 *
 * @throws {Error} when the list or a name is empty, a field is named twice, or one is inside another, which is a token by then
 */
export const parseIdentifierFields = (text: string): readonly FieldPath[] => {
  const fields = text.split(',').map((field) => field.trim());
  const paths = fields.map((field) => readPath(field, text));
  for (const [index, field] of fields.entries()) {
    const inside = fields.find((other, at) => at !== index && (field === other || field.startsWith(`${other}.`)));
    if (inside !== undefined) {
      throw new Error(`identifier field "${field}" lies in "${inside}" of "${text}": name each value once`);
    }
  }
  return paths;
};

const readPath = (field: string, text: string): FieldPath => {
  const [first = '', ...rest] = field.split('.').map((name) => name.trim());
  if ([first, ...rest].includes('')) {
    throw new Error(`identifier fields "${text}" hold an empty name: write them as mrn,patient.ssn`);
  }
  return [first, ...rest];
};
