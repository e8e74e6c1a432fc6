import { KMSClient } from '@aws-sdk/client-kms';
import { describe, expect, test } from '@jest/globals';
import { PacedClients } from '../../../lib/validation/calls/clients';

describe('the clients of a validation', () => {
  test('are built once per service', () => {
    const clients = new PacedClients({ region: 'us-east-1' });
    expect(clients.of(KMSClient)).toBe(clients.of(KMSClient));
  });

  test('wait for their turn at every attempt, and sign after the wait', () => {
    const steps = new PacedClients({ region: 'us-east-1' }).of(KMSClient).middlewareStack.identify();
    const place = (name: string) => steps.findIndex((step) => step.startsWith(name));
    expect(place('retryMiddleware')).toBeGreaterThan(-1);
    expect(place('pace')).toBeGreaterThan(place('retryMiddleware'));
    expect(place('httpSigningMiddleware')).toBeGreaterThan(place('pace'));
  });
});
