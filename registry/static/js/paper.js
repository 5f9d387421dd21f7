// The code of a certificate stands behind "#", which a browser sends to nobody. It is put into the form for the person
// to send, or not.
const form = document.querySelector("[data-paper]");
const status = form?.querySelector("[data-paper-status]");
const box = form?.querySelector("textarea");

function fill() {
  if (!box || location.hash.length < 2) return;
  box.value = location.href;
  status.textContent = status.dataset.read;
}

fill();
addEventListener("hashchange", fill);
