// Reading a bundle (docs/formats/bundle.md): every statement in it is covered by the seal, and the seal by the root.
import { Refused, hex, inflate, sha256, utf8 } from "./bytes.js";
import { isObject, jcs, strictJson, strictJsonOf } from "./json.js";
import { parseJwt, verifyJwt } from "./jose.js";
import { ed25519, keyOf } from "./keys.js";
import { MINUTE, Minute, instant } from "./texts.js";

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_SEAL_BYTES = 100_000;
const CLOCK_SKEW = 10 * MINUTE;
const LINE_FEED = 10;

/** @typedef {{ id: string, key: import("./keys.js").PublicKey, since: number, until: number | null, compromised: number | null, use: string }} KeyPeriod */
/** @typedef {{ did: string, name: string, keys: KeyPeriod[], receipts: KeyPeriod[], version: number, expires: number }} Root */
/**
 * `keys`, `names`, `accreditations` and `accreditationIds` by DID; `standards`, `definitions`, `endorsements`, `lists` and `events` by address or id.
 * @typedef {{ registry: string, base: string, madeAt: number, expires: number, root: Root, fingerprint: string,
 *   keys: Map<string, KeyPeriod[]>, names: Map<string, string>, standards: Map<string, any>, definitions: Map<string, any>,
 *   accreditations: Map<string, { jwt: string, scope: string }[]>, accreditationIds: Map<string, string[]>,
 *   endorsements: Map<string, string>, events: Map<string, string[]>, lists: Map<string, string> }} Bundle
 */

/**
 * The bundle of these bytes, gzip or not. Throws Refused, with a code of the catalogue of bundles.
 * @param {Uint8Array<ArrayBuffer>} data @param {{ at: number, pinned: string }} given `pinned`: the fingerprint at which trust begins
 * @returns {Promise<Bundle>}
 */
export async function readBundle(data, { at, pinned }) {
  const plain = await unpacked(data);
  const end = plain.indexOf(LINE_FEED);
  const seal = sealOf(plain.subarray(0, end < 0 ? plain.length : end));
  const body = end < 0 ? new Uint8Array() : plain.subarray(end + 1);
  const claims = seal.claims;
  if (body.length !== claims.bytes || hex(await sha256(body)) !== claims.sha256) throw new Refused("bundle_altered", { detail: "sha256" });
  try {
    const lines = linesOf(body);
    const files = rootFiles(lines);
    const root = rootOf(await newestRoot(files, pinned));
    const madeAt = moment(claims.madeAt);
    await checkSeal(seal, root, files[files.length - 1], madeAt);
    if (lines.length !== claims.records) throw new Refused("bundle_altered", { detail: "records" });
    const bundle = { ...empty(), registry: root.did, base: String(claims.base), madeAt, expires: moment(claims.expires), root, fingerprint: pinned };
    for (const line of lines.slice(files.length)) KINDS[/** @type {keyof typeof KINDS} */ (line.kind)]?.(bundle, line);
    if (madeAt > at + CLOCK_SKEW) throw new Refused("bundle_from_future", { made: new Minute(madeAt) });
    return bundle;
  } catch (error) {
    // A record that is not what its kind says stumbles over whatever it lacks.
    const known = error instanceof Refused && error.code.startsWith("bundle_");
    throw known ? error : new Refused("bundle_malformed", { detail: error instanceof Refused ? error.code : "record" });
  }
}

/** @param {Uint8Array<ArrayBuffer>} data @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function unpacked(data) {
  if (data.length > MAX_BYTES) throw new Refused("bundle_malformed", { detail: `> ${MAX_BYTES} bytes` });
  if (data[0] !== 0x1f || data[1] !== 0x8b) return data;
  try {
    return await inflate(data, "gzip", MAX_BYTES);
  } catch {
    throw new Refused("bundle_malformed", { detail: "gzip" });
  }
}

/** @param {Uint8Array<ArrayBuffer>} line */
function sealOf(line) {
  let seal;
  try {
    if (line.length > 2 * MAX_SEAL_BYTES) throw new Refused("jose_malformed");
    seal = parseJwt(String.fromCharCode(...line), MAX_SEAL_BYTES);
  } catch {
    throw new Refused("bundle_malformed", { detail: "seal" });
  }
  if (seal.header.typ !== "registry-bundle+jws" || seal.claims.type !== "VerificationBundle") throw new Refused("bundle_malformed", { detail: "seal" });
  if (seal.claims.version !== 1) throw new Refused("bundle_version_unknown", { found: String(seal.claims.version).slice(0, 20) });
  return seal;
}

