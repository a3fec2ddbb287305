// Everything that is asked of the review server, and the slices that are kept.

/** A failure as a sentence for the user. `isFinal` says that the same request would fail again. */
export class ServerError extends Error {
  constructor(sentence, isFinal) {
    super(sentence);
    this.isFinal = isFinal;
  }
}

const silence = "The review server does not answer. Start `apus review` again in the terminal and open the address that it prints.";

function sentence(status) {
  if (status === 403 || status === 401) {
    return "The server does not accept this address. Open the address that `apus review` printed in the terminal.";
  }
  if (status === 404) {
    return "The server does not have this. Reload the page; if that does not help, open the address that `apus review` printed last.";
  }
  if (status === 413) return "This text is too long for the server. Shorten it and write it again.";
  if (status >= 500) return `The server failed (${status}). Its terminal says why; then try again.`;
  return `The server refused this (${status}). Reload the page and try again.`;
}

async function answered(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError(silence, false);
  }
  if (response.ok) return response;
  let said = null, isPassing = false;
  try {
    ({ error: said, isPassing = false } = await response.json());
  } catch {
    // An answer without a sentence gets one of ours.
  }
  const isFinal = !isPassing && response.status >= 400 && response.status < 500 && response.status !== 408;
  throw new ServerError(typeof said === "string" && said ? said : sentence(response.status), isFinal);
}

async function json(path, options) {
  const response = await answered(path, options);
  try {
    return await response.json();
  } catch {
    throw new ServerError(silence, false);
  }
}

export const cohort = (revision) =>
  json("cohort.json" + (revision === null ? "" : `?after=${encodeURIComponent(revision)}`), { cache: "no-store" });

export const patient = (number) => json(`patient/${number}.json`);

export const sheet = (patient, series, level) => `sheet/${patient}/${series}/${level}.png`;

export const decide = (decision) =>
  json("decisions", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(decision) });

/** Says what counts where decisions are no longer in their file: "file" or "back". */
export const settle = (choice, changes) =>
  json("decisions/file", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ choice, changes }) });

/** Slices in memory: those used last, up to a size that a phone has. */
class SliceStore {
  constructor(limit) {
    this.limit = limit;
    this.bytes = 0;
    this.kept = new Map();
    this.coming = new Map();
    this.wishes = [];
    this.busy = 0;
  }

  held(key) {
    const slice = this.kept.get(key);
    if (slice) {
      this.kept.delete(key);
      this.kept.set(key, slice);
    }
    return slice;
  }

  load(key, columns, rows) {
    if (!this.coming.has(key)) {
      this.coming.set(key, this.fetched(key, columns, rows).finally(() => this.coming.delete(key)));
    }
    return this.coming.get(key);
  }

  async fetched(key, columns, rows) {
    const bytes = await (await answered(`slice/${key}.bin`)).arrayBuffer();
    const count = columns * rows;
    if (bytes.byteLength !== 3 * count) {
      throw new ServerError("The server sent a slice of another size than it announced. Reload the page.", true);
    }
    const slice = { greys: new Uint16Array(bytes, 0, count), mask: new Uint8Array(bytes, 2 * count, count) };
    this.kept.set(key, slice);
    this.bytes += bytes.byteLength;
    for (const [oldest, old] of this.kept) {
      if (this.bytes <= this.limit || oldest === key) break;
      this.kept.delete(oldest);
      this.bytes -= old.greys.byteLength + old.mask.byteLength;
    }
    return slice;
  }

  /** Slices that will probably be wanted, most probable first. They wait for those that are wanted now. */
  foresee(wishes) {
    this.wishes = wishes.filter(({ key }) => !this.kept.has(key) && !this.coming.has(key));
    this.pump();
  }

  pump() {
    while (this.busy < 2 && this.wishes.length > 0) {
      const { key, columns, rows } = this.wishes.shift();
      if (this.kept.has(key)) continue;
      this.busy++;
      // A failure is said when the slice is wanted.
      this.load(key, columns, rows).catch(() => {}).finally(() => {
        this.busy--;
        this.pump();
      });
    }
  }
}

export const slices = new SliceStore(160 * 1024 * 1024);
