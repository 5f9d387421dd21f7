// A report as a page shows it. Everything is text: nothing that a document says becomes markup.
import { Minute, ago, dayOf, fill, spoken } from "./texts.js";

/** @typedef {import("./texts.js").Text} Text */
/** @typedef {"es" | "en"} Language */
/** @typedef {{ words: any, language: Language, bundle: import("./bundle.js").Bundle }} Showing */

const KINDS = { valid: "valid", authentic_not_current: "not_current", invalid: "invalid", unverifiable: "not_checked" };
const SIGNS = /** @type {Record<string, string>} */ ({ valid: "✓", not_current: "!", warning: "!", invalid: "✕", not_checked: "?" });

/** An element with its class and what stands in it. @param {string} name @param {string} look @param {...(Node | string)} inside @returns {HTMLElement} */
export function element(name, look, ...inside) {
  const made = document.createElement(name);
  if (look) made.className = look;
  made.append(...inside);
  return made;
}

/** @param {string} kind @param {string} word @returns {HTMLElement} */
function sign(kind, word) {
  const made = element("span", `sign is-${kind}`, SIGNS[kind]);
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", word);
  return made;
}

/** The look of a check: only what makes a credential invalid is red. @param {import("./checks.js").Check} check @returns {string} */
function kindOf(check) {
  if (check.result === "failed" && ["standard", "person"].includes(check.question)) return "warning";
  if (check.result === "failed" && check.question === "current" && check.code !== "revoked") return "not_current";
  return { passed: "valid", failed: "invalid", warning: "warning", not_checked: "not_checked" }[check.result];
}

/** @param {import("./verify.js").Report} report @param {Showing} showing @returns {HTMLElement} */
export function rendered(report, showing) {
  const made = element("div", "stack", banner(report, showing));
  if (report.facts) made.append(facts(report.facts, showing));
  for (const answer of report.answers) {
    const checks = report.checks.filter((one) => one.question === answer.question);
    made.append(question(answer, checks, showing));
  }
  made.append(element("p", "muted", showing.words.page.identity_card[showing.language]));
  return made;
}

/** @param {import("./verify.js").Report} report @param {Showing} showing */
function banner(report, { words, language, bundle }) {
  const kind = KINDS[report.verdict];
  const title = element("h2", "", report.word[language]);
  title.id = "verdict";
  title.tabIndex = -1;
  const lead = element("p", "", report.lead[language]);
  for (const note of report.notes) lead.append(" ", element("strong", "", note[language]));
  const done = report.checks.filter((one) => one.result !== "not_checked").length;
  const line = fill(words.page.checked, {
    at: new Minute(report.checkedAt), made: new Minute(bundle.madeAt), age: ago(report.checkedAt - bundle.madeAt), done, all: report.checks.length,
  });
  const section = element("section", `verdict is-${kind}`, sign(kind, ""), element("div", "", title, lead, element("p", "muted", line[language])));
  section.querySelector(".sign")?.setAttribute("aria-hidden", "true");
  section.setAttribute("aria-labelledby", "verdict");
  section.dataset.verdict = report.verdict;
  return section;
}

/** @param {NonNullable<import("./verify.js").Report["facts"]>} said @param {Showing} showing */
function facts(said, { words, language }) {
  const list = element("dl", "facts");
  // A code on paper brings a code where the credential brings a name.
  const named = (/** @type {Text | null} */ one) => (one !== null && Object.hasOwn(words.labels, one.es) ? words.labels[one.es] : one)?.[language];
  const standard = [said.standard, named(said.profile), named(said.part)].filter((one) => one).join(" · ");
  const levels = said.levels.map((one) => element("li", "", `${one.competency[language]}: ${one.level[language]}`));
  const rows = /** @type {[string, unknown][]} */ ([
    ["holder", said.holder], ["credential_name", said.name], ["issuer", said.issuer.name ?? said.issuer.id], ["folio", said.folio],
    ["awarded", said.awardedOn ?? dayOf(said.validFrom)], ["until", said.validUntil === null ? null : dayOf(said.validUntil)],
    ["standard", standard || null], ["hours", said.hours], ["levels", levels.length ? element("ul", "plain", ...levels) : null],
  ]);
  for (const [name, value] of rows) {
    if (value === null) continue;
    const shown = element("dd", "", value instanceof Node ? value : spoken(value, language));
    shown.dir = "auto";
    list.append(element("dt", "", words.page[name][language]), shown);
  }
  return element("section", "panel", element("h3", "", words.page.says[language]), list);
}

/** @param {import("./headline.js").Answer} answer @param {import("./checks.js").Check[]} checks @param {Showing} showing */
function question(answer, checks, showing) {
  const { language } = showing;
  const failed = checks.find((one) => one.result === "failed" && one.id !== "accredited_now");
  const kind = answer.state === "failed" && failed ? kindOf(failed) : { passed: "valid", warning: "warning", not_checked: "not_checked" }[answer.state] ?? "warning";
  const header = element("header", "", element("h3", "", answer.asked[language]), element("span", `state is-${kind}`, `${SIGNS[kind]} ${answer.answer[language]}`));
  return element("section", "panel question", header, ...checks.map((check) => row(check, showing)), detail(checks, showing));
}

/** @param {import("./checks.js").Check} check @param {Showing} showing */
function row(check, { words, language }) {
  const body = element("p", "", element("strong", "", check.title[language]), " ", check.reason[language]);
  const inside = element("div", "", body);
  if (check.remedy[language] && check.result !== "passed") {
    inside.append(element("p", "remedy", element("strong", "", words.page.what_to_do[language]), " ", check.remedy[language]));
  }
  const made = element("div", "check", sign(kindOf(check), words.page[check.result][language]), inside);
  Object.assign(made.dataset, { check: check.id, result: check.result, code: check.code });
  return made;
}

/** @param {import("./checks.js").Check[]} checks @param {Showing} showing */
function detail(checks, { words, language }) {
  const made = element("details", "more", element("summary", "", words.page.detail[language]));
  for (const check of checks) {
    made.append(element("p", "key", `${check.id} · ${words.page[check.result][language]} · ${check.code}`));
    for (const [name, value] of Object.entries(check.seen)) {
      if (value !== null) made.append(element("p", "key", `${name}: ${spoken(value, language)}`));
    }
  }
  return made;
}

/** What could not be read, as a notice. @param {Text} text @param {Showing | { words: any, language: Language }} showing @returns {HTMLElement} */
export function problem(text, { words, language }) {
  const title = element("h2", "", words.page.problem[language]);
  title.id = "verdict";
  title.tabIndex = -1;
  const made = element("section", "verdict is-not_checked", sign("not_checked", ""), element("div", "", title, element("p", "", text[language])));
  made.querySelector(".sign")?.setAttribute("aria-hidden", "true");
  made.dataset.verdict = "unreadable";
  return made;
}
