// The code of a certificate stands behind "#", which a browser sends to nobody. It is put into the form for the person
// to send, or not; and into the link to the page's other language, which would lose it.
const form = document.querySelector("[data-paper]");
const status = form?.querySelector("[data-paper-status]");
const box = form?.querySelector("textarea");
const otherLanguage = document.querySelector("a[hreflang]");

function fill() {
  if (!box || location.hash.length < 2) return;
  box.value = `${location.origin}/Q${location.hash}`;
  status.textContent = status.dataset.read;
  if (otherLanguage) otherLanguage.hash = location.hash;
}

fill();
addEventListener("hashchange", fill);
