// Comma-separated values (RFC 4180), and a file for the viewer to keep.

/** `lines` are lists of numbers and texts. */
export function asCsv(lines) {
  return lines.map((fields) => `${fields.map(field).join(',')}\r\n`).join('');
}

function field(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has the browser keep `text` as a file. */
export function offerFile(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
