// Files in parts, so that a lost connection costs next to nothing. Without this script the form sends them in one go.
// The office says where a file goes on and what was sealed; nothing is kept in the browser.
const CHUNK = 65536, LEAST = 4 * CHUNK, MOST = 512 * CHUNK, PAUSES = [1000, 2000, 5000, 10000];
const AGAIN = ["upload-busy", "too-many-at-once", "database-busy", "database-away"];  // what was sent is not lost by them
const ANSWERS = ["compartment", "source", "obtained", "place", "description"];
const form = document.getElementById("answers"), at = id => document.getElementById(id);
const words = (name, facts = {}) => form.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => facts[key]);
const token = form.elements.csrfmiddlewaretoken.value;
const dropped = [];  // they wait until the answers are given and the form is sent
let width = 16 * CHUNK;  // of a part: as much as takes some seconds on this line
let busy = 0, held = 0, sent = 0, announced = 0, count = 0, paused = null;

class Told extends Error { constructor(answer) { super(answer.says); this.code = answer.code; this.offset = answer.offset; } }
class Lost extends Error {}
class Stuck extends Error {}

const inBytes = size => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(size || 1) / 3)));
  const how = {style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1};
  return new Intl.NumberFormat(document.documentElement.lang, how).format(size / 1000 ** step);
};

async function ask(address, told = {}) {
  let answer;
  try {
    const headers = {"X-CSRFToken": token, ...told.headers};
    answer = await fetch(address, {redirect: "manual", cache: "no-store", ...told, headers});
  } catch { throw new Lost(); }
  if (answer.type === "opaqueredirect") throw new Stuck(words("over"));
  let said;
  try { said = await answer.json(); } catch { throw answer.ok || answer.status >= 502 ? new Lost() : new Stuck(words("failed")); }
  if (answer.ok) return said;
  throw new Told(said);
}

const post = (address, facts) => ask(address, {method: "POST", body: new URLSearchParams(facts)});
const ticked = name => form.elements[name]?.checked ? [[name, "on"]] : [];
const answers = () => [...ANSWERS.map(name => [name, form.elements[name].value]), ...ticked("examine")];

async function read(file, start, end) {
  try { return await file.slice(start, end).arrayBuffer(); } catch { throw new Stuck(words("unread")); }
}

async function sha256(data) {
  return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", data)), each => each.toString(16).padStart(2, "0")).join("");
}

function base64(data) {
  let text = "";
  for (const each of new Uint8Array(data)) text += String.fromCharCode(each);
  return btoa(text);
}

async function part(file, goes) {
  const before = goes.offset ? await sha256(await read(file, goes.offset - CHUNK, goes.offset)) : "";
  const body = await read(file, goes.offset, Math.min(goes.offset + width, goes.end));
  const headers = {"Content-Type": "application/octet-stream", "Upload-Offset": goes.offset, "Upload-Before": before};
  const began = performance.now(), next = await ask(goes.address, {method: "POST", body, headers});
  const took = performance.now() - began;
  width = took < 1000 ? Math.min(2 * width, MOST) : took > 8000 ? Math.max(width / 2, LEAST) : width;
  return next;
}

async function close(file, path, goes) {
  return post(goes.close, [...answers(), ["path", path], ["rest", base64(await read(file, goes.end, file.size))]]);
}

function show(row, text, done) {
  row.querySelector("span").textContent = text;
  const bar = row.querySelector("progress");
  if (done !== undefined) [bar.max, bar.value] = [row.size || 1, done];
  at("whole").max = announced || 1;
  at("whole").value = sent + (done ?? 0);
}

// One step, again and again until it is done: what the office says decides, whatever happened on the way.
async function advanced(file, path, row, goes) {
  if (!goes) return {goes: await post(form.dataset.begin, [...answers(), ["size", file.size]])};
  if (goes.unsure) return {goes: await ask(goes.address)};
  if (goes.offset < goes.end) return {goes: await part(file, goes)};
  show(row, words("checks"), goes.offset);
  return {receipt: await close(file, path, goes)};
}

async function send(file, path, row, goes) {
  for (let failed = 0, again = 0; ;) {
    await paused?.over;
    try {
      const next = await advanced(file, path, row, goes);
      if (next.receipt) return next.receipt;
      failed = 0;
      goes = next.goes;
      show(row, words("sent", {done: inBytes(goes.offset), size: inBytes(file.size)}), goes.offset);
    } catch (why) {
      if (why.code === "offset-differs") goes.offset = why.offset;
      else if (why.code === "upload-lost" && again++ < 2) goes = undefined;
      else if (why instanceof Lost || AGAIN.includes(why.code)) {
        row.querySelector("span").textContent = why.message || words("lost");
        await new Promise(go => { setTimeout(go, PAUSES[Math.min(failed++, 3)]); addEventListener("online", go, {once: true}); });
        if (goes && goes.offset < goes.end) goes.unsure = true;
      } else throw why;
    }
  }
}