/** @param {Uint8Array<ArrayBuffer>} body @returns {Record<string, any>[]} */
function linesOf(body) {
  const lines = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf(LINE_FEED, start);
    if (end < 0) throw new Refused("bundle_malformed", { detail: "last line" });
    const record = JSON.parse(decoder.decode(body.subarray(start, end)));
    if (!isObject(record) || typeof record.kind !== "string") throw new Refused("bundle_malformed", { detail: "record" });
    lines.push(record);
    start = end + 1;
  }
  return lines;
}

/** The files of the root's versions, which stand first. @param {Record<string, any>[]} lines @returns {Uint8Array<ArrayBuffer>[]} */
function rootFiles(lines) {
  const count = lines.findIndex((line) => line.kind !== "root");
  const files = lines.slice(0, count < 0 ? lines.length : count).map((line) => utf8(textOf(line.file)));
  if (!files.length) throw new Refused("bundle_malformed", { detail: "root" });
  return files;
}

/** @param {unknown} value @returns {string} */
function textOf(value) {
  if (typeof value !== "string") throw new Refused("bundle_malformed", { detail: "record" });
  return value;
}

/** @param {unknown} value @returns {number} */
function moment(value) {
  const read = instant(textOf(value));
  if (read === null) throw new Refused("bundle_malformed", { detail: "time" });
  return read;
}

/** What the newest root says, reached by signatures from the one that is trusted. @param {Uint8Array<ArrayBuffer>[]} files @param {string} pinned */
async function newestRoot(files, pinned) {
  const prints = await Promise.all(files.map(async (file) => hex(await sha256(file))));
  const start = prints.indexOf(pinned);
  if (start < 0) throw new Refused("bundle_root_unknown", { found: prints[0] });
  let said = strictJsonOf(files[start]).signed;
  for (const file of files.slice(start + 1)) {
    const next = strictJsonOf(file);
    const broken = new Refused("bundle_root_broken", { version: String(next.signed?.version) });
    if (next.signed.version !== said.version + 1) throw broken;
    if ((await countGood(next, said)) < said.threshold || (await countGood(next, next.signed)) < next.signed.threshold) throw broken;
    said = next.signed;
  }
  return said;
}

/** How many of the keys that `trusted` names have signed. @param {any} envelope @param {any} trusted @returns {Promise<number>} */
async function countGood(envelope, trusted) {
  const message = jcs(envelope.signed);
  const good = new Set();
  for (const [name, signature] of Object.entries(envelope.signatures)) {
    if (!Object.hasOwn(trusted.rootKeys, name) || !/^(?:[0-9a-f]{2}){64}$/i.test(String(signature))) continue;
    const key = keyOf(trusted.rootKeys[name]);
    const bytes = Uint8Array.from(String(signature).match(/../g) ?? [], (pair) => parseInt(pair, 16));
    const verified = await ed25519(key, bytes, message);
    if (verified === null) throw new Refused("bundle_root_newer");
    if (verified) good.add(key.multibase); // by key, so that one key under two names counts once
  }
  return good.size;
}

/** @param {any} said @returns {Root} */
function rootOf(said) {
  return {
    did: textOf(said.authority.did), name: textOf(said.authority.name), keys: said.authority.keys.map(periodOf),
    receipts: said.receiptsKeys.map(periodOf), version: said.version, expires: moment(said.expires),
  };
}

/** @param {any} entry @returns {KeyPeriod} */
function periodOf(entry) {
  if (entry.use !== "issuing" && entry.use !== "status") throw new Refused("bundle_malformed", { detail: "use" });
  return {
    id: textOf(entry.id), key: keyOf(entry.publicKeyMultibase), since: moment(entry.from), use: entry.use,
    until: "until" in entry ? moment(entry.until) : null, compromised: "compromised" in entry ? moment(entry.compromised) : null,
  };
}

