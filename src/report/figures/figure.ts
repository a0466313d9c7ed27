/** A Vega-Lite specification as plain data. */
export type Spec = Readonly<Record<string, unknown>>;

/** One picture of a report. */
export interface Figure {
  /** File name without its ending; unique within a report. */
  readonly name: string;
  readonly title: string;
  /** What is seen, in one or two sentences computed from the data. */
  readonly caption: string;
  readonly spec: Spec;
}
