// One bit of a published status list, once the list is proved to be the issuer's, current and the right one.
import { Refused, fromBase64url, inflate } from "./bytes.js";
import { TERMS } from "./credential.js";
import { isFound, trySignature } from "./keyring.js";
import { Malformed, Members } from "./members.js";
import { readText } from "./read.js";

const MINIMUM_STATUSES = 131_072;
const MAX_STATUS_BYTES = 1_048_576;
const LAST_SECOND = 253_402_300_800;

/** `bit` is null where there is none, and `code` says why; `last` is what an older list said. @typedef {{ bit: boolean | null, purpose: string, code: string, signedAt: number | null, staleSince: number | null, last: boolean | null, lastAsOf: number | null, detail: string, seen: Record<string, unknown> }} Reading */

/** @param {Partial<Reading>} members @returns {Reading} */
const reading = (members) => ({
  bit: null, purpose: "", code: "", signedAt: null, staleSince: null, last: null, lastAsOf: null, detail: "", seen: {}, ...members,
});

/** Reads bits for one issuer, whose keys alone may sign its lists. */
export class ListReader {
  /** @param {string} issuer @param {import("./bundle.js").Bundle} bundle @param {import("./keyring.js").Keyring} keyring @param {number} at */
  constructor(issuer, bundle, keyring, at) {
    this.issuer = issuer;
    this.bundle = bundle;
    this.keyring = keyring;
    this.at = at;
  }

  /** @param {import("./credential.js").StatusEntry} entry @returns {Promise<Reading>} */
  async read(entry) {
    const purpose = entry.purpose ?? "";
    if (entry.type !== TERMS.entry || entry.listUrl === null || entry.index === null) {
      return reading({ purpose, code: entry.listUrl === null || entry.type === TERMS.oldEntry ? "status_method_unknown" : "status_list_unreachable", detail: "not_in_bundle" });
    }
    const seen = { list: entry.listUrl, index: entry.index };
    const jwt = this.bundle.lists.get(entry.listUrl);
    if (jwt === undefined) return reading({ purpose, code: "status_list_unreachable", detail: "not_in_bundle", seen });
    const expired = this.at >= this.bundle.expires;
    let listed;
    try {
      listed = await this.prove(jwt, entry);
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Malformed)) throw error;
      if (expired) return reading({ purpose, code: "status_list_unreachable", detail: "bundle_expired", seen });
      return reading({ purpose, code: error.code, detail: error instanceof Refused ? String(error.details.detail ?? "") : "", seen });
    }
    const signedAt = listed.from ?? this.bundle.madeAt;
    const last = { last: listed.bit, lastAsOf: signedAt };
    if (expired) return reading({ purpose, code: "status_list_unreachable", detail: "bundle_expired", seen, ...last });
    if (listed.until !== null && listed.until < this.at) return reading({ purpose, code: "status_list_stale", staleSince: listed.until, seen, ...last });
    return reading({ bit: listed.bit, purpose, signedAt, seen });
  }

  /** The list, proved to be the one that the entry names, and its bit. Throws Refused. @param {string} jwt @param {import("./credential.js").StatusEntry} entry */
  async prove(jwt, entry) {
    const presented = readable(jwt);
    const list = listOf(presented);
    if (list.issuer !== this.issuer) throw new Refused("status_list_of_another");
    if ((list.id !== null && list.id !== entry.listUrl) || !list.purposes.includes(entry.purpose ?? "")) throw new Refused("status_list_mismatch");
    const { result, code, key } = await trySignature(presented, this.issuer, this.keyring);
    const missing = key !== null && !isFound(key) ? key : null;
    if (result === "not_checked" && missing?.result !== "failed") throw new Refused("status_list_unchecked", { detail: missing?.code ?? code });
    if (result !== "passed" || !isFound(key)) throw new Refused("status_list_unproven", { detail: code });
    if (key.period !== null && !maySign(key.period, list.from)) throw new Refused("status_list_unproven", { detail: "key_not_in_use" });
    return { bit: bitAt(await bitsOf(list.encoded), entry.index ?? 0), from: list.from, until: list.until };
  }
}

/** @param {string} jwt */
function readable(jwt) {
  try {
    return readText(jwt);
  } catch (error) {
    throw new Refused("status_list_malformed", { detail: error instanceof Refused ? error.code : "" });
  }
}

/** @param {import("./read.js").Presented} presented */
function listOf(presented) {
  try {
    const root = new Members(presented.document);
    const subject = root.object("credentialSubject");
    const issuer = root.identifier("issuer");
    if (!root.texts("type").includes("BitstringStatusListCredential") || issuer === null) throw root.fault("unknown_type", "type");
    const ends = [root.optionalMoment("validUntil"), expiryOf(presented.jwt?.claims.exp)].filter((one) => one !== null);
    return {
      id: root.optionalUrl("id"), issuer, purposes: subject.texts("statusPurpose"), from: root.optionalMoment("validFrom"),
      until: ends.length ? Math.min(...ends) : null, encoded: subject.text("encodedList"),
    };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Refused("status_list_malformed", { detail: error.code });
  }
}

/** @param {unknown} seconds @returns {number | null} */
const expiryOf = (seconds) => (Number.isInteger(seconds) && Number(seconds) >= 0 && Number(seconds) < LAST_SECOND ? Number(seconds) * 1_000_000 : null);

/** Lists are signed again at once after a compromise: one by the old key may be anybody's. @param {import("./bundle.js").KeyPeriod} period @param {number | null} signedAt */
const maySign = (period, signedAt) => period.compromised === null && (period.until === null || signedAt === null || signedAt < period.until);

/** @param {string} encoded @returns {Promise<Uint8Array<ArrayBuffer>>} */
async function bitsOf(encoded) {
  if (!encoded.startsWith("u") || encoded.length > 2 * MAX_STATUS_BYTES) throw new Refused("status_list_malformed", { detail: "encodedList" });
  try {
    const bits = await inflate(fromBase64url(encoded.slice(1)), "gzip", MAX_STATUS_BYTES);
    if (bits.length * 8 >= MINIMUM_STATUSES) return bits;
  } catch {
    // Said below.
  }
  throw new Refused("status_list_malformed", { detail: "encodedList" });
}

/** Position 0 is the leftmost bit of the first byte. @param {Uint8Array<ArrayBuffer>} bits @param {number} index @returns {boolean} */
function bitAt(bits, index) {
  if (index >= bits.length * 8) throw new Refused("status_index_out_of_range");
  return (bits[Math.floor(index / 8)] & (0x80 >> index % 8)) !== 0;
}
