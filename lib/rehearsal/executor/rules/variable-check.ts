import { Failure } from '../failure';
import type { RuleHandler } from './rule';

/**
 * Compares a variable with a value. That MATCHES means the whole of it nobody has confirmed.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-VariableCheck.html
 */
export const variableCheck: RuleHandler = {
  async run({ configuration }) {
    const { Operator: operator = '', Value: value = '', Variable: variable = '' } = configuration;
    const summary = `"${variable}" ${operator} "${value}"`;
    const holds = compare(operator, variable, value);
    return holds ? { status: 'Succeeded', summary } : { status: 'Failed', summary: `${summary} does not hold` };
  },
};

const compare = (operator: string, variable: string, value: string): boolean => {
  switch (operator) {
    case 'EQ':
      return variable === value;
    case 'NE':
      return variable !== value;
    case 'CONTAINS':
      return variable.includes(value);
    case 'MATCHES':
      return expression(value).test(variable);
    default:
      throw new Failure(`operator ${operator} does not exist: known are EQ, NE, CONTAINS and MATCHES`);
  }
};

const expression = (text: string): RegExp => {
  try {
    return new RegExp(`^(?:${text})$`, 'su');
  } catch (error) {
    throw new Failure(`Value ${text} is no regular expression here: Java's and JavaScript's differ`, { cause: error });
  }
};
