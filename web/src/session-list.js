// What was streamed to a live so far, and what became of it.

/** The codes of the API. */
const ERRORS = new Map([
  [1, 'Ended: the connection was too bad.'],
  [2, 'Ended: it reached the longest time that a live may take.'],
  [3, 'Ended: the recording reached your quota.'],
  [4, 'Ended: the stream could not be encoded.'],
  [5, 'Ended: the video was blocked.'],
  [6, 'Ended: a runner failed.'],
  [7, 'Ended: the runner’s job was cancelled.'],
  [8, 'Ended by an error.'],
  [9, 'Ended: what was sent cannot be played.'],
]);

/** Fills the table with `sessions` of the API, the last one first. */
export function showSessions(table, sessions) {
  const rows = [...sessions].reverse().map((session) => {
    const row = document.createElement('tr');
    const cells = [time(session.startDate), time(session.endDate), outcome(session), replay(session.replayVideo)];
    for (const content of cells) {
      const cell = document.createElement('td');
      cell.append(content);
      row.append(cell);
    }
    return row;
  });
  if (rows.length === 0) {
    const row = document.createElement('tr');
    const cell = document.createElement('td');
    cell.colSpan = 4;
    cell.textContent = 'Nothing was streamed yet.';
    row.append(cell);
    rows.push(row);
  }
  table.querySelector('tbody').replaceChildren(...rows);
}

function time(date) {
  if (!date) return '–';
  const element = document.createElement('time');
  element.dateTime = date;
  element.textContent = new Date(date).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
  return element;
}

function outcome(session) {
  if (session.error) return ERRORS.get(session.error) ?? ERRORS.get(8);
  return session.endDate ? 'Ended well.' : 'On air.';
}

function replay(video) {
  if (!video) return '–';
  const link = document.createElement('a');
  link.href = `/w/${encodeURIComponent(video.shortUUID)}`;
  link.textContent = 'Watch';
  return link;
}
