// Where a file may be left out, no style can tell that none was chosen, and the browser would say so in its own language.
for (const input of document.querySelectorAll(".file input")) {
  const mark = () => input.classList.toggle("is-empty", input.files.length === 0);
  input.addEventListener("change", mark);
  mark();
}