function line(file, path) {
  const row = at("one").content.cloneNode(true).querySelector("li");
  row.size = file.size;
  row.querySelector("strong").textContent = path;
  row.querySelector("progress").setAttribute("aria-label", path);
  at("each").append(row);
  at("sending").hidden = false;
  announced += file.size;
  count += 1;
  show(row, words("waits"), 0);
  return row;
}

function sealed(row, receipt) {
  const link = document.createElement("a"), facts = row.querySelector("p");
  [link.href, link.textContent] = [receipt.item, receipt.says];
  row.querySelector("span").replaceChildren(link);
  const held_as = words(receipt.entry === null ? "short" : "facts", receipt);
  facts.textContent = [held_as, receipt.examined].filter(Boolean).join(". ");
  facts.hidden = false;
  held += 1;
}

async function sendOne({file, path, row, goes}) {
  try { sealed(row, await send(file, path, row, goes)); }
  catch (why) { row.querySelector("span").textContent = why.message; row.className = "error"; }
  sent += file.size;
  at("whole").value = sent;
  row.querySelector("progress").remove();
  tell(words("all", {done: held, all: count}));
}

let queue = Promise.resolve();
function enqueue(chosen) {
  const lines = chosen.map(each => ({...each, row: each.row ?? line(each.file, each.path)}));
  busy += lines.length;
  for (const each of lines) queue = queue.then(() => sendOne(each)).finally(ended);
  at("running").hidden = !busy;
}

function tell(sentence) {
  at("sending").hidden = false;
  at("told").textContent = sentence;
}

function ended() {
  busy -= 1;
  at("running").hidden = !busy;
}

function placed() {
  const where = form.elements.compartment;
  if (!where.value) { tell(words("where")); where.focus(); }
  return Boolean(where.value);
}

function chosen() {
  const inputs = [at("files"), at("folder")];
  const found = inputs.flatMap(input => [...input.files].map(file => ({file, path: file.webkitRelativePath || file.name})));
  inputs.forEach(input => { input.value = ""; });
  return [...found, ...dropped.splice(0)];
}

async function entries(entry) {
  if (entry.isFile) return [{file: await new Promise((ok, no) => entry.file(ok, no)), path: entry.fullPath.slice(1)}];
  const reader = entry.createReader(), found = [];
  for (;;) {  // a folder is read in pieces
    const some = await new Promise((ok, no) => reader.readEntries(ok, no));
    if (!some.length) return (await Promise.all(found.map(entries))).flat();
    found.push(...some);
  }
}

function begin() {
  document.querySelectorAll("[data-scripts], [data-unfinished]").forEach(each => { each.hidden = false; });
  form.addEventListener("submit", event => {
    if (event.submitter?.name) return;  // another language
    event.preventDefault();
    if (!placed()) return;
    const found = chosen();
    if (!found.length) { tell(words("none")); return; }
    enqueue(found);
    at("sending-title").scrollIntoView();
  });
  addEventListener("dragover", event => event.preventDefault());
  addEventListener("drop", async event => {
    event.preventDefault();
    const items = [...event.dataTransfer.items].map(item => item.webkitGetAsEntry()).filter(Boolean);
    const found = (await Promise.all(items.map(entries))).flat();
    dropped.push(...found.map(({file, path}) => ({file, path, row: line(file, path)})));
  });
  for (const unfinished of document.querySelectorAll("[data-unfinished]"))
    unfinished.querySelector("input").addEventListener("change", event => {
      const file = event.target.files[0];
      if (!file) return;
      if (!placed()) { event.target.value = ""; return; }
      if (file.size !== Number(unfinished.dataset.size)) { tell(words("other")); return; }
      unfinished.parentElement.hidden = true;
      enqueue([{file, path: file.name, goes: {address: unfinished.dataset.unfinished, unsure: true}}]);
    });
  at("pause").addEventListener("click", () => {
    paused = {};
    paused.over = new Promise(go => { paused.end = go; });
    [at("pause").hidden, at("go-on").hidden] = [true, false];
    at("go-on").focus();
  });
  at("go-on").addEventListener("click", () => {
    paused.end();
    paused = null;
    [at("pause").hidden, at("go-on").hidden] = [false, true];
    at("pause").focus();
  });
  addEventListener("beforeunload", event => { if (busy) event.preventDefault(); });
}

if (window.isSecureContext) begin();
