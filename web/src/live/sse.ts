/** Reads a stream of server-sent events (WHATWG HTML, section 9.2.6). Pure: text in, messages out. */
export interface Message {
  event: string;
  data: string;
  /** The last id that the stream has named so far. */
  id: string;
}

export class SseReader {
  private rest = "";
  private event = "";
  private data: string[] = [];
  private id = "";

  /** Takes the next piece of the stream; gives the messages that it completes. */
  push(piece: string): Message[] {
    const text = this.rest + piece;
    const messages: Message[] = [];
    let start = 0;
    for (;;) {
      const end = nextLineEnd(text, start);
      if (end === undefined) break;
      const message = this.line(text.slice(start, end.at));
      if (message) messages.push(message);
      start = end.next;
    }
    this.rest = text.slice(start);
    return messages;
  }

  private line(line: string): Message | undefined {
    if (line === "") return this.dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    else if (field === "id" && !value.includes("\0")) this.id = value;
    return undefined;
  }

  private dispatch(): Message | undefined {
    const { event, data, id } = this;
    this.event = "";
    this.data = [];
    return data.length === 0 ? undefined : { event: event || "message", data: data.join("\n"), id };
  }
}

/** Where the next line ends and the one after it starts; nothing while the end may still be half a CR LF. */
function nextLineEnd(text: string, start: number): { at: number; next: number } | undefined {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "\n") return { at, next: at + 1 };
    if (text[at] === "\r") {
      if (at + 1 === text.length) return undefined;
      return { at, next: text[at + 1] === "\n" ? at + 2 : at + 1 };
    }
  }
  return undefined;
}
