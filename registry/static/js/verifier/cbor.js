// The little of CBOR that a code on paper needs, in its one deterministic form (RFC 8949, 4.2.1).
import { Refused, concat, fromUtf8, utf8 } from "./bytes.js";

const MAX_DEPTH = 4;
const MAX_ITEMS = 64;
const [UINT, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6];
const LONG_HEADS = new Map([[24, [1, 24]], [25, [2, 2 ** 8]], [26, [4, 2 ** 16]], [27, [8, 2 ** 32]]]);

/** A tag and what it is about. */
export class Tagged {
  /** @param {number} tag @param {any} value */
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

/** @param {string} detail @returns {never} */
const malformed = (detail) => {
  throw new Refused("paper_unreadable", { detail });
};

/** The value of exactly these bytes: numbers, bytes, texts, arrays, Maps and Tagged. @param {Uint8Array<ArrayBuffer>} data @returns {any} */
export function decode(data) {
  let at = 0;

  /** @param {number} count */
  const take = (count) => {
    if (at + count > data.length) malformed("cut off");
    at += count;
    return data.subarray(at - count, at);
  };
  /** @returns {[number, number]} */
  const head = () => {
    const first = take(1)[0];
    const short = first & 0x1f;
    if (short < 24) return [first >> 5, short];
    const [size, least] = LONG_HEADS.get(short) ?? malformed("an indefinite or reserved length");
    const argument = take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    if (argument < least) malformed("not the shortest spelling");
    if (!Number.isSafeInteger(argument)) malformed("the number is too large");
    return [first >> 5, argument];
  };
  /** @param {number} depth @returns {any} */
  const value = (depth) => {
    if (depth > MAX_DEPTH) malformed("nested too deeply");
    const [kind, argument] = head();
    if ((kind === ARRAY || kind === MAP) && argument > MAX_ITEMS) malformed("too many items");
    if (kind === UINT) return argument;
    if (kind === NEGATIVE && argument < 24) return -1 - argument;
    if (kind === BYTES) return take(argument);
    if (kind === TEXT) return text(take(argument));
    if (kind === ARRAY) return Array.from({ length: argument }, () => value(depth + 1));
    if (kind === MAP) return map(argument, depth);
    if (kind === TAG) return new Tagged(argument, value(depth + 1));
    return malformed("a type that is not read here");
  };
  /** @param {number} count @param {number} depth */
  const map = (count, depth) => {
    const members = new Map();
    let last = -1;
    for (let place = 0; place < count; place += 1) {
      const key = value(depth + 1);
      if (typeof key !== "number" || key <= last) malformed("keys are unsigned numbers, each once and in order");
      members.set(key, value(depth + 1));
      last = key;
    }
    return members;
  };

  const whole = value(0);
  if (at !== data.length) malformed("there is something behind the end");
  return whole;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {string} */
function text(bytes) {
  try {
    return fromUtf8(bytes);
  } catch {
    return malformed("text that is no UTF-8");
  }
}

/** @param {number} kind @param {number} argument below 65,536 @returns {Uint8Array<ArrayBuffer>} */
function writtenHead(kind, argument) {
  const first = kind << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  if (argument < 256) return Uint8Array.of(first | 24, argument);
  return Uint8Array.of(first | 25, argument >> 8, argument & 0xff);
}

/** What ES256 signs in a COSE_Sign1 (RFC 9052, 4.4). @param {Uint8Array<ArrayBuffer>} guarded @param {Uint8Array<ArrayBuffer>} aad @param {Uint8Array<ArrayBuffer>} payload @returns {Uint8Array<ArrayBuffer>} */
export function toBeSigned(guarded, aad, payload) {
  const parts = [guarded, aad, payload].flatMap((part) => [writtenHead(BYTES, part.length), part]);
  const context = utf8("Signature1");
  return concat(writtenHead(ARRAY, 4), writtenHead(TEXT, context.length), context, ...parts);
}
