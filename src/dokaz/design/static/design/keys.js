// Keys for what the page already offers by hand. A control says its key as data-key: "/", "g i", "Control+k".
// Off where <body data-keys="off">; never in a field; on Cyrillic layouts a letter is known by its place.
"use strict";
(() => {
  if (document.body.dataset.keys !== "on") return;
  const WAIT = 1500;
  let before = "", pressed = 0;

  const inField = (at) => at.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  const named = (event) => {
    const letter = /^Key[A-Z]$/.test(event.code) && !/^[a-z]$/i.test(event.key);
    return (event.ctrlKey ? "Control+" : "") + (letter ? event.code[3].toLowerCase() : event.key);
  };
  const control = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const use = (found) => (inField(found) ? found.focus() : found.click());

  const move = (by) => {
    const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.querySelector("a"));
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) next.querySelector("a").focus();
    return Boolean(next);
  };

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || event.isComposing) return;
    if (inField(event.target) && !event.ctrlKey) return;
    const key = named(event);
    const found = (event.timeStamp - pressed < WAIT && control(`${before} ${key}`)) || control(key);
    before = key;
    pressed = event.timeStamp;
    if (found) use(found);
    else if (!(key === "j" && move(1)) && !(key === "k" && move(-1))) return;
    event.preventDefault();
  });
})();
