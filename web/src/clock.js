// The server's clock, as near as its answers tell it. The delay of a live is measured against it: a viewer's own
// clock may be minutes off.

/** Milliseconds. The Date header counts whole seconds and answers take their time: less is no difference. */
const UNCERTAIN = 2_000;
const HALF_A_SECOND = 500;

let ahead = 0;

/** Takes the Date header of an answer that has just come; null where there was none. */
export function heardDate(header) {
  const told = Date.parse(header ?? '');
  if (Number.isNaN(told)) return;
  const difference = Date.now() - (told + HALF_A_SECOND);
  ahead = Math.abs(difference) < UNCERTAIN ? 0 : difference;
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow() {
  return Date.now() - ahead;
}
