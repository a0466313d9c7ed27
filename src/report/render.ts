// Vega-Lite specifications to SVG, without a canvas.
import type { Figure, Spec } from "./figures/figure.ts";
import { theme } from "./theme.ts";

/** A figure with its drawing: a complete SVG document whose ids begin with the figure's name. */
export type Drawing<F extends Figure = Figure> = F & { readonly svg: string };

/**
 * The SVG of a specification. Equal specifications give equal text, whatever was drawn before.
 * @param prefix put before the ids in the drawing, so that several drawings can stand in one page
 * @param warn hears what Vega has to say against the specification
 */
export async function render(spec: Spec, prefix = "figure", warn = (_: string) => {}): Promise<string> {
  const [vega, vegaLite] = await Promise.all([import("vega"), import("vega-lite")]);
  const logger = loggerTo(warn);
  const compiled = vegaLite.compile(spec as unknown as Parameters<typeof vegaLite.compile>[0], {
    config: theme as unknown as NonNullable<Parameters<typeof vegaLite.compile>[1]>["config"] & object,
    logger,
  });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: "none", logger });
  try {
    return withOwnIds(await view.toSVG(), prefix);
  } finally {
    view.finalize();
  }
}

/** Each figure drawn, in order. */
export async function draw<F extends Figure>(figures: readonly F[]): Promise<Drawing<F>[]> {
  return Promise.all(
    figures.map(async (figure) => ({ ...figure, svg: await render(figure.spec, figure.name) })),
  );
}

/**
 * Ids renumbered in order of appearance and led by `prefix`: Vega numbers them over the life of the
 * process.
 */
export function withOwnIds(svg: string, prefix: string): string {
  const names = new Map<string, string>();
  for (const [, id] of svg.matchAll(/ id="([^"]+)"/g)) names.set(id!, `${prefix}-${names.size + 1}`);
  return svg
    .replace(/ id="([^"]+)"/g, (_, id: string) => ` id="${names.get(id)}"`)
    .replace(/url\(#([^)]+)\)/g, (whole, id: string) => (names.has(id) ? `url(#${names.get(id)})` : whole));
}

function loggerTo(warn: (message: string) => void) {
  const quiet = () => logger;
  const tell = (...parts: readonly unknown[]) => {
    warn(parts.map(String).join(" "));
    return logger;
  };
  // Vega reads the level by calling without an argument.
  const level = (value?: number) => (value === undefined ? 2 : logger);
  const logger = { level, error: tell, warn: tell, info: quiet, debug: quiet } as never;
  return logger;
}
