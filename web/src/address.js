// Reads the playback options that a link may carry: ?start=1m30s&autoplay=1&muted=1&loop=1.

/** Seconds of `90`, `90s`, `1m30s` or `1h2m3s`; 0 for anything else. */
export function seconds(text) {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text ?? '');
  if (match === null) return 0;
  const [hours, minutes, rest] = match.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + rest;
}

export function optionsOf(search) {
  const parameters = new URLSearchParams(search);
  const on = (name) => ['1', 'true'].includes(parameters.get(name));
  return {
    startAt: seconds(parameters.get('start')),
    autoplay: on('autoplay'),
    muted: on('muted'),
    loop: on('loop'),
  };
}
