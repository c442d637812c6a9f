// Draws the OpenAPI document as a page to read: what to send, what comes back.
const METHODS = ["get", "post", "put", "patch", "delete"];
const root = document.querySelector("[data-api]");
const words = root.dataset;

const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};

// The document speaks English, whatever the page around it speaks.
const told = (name, text) => {
  const element = make(name, text);
  element.lang = "en";
  return element;
};

function resolved(document, schema, depth = 0) {
  if (!schema || depth > 6) return {};
  if (schema.$ref) return resolved(document, schema.$ref.slice(2).split("/").reduce((part, key) => part?.[key], document), depth + 1);
  const some = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  return some ? resolved(document, some.find(one => one.type !== "null") ?? some[0], depth + 1) : schema;
}

// A body as it might be sent: examples and defaults where the document has them.
function sample(document, schema, depth = 0) {
  const shape = resolved(document, schema);
  const given = shape.examples?.[0] ?? shape.example ?? shape.default ?? shape.const ?? shape.enum?.[0];
  if (given !== undefined && given !== null) return given;
  if (depth > 5) return null;
  if (shape.type === "array") return [sample(document, shape.items, depth + 1)];
  if (shape.properties) return Object.fromEntries(Object.entries(shape.properties).map(([key, value]) => [key, sample(document, value, depth + 1)]));
  return { string: shape.format ?? "string", integer: 0, number: 0, boolean: false }[shape.type] ?? {};
}

function parameters(list) {
  const table = make("dl");
  for (const one of list) {
    const term = make("dt");
    term.append(make("code", one.name));
    const where = { query: words.wordQuery, path: words.wordPath, header: words.wordHeader }[one.in] ?? one.in;
    table.append(term, make("dd", [where, one.required && words.wordRequired, one.description].filter(Boolean).join(" · ")));
  }
  return table;
}

function json(document, content) {
  const [type, { schema } = {}] = Object.entries(content ?? {})[0] ?? [];
  if (!schema || !type.includes("json")) return type ? make("code", type) : null;
  return make("pre", JSON.stringify(sample(document, schema), null, 1));
}

function operation(document, path, method, call) {
  const box = make("details"), head = make("summary");
  box.dataset.find = `${method} ${path} ${call.summary ?? ""}`.toLowerCase();
  head.append(make("b", method.toUpperCase()), make("code", path), told("small", call.summary ?? ""));
  const body = make("div", undefined, "pb-api__body");
  box.append(head, body);
  box.addEventListener("toggle", () => { if (box.open && !body.childElementCount) fill(document, call, body); }, { once: true });
  return box;
}

function fill(document, call, body) {
  if (call.description) body.append(told("p", call.description));
  if (call.parameters?.length) body.append(parameters(call.parameters));
  const sent = json(document, call.requestBody?.content);
  if (sent) { const part = make("div"); part.append(make("h3", words.wordBody), sent); body.append(part); }
  const answers = make("div");
  answers.append(make("h3", words.wordAnswers));
  for (const [status, answer] of Object.entries(call.responses ?? {})) {
    const one = make("details"), head = make("summary");
    head.append(make("b", status), told("span", answer.description ?? ""));
    one.append(head);
    const shown = json(document, answer.content);
    if (shown) one.append(shown);
    answers.append(one);
  }
  body.append(answers);
}

function draw(document) {
  const groups = new Map();
  for (const [path, calls] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      if (!calls[method]) continue;
      const group = calls[method].tags?.[0] ?? "";
      groups.set(group, [...(groups.get(group) ?? []), operation(document, path, method, calls[method])]);
    }
  }
  root.className = "pb-api";
  root.replaceChildren(...[...groups].flatMap(([name, boxes]) => [...(name ? [told("h2", name)] : []), ...boxes]));
}

window.document.querySelector("[data-api-find]").addEventListener("input", event => {
  const sought = event.target.value.trim().toLowerCase();
  for (const box of root.querySelectorAll("details[data-find]")) box.hidden = !box.dataset.find.includes(sought);
});

try {
  const answer = await fetch(root.dataset.api);
  draw(await answer.json());
} catch (error) {
  root.firstElementChild.textContent = words.wordFailed;
  console.error(error);
}
