// Checks the proof that a page shows, in this browser: the hash of the event, its way up the tree (RFC 9162, 2.1.3.2),
// and the signature below the root. The page has the sentences; this shows the one that is true.
"use strict";
(async () => {
  const subtle = globalThis.crypto?.subtle;
  const text = document.getElementById("proof-text")?.textContent;
  const key = document.getElementById("proof-key")?.textContent;

  const show = (verdict) => {
    for (const said of document.querySelectorAll("#verdict [data-by]")) {
      // What cannot be worked out here stays what the server says.
      const server = said.dataset.by === "server" && verdict === "cannot";
      said.hidden = said.dataset.by !== verdict && !server;
    }
  };
  const bytes = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const utf8 = (words) => new TextEncoder().encode(words);
  const join = (parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const hash = async (...parts) => new Uint8Array(await subtle.digest("SHA-256", join(parts)));
  const same = (one, other) => one.length === other.length && one.every((byte, n) => byte === other[n]);
  const node = (left, right) => hash([1], left, right);

  // The root that the way up leads to; nothing where it is too long or too short.
  const climb = async (index, size, leaf, path) => {
    let [at, last, root] = [index, size - 1, leaf];
    const up = () => { at = Math.floor(at / 2); last = Math.floor(last / 2); };
    for (const beside of path) {
      if (last === 0) return undefined;
      if (at % 2 === 1 || at === last) {
        root = await node(beside, root);
        while (at % 2 === 0 && at !== 0) up();
      } else {
        root = await node(root, beside);
      }
      up();
    }
    return last === 0 ? root : undefined;
  };

  // Whether a key signed a text: true or false, or nothing where this browser knows no Ed25519.
  const signed = async (note, origin) => {
    const [, name, id, typed] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(key.trim());
    const end = note.lastIndexOf("\n\n");
    const [body, lines] = [note.slice(0, end + 1), note.slice(end + 2).split("\n")];
    const verifier = bytes(typed);
    const begins = (await hash(utf8(`${name}\n`), verifier)).slice(0, 4);
    const hex = [...begins].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (verifier[0] !== 1 || name !== origin || hex !== id) return false;
    let by;
    try {
      by = await subtle.importKey("raw", verifier.slice(1), { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return undefined;
    }
    for (const line of lines.filter((line) => line.startsWith(`\u2014 ${name} `))) {
      const signature = bytes(line.split(" ")[2]);
      if (!same(signature.slice(0, 4), begins)) continue;
      if (await subtle.verify("Ed25519", by, signature.slice(4), utf8(body))) return true;
    }
    return false;
  };

  const check = async () => {
    const begin = text.indexOf("\n\n");
    const [format, extra, place, ...path] = text.slice(0, begin).split("\n");
    const note = text.slice(begin + 2);
    const [origin, size, root] = note.split("\n");
    if (format !== "c2sp.org/tlog-proof@v1") return "fails";
    const event = bytes(extra.replace("extra ", ""));
    const index = Number(place.replace("index ", ""));
    const { position } = JSON.parse(new TextDecoder().decode(event));
    if (!(index < Number(size)) || position !== index + 1) return "fails";
    const leaf = await hash([0], event);
    const top = await climb(index, Number(size), leaf, path.map(bytes));
    if (top === undefined || !same(top, bytes(root))) return "fails";
    const by = await signed(note, origin);
    return by === undefined ? "path" : by ? "holds" : "fails";
  };

  if (!text) return;
  show(subtle ? await check().catch(() => "fails") : "cannot");
})();
