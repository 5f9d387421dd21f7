// JSON that has only one reading, and its canonical form (RFC 8785).
import { Refused, fromUtf8, utf8 } from "./bytes.js";

export const MAX_JSON_DEPTH = 64;
export const MAX_CREDENTIAL_BYTES = 1_000_000;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const LITERALS = /** @type {const} */ ([["true", true], ["false", false], ["null", null]]);
// Kept as text: a whole number beyond 2^53 would be rounded, and a reader elsewhere would see another one.
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** @typedef {{ text: string, at: number }} Reading */

/**
 * The value of a JSON text: no member twice, no number that programs read differently, bounded depth.
 * Throws Refused: not_json, repeated_member, ambiguous_json, too_deep.
 * @param {string} text @returns {any}
 */
export function strictJson(text) {
  /** @type {Reading} */
  const reading = { text, at: 0 };
  const value = readValue(reading, 1);
  skip(reading);
  if (reading.at < text.length) fault(reading);
  return value;
}

/** The same of bytes. @param {Uint8Array<ArrayBuffer>} bytes @returns {any} */
export function strictJsonOf(bytes) {
  let text;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new Refused("not_utf8");
  }
  return strictJson(text);
}

/** @param {any} value @returns {value is Record<string, any>} */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {Reading} reading @returns {never} */
function fault(reading) {
  const before = reading.text.slice(0, reading.at).split("\n");
  throw new Refused("not_json", { line: before.length, column: (before.at(-1) ?? "").length + 1 });
}

/** @param {Reading} reading */
function skip(reading) {
  while (" \t\n\r".includes(reading.text[reading.at] ?? "x")) reading.at += 1;
}

/** @param {Reading} reading @param {number} depth @returns {any} */
function readValue(reading, depth) {
  skip(reading);
  const first = reading.text[reading.at];
  if (first === "{" || first === "[") {
    if (depth > MAX_JSON_DEPTH) throw new Refused("too_deep", { limit: MAX_JSON_DEPTH });
    return first === "{" ? readObject(reading, depth) : readArray(reading, depth);
  }
  if (first === '"') return readString(reading);
  for (const [word, value] of LITERALS) {
    if (reading.text.startsWith(word, reading.at)) {
      reading.at += word.length;
      return value;
    }
  }
  return readNumber(reading);
}

/** @param {Reading} reading @returns {number} */
function readNumber(reading) {
  if (/^(?:NaN|-?Infinity)/.test(reading.text.slice(reading.at, reading.at + 9))) throw new Refused("ambiguous_json");
  NUMBER.lastIndex = reading.at;
  const found = NUMBER.exec(reading.text);
  if (!found) fault(reading);
  const value = Number(found[0]);
  const whole = found[1] === undefined && found[2] === undefined;
  if (!Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) throw new Refused("ambiguous_json");
  reading.at += found[0].length;
  return value;
}

/** @param {Reading} reading @returns {string} */
function readString(reading) {
  let end = reading.at + 1;
  while (end < reading.text.length && reading.text[end] !== '"') end += reading.text[end] === "\\" ? 2 : 1;
  let value;
  try {
    value = JSON.parse(reading.text.slice(reading.at, end + 1));
  } catch {
    fault(reading);
  }
  if (LONE_SURROGATE.test(value)) throw new Refused("ambiguous_json");
  reading.at = end + 1;
  return value;
}

/** @param {Reading} reading @param {number} depth @returns {any[]} */
function readArray(reading, depth) {
  /** @type {any[]} */
  const items = [];
  reading.at += 1;
  skip(reading);
  if (reading.text[reading.at] === "]") {
    reading.at += 1;
    return items;
  }
  for (;;) {
    items.push(readValue(reading, depth + 1));
    skip(reading);
    const next = reading.text[reading.at];
    if (next !== "," && next !== "]") fault(reading);
    reading.at += 1;
    if (next === "]") return items;
  }
}

/** @param {Reading} reading @param {number} depth @returns {Record<string, any>} */
function readObject(reading, depth) {
  // Without a prototype: a member called "__proto__" or "constructor" is a member like others.
  const members = Object.create(null);
  reading.at += 1;
  skip(reading);
  if (reading.text[reading.at] === "}") {
    reading.at += 1;
    return members;
  }
  for (;;) {
    skip(reading);
    if (reading.text[reading.at] !== '"') fault(reading);
    const name = readString(reading);
    if (name in members) throw new Refused("repeated_member", { member: name.slice(0, 60) });
    skip(reading);
    if (reading.text[reading.at] !== ":") fault(reading);
    reading.at += 1;
    members[name] = readValue(reading, depth + 1);
    skip(reading);
    const next = reading.text[reading.at];
    if (next !== "," && next !== "}") fault(reading);
    reading.at += 1;
    if (next === "}") return members;
  }
}

/** Canonical JSON (RFC 8785): members by UTF-16 code units, numbers as ECMAScript writes them. @param {any} value @returns {Uint8Array<ArrayBuffer>} */
export const jcs = (value) => utf8(written(value));

/** @param {any} value @returns {string} */
function written(value) {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${written(value[name])}`);
  return `{${members.join(",")}}`;
}
