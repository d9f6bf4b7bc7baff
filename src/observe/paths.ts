const PART = String.raw`[^\s"'\\/:*?<>|]`;
/** `/home/ana/churn.csv`, `C:\data\x.csv`, `file:///x/y`, `~/x/y`: two parts at least, after a blank, a quote, = or (. */
const BARE = new RegExp(
  String.raw`(^|[\s"'=(,:\[\x60])(?:file:\/\/)?(?:[A-Za-z]:|~|\\)?[\\/](?:${PART}+[\\/]+)+(${PART}*)`,
  "gu",
);
const QUOTED = /(["'])(?:file:\/\/)?(?:[A-Za-z]:|~|\\)?[\\/](?:[^"'\\/]+[\\/]+)+([^"'\\/]*)\1/gu;

/** The text with each absolute path cut to its last part, so that a report that is passed on names nobody's folders. */
export const hidePaths = (text: string): string => text.replace(QUOTED, "$1$2$1").replace(BARE, "$1$2");
