// Whether every member of a document is one that its contexts define: what none defines, a signature over the meaning
// does not cover. A walk by the rules of JSON-LD 1.1 for the few contexts that the registry's documents use; what it
// does not know for certain it leaves open.
import { isObject } from "./json.js";

const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/;
const ABSOLUTE = /^(?:_:[^\s]+|[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]*)$/;
const LIMITS = { values: 20_000, characters: 2_000_000, types: 8_000, contexts: 250 };

/**
 * A term: `k` the keyword that it stands for, `t` how its value is read (`@id`, `@vocab`, `@json`), `c` its own terms.
 * @typedef {{ k?: string, t?: string, c?: Vocabulary | null }} Term
 */
/** @typedef {Record<string, Term>} Vocabulary */
/** `relative` is for what has no meaning, beside what engines read differently. @typedef {{ code: string, path: string, url?: string, measure?: string, relative?: boolean }} Fault */
/** @typedef {{ vocabularies: Record<string, Vocabulary>, counted: { values: number, characters: number, types: number, contexts: number } }} Walk */

class Found extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault.code);
    this.fault = fault;
  }
}

/**
 * The first member that is not covered, or null. `code` is one of the catalogue's for *terms*.
 * @param {Record<string, any>} document @param {Record<string, Vocabulary>} vocabularies by the context's URL @returns {Fault | null}
 */
export function termsFault(document, vocabularies) {
  const walk = { vocabularies, counted: { values: 0, characters: 0, types: 0, contexts: 0 } };
  try {
    if (!("@context" in document)) throw new Found({ code: "inline_context", path: "$" });
    bounded(walk, document, "$");
    node(walk, document, "$", {});
  } catch (error) {
    if (error instanceof Found) return error.fault;
    throw error;
  }
  return null;
}

/** @param {Walk} walk @param {"values" | "characters" | "types" | "contexts"} measure @param {number} more @param {string} path */
function count(walk, measure, more, path) {
  walk.counted[measure] += more;
  if (walk.counted[measure] > LIMITS[measure]) throw new Found({ code: "too_complex", path, measure });
}

/** @param {string} code @param {string} path @param {boolean} [relative] @returns {never} */
function found(code, path, relative = false) {
  throw new Found({ code, path, relative });
}

/** What must not reach any engine: characters, numbers, keywords as names, contexts written out. @param {Walk} walk @param {any} value @param {string} path */
function bounded(walk, value, path) {
  count(walk, "values", 1, path);
  if (typeof value === "string") return text(walk, value, path);
  if (typeof value === "number") return number(value, path);
  if (Array.isArray(value)) return value.forEach((item, place) => bounded(walk, item, `${path}[${place}]`));
  if (!isObject(value)) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const here = `${path}.${name}`;
    text(walk, name, path);
    const ofValue = "@value" in value && ["@value", "@language", "@type"].includes(name);
    if ((name.startsWith("@") && name !== "@context" && !ofValue) || name.includes(":")) found("unsafe_value", here);
    if (name === "@context") contextBounds(walk, member, here);
    if (name === "type") count(walk, "types", Array.isArray(member) ? member.length ** 2 : 1, here);
    bounded(walk, member, here);
  }
  return undefined;
}

/** @param {Walk} walk @param {string} value @param {string} path */
function text(walk, value, path) {
  count(walk, "characters", value.length, path);
  if (FORBIDDEN.test(value)) found("unsafe_value", path);
}

/** @param {number} value @param {string} path */
function number(value, path) {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER || Number(value.toExponential(15)) !== value) found("unsafe_value", path);
}

/** @param {Walk} walk @param {any} context @param {string} path */
function contextBounds(walk, context, path) {
  const urls = Array.isArray(context) ? context : [context];
  if (!urls.length || !urls.every((url) => typeof url === "string")) found("inline_context", path);
  count(walk, "contexts", urls.length, path);
  const unknown = urls.find((url) => !(Object.hasOwn(walk.vocabularies, url)));
  if (unknown !== undefined) throw new Found({ code: "unknown_context", path, url: unknown });
}

/**
 * One object. `terms` are those that hold where it stands; those that its types bring hold for it alone (JSON-LD 1.1,
 * 4.1.8), those of the property it stands under go on.
 * @param {Walk} walk @param {Record<string, any>} value @param {string} path @param {Vocabulary} terms @returns {void}
 */
function node(walk, value, path, terms) {
  const named = value["@context"];
  for (const url of named === undefined ? [] : [named].flat()) terms = { ...terms, ...walk.vocabularies[url] };
  const before = terms;
  for (const type of typesOf(value, terms).sort()) {
    const term = Object.hasOwn(terms, type) ? before[type] : undefined;
    if (term?.c) terms = { ...terms, ...term.c };
  }
  for (const [name, member] of Object.entries(value)) {
    if (name === "@context") continue;
    const here = `${path}.${name}`;
    const term = Object.hasOwn(terms, name) ? terms[name] : undefined;
    if (!term) found("undefined_term", here);
    if (term.k === "@id") identifier(member, here);
    else if (term.k === "@type") types(member, here, before);
    else if (term.k !== undefined || term.t === "@json") found("not_read_here", here);
    else members(walk, member, here, term, before);
  }
}

/** The types that an object names, which are texts or no engine reads it. @param {Record<string, any>} value @param {Vocabulary} terms @returns {string[]} */
function typesOf(value, terms) {
  const named = Object.entries(value).filter(([name]) => Object.hasOwn(terms, name) && terms[name].k === "@type");
  const types = named.flatMap(([, member]) => (Array.isArray(member) ? member : [member]));
  if (!types.every((one) => typeof one === "string")) found("unsafe_value", "$");
  return types;
}

/** @param {any} value @param {string} path */
function identifier(value, path) {
  if (value === null) return;
  if (typeof value !== "string" || !ABSOLUTE.test(value)) found("unsafe_value", path, true);
}

/** @param {any} value @param {string} path @param {Vocabulary} terms */
function types(value, path, terms) {
  for (const [place, one] of [value].flat().entries()) {
    const known = Object.hasOwn(terms, one) ? terms[one].k === undefined : ABSOLUTE.test(one);
    if (!known) found("unsafe_value", Array.isArray(value) ? `${path}[${place}]` : path, true);
  }
}

/** @param {Walk} walk @param {any} value @param {string} path @param {Term} term @param {Vocabulary} outer */
function members(walk, value, path, term, outer) {
  if (Array.isArray(value)) return value.forEach((item, place) => members(walk, item, `${path}[${place}]`, term, outer));
  const scope = term.c === undefined ? outer : term.c === null ? {} : { ...outer, ...term.c };
  if (isObject(value)) {
    if ("@value" in value) found("not_read_here", path);
    return node(walk, value, path, scope);
  }
  const named = typeof value === "string" && (term.t === "@id" || term.t === "@vocab");
  const asTerm = named && term.t === "@vocab" && Object.hasOwn(scope, value);
  if (named && !asTerm && !ABSOLUTE.test(value)) found("unsafe_value", path, true);
  return undefined;
}
