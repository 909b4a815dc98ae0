// A box is drawn with the pointer over a picture, or over a film that stands still, and its numbers are typed for the reader.
const figure = document.querySelector(".boxed"), media = figure.querySelector("img, video");
const field = name => document.querySelector(`[data-side=${name}]`), frames = document.querySelector("[name=frames]");
const svg = figure.querySelector("svg") ?? figure.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
svg.setAttribute("viewBox", "0 0 10000 10000");
svg.setAttribute("preserveAspectRatio", "none");
for (const hint of document.querySelectorAll("[data-scripts]")) hint.hidden = false;
let rect, from;

const place = event => {
  const whole = media.getBoundingClientRect(), within = value => Math.min(10000, Math.max(0, Math.round(value * 10000)));
  return [within((event.clientX - whole.left) / whole.width), within((event.clientY - whole.top) / whole.height)];
};
const drawn = to => {
  const [left, top] = [0, 1].map(at => Math.min(from[at], to[at])), [right, bottom] = [0, 1].map(at => Math.max(from[at], to[at]));
  return {left, top, width: right - left, height: bottom - top};
};

figure.addEventListener("pointerdown", event => {
  const controls = media.controls && event.clientY > media.getBoundingClientRect().bottom - 60;
  if (event.button || controls || media.paused === false) return;
  event.preventDefault();
  from = place(event);
  rect?.remove();
  rect = svg.appendChild(document.createElementNS(svg.namespaceURI, "rect"));
  figure.setPointerCapture(event.pointerId);
});
figure.addEventListener("pointermove", event => {
  if (!from) return;
  const box = drawn(place(event));
  for (const [name, value] of Object.entries({x: box.left, y: box.top, width: box.width, height: box.height})) rect.setAttribute(name, value);
});
figure.addEventListener("pointerup", event => {
  if (!from) return;
  const box = drawn(place(event)), percent = ["left", "top", "width", "height"].map(name => (box[name] / 100).toFixed(2));
  from = undefined;
  if (!box.width || !box.height) return;
  if (!frames) return ["left", "top", "width", "height"].forEach((name, at) => { field(name).value = percent[at]; });
  const minutes = Math.floor(media.currentTime / 60), seconds = (media.currentTime % 60).toFixed(3).padStart(6, "0");
  frames.value = `${frames.value.trimEnd()}\n${minutes}:${seconds} ${percent.join(" ")}`.trimStart();
});
