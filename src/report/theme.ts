// How figures look: one palette, one typeface, sizes that stay readable when a figure is scaled to a
// phone.

/**
 * The colours of Okabe and Ito, which the colour-blind can tell apart; yellow, too light for lines,
 * left out.
 */
export const palette = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#000000",
] as const;

/** Colour and dash of a category: after seven colours they come again, dashed. */
export function strokeOf(index: number): Stroke {
  const turn = Math.floor(index / palette.length);
  const solid = turn === 0;
  return { color: palette[index % palette.length]!, dash: solid ? [1, 0] : [2 + 3 * turn, 3], solid };
}

/** How a category is drawn. */
export interface Stroke {
  readonly color: string;
  readonly dash: readonly number[];
  readonly solid: boolean;
}

/** Lines that are no measurement: theory, V*, the unit circle. */
export const referenceColor = "#5f6368";

/** The typefaces of figures and page: what the reader's machine has. */
export const typeface =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

/** Width and height in pixels of what a figure's axes enclose. */
export const figureSize = { width: 345, height: 200 } as const;

const ink = "#202124";
const quiet = "#5f6368";

/** Vega-Lite configuration of every figure. */
export const theme = {
  background: "#ffffff",
  font: typeface,
  padding: 10,
  title: {
    anchor: "start",
    frame: "bounds",
    color: ink,
    fontSize: 15,
    fontWeight: 600,
    subtitleColor: quiet,
    subtitleFontSize: 12,
    offset: 10,
    subtitlePadding: 4,
  },
  view: { stroke: null },
  mark: { aria: false },
  line: { strokeJoin: "round", strokeCap: "round" },
  axis: {
    aria: false,
    domainColor: "#9aa0a6",
    gridColor: "#eceff1",
    labelColor: "#3c4043",
    labelFontSize: 12,
    labelFlush: false,
    tickColor: "#9aa0a6",
    titleColor: "#3c4043",
    titleFontSize: 12.5,
    titleFontWeight: 400,
    titlePadding: 8,
  },
  legend: {
    aria: false,
    labelColor: ink,
    labelFontSize: 12,
    labelLimit: 0,
    titleColor: "#3c4043",
    titleFontSize: 12,
    titleFontWeight: 400,
    titleLimit: 0,
    symbolStrokeWidth: 2.5,
    symbolSize: 260,
    rowPadding: 3,
  },
} as const;
