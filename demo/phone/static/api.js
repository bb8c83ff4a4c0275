// Talks to the stand-in: what people do, and what is told to them.

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.description || response.statusText);
  return body;
}

export async function get(path) {
  return answer(await fetch(`/control/${path}`));
}

export async function post(path, body) {
  return answer(await fetch(`/control/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  }));
}

export async function upload(path, file) {
  const form = new FormData();
  form.append("file", file);
  return answer(await fetch(`/control/${path}`, { method: "POST", body: form }));
}

// Calls onEvent for everything that happens from now on; onState(true) whenever the line is open
// (again): whoever listens must reload then, since events may have been missed meanwhile.
export function listen(onEvent, onState) {
  const source = new EventSource("/control/events");
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  source.onmessage = (message) => onEvent(JSON.parse(message.data));
  addEventListener("beforeunload", () => source.close());
}
