// Calls of an official client, each of which is sent only with what its answer has to be.

import assert from "node:assert/strict";

export const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PATIENCE_MS = 5000;
const PAUSE_MS = 20;

/** Wraps a client so that `client.section.method(…)` waits for `gives` or `refused`; notes what was called. */
export function watched(client, called) {
  const section = (name, endpoint) =>
    new Proxy(endpoint, {
      get:
        (target, method) =>
        (...values) => {
          called.add(`${name}.${method}`);
          return new Call(() => target[method](...values), `${name}.${method}`);
        },
    });
  return new Proxy(client, { get: (target, name) => target[name] && section(name, target[name]) });
}

/** All methods of a client's sections, as `section.method`. */
export function methodsOf(client) {
  const own = (endpoint) => Object.getOwnPropertyNames(Object.getPrototypeOf(endpoint));
  return Object.entries(client).flatMap(([name, endpoint]) =>
    own(endpoint)
      .filter((method) => method !== "constructor")
      .map((method) => `${name}.${method}`),
  );
}

class Call {
  constructor(send, name) {
    this.send = send;
    this.name = name;
  }

  /** Sends it and returns the result, which has to fit `expected` (see `fits`). */
  async gives(expected) {
    const result = await this.#result();
    fits(result, expected, this.name);
    return result;
  }

  /** Sends it again and again until the result fits. */
  async comesToGive(expected) {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const result = await this.#result();
      try {
        fits(result, expected, this.name);
        return result;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((wake) => setTimeout(wake, PAUSE_MS));
      }
    }
  }

  /** Sends it; it has to be refused with this code, as a client sees it. */
  async refused(code) {
    const answer = await this.send();
    assert.equal(answer.isSuccess, false, `${this.name} was expected to be refused with ${code}`);
    fits(answer.error, { id: /^ERR[A-Z0-9]{17}$/, code, message: /./, time: MOMENT, docs: /^https:/ }, this.name);
    return answer.error;
  }

  async #result() {
    const answer = await this.send();
    if (answer?.isSuccess === undefined) return answer; // health and monitoring come without an envelope
    assert.equal(answer.isSuccess, true, `${this.name}: ${answer.isError && JSON.stringify(answer.error)}`);
    return answer.result;
  }
}

/** Objects may have more members than expected, lists not; a pattern matches a text, a function decides by itself. */
export function fits(actual, expected, path) {
  if (expected instanceof RegExp) assert.match(actual, expected, path);
  else if (typeof expected === "function") assert.ok(expected(actual), `${path}: ${JSON.stringify(actual)}`);
  else if (Array.isArray(expected)) {
    assert.equal(actual?.length, expected.length, `${path}: ${JSON.stringify(actual)}`);
    expected.forEach((each, index) => fits(actual[index], each, `${path}[${index}]`));
  } else if (expected !== null && typeof expected === "object") {
    assert.equal(typeof actual, "object", `${path}: ${JSON.stringify(actual)}`);
    for (const [key, value] of Object.entries(expected)) fits(actual[key], value, `${path}.${key}`);
  } else assert.deepEqual(actual, expected, path);
}

export const exactly = (expected) => (actual) => (assert.deepEqual(actual, expected), true);
export const absent = (actual) => actual === undefined;
export const ids =
  (...expected) =>
  (list) => (assert.deepEqual(list.map(({ id }) => id).sort(), expected.sort()), true);
export const picture = (bytes) => Buffer.from(bytes).subarray(1, 4).toString() === "PNG";
export const content = (text) => (bytes) => Buffer.from(bytes).toString() === text;
