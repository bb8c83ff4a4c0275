// The phone page: who is chosen, their chat, what arrives for the others.
import { get, listen, post, upload } from "./api.js";
import { bubble, element, hue, initials, preview, wallTime } from "./bubble.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const at = (id) => document.getElementById(id);
const start = read("start-data");
const words = read("words");
const cards = new Map(start.cards.map((card) => [card.id, card]));
const chats = new Map(start.cards.map((card) => [card.id, []]));
const families = new Set(["mother", "father", "student", "stranger"]);
const unread = new Map();
const blocked = new Set();
let current = cards.has(Number(location.hash.slice(1))) ? Number(location.hash.slice(1)) : start.cards[0]?.id;
let toastTimer;
let commandsAsked = 0;

// --- people ---------------------------------------------------------------------------------

function drawPeople() {
  at("people-list").replaceChildren(...start.cards.map((card) => {
    const item = element("li");
    const choice = element("button");
    choice.type = "button";
    choice.dataset.person = card.id;
    if (card.id === current) choice.setAttribute("aria-current", "true");
    const text = element("span", "text");
    const part = [words.parts[card.part], card.about].filter(Boolean).join(" · ");
    text.append(element("strong", "", card.name), element("small", "", part));
    choice.append(avatar(card), text);
    if (unread.get(card.id)) choice.append(element("span", "badge", unread.get(card.id)));
    choice.addEventListener("click", () => choose(card.id));
    item.append(choice);
    return item;
  }));
  const others = [...unread].reduce((sum, [id, count]) => sum + (id === current ? 0 : count), 0);
  at("others-unread").hidden = !others;
  at("others-unread").textContent = others;
  document.title = document.title.replace(/^(\(\d+\) )?/, others ? `(${others}) ` : "");
}

function avatar(card) {
  const made = element("span", "avatar", initials(card.name));
  made.style.setProperty("--hue", hue(card.id));
  return made;
}

async function choose(id) {
  current = id;
  unread.delete(id);
  history.replaceState(null, "", `#${id}`);
  at("people").classList.remove("open");
  for (const banner of document.querySelectorAll(`.banner[data-person="${id}"]`)) banner.remove();
  closeMenus();
  drawPeople();
  drawHints();
  drawChat();
  await drawCommands();
}

function drawHints() {
  const card = cards.get(current);
  at("bot-name").textContent = start.bot.name;
  at("playing").textContent = `${card.name} · ${words.parts[card.part]}`;
  at("hint-name").textContent = card.name;
  at("hint-about").textContent = [words.parts[card.part], card.about].filter(Boolean).join(" · ");
  at("slips").replaceChildren(...card.slips.map(slip));
  at("login").hidden = families.has(card.part);
  const facts = card.user_name ? [[words.user_name, card.user_name], [words.password, card.password]] : [];
  at("login-facts").replaceChildren(...facts.flatMap(([name, value]) => {
    const definition = element("dd");
    definition.append(element("code", "", value));
    return [element("dt", "", name), definition];
  }));
  document.querySelector('[data-do="block"]').textContent = blocked.has(current) ? words.unblock : words.block;
}

function slip(facts) {
  const made = element("div", "slip");
  if (facts.about) made.append(element("p", "", facts.about));
  const code = element("p");
  code.append(element("code", "", facts.code));
  made.append(code);
  if (facts.birthday) made.append(element("p", "", `${words.birthday}: ${facts.birthday}`));
  const open = element("button", "", words.open_link);
  open.type = "button";
  open.addEventListener("click", () => { at("hints").classList.remove("open"); write(`/start ${facts.code}`); });
  made.append(open);
  return made;
}

// --- the chat -------------------------------------------------------------------------------

function drawChat() {
  const messages = chats.get(current);
  at("messages").replaceChildren(...messages.map((message) => bubble(message, words, tap)));
  if (!messages.length) at("messages").append(element("li", "empty", words.empty));
  at("start").hidden = messages.length > 0;
  at("writing").hidden = !messages.length;
  toBottom();
}

function toBottom() {
  const last = at("messages").lastElementChild;
  // A message taller than the screen is read from its beginning.
  const block = last?.offsetHeight > at("messages").clientHeight ? "start" : "end";
  last?.scrollIntoView({ block, behavior: "instant" });
}

async function drawCommands() {
  const asked = ++commandsAsked;
  const commands = await get(`people/${current}/commands`);
  if (asked !== commandsAsked) return; // A later question has been asked meanwhile.
  at("show-commands").hidden = !commands.length;
  at("commands").replaceChildren(...commands.map((command) => {
    const item = element("li");
    const choice = element("button");
    choice.type = "button";
    choice.append(element("span", "", command.description), element("small", "", `/${command.command}`));
    choice.addEventListener("click", () => { closeMenus(); write(`/${command.command}`); });
    item.append(choice);
    return item;
  }));
}

async function doing(work) {
  try {
    return await work;
  } catch (fault) {
    toast(fault.message);
  }
}

const write = (text) => doing(post(`people/${current}/text`, { text }));

function tap(button, pressed) {
  if (button.copy) {
    navigator.clipboard.writeText(button.copy).then(() => toast(words.copied));
    pressed.classList.remove("waiting");
  } else {
    const message_id = Number(pressed.closest(".message").dataset.id);
    doing(post(`people/${current}/tap`, { message_id, data: button.data }));
  }
}

