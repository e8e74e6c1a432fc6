'use strict';
// Custom resource handlers answer CloudFormation by `https` to port 443 of the host in ResponseURL; here that host is
// the emulator's own listener on the loopback interface.

const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const HOST = /^cloudformation-custom-resource-response-[a-z0-9]+\.s3[.a-z0-9-]*\.amazonaws\.com$/;

/** Route requests to a ResponseURL's host to the emulator; all others go where they go. */
exports.redirectResponses = (port) => {
  const original = https.request;
  const request = (...given) => {
    const callback = given.find((argument) => typeof argument === 'function');
    const [url] = given.filter((argument) => typeof argument === 'string' || argument instanceof URL).map(String);
    const options = given.find((argument) => argument && typeof argument === 'object' && !(argument instanceof URL));
    const target = { ...(url ? asOptions(new URL(url)) : {}), ...options };
    if (!HOST.test(target.hostname ?? target.host ?? '')) return original(...given);
    const { agent, host, protocol, ...rest } = target;
    return http.request({ ...rest, hostname: '127.0.0.1', port }, callback);
  };
  https.request = request;
  https.get = (...given) => {
    const sent = request(...given);
    sent.end();
    return sent;
  };
  syncBuiltinESMExports();
};

const asOptions = (url) => ({ hostname: url.hostname, path: `${url.pathname}${url.search}` });
