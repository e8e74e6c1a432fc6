import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { daysAfter } from '../../lib/contract/grace';
import { parseRegister, readRegister } from '../../lib/gate/register/read-register';
import { reviewRegister } from '../../lib/gate/register/review-register';
import { REGISTER, REGISTER_DAY } from '../gate/_helpers/register-day';
import { renewed } from './pin-configuration';

const register = readFileSync(REGISTER, 'utf8');
const objections = (text: string, day: string) => reviewRegister(parseRegister(text, REGISTER), day).objections;

test('the register of a checkout of a test has not expired, whatever day it is', () => {
  const day = daysAfter(REGISTER_DAY, 800);
  expect(objections(register, day)).toHaveLength(new Set(readRegister(REGISTER).map(({ cause }) => cause)).size);
  expect(objections(renewed(register, day), day)).toEqual([]);
});

test('what has not expired stays as people have written it', () => {
  expect(renewed(register, REGISTER_DAY)).toBe(register);
});
