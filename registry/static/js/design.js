// Shows how a design stands with the rules while somebody types. Without it, "Revisar" does the same on a new page.
const form = document.querySelector("form[data-check]");
const place = form && form.querySelector("[data-results-place]");
if (place) {
  let asked = 0;
  let timer;
  const tell = (results) => {
    const said = new Map();
    for (const one of results.querySelectorAll("[data-where]")) {
      said.set(one.dataset.where, [...(said.get(one.dataset.where) || []), one.textContent]);
    }
    for (const spot of form.querySelectorAll("[data-for]")) {
      const sentences = said.get(spot.dataset.for) || [];
      spot.hidden = sentences.length === 0;
      spot.replaceChildren(...sentences.map((sentence) => {
        const line = document.createElement("p");
        line.className = "error";
        line.textContent = sentence;
        return line;
      }));
    }
  };
  const look = async () => {
    const mine = ++asked;
    const data = new FormData(form);
    data.set("fragmento", "1");
    try {
      const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(data) });
      if (!answer.ok || mine !== asked) return;
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      const results = template.content.querySelector("[data-results]");
      if (!results) return;
      tell(results);
      place.replaceChildren(results);
    } catch {
      // The network is away: the button still checks.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 500);
  });
}
