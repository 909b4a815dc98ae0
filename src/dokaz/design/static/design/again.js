// Long work looks again by itself. A part says data-again="address"; what changed in it is put in place, and only that:
// focus stays, and a voice reads a status anew where its words changed. Ends with the work, a refusal, or after LOOKS,
// because every look counts as somebody at the desk.
const EVERY = 5000, LOOKS = 120;

const renew = (old, now) => {
  if (old.isEqualNode(now)) return;
  if (old.nodeName !== now.nodeName) return old.replaceWith(now);
  if (old.nodeType !== Node.ELEMENT_NODE) { old.data = now.data; return; }
  for (const {name} of [...old.attributes]) if (!now.hasAttribute(name)) old.removeAttribute(name);
  for (const {name, value} of now.attributes) old.setAttribute(name, value);
  const had = [...old.childNodes], has = [...now.childNodes];
  if (had.length !== has.length) old.replaceChildren(...has);
  else had.forEach((each, at) => renew(each, has[at]));
};

const look = async (part) => {
  const answer = await fetch(part.dataset.again, {cache: "no-store", redirect: "manual"});
  if (answer.status >= 500) return;
  const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page && page.getElementById(part.id);
  if (!now) { delete part.dataset.again; return; }
  const held = part.contains(document.activeElement);
  renew(part, now);
  if (held && !part.contains(document.activeElement)) part.focus();
};

const again = (left) => setTimeout(async () => {
  const parts = [...document.querySelectorAll("[data-again]:not([data-again] *)")];
  if (!document.hidden) await Promise.allSettled(parts.map(look));
  if (parts.length && left > 1) again(left - 1);
}, EVERY);

again(LOOKS);
