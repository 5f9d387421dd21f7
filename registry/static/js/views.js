// Tells the registry once that this page was looked at: after two visible seconds, so that neither a chat's preview, nor
// a mail scanner, nor a tab that was closed at once is counted. Nothing is sent about who looked.
const form = document.querySelector("form[data-count]");
const ENOUGH = 2000;
let seen = 0;
let since = null;
let timer = null;

function look() {
  if (document.visibilityState === "visible") {
    since = performance.now();
    timer = setTimeout(count, ENOUGH - seen);
  } else if (since !== null) {
    seen += performance.now() - since;
    since = null;
    clearTimeout(timer);
  }
}

function count() {
  document.removeEventListener("visibilitychange", look);
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" }).catch(() => {});
}

if (form) {
  document.addEventListener("visibilitychange", look);
  look();
}
