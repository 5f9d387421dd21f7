// Refreshes the part of a page that moves, and counts the minutes that are left. Without it the page reloads by itself.
const holder = document.querySelector("[data-poll]");
if (holder) {
  const look = async () => {
    try {
      const answer = await fetch(holder.dataset.poll, { headers: { Accept: "text/html" } });
      if (!answer.ok) return;
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      const live = template.content.querySelector("[data-live]");
      if (!live) return;
      if (live.dataset.state !== holder.dataset.state) return location.reload();
      holder.replaceChildren(live);
    } catch {
      // The network is away for a moment: the next look tells.
    }
  };
  setInterval(look, 2000);
}
for (const place of document.querySelectorAll("[data-minutes]")) {
  const end = Date.now() + 1000 * Number(place.dataset.minutes);
  const count = () => {
    const left = Math.ceil((end - Date.now()) / 60000);
    if (left <= 0) return location.reload();
    place.textContent = String(left);
  };
  setInterval(count, 5000);
}
