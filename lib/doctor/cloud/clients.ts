import { permitted } from '../../aws/call-refused';
import { callJson, type JsonCaller, type JsonService } from '../../aws/json-call';
import type { JsonObject } from '../../ground/json';
import type { PacedClients } from '../../validation/calls/clients';

/** How the calls of one account and region are made. */
export interface DoctorClients {
  readonly paced: PacedClients;
  /** The same for services that have no SDK package here. @param region where it is not the place's own */
  json(permission: string, service: JsonService, input: JsonObject, region?: string): Promise<JsonObject>;
}

export const doctorClients = (paced: PacedClients, caller: JsonCaller): DoctorClients => ({
  paced,
  json: (permission, service, input, region = caller.region) => {
    const operation = permission.split(':').at(-1) ?? permission;
    return permitted(permission, () => callJson(service, operation, input, { ...caller, region }));
  },
});
