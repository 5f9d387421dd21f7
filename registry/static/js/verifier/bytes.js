// Bytes and the ways of writing them, each read strictly: one value has one spelling.

/** What cannot be read. `code` is the sentence's, `details` fill it. */
export class Refused extends Error {
  /** @param {string} code @param {Record<string, unknown>} [details] */
  constructor(code, details = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MAX_BASE58 = 256;

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export const utf8 = (text) => new TextEncoder().encode(text);

/** UTF-8 and nothing else; throws TypeError. @param {Uint8Array<ArrayBuffer>} bytes @returns {string} */
export const fromUtf8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/** @param {...Uint8Array} parts @returns {Uint8Array<ArrayBuffer>} */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array<ArrayBuffer>} one @param {Uint8Array<ArrayBuffer>} other @returns {boolean} */
export const equalBytes = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {string} */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {Promise<Uint8Array<ArrayBuffer>>} */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {string} */
export function toBase64url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** RFC 4648, 5, without padding or stray bits. @param {unknown} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Refused("base64url");
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (text.length % 4 && toBase64url(bytes.subarray(-(bytes.length % 3))) !== text.slice(-(text.length % 4))) {
    throw new Refused("base64url");
  }
  return bytes;
}

/** A `z…` text of multibase. @param {unknown} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase58btc(text) {
  if (typeof text !== "string" || !text.startsWith("z") || text.length > MAX_BASE58) throw new Refused("base58");
  let number = 0n;
  for (const character of text.slice(1)) {
    const digit = BASE58.indexOf(character);
    if (digit < 0) throw new Refused("base58");
    number = number * 58n + BigInt(digit);
  }
  const zeros = text.slice(1).length - text.slice(1).replace(/^1+/, "").length;
  return concat(new Uint8Array(zeros), fromNumber(number));
}

/** Big-endian, at least `least` bytes. @param {bigint} number @param {number} [least] @returns {Uint8Array<ArrayBuffer>} */
export function fromNumber(number, least = 0) {
  let digits = number === 0n ? "" : number.toString(16);
  digits = digits.padStart(Math.max(least * 2, digits.length + (digits.length % 2)), "0");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {bigint} */
export const toNumber = (bytes) => BigInt(bytes.length ? `0x${hex(bytes)}` : 0);

/** RFC 4648, 6, capitals without padding; leftover bits are zero. @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase32(text) {
  if ([1, 3, 6].includes(text.length % 8)) throw new Refused("base32");
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value < 0) throw new Refused("base32");
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  if (held & ((1 << bits) - 1)) throw new Refused("base32");
  return Uint8Array.from(bytes);
}

/**
 * Undo gzip or deflate, stopping beyond `limit` bytes. Refuses what is cut off and what has something behind its end.
 * @param {Uint8Array<ArrayBuffer>} bytes @param {"gzip" | "deflate"} form @param {number} limit @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function inflate(bytes, form, limit) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(form)).getReader();
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > limit) {
        await reader.cancel();
        throw new Refused("too_large", { size, limit });
      }
      parts.push(value);
    }
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("compression");
  }
  return concat(...parts);
}
