'use strict';
// What a function writes: console methods as the Lambda runtime formats them, and the raw streams.

const { format } = require('node:util');

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const METHODS = { trace: 'TRACE', debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR' };

const jsonRecord = (level, requestId, parts) => {
  const [only] = parts;
  const error = parts.find((part) => part instanceof Error);
  const message = parts.length === 1 && !(only instanceof Error) && typeof only === 'object' ? only : format(...parts);
  const failed = error && { errorType: error.name, errorMessage: error.message, stackTrace: error.stack.split('\n') };
  return JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message, ...failed });
};

/** Send everything the function prints as messages of type `log`; `send` must be synchronous to keep the order. */
exports.captureConsole = ({ format: logFormat, level: threshold, requestId, send }) => {
  const write = (text) => send({ type: 'log', text });
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = (...parts) => {
      if (logFormat !== 'JSON') {
        write(`${new Date().toISOString()}\t${requestId() ?? 'undefined'}\t${level}\t${format(...parts)}`);
      } else if (LEVELS.indexOf(level) >= LEVELS.indexOf(threshold)) {
        write(jsonRecord(level, requestId(), parts));
      }
    };
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk, encoding, callback) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      for (const line of text.replace(/\n$/, '').split('\n')) write(line);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
};
