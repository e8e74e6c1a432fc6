const { existsSync, readFileSync } = require('node:fs');
const { dirname, resolve, sep } = require('node:path');
const { compileFunction, constants } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

const TESTS = `${resolve(__dirname, '../..')}${sep}`;

/** @type {Map<string, boolean>} */
const known = new Map();

/** Files beside a module that it imports by a relative path. */
const imported = (file, text) =>
  [...text.matchAll(/from '(\.[^']+)'/g)].map(([, name]) => `${resolve(dirname(file), name)}.ts`).filter(existsSync);

/**
 * Whether a module is loaded anew for each test file: it is a file of the tests that takes part in jest, or imports one, since
 * hooks and expectations are those of the file that runs.
 * @param {string} file absolute path
 * @returns {boolean}
 */
const isOfOneTestFile = (file) => {
  if (!file.startsWith(TESTS) || !file.endsWith('.ts')) return false;
  if (!known.has(file)) {
    known.set(file, false); // a circle
    const text = readFileSync(file, 'utf8');
    known.set(file, text.includes('@jest/globals') || imported(file, text).some(isOfOneTestFile));
  }
  return known.get(file);
};

/** Modules of the realm of the process: in another, node asks a proxy of jest for every `Object` and `Array` that is read. */
class OfTheProcess extends Runtime {
  constructor(...given) {
    super(...given);
    const { executor } = this;
    const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    executor.compile = (text, filename) =>
      compileFunction(text, executor.injectedModuleParameters, { filename, importModuleDynamically });
  }
}

/** Modules that all test files of a worker share. */
class Shared extends OfTheProcess {
  requireModuleOrMock(from, name) {
    if (name !== '@jest/globals') return super.requireModuleOrMock(from, name);
    throw new Error(
      `${from} is shared by test files and imports @jest/globals: import it in a file of test/, by "from"`,
    );
  }
}

/** @type {Shared | undefined} */
let shared;

/** Loads a test file, and what is of it alone, for itself; every other module once in a worker. */
class WorkerRuntime extends OfTheProcess {
  constructor(...given) {
    super(...given);
    shared ??= new Shared(...given);
  }

  requireModuleOrMock(from, name) {
    const own = name === '@jest/globals' || isOfOneTestFile(this.find(from, name));
    return own ? super.requireModuleOrMock(from, name) : shared.requireModuleOrMock(from, name);
  }

  /** What jest itself is made of, but for what runs the tests of a file. */
  requireInternalModule(from, name) {
    const own = !name || !/^(@jest\/|expect$|jest-(?!circus)|pretty-format$)/.test(name);
    return own ? super.requireInternalModule(from, name) : shared.requireInternalModule(from, name);
  }

  /** Where a module is, '' where there is none: who requires it is told by jest. */
  find(from, name) {
    try {
      return this._resolution.resolveCjs(from, name);
    } catch {
      return '';
    }
  }
}

module.exports = Object.assign(WorkerRuntime, { isOfOneTestFile });