/** @param {import("./jose.js").Jwt} seal @param {Root} root @param {Uint8Array<ArrayBuffer>} file @param {number} madeAt */
async function checkSeal(seal, root, file, madeAt) {
  const named = seal.claims.root;
  if (named.version !== root.version || named.sha256 !== hex(await sha256(file))) throw new Refused("bundle_not_sealed", { detail: "root" });
  if (seal.claims.registry !== root.did) throw new Refused("bundle_not_sealed", { detail: "registry" });
  const key = root.receipts.find((one) => one.id === seal.header.kid);
  if (!key) throw new Refused("bundle_not_sealed", { detail: "kid" });
  const inUse = key.since <= madeAt && (key.until === null || madeAt < key.until);
  if (key.compromised !== null || !inUse) throw new Refused("bundle_not_sealed", { detail: "key" });
  if (!(await verifyJwt(seal, key.key))) throw new Refused("bundle_not_sealed", { detail: "ES256" });
}

function empty() {
  return {
    keys: new Map(), names: new Map(), standards: new Map(), definitions: new Map(), endorsements: new Map(),
    accreditations: new Map(), accreditationIds: new Map(), events: new Map(), lists: new Map(),
  };
}

/** @template T @param {Map<string, T[]>} map @param {string} name @param {T} value */
function append(map, name, value) {
  const held = map.get(name);
  if (held) held.push(value);
  else map.set(name, [value]);
}

/** What to do with each kind of record; other kinds are ignored. @type {Record<string, (bundle: Bundle, record: any) => void>} */
const KINDS = {
  issuer(bundle, record) {
    bundle.keys.set(textOf(record.did), record.keys.map(periodOf));
    if (record.name) bundle.names.set(record.did, textOf(record.name));
  },
  standard(bundle, record) {
    bundle.standards.set(textOf(record.uri), standardOf(record));
  },
  accreditation(bundle, record) {
    append(bundle.accreditations, textOf(record.provider), { jwt: textOf(record.jwt), scope: textOf(record.scope) });
    append(bundle.accreditationIds, record.provider, textOf(record.id));
  },
  definition(bundle, record) {
    for (const member of ["issuer", "standard", "standardLabel"]) textOf(record[member]);
    bundle.definitions.set(textOf(record.id), record);
  },
  endorsement: (bundle, record) => void bundle.endorsements.set(textOf(record.id), textOf(record.jwt)),
  event: (bundle, record) => append(bundle.events, textOf(record.document), textOf(record.jws)),
  list: (bundle, record) => void bundle.lists.set(textOf(record.url), textOf(record.jwt)),
};

/** @param {any} value @returns {import("./texts.js").Text} */
const bothOf = (value) => ({ es: textOf(value.es), en: textOf(value.en) });

/** A standard's version, its dates as moments and its hours as numbers. @param {any} record */
function standardOf(record) {
  /** @param {any} one */
  const withHours = (one) => {
    const hours = Number(textOf(one.hours));
    if (!Number.isFinite(hours)) throw new Refused("bundle_malformed", { detail: "hours" });
    return { ...one, hours };
  };
  return {
    ...record, profiles: record.profiles.map(withHours), parts: record.parts.map(withHours),
    levels: record.levels.map((/** @type {any} */ one) => textOf(one.id)),
    names: [...record.levels.map((/** @type {any} */ one) => one.name), ...(record.competencies ?? []).map((/** @type {any} */ one) => one.title)].map(bothOf),
    inForceFrom: "inForceFrom" in record ? moment(record.inForceFrom) : null,
    inForceUntil: "inForceUntil" in record ? moment(record.inForceUntil) : null,
  };
}

/** The fingerprint of one version of the root, from the text of its file. @param {string} file @returns {Promise<string>} */
export const fingerprint = async (file) => hex(await sha256(utf8(file)));

/** What a root's file says of itself, for a page to show. @param {string} file */
export const rootSays = (file) => strictJson(file).signed;
