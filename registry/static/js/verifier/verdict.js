// The verdict: one pure function of the results, in five rules of which the first that matches decides.

/** @typedef {"valid" | "authentic_not_current" | "invalid" | "unverifiable"} Verdict */

/** @param {import("./checks.js").Check[]} checks @param {boolean} vouched whether the issuer is of this registry @returns {Verdict} */
export function decide(checks, vouched) {
  const authentic = checks.filter((one) => one.question === "authentic");
  const current = checks.filter((one) => one.question === "current");
  /** @param {string} id @param {string} result */
  const is = (id, result) => checks.some((one) => one.id === id && one.result === result);
  /** @param {import("./checks.js").Check[]} some @param {string} result */
  const any = (some, result) => some.some((one) => one.result === result);
  if (any(authentic, "failed")) return "invalid";
  if (!authentic.length || any(authentic, "not_checked")) return "unverifiable";
  if (is("identity", "failed")) return "invalid";
  if (vouched && (is("accredited_at_issue", "failed") || is("log_inclusion", "failed"))) return "invalid";
  if (current.some((one) => one.result === "failed" && one.code === "revoked")) return "invalid";
  if (any(current, "failed")) return "authentic_not_current";
  if (!vouched || !current.length || any(current, "not_checked")) return "unverifiable";
  return is("accredited_at_issue", "not_checked") ? "unverifiable" : "valid";
}
