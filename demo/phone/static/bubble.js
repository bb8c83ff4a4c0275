// Draws one message: text, attachment, buttons. Knows nothing of the server.

const size = (bytes) => bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function wallTime(moment) {
  return moment.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
}

export function hue(id) {
  return (id * 67) % 360;
}

// What a locked screen would show: the first 40 characters, or what kind of thing came.
export function preview(message, words) {
  const text = message.text.replace(/\s+/g, " ").trim();
  if (text) return [...text].length > 40 ? `${[...text].slice(0, 40).join("")}…` : text;
  if (message.photo) return words.photo;
  return message.document ? message.document.name : words.sticker;
}

function attachment(message) {
  if (message.sticker) return element("div", "sticker", message.sticker);
  if (message.photo) {
    const link = element("a", "picture");
    const image = element("img");
    Object.assign(image, { src: `/control/files/${message.photo.file_id}`, width: message.photo.width, height: message.photo.height, alt: message.text });
    link.append(image);
    return opened(link, message.photo.file_id);
  }
  if (!message.document) return null;
  const link = element("a", "file");
  const about = element("span");
  about.append(element("strong", "", message.document.name), element("small", "", size(message.document.size)));
  link.append(element("span", "icon", "⬇"), about);
  return opened(link, message.document.file_id);
}

function opened(link, fileId) {
  Object.assign(link, { href: `/control/files/${fileId}`, target: "_blank", rel: "noopener" });
  return link;
}

function button(label, onTap) {
  if (label.url) {
    const link = element("a", label.style, `${label.text} ↗`);
    Object.assign(link, { href: label.url, target: "_blank", rel: "noopener" });
    return link;
  }
  const made = element("button", label.style, label.text);
  made.type = "button";
  made.title = label.text;
  made.disabled = label.disabled;
  made.addEventListener("click", () => { made.classList.add("waiting"); onTap(label, made); });
  return made;
}

export function bubble(message, words, onTap) {
  const item = element("li", `message${message.mine ? " mine" : ""}${message.rows.length ? " has-buttons" : ""}`);
  item.dataset.id = message.id;
  const inside = element("div", "bubble");
  if (message.forwarded) inside.append(element("div", "forwarded", `↪ ${words.forwarded}`));
  const attached = attachment(message);
  if (attached) inside.append(attached);
  const body = element("div", "body");
  body.innerHTML = message.html; // Made by the stand-in from text and entities: everything is escaped.
  inside.append(body);
  const notes = [message.edited && words.edited, wallTime(new Date(message.date * 1000)), message.mine && "✓✓"];
  inside.append(element("span", "meta", notes.filter(Boolean).join(" ")));
  item.append(inside);
  if (message.rows.length) {
    const rows = element("div", "buttons");
    for (const labels of message.rows) {
      const row = element("div");
      row.append(...labels.map((label) => button(label, onTap)));
      rows.append(row);
    }
    item.append(rows);
  }
  return item;
}
