// From the API's description of a video to what can be played: one adaptive playlist, or plain files.

const PUBLIC = 1;
const UNLISTED = 2;
const PUBLISHED = 1;
/** To transcode, to import, to move, to edit, to move back: work that ends by itself. */
const UNDERWAY = new Map([
  [2, 'This video is being transcoded.'],
  [3, 'This video is being imported.'],
  [6, 'This video is being moved to its storage.'],
  [9, 'This video is being edited.'],
  [10, 'This video is being moved to its storage.'],
]);

/** What keeps the viewer waiting, or null when nothing does. */
export function waitingReason(video) {
  return UNDERWAY.get(video.state.id) ?? null;
}

/** Why there will be nothing to play, or null when there is something. */
export function failureReason(video) {
  if (video.state.id === 7) return 'The transcoding of this video failed.';
  const playable = video.streamingPlaylists.length > 0 || video.files.length > 0;
  if (playable) return null;
  return video.state.id === PUBLISHED ? 'This video has no file to play.' : 'This video cannot be played.';
}

/** Whether its files are handed out against a token only. */
export function needsFileToken(video) {
  return video.privacy.id !== PUBLIC && video.privacy.id !== UNLISTED;
}

/**
 * The playlist's address (or null) and the files, best first. `origin` is the server's own public
 * address: what it hosts is asked from wherever this page came from, which may be another name of it.
 */
export function sourcesOf(video, origin, fileToken) {
  const address = (url, parameters) => {
    const target = new URL(url, location.href);
    const path = `${target.pathname}${target.search}`;
    const result = new URL(target.origin === origin ? path : target, location.href);
    for (const [name, value] of Object.entries(parameters)) result.searchParams.set(name, value);
    return result.href;
  };
  const token = fileToken === null ? {} : { videoFileToken: fileToken };
  const forPlaylist = fileToken === null ? {} : { ...token, reinjectVideoFileToken: 'true' };

  const playlist = video.streamingPlaylists[0];
  const files = [...video.files]
    .sort((a, b) => b.resolution.id - a.resolution.id)
    .map((file) => ({ label: file.resolution.label, url: address(file.fileUrl, token) }));
  return { playlist: playlist ? address(playlist.playlistUrl, forPlaylist) : null, files };
}
