'use strict';
// One execution environment of a Lambda function. Reads invocations as JSON lines from stdin and answers on a
// descriptor of its own; ends when stdin ends, so that it never outlives the emulator.

const fs = require('node:fs');
const path = require('node:path');
const { Module } = require('node:module');
const readline = require('node:readline');
const { pathToFileURL } = require('node:url');
const { resolveLocalhost } = require('./loopback.cjs');
const { redirectResponses } = require('./responses.cjs');
const { captureConsole } = require('./console.cjs');

const options = JSON.parse(process.env.EMULATOR_RUNNER);
const { taskRoot, handler, channel, logFormat, logLevel, variables, responsePort } = options;
for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
Object.assign(process.env, variables);
Module._initPaths(); // NODE_PATH, which node reads only as it starts

const send = (message) => fs.writeSync(channel, `${JSON.stringify(message)}\n`);

/** An error as the Lambda runtime reports it. */
const described = (error) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const failure = (name, message) => Object.assign(new Error(message), { name });

const moduleFile = (root) => {
  const found = ['', '.js', '.mjs', '.cjs']
    .map((suffix) => root + suffix)
    .find((file) => {
      return fs.existsSync(file) && fs.statSync(file).isFile();
    });
  if (found === undefined) {
    throw failure('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(root)}'`);
  }
  return found;
};

const load = async () => {
  const [, directory, moduleName, exported] = /^(.*\/)?([^/.]+)\.(.+)$/.exec(handler) ?? [];
  if (exported === undefined) throw failure('Runtime.MalformedHandlerName', `Bad handler ${handler}`);
  const file = moduleFile(path.join(taskRoot, directory ?? '', moduleName));
  let namespace;
  try {
    namespace = await import(pathToFileURL(file).href);
  } catch (error) {
    if (error?.code !== 'MODULE_NOT_FOUND' && error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw failure('Runtime.ImportModuleError', `Error: ${error.message}`);
  }
  const pick = (from) => exported.split('.').reduce((value, key) => value?.[key], from);
  const found = pick(namespace) ?? pick(namespace.default);
  if (typeof found !== 'function') {
    throw failure('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found;
};

const contextOf = (invocation, done) => {
  const { timeout, ...values } = invocation.context;
  const deadline = Date.now() + timeout;
  return {
    ...values,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: (error, result) => done(error, result),
    succeed: (result) => done(null, result),
    fail: (error) => done(error ?? new Error('handled')),
  };
};

/** Settles as the handler does; when nothing is left to wait for, the result is null, as on Lambda. */
const call = (found, invocation) =>
  new Promise((resolve, reject) => {
    const done = (error, result) => (error ? reject(error) : resolve(result));
    process.once('beforeExit', () => resolve(null));
    process.stdin.unref();
    const returned = found(invocation.event, contextOf(invocation, done), done);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  }).finally(() => {
    process.removeAllListeners('beforeExit');
    process.stdin.ref();
  });

const main = () => {
  let current;
  captureConsole({ format: logFormat, level: logLevel, requestId: () => current?.id, send });
  redirectResponses(responsePort);
  resolveLocalhost();
  const fatal = (error) => {
    send({ type: 'error', id: current?.id, fatal: true, error: described(error) });
    process.exit(129);
  };
  process.on('uncaughtException', fatal);
  process.on('unhandledRejection', (reason) => {
    const cause = described(reason);
    fatal(failure('Runtime.UnhandledPromiseRejection', `${cause.errorType}: ${cause.errorMessage}`));
  });
  process.chdir(taskRoot);
  let loading;
  const lines = readline.createInterface({ input: process.stdin });
  lines.on('close', () => process.exit(0));
  lines.on('line', async (line) => {
    current = JSON.parse(line);
    const { id } = current;
    process.env._X_AMZN_TRACE_ID = current.traceId;
    try {
      loading ??= load().then((loaded) => {
        send({ type: 'ready' });
        return loaded;
      });
      const result = await call(await loading, current);
      send({ type: 'result', id, payload: JSON.stringify(result ?? null) });
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      send({ type: 'error', id, fatal: name.startsWith('Runtime.'), error: described(error) });
    }
  });
};

main();
