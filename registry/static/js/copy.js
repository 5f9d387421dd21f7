// Adds the copy button to copy fields; without it the link is still there to select.
for (const field of document.querySelectorAll("[data-copy]")) {
  const input = field.querySelector("input");
  const button = field.querySelector("[data-copy-button]");
  const status = field.querySelector("[data-copy-status]");
  if (!input || !button || !navigator.clipboard) continue;
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      return; // The text is selected: the person can copy it by hand.
    }
    button.textContent = status.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = label; status.textContent = ""; }, 4000);
  });
}
