// The page that works from a file: the bundle, what is to be verified, and the answer. Nothing is fetched or sent.
import { readBundle, fingerprint, rootSays } from "./bundle.js";
import { Refused } from "./bytes.js";
import { presentedBy, refusal } from "./inputs.js";
import { element, problem, rendered } from "./render.js";
import { Minute, ago, fill, same } from "./texts.js";
import { verify } from "./verify.js";

const data = Object.fromEntries(["words", "vocabularies", "made"].map((name) => [name, JSON.parse(place(name).textContent ?? "")]));
const words = data.words;
const embedded = document.getElementById("bundle")?.textContent?.trim() ?? "";
/** @type {"es" | "en"} */
let language = navigator.language.startsWith("en") ? "en" : "es";
/** @type {import("./bundle.js").Bundle | null} */
let bundle = null;
let pinned = "";
/** What is shown, to be shown again in the other language. @type {() => HTMLElement | null} */
let answer = () => null;
/** @type {import("./texts.js").Text | null} */
let bundleFault = null;

/** @param {string} id @returns {HTMLElement} */
function place(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
}

/** Microseconds since 1970. */
const now = () => Date.now() * 1000;

function show() {
  document.documentElement.lang = language;
  document.title = words.page.title[language];
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = words.page[/** @type {HTMLElement} */ (one).dataset.t ?? ""][language];
  place("switch").lang = language === "es" ? "en" : "es";
  showBundle();
  const shown = answer();
  place("answer").replaceChildren(...(shown ? [shown] : []));
}

function showBundle() {
  const about = place("about");
  const root = rootSays(data.made.root);
  place("fingerprint").textContent = (pinned.match(/.{1,8}/g) ?? []).join(" ");
  place("compare").textContent = fill(words.page.compare, { name: root.authority.name })[language];
  place("bundle-label").textContent = words.page[bundle ? "another_bundle" : "bundle_file"][language];
  about.className = "muted";
  if (bundle === null) about.textContent = fill(words.page.no_bundle, { url: same(`${data.made.base}/trust/bundle.jsonl.gz`) })[language];
  else {
    const stale = now() >= bundle.expires;
    const values = { name: bundle.root.name, made: new Minute(bundle.madeAt), age: ago(now() - bundle.madeAt), expires: new Minute(bundle.expires) };
    about.className = stale ? "stale" : "muted";
    about.textContent = `${fill(words.page.made, values)[language]} ${fill(words.page[stale ? "stale" : "fresh"], values)[language]}`;
  }
  place("bundle-fault").replaceChildren(...(bundleFault ? [bundleFault[language]] : []));
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function use(bytes) {
  try {
    const read = await readBundle(bytes, { at: now(), pinned });
    if (bundle && read.madeAt < bundle.madeAt) {
      throw new Refused("bundle_rolled_back", { made: new Minute(read.madeAt), seen: new Minute(bundle.madeAt) });
    }
    bundle = read;
    bundleFault = null;
    answer = () => null;
  } catch (error) {
    bundleFault = said(error);
  }
  show();
}

/** @param {unknown} error @returns {import("./texts.js").Text} */
function said(error) {
  if (!(error instanceof Refused)) console.warn(error);
  return fill(refusal(error, words), error instanceof Refused ? error.details : {});
}

async function check() {
  answer = () => element("p", "muted", words.page.working[language]);
  show();
  const files = /** @type {HTMLInputElement} */ (place("file")).files;
  try {
    if (bundle === null) throw new Refused("bundle_malformed", { detail: "—" });
    const held = bundle;
    const presented = await presentedBy([...(files ?? [])], /** @type {HTMLTextAreaElement} */ (place("text")).value);
    const asked = /** @type {HTMLInputElement} */ (place("name")).value.trim() || null;
    const report = await verify(presented, held, { words, vocabularies: data.vocabularies, at: now(), asked });
    answer = () => rendered(report, { words, language, bundle: held });
  } catch (error) {
    const text = said(error);
    answer = () => problem(text, { words, language });
  }
  show();
  document.getElementById("verdict")?.focus();
}

async function begin() {
  if (!globalThis.crypto?.subtle || !("DecompressionStream" in globalThis)) {
    answer = () => problem(words.refusals.browser_too_old, { words, language });
    return show();
  }
  pinned = await fingerprint(data.made.root);
  place("switch").addEventListener("click", () => {
    language = language === "es" ? "en" : "es";
    show();
  });
  place("bundle-file").addEventListener("change", async (event) => {
    const chosen = /** @type {HTMLInputElement} */ (event.target).files?.[0];
    if (chosen) await use(new Uint8Array(await chosen.arrayBuffer()));
  });
  place("form").addEventListener("submit", (event) => {
    event.preventDefault();
    check();
  });
  if (embedded) await use(Uint8Array.from(atob(embedded), (character) => character.charCodeAt(0)));
  else show();
  place("page").hidden = false;
  return undefined;
}

begin();
