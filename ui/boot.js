// Paints what was last on the screen, then starts the program. Text is only ever set as text, never as HTML.
// The names of the stored fields are those of ui/src/state/snapshot.rs and preferences.rs.

const root = document.documentElement;

function stored(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // not there, not readable, or not allowed
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function row({ title, initials, face, preview, time, badge }) {
  const item = element("li", "row-item");
  const line = element("div", "row");
  line.dataset.state = badge ? "unread" : "read";
  const words = element("span", "row-words");
  const first = element("span", "row-line");
  const name = element("span", "row-title one-line", title);
  name.dir = "auto";
  first.append(name, element("time", "row-time number", time));
  const second = element("span", "row-line");
  const text = element("span", "row-preview one-line", preview);
  text.dir = "auto";
  second.append(text);
  if (badge) second.append(element("span", "badge", badge));
  words.append(first, second);
  line.append(element("span", `avatar size-44 face-${Number(face) || 0}`, initials), words);
  item.append(line);
  return item;
}

const look = stored("rapport.preferences") ?? {};
if (look.theme === "light" || look.theme === "dark") root.dataset.theme = look.theme;
const scales = { small: "0.9", normal: "1", large: "1.15", larger: "1.3" };
if (scales[look.text_size]) root.style.setProperty("--text-scale", scales[look.text_size]);
if (Number.isInteger(look.list_width)) root.style.setProperty("--list-width", `${look.list_width}px`);

const snapshot = stored("rapport.snapshot");
if (Array.isArray(snapshot?.rows)) {
  if (Number.isInteger(snapshot.brand_hue)) root.style.setProperty("--brand-hue", snapshot.brand_hue);
  document.getElementById("boot-title").textContent = String(snapshot.name ?? "");
  document.getElementById("boot-rows").replaceChildren(...snapshot.rows.map(row));
}

const { js, wasm } = document.getElementById("boot").dataset;
try {
  const program = await import(js);
  await program.default({ module_or_path: wasm });
} catch (error) {
  const sorry = element("p", "edge", "Rapport couldn't start. Reload the page; if that doesn't help, the browser may be too old.");
  sorry.setAttribute("role", "alert");
  document.getElementById("main").append(sorry);
  throw error;
}
