// The list of pages, narrowed down as somebody types. Without this script it is the list alone.
const list = document.getElementById("go"), field = list.querySelector("input"), none = list.querySelector("[role=status]");
const rows = [...list.querySelectorAll("li")], find = document.getElementById("find");
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const left = () => rows.filter((row) => !row.hidden).map((row) => row.querySelector("a"));

const narrow = () => {
  const asked = plain(field.value).split(/\s+/);
  for (const row of rows) row.hidden = !asked.every((word) => plain(row.textContent).includes(word));
  none.textContent = left().length ? "" : none.dataset.words;
};

const enter = () => {
  if (left().length) return left()[0].click();
  find.value = field.value;
  find.form.requestSubmit();
};

const step = (by) => {
  const stops = [field, ...left()];
  stops[(stops.indexOf(document.activeElement) + by + stops.length) % stops.length].focus();
};

list.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown") step(1);
  else if (event.key === "ArrowUp") step(-1);
  else if (event.key === "Enter" && event.target === field) enter();
  else return;
  event.preventDefault();
});
list.addEventListener("beforetoggle", () => { field.value = ""; narrow(); });
field.addEventListener("input", narrow);
field.parentElement.hidden = false;
