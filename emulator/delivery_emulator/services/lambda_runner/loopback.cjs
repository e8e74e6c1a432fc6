'use strict';
// The SDK addresses buckets as `<bucket>.localhost`; names below localhost are this machine (RFC 6761), also where
// the system's resolver does not know that.

const dns = require('node:dns');

/** Let `*.localhost` resolve to the loopback interface. */
exports.resolveLocalhost = () => {
  const original = dns.lookup;
  dns.lookup = (hostname, ...rest) => {
    const name = typeof hostname === 'string' && hostname.endsWith('.localhost') ? '127.0.0.1' : hostname;
    return original(name, ...rest);
  };
};
