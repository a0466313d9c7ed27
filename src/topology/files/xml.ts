// GraphML and GEXF: checked here element by element with line numbers, read by graphology's parsers.
import { DOMParser } from "@xmldom/xmldom";
import { parse as parseGexf } from "graphology-gexf";
import { parse as parseGraphml } from "graphology-graphml";
import type { AbstractGraph } from "graphology-types";
import { ScenarioError } from "../../error.ts";
import type { Topology } from "../topology.ts";
import { fromGraph, Graph } from "./from-graph.ts";

/** The part of a DOM element used here; elements know the line they came from. */
interface XmlElement {
  readonly lineNumber?: number;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
}

interface XmlDocument {
  readonly documentElement: { readonly tagName: string } | null;
  getElementsByTagName(name: string): ArrayLike<XmlElement>;
}

/**
 * The graph of a GraphML file. Direction from the file unless told.
 *
 * @throws ScenarioError naming file and line
 */
export function readGraphml(text: string, path: string, directed?: boolean): Topology {
  const document = documentOf(text, path, "graphml");
  const graph = onlyGraph(document, path);
  checkElements(document, path);
  refuse(document, path, "hyperedge", () => true, "edges of two agents");
  const byDefault = graph.getAttribute("edgedefault") || "undirected";
  oneOf(graph, path, "edgedefault", ["directed", "undirected"]);
  const turned = (edge: XmlElement): boolean =>
    byDefault === "directed" && edge.getAttribute("directed") === "false";
  if (directed === undefined) {
    refuse(document, path, "edge", turned, "undirected edges need edgedefault undirected");
  }
  return read(() => parseGraphml(Graph, document as never), path, directed);
}

/**
 * The graph of a GEXF file. Direction from the file unless told.
 *
 * @throws ScenarioError naming file and line
 */
export function readGexf(text: string, path: string, directed?: boolean): Topology {
  const document = documentOf(text, path, "gexf");
  const graph = onlyGraph(document, path);
  checkElements(document, path);
  oneOf(graph, path, "defaultedgetype", ["directed", "undirected", "mutual"]);
  for (const edge of Array.from(document.getElementsByTagName("edge"))) {
    oneOf(edge, path, "type", ["directed", "undirected"]);
  }
  return read(() => parseGexf(Graph, document as never), path, directed);
}

function read(parse: () => AbstractGraph, path: string, directed: boolean | undefined): Topology {
  let graph: AbstractGraph;
  try {
    graph = parse();
  } catch (error) {
    // The parsers fall over undeclared attributes and unknown types with errors of the language itself.
    const found = error instanceof TypeError ? "an unknown attribute" : (error as Error).message;
    throw new ScenarioError(path, found, "a graph whose attributes are declared, each with a known type");
  }
  return fromGraph(graph, path, directed);
}

/** Parsed to the end with the first complaint kept: what is thrown inside the parser is wrapped by it. */
function documentOf(text: string, path: string, root: string): XmlDocument {
  const complaints: string[] = [];
  const complain = (message: string): void => void complaints.push(message);
  const errorHandler = { warning: complain, error: complain, fatalError: complain };
  let document: XmlDocument | undefined;
  try {
    const parser = new DOMParser({ locator: {}, errorHandler });
    document = parser.parseFromString(text, "application/xml") as unknown as XmlDocument | undefined;
  } catch (error) {
    complain((error as Error).message);
  }
  const [complaint] = complaints;
  if (complaint !== undefined) throw malformed(complaint, text, path);
  const found = document?.documentElement?.tagName;
  if (document !== undefined && found === root) return document;
  throw new ScenarioError(path, found ?? "no XML", `a file whose outermost element is ${root}`);
}

function malformed(complaint: string, text: string, path: string): ScenarioError {
  const line = Number(/line:(\d+)/.exec(complaint)?.[1] ?? 1);
  const reason = complaint
    .replace(/^\[xmldom \w+\]\s*/, "")
    .replace(/\s*@#\[.*$/s, "")
    .replace(/^element parse error: (?:Error: )?/, "");
  const found = text.split("\n")[line - 1] ?? "";
  return new ScenarioError(`${path}:${line}`, found, `well-formed XML: ${reason}`);
}

function onlyGraph(document: XmlDocument, path: string): XmlElement {
  const graphs = document.getElementsByTagName("graph");
  if (graphs.length === 1) return graphs[0]!;
  throw new ScenarioError(path, `${graphs.length} graphs`, "exactly one graph element");
}

/** Every node has an id of its own, every edge joins two different nodes, no pair twice in one direction. */
function checkElements(document: XmlDocument, path: string): void {
  const ids = new Set<string>();
  for (const node of Array.from(document.getElementsByTagName("node"))) {
    const id = node.getAttribute("id");
    if (!id || ids.has(id))
      throw new ScenarioError(placeOf(node, path), id, "every node has an id of its own");
    ids.add(id);
  }
  if (ids.size === 0) throw new ScenarioError(path, "no nodes", "at least one node");
  const pairs = new Set<string>();
  for (const edge of Array.from(document.getElementsByTagName("edge"))) {
    const source = edge.getAttribute("source") ?? "";
    const target = edge.getAttribute("target") ?? "";
    const faulty = (allowed: string): never => {
      throw new ScenarioError(placeOf(edge, path), `${source},${target}`, allowed);
    };
    if (!ids.has(source) || !ids.has(target)) faulty("source and target must be ids of nodes");
    if (source === target) faulty("an edge must join two different agents");
    const pair = JSON.stringify([source, target]);
    if (pairs.has(pair)) faulty("an edge may be given only once");
    pairs.add(pair);
  }
}

function refuse(
  document: XmlDocument,
  path: string,
  tag: string,
  fault: (element: XmlElement) => boolean,
  allowed: string,
): void {
  const element = Array.from(document.getElementsByTagName(tag)).find(fault);
  if (element !== undefined) throw new ScenarioError(placeOf(element, path), tag, allowed);
}

function oneOf(element: XmlElement, path: string, name: string, allowed: readonly string[]): void {
  const value = element.getAttribute(name);
  if (!value || allowed.includes(value)) return;
  throw new ScenarioError(placeOf(element, path), value, `${name} is one of ${allowed.join(", ")}`);
}

function placeOf({ lineNumber }: XmlElement, path: string): string {
  return lineNumber === undefined ? path : `${path}:${lineNumber}`;
}
