// ¿Quién la emitió y podía hacerlo? Identity, and accreditation then and now.
import { hosts } from "./case.js";
import { sameName } from "./names.js";
import { ListReader } from "./status.js";
import { Minute, dayOf } from "./texts.js";

/** @typedef {import("./case.js").Case} Case */
/** @typedef {import("./checks.js").Checks} Checks */

/** @param {Case} given @param {Checks} checks */
export function checkIdentity(given, checks) {
  const { issuer, subject } = given.credential;
  const seen = { did: issuer.id, statedName: issuer.name };
  if (given.root === null) return checks.notChecked("identity", "root_expired", { day: dayOf(given.bundle.root.expires), seen });
  if (given.standing === "authority") return checks.passed("identity", "authority", { name: given.root.name, seen });
  if (given.standing === "outside") return outside(given, given.root, checks);
  const creator = subject.achievement?.creator ?? null;
  if (creator !== null && creator.id !== issuer.id) return checks.failed("identity", "definition_of_another", { creator: creator.name ?? creator.id, seen });
  const registered = registeredNames(given);
  if (registered.length && issuer.name !== null && !registered.some((name) => sameName(String(issuer.name), name))) {
    return checks.warning("identity", "name_differs", { stated: issuer.name, name: registered[0], seen: { ...seen, registeredName: registered[0] } });
  }
  // A name that nobody but the issuer states proves nothing: then its identity is what is said.
  const name = registered.length ? issuer.name || registered[0] : issuer.id;
  return checks.passed("identity", "registered_issuer", { name, seen });
}

/** The names that the authority has signed for this issuer, newest first, then the registry's own. @param {Case} given @returns {string[]} */
export function registeredNames(given) {
  const scopes = given.records.map((one) => one.scope).sort((one, other) => other.validFrom - one.validFrom);
  const kept = given.bundle.names.get(given.credential.issuer.id);
  return [...scopes.flatMap((scope) => scope.names), ...(kept ? [kept] : [])];
}

/** @param {Case} given @param {import("./bundle.js").Root} root @param {Checks} checks */
function outside(given, root, checks) {
  const did = given.credential.issuer.id;
  const claim = falseClaim(given, root);
  const seen = { did };
  if (claim !== null) return checks.failed("identity", "poses_as_registry", { claim, seen: { ...seen, claim } });
  const domain = domainOf(did);
  if (domain !== null) return checks.warning("identity", "outside_domain", { domain, seen });
  return checks.notChecked("identity", did.startsWith("did:key:") ? "self_made" : "outside_registry", { seen });
}

/** The host that an identity hangs on. @param {string} identity @returns {string | null} */
function domainOf(identity) {
  if (identity.startsWith("did:web:")) return decoded(identity.split(":")[2]);
  return identity.startsWith("https://") && URL.canParse(identity) ? new URL(identity).hostname : null;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What an outsider's document says of itself that only this registry's may say. @param {Case} given @param {import("./bundle.js").Root} root @returns {string | null} */
function falseClaim(given, root) {
  const { issuer, subject } = given.credential;
  if (issuer.name !== null && sameName(issuer.name, root.name)) return issuer.name;
  // The authority's own address, as its did:web spells it.
  const home = `https://${root.did.slice("did:web:".length).split(":").map(decoded).join("/")}/`;
  if (issuer.id.startsWith(home)) return issuer.id;
  const achievement = subject.achievement;
  if (achievement === null) return null;
  if (achievement.creator !== null && hosts(root, achievement.creator.id)) return achievement.creator.id;
  return achievement.id.startsWith(home) ? achievement.id : null;
}

/** Institutions of this registry needed one, for what people earn. @param {Case} given */
export const needsAccreditation = (given) => given.standing === "registered" && given.credential.kind === "achievement";

/** The standard's code and version, or its name, or its address. @param {Case} given */
export const standardLabel = (given) => given.standard?.code || given.standard?.name || given.standard?.url || "—";

/** @param {Case} given @param {number} at */
const standings = (given, at) => given.covering.map((record) => ({ record, ...record.standing(at) }));

/** @template {{ since: number }} T @param {T[]} found @returns {T} the first of the latest */
const latest = (found) => found.reduce((best, one) => (one.since > best.since ? one : best));

/** Accredited for this standard version, profile and parts, when it was registered. @param {Case} given @param {Checks} checks */
export function checkAccreditedAtIssue(given, checks) {
  const id = "accredited_at_issue";
  if (given.missing !== null) return checks.notChecked(id, "accreditation_unreachable", { detail: checks.why(given.missing), next: checks.next(given.missing) });
  if (!(given.bundle.accreditations.get(given.credential.issuer.id.split("#")[0]) ?? []).length) return checks.failed(id, "never_accredited");
  if (given.loggedAt === null) return checks.notChecked(id, "issue_time_unknown");
  const found = standings(given, given.loggedAt);
  const good = found.find((one) => one.state === "in_force");
  if (good) {
    const { scope } = good.record;
    const values = { standard: standardLabel(given), start: dayOf(scope.validFrom), end: dayOf(scope.validUntil), number: scope.number };
    return checks.passed(id, "accredited", { ...values, seen: { accreditation: good.record.credential.id } });
  }
  if (given.unproved.length) return checks.notChecked(id, "accreditation_unproven", { seen: { unproved: given.unproved.join(", ") } });
  if (!found.length) return checks.failed(id, "outside_scope", { standard: standardLabel(given) });
  const { state, since, reason, record } = latest(found);
  const seen = { accreditation: record.credential.id };
  if (state === "not_yet") return checks.failed(id, "not_yet_accredited", { start: dayOf(since), seen });
  return checks.failed(id, `accreditation_${state}`, { day: dayOf(since), reason: checks.label(reason), seen });
}

/** Accredited for the same now. Never lowers the verdict. @param {Case} given @param {Checks} checks */
export async function checkAccreditedNow(given, checks) {
  const id = "accredited_now";
  if (given.missing !== null) return checks.notChecked(id, "accreditation_unreachable", { detail: checks.why(given.missing), next: checks.next(given.missing) });
  const found = standings(given, given.at);
  const good = found.find((one) => one.state === "in_force");
  if (good && given.bundle.expires < given.at) return checks.notChecked(id, "evidence_too_old", { known: new Minute(given.bundle.madeAt) });
  if (good) return stillGood(given, good.record, checks);
  if (given.unproved.length) return checks.notChecked(id, "accreditation_unproven");
  const started = found.filter((one) => one.state !== "not_yet");
  if (!started.length) return checks.warning(id, "not_accredited_now", { standard: standardLabel(given) });
  const { state, since, reason, record } = latest(started);
  const seen = { accreditation: record.credential.id, since: dayOf(since) };
  return checks.warning(id, `${state}_since`, { day: dayOf(since), reason: checks.label(reason), seen });
}

/** In force by dates and events; the authority's status list must not say otherwise. @param {Case} given @param {import("./accreditation.js").Accreditation} record @param {Checks} checks */
async function stillGood(given, record, checks) {
  const entry = record.credential.statuses[0] ?? null;
  const seen = { accreditation: record.credential.id, number: record.scope.number };
  if (entry !== null && given.root !== null) {
    const { bit } = await new ListReader(given.root.did, given.bundle, given.keyring, given.at).read(entry);
    if (bit === true) return checks.warning("accredited_now", "status_unexplained", { seen });
  }
  return checks.passed("accredited_now", "accredited_now", { end: dayOf(record.scope.validUntil), seen });
}