function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { at("toast").hidden = true; }, 4000);
}

function banner(card, message) {
  const made = element("button", "banner");
  made.type = "button";
  made.dataset.person = card.id;
  const text = element("span", "text");
  text.append(element("strong", "", card.name), element("span", "preview", preview(message, words)));
  made.append(avatar(card), text);
  made.addEventListener("click", () => choose(card.id));
  at("banners").prepend(made);
  while (at("banners").children.length > 3) at("banners").lastElementChild.remove();
  setTimeout(() => made.remove(), 8000);
}

// --- what happens ---------------------------------------------------------------------------

const reactions = {
  message({ chat, message }) {
    chats.get(chat).push(message);
    if (chat === current) drawChat();
    else if (!message.mine) {
      unread.set(chat, (unread.get(chat) ?? 0) + 1);
      drawPeople();
      if (!message.silent) banner(cards.get(chat), message);
    }
  },
  edited({ chat, message }) {
    const messages = chats.get(chat);
    const index = messages.findIndex((old) => old.id === message.id);
    if (index < 0) return;
    messages[index] = message;
    if (chat !== current) return;
    const shown = document.querySelector(`.message[data-id="${message.id}"]`);
    shown?.replaceWith(bubble(message, words, tap));
    if (index === messages.length - 1) toBottom();
  },
  deleted({ chat, message_id }) {
    chats.set(chat, chats.get(chat).filter((message) => message.id !== message_id));
    if (chat === current) drawChat();
  },
  answered({ chat, message_id }) {
    if (chat !== current) return;
    for (const button of document.querySelectorAll(`.message[data-id="${message_id}"] .waiting`)) button.classList.remove("waiting");
  },
  toast({ chat, text, alert }) {
    if (chat !== current) return;
    if (!alert) return toast(text);
    at("alert-text").textContent = text;
    if (!at("alert").open) at("alert").showModal();
  },
  blocked({ chat, blocked: is }) {
    is ? blocked.add(chat) : blocked.delete(chat);
    drawHints();
  },
  commands: () => drawCommands(),
};

async function reload() {
  for (const person of await get("people")) {
    if (!cards.has(person.id)) continue;
    person.blocked ? blocked.add(person.id) : blocked.delete(person.id);
    chats.set(person.id, await get(`people/${person.id}/messages`));
  }
  at("toast").hidden = true;
  await choose(current);
}

// --- what is pressed ------------------------------------------------------------------------

function closeMenus() {
  for (const opener of document.querySelectorAll('[aria-controls][aria-expanded="true"]')) toggle(opener);
}

function toggle(opener) {
  const open = opener.getAttribute("aria-expanded") !== "true";
  if (open) closeMenus();
  opener.setAttribute("aria-expanded", open);
  at(opener.getAttribute("aria-controls")).hidden = !open;
}

const deeds = {
  block: () => doing(post(`people/${current}/${blocked.has(current) ? "unblock" : "block"}`)),
  hints: () => at("hints").classList.toggle("open"),
  photo: () => at("photo-file").click(),
  sticker: () => doing(post(`people/${current}/sticker`)),
  forward: () => doing(post(`people/${current}/forward`, { text: words.forward_text })),
};

function send() {
  const text = at("text").value.trim();
  at("text").value = "";
  grow();
  if (text) write(text);
}

function grow() {
  at("text").style.height = "auto";
  at("text").style.height = `${at("text").scrollHeight}px`;
}

function pressedInText(event) {
  const target = event.target;
  const link = target.closest("a");
  if (link?.dataset.command) write(link.dataset.command);
  const deep = link?.href && new URL(link.href);
  if (deep && deep.hostname === "t.me" && deep.pathname === `/${start.bot.username}`) {
    event.preventDefault();
    write(`/start ${deep.searchParams.get("start") ?? ""}`.trim());
  } else if (link?.href) link.target = "_blank";
  target.closest("tg-spoiler, blockquote[expandable]")?.classList.toggle("open");
}

at("writing").addEventListener("submit", (event) => { event.preventDefault(); send(); });
at("text").addEventListener("input", grow);
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
});
at("start").addEventListener("click", () => write("/start"));
at("messages").addEventListener("click", pressedInText);
at("show-people").addEventListener("click", () => at("people").classList.add("open"));
at("photo-file").addEventListener("change", (event) => {
  if (event.target.files[0]) doing(upload(`people/${current}/photo`, event.target.files[0]));
  event.target.value = "";
});
for (const opener of document.querySelectorAll("[aria-controls]")) {
  opener.addEventListener("click", (event) => { event.stopPropagation(); toggle(opener); });
}
for (const button of document.querySelectorAll("[data-do]")) {
  button.addEventListener("click", () => { closeMenus(); deeds[button.dataset.do](); });
}
for (const button of document.querySelectorAll("[data-fault]")) {
  button.addEventListener("click", () => doing(post("faults", { kind: button.dataset.fault, seconds: 3 })).then(() => toast(words.fault)));
}
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(); });
const tick = () => { at("clock").textContent = wallTime(new Date()); };
tick();
setInterval(tick, 10_000);

listen(
  (event) => { if (event.chat === undefined || chats.has(event.chat)) reactions[event.kind]?.(event); },
  (open) => { if (open) reload(); else toast(words.offline); },
);
