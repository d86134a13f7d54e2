// Reads a text/event-stream answer. Not EventSource: that sends no header, and who is watching is told by one.

/** Characters of one line; ours are a hundredth of that. */
const LONGEST_LINE = 65_536;

/** The events in `body` as `{ type, data }`, until it ends; `heard()` is called for whatever arrives, comments too. */
export async function* eventsOf(body, heard) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let type = 'message';
  let data = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    if (rest.length > LONGEST_LINE) throw new Error('The event stream has a line without an end');
    for (const line of lines.map((line) => line.replace(/\r$/, ''))) {
      if (line === '') {
        if (data.length > 0) yield { type, data: data.join('\n') };
        type = 'message';
        data = [];
      } else {
        const [, name, text] = /^([^:]*):? ?(.*)$/.exec(line);
        if (name === 'event') type = text;
        if (name === 'data') data.push(text);
      }
    }
  }
}
