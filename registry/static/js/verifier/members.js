// Reading one JSON object member by member, so that every fault names the member that it is about.
import { isObject } from "./json.js";
import { instant } from "./texts.js";

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;

/** A document that is not what it says. `path` names the member, `expected` a word of the catalogue. */
export class Malformed extends Error {
  /** @param {string} code @param {string} path @param {Record<string, unknown>} [details] */
  constructor(code, path, details = {}) {
    super(code);
    this.code = code;
    this.path = path;
    this.details = details;
  }
}

/** An object and the path to it. Every method throws Malformed. */
export class Members {
  /** @param {Record<string, any>} members @param {string} [path] */
  constructor(members, path = "") {
    this.members = members;
    this.here = path;
  }

  /** @param {string} name */
  has(name) {
    return (this.members[name] ?? null) !== null;
  }

  /** @param {string} name */
  path(name) {
    return this.here ? `${this.here}.${name}` : name;
  }

  /** @param {string} code @param {string} name @param {Record<string, unknown>} [details] */
  fault(code, name, details) {
    return new Malformed(code, this.path(name), details);
  }

  /** @param {string} name @returns {any} */
  one(name) {
    const value = this.members[name];
    if (!Array.isArray(value)) return value ?? null;
    if (value.length > 1) throw this.fault("several", name);
    return value[0] ?? null;
  }

  /** @param {string} name @returns {any[]} */
  many(name) {
    const value = this.members[name] ?? null;
    if (value === null) return [];
    return Array.isArray(value) ? value : [value];
  }

  /** @param {string} name @returns {string | null} */
  optionalText(name) {
    let value = this.one(name);
    if (isObject(value)) value = value["@value"] || value.es || value.en || (Object.values(value)[0] ?? null);
    else if (value === null) return null;
    if (typeof value !== "string") throw this.fault("wrong_type", name, { expected: "text" });
    return value;
  }

  /** @param {string} name @returns {string} */
  text(name) {
    const value = this.optionalText(name);
    if (!value) throw this.fault("missing", name);
    return value;
  }

  /** @param {string} name @returns {string} */
  url(name) {
    const value = this.text(name);
    if (!ABSOLUTE.test(value)) throw this.fault("not_a_url", name);
    return value;
  }

  /** @param {string} name @returns {string | null} */
  optionalUrl(name) {
    return this.has(name) ? this.url(name) : null;
  }

  /** @param {string} name @returns {string[]} */
  texts(name) {
    const values = this.many(name);
    if (!values.every((value) => typeof value === "string")) throw this.fault("wrong_type", name, { expected: "text" });
    return values;
  }

  /** @param {string} name @returns {number} */
  moment(name) {
    const moment = instant(this.text(name));
    if (moment === null) throw this.fault("not_a_date", name);
    return moment;
  }

  /** @param {string} name @returns {number | null} */
  optionalMoment(name) {
    return this.has(name) ? this.moment(name) : null;
  }

  /** @param {string} name @returns {boolean} */
  boolean(name) {
    const value = this.one(name);
    if (typeof value !== "boolean") throw this.fault(value === null ? "missing" : "wrong_type", name, { expected: "boolean" });
    return value;
  }

  /** @param {string} name @returns {number} */
  index(name) {
    const value = this.one(name);
    if (typeof value === "string" && /^[0-9]{1,12}$/.test(value)) return Number(value);
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.fault(value === null ? "missing" : "wrong_type", name, { expected: "index" });
  }

  /** @param {string} name @returns {Members} */
  object(name) {
    const value = this.one(name);
    if (!isObject(value)) throw this.fault(value === null ? "missing" : "wrong_type", name, { expected: "object" });
    return new Members(value, this.path(name));
  }

  /** @param {string} name @returns {Members | null} */
  optionalObject(name) {
    return this.has(name) ? this.object(name) : null;
  }

  /** @param {string} name @returns {Members[]} */
  objects(name) {
    const values = this.many(name);
    if (!values.every(isObject)) throw this.fault("wrong_type", name, { expected: "object" });
    return values.map((value, place) => new Members(value, `${this.path(name)}[${place}]`));
  }

  /** @param {string} name @returns {string | null} */
  identifier(name) {
    const value = this.one(name);
    return isObject(value) ? new Members(value, this.path(name)).optionalUrl("id") : this.optionalUrl(name);
  }
}
