/**
 * What the gate says of one assembly: `gate/report.json`, from which every other form of the report and the review of a
 * release are made. This file imports nothing.
 */

/** `report.json`, schema 1. Lists are sorted, so that two runs on the same templates differ in nothing. */
export interface GateReport {
  readonly schema: 1;
  readonly application: string;
  /** `yes` where there are neither findings nor objections. */
  readonly verdict: 'yes' | 'no';
  /**
   * What speaks against trusting the findings: first that a pack did not look, then for example that an acknowledgement
   * matches nothing.
   */
  readonly objections: readonly string[];
  /** What will become an objection, for example an acknowledgement that expires within 30 days. */
  readonly warnings: readonly string[];
  readonly packs: readonly ReportedPack[];
  readonly rules: readonly ReportedRule[];
  readonly stacks: readonly ReportedStack[];
  /** Rules that resources violate and nobody has acknowledged. */
  readonly findings: readonly GateFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

/** A set of rules, with the proof that it ran. */
export interface ReportedPack {
  /** `AwsSolutions`, `HIPAA.Security`, `ZeroTrust` or `CloudFormation-Validate`. */
  readonly name: string;
  /** Version of the package it comes from. */
  readonly version: string;
  /** How many rules it asked; absent where it does not tell. */
  readonly rules?: number;
  /** How many resources it looked at, by stack path; as many as the stack's final template has, but for those it may leave out. */
  readonly looked: Readonly<Record<string, number>>;
  /** Resources that it is right not to look at; absent where there are none. */
  readonly leftOut?: readonly LeftOut[];
}

/** A resource of a final template that a pack cannot look at, and why that is right. */
export interface LeftOut {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly because: string;
}

/** One rule and where it was asked. */
export interface ReportedRule {
  /** For example `AwsSolutions-S1` or `ZT-06-LogsKeyLetsCloudWatchLogsIn`. */
  readonly id: string;
  readonly pack: string;
  /** The requirement as a positive sentence. */
  readonly requires: string;
  /** HIPAA Security Rule controls it serves, for example `164.312(a)(2)(iv)`. */
  readonly hipaa: readonly string[];
  readonly source?: string;
  readonly stacks: readonly RuleInStack[];
}

/**
 * A rule in one stack: asked of so many resources, or not asked and why. A rule of cdk-nag counts the resources of the kind
 * it is about; a rule that reads whole templates counts all of them.
 */
export type RuleInStack =
  | { readonly stack: string; readonly applied: true; readonly resources: number }
  | { readonly stack: string; readonly applied: false; readonly because: string };

/** One stack of the assembly. */
export interface ReportedStack {
  /** Construct path, for example `Delivery/dev/Data`. */
  readonly path: string;
  readonly stackName: string;
  /** Environment of the target it belongs to; absent for the pipeline and its helpers. */
  readonly environment?: string;
  readonly account: string;
  readonly region: string;
  /** Template file, relative to the assembly's root. */
  readonly template: string;
  /** Of the template file's bytes, hexadecimal. */
  readonly sha256: string;
  readonly resources: number;
}

/** One rule violated by one resource. */
export interface GateFinding {
  readonly pack: string;
  readonly rule: string;
  /** The full id, for example `AwsSolutions-IAM5[Resource::*]`; the rule's where there is nothing to add. */
  readonly finding: string;
  /** Path of the stack; absent where the pack names none. */
  readonly stack?: string;
  /** Construct path of the resource, else `<template>#<logical id>`. */
  readonly resource: string;
  readonly logicalId?: string;
  readonly because: string;
  readonly fix?: string;
  /** Where the construct was made, relative to the project's root. */
  readonly at?: SourceLocation;
}

/** A place in a source file; lines count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
}

/** A finding accepted on purpose. */
export interface AcknowledgedFinding extends GateFinding {
  readonly acknowledgement: AcknowledgementTerms;
}

/** Why, by whom and until when a finding is accepted. */
export interface AcknowledgementTerms {
  readonly reason: string;
  readonly owner: string;
  /** Last day it counts, `YYYY-MM-DD`. */
  readonly expires: string;
  /** Where the decision was discussed. */
  readonly ticket: string;
}

/** Directory of the reports below the assembly's root. */
export const GATE_DIRECTORY = 'gate';

/** Name of the machine-readable report in that directory. */
export const GATE_REPORT = 'report.json';

/** The report as a page for a person who decides. */
export const GATE_PAGE = 'report.html';

/** The report as SARIF 2.1.0. */
export const GATE_SARIF = 'report.sarif';

/** The report as JUnit XML. */
export const GATE_JUNIT = 'junit.xml';
