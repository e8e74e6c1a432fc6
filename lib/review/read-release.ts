import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import {
  GATE_DIRECTORY,
  GATE_REPORT,
  type GateReport,
  parseGateReport,
  type ReportedStack,
} from '../contract/gate-report';
import { isObject, jsonIn } from '../ground/json';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';
import type { Release, ReviewedStack, ReviewedTemplate } from './template';

/** Where the gate's report lies in the directory of a release. */
export const REPORT_IN_RELEASE = join(GATE_DIRECTORY, GATE_REPORT);

/**
 * Reads a release: the gate's report, and the templates that it names, byte for byte those it was made from.
 *
 * @throws {UserError} when something is missing, malformed, leads outside, or does not belong together
 */
export const readReviewedRelease = (directory: string): Release => {
  const name = join(directory, REPORT_IN_RELEASE);
  const report = parseGateReport(jsonIn(readInside(directory, REPORT_IN_RELEASE), name), name);
  return {
    report,
    stacks: report.stacks.map((stack) => ({ ...placeOf(stack), template: templateOf(stack, directory) })),
  };
};

/**
 * Reads a gate report alone.
 *
 * @throws {UserError} when there is none
 */
export const readGateReport = (file: string): GateReport => parseGateReport(jsonIn(readSmall(file), file), file);

/** The stacks of a report whose templates are not at hand. */
export const stacksWithoutTemplates = ({ stacks }: GateReport, because: string): readonly ReviewedStack[] =>
  stacks.map((stack) => ({ ...placeOf(stack), because }));

const placeOf = ({ path, stackName, account, region, environment, sha256 }: ReportedStack): ReviewedStack => ({
  path,
  stackName,
  account,
  region,
  sha256,
  ...(environment !== undefined && { environment }),
});

const templateOf = ({ template, sha256: judged }: ReportedStack, directory: string): ReviewedTemplate => {
  const bytes = readInside(directory, template);
  const actual = sha256(bytes);
  const name = join(directory, template);
  if (actual !== judged) {
    throw new UserError(
      `${name} has the SHA-256 ${actual}, and the gate has judged one of ${judged}: synthesize again, behind the gate`,
    );
  }
  return parseTemplate(bytes, name);
};

/**
 * Reads a template.
 *
 * @throws {UserError} when it is no JSON object
 */
export const parseTemplate = (bytes: Buffer | string, name: string): ReviewedTemplate => {
  const template = jsonIn(bytes, name);
  if (!isObject(template)) throw new UserError(`${name} must hold a JSON object`);
  return template;
};

/** No template that CloudFormation takes, and no report about one, comes near it. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The bytes of a file below a directory.
 *
 * @throws {UserError} when it is not there, is no file, is too large, or leads outside
 */
const readInside = (directory: string, name: string): Buffer => {
  const root = realPath(directory);
  const path = realPath(resolve(root, name));
  if (!path.startsWith(root + sep))
    throw new UserError(`${name} leads outside ${root}: this release cannot be trusted`);
  return readSmall(path);
};

/**
 * The bytes of a file.
 *
 * @throws {UserError} when it is not there, is no file, or is too large
 */
export const readSmall = (path: string): Buffer => {
  const about = lstatSync(realPath(path));
  if (!about.isFile()) throw new UserError(`${path} is not a file: name the JSON file itself`);
  if (about.size > LARGEST) throw new UserError(`${path} has ${about.size} bytes, more than ${LARGEST}`);
  return readFileSync(path);
};

const realPath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    throw new UserError(`there is no ${path}: name a gate report or the directory of a release, or run npm run synth`);
  }
};
