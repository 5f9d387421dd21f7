// Making one check: its question, its sentence in both languages, what was seen.
import { ago, fill, same, Minute } from "./texts.js";

/** @typedef {import("./texts.js").Text} Text */
/** @typedef {"passed" | "failed" | "warning" | "not_checked"} Result */
/** @typedef {{ id: string, question: string, result: Result, code: string, title: Text, reason: Text, remedy: Text, seen: Record<string, unknown> }} Check */
/** @typedef {{ seen?: Record<string, unknown>, wording?: string } & Record<string, unknown>} Rest */

/**
 * How to look: the words of the registry, the vocabularies, the moment, the name that somebody typed.
 * @typedef {{ words: any, vocabularies: Record<string, import("./terms.js").Vocabulary>, at: number, asked: string | null }} Policy
 */

/** Of others' clocks that run ahead. */
export const CLOCK_SKEW = 300_000_000;

/** The checks of one verification, as they are made. */
export class Checks {
  /** @param {Policy} policy */
  constructor(policy) {
    this.words = policy.words;
    /** @type {Check[]} */
    this.made = [];
  }

  /** @param {string} id @param {string} code @param {Result} result @param {Rest} [rest] */
  make(id, code, result, { seen = {}, wording = code, ...values } = {}) {
    const [title, reason, remedy] = this.words.sentences[id][wording];
    const said = [title, reason, remedy].map((text) => fill(text, values));
    this.made.push({ id, question: this.words.questionOf[id], result, code, title: said[0], reason: said[1], remedy: said[2], seen });
  }

  /** @param {string} id @param {string} code @param {Rest} [rest] */
  passed(id, code, rest) {
    this.make(id, code, "passed", rest);
  }

  /** @param {string} id @param {string} code @param {Rest} [rest] */
  failed(id, code, rest) {
    this.make(id, code, "failed", rest);
  }

  /** @param {string} id @param {string} code @param {Rest} [rest] */
  warning(id, code, rest) {
    this.make(id, code, "warning", rest);
  }

  /** @param {string} id @param {string} code @param {Rest} [rest] */
  notChecked(id, code, rest) {
    this.make(id, code, "not_checked", rest);
  }

  /** In the order of the report. @returns {Check[]} */
  ordered() {
    const order = Object.keys(this.words.questionOf);
    return [...this.made].sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
  }

  /** Why something could not be had. @param {string} reason @returns {Text} */
  why(reason) {
    return this.words.why[reason] ?? same(reason);
  }

  /** What to do where it could not be had. @param {string} reason @returns {Text} */
  next(reason) {
    return this.words.next[reason] ?? this.words.later;
  }

  /** A sentence of the catalogue with its blanks filled. @param {Text} text @param {Record<string, unknown>} values @returns {Text} */
  filled(text, values) {
    return fill(text, values);
  }

  /** The words for a code of the catalogues. @param {string | null} code @returns {Text} */
  label(code) {
    return code === null ? same("—") : Object.hasOwn(this.words.labels, code) ? this.words.labels[code] : same(code);
  }

  /** « Lo último que se supo, el …, hace 3 días: sin retirar.» @param {Text} what @param {number} asOf @param {number} at @returns {Text} */
  lastKnown(what, asOf, at) {
    return fill(this.words.lastKnown, { when: new Minute(asOf), age: ago(at - asOf), what });
  }
}
