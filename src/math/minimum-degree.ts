// Elimination order of least fill, greedily: always the vertex with the fewest uneliminated neighbours.

/**
 * The minimum-degree order of a symmetric pattern, ties by lowest index.
 * @param neighbours for each vertex the others it shares an entry with; not changed
 * @param budget largest sum of squared degrees worth going on for; undefined is answered beyond it
 */
export function minimumDegree(
  neighbours: readonly ReadonlySet<number>[],
  budget = Number.POSITIVE_INFINITY,
): { readonly order: Int32Array; readonly eliminated: readonly Int32Array[] } | undefined {
  const graph = neighbours.map((set) => new Set(set));
  const buckets = new DegreeBuckets(graph.map((set) => set.size));
  const order = new Int32Array(graph.length);
  const eliminated: Int32Array[] = [];
  let work = 0;
  for (let k = 0; k < graph.length; k++) {
    const vertex = buckets.takeLeast();
    const clique = Int32Array.from(graph[vertex]!).sort();
    work += clique.length * clique.length;
    if (work > budget) return undefined;
    order[k] = vertex;
    eliminated.push(clique);
    for (const a of clique) {
      const set = graph[a]!;
      set.delete(vertex);
      for (const b of clique) if (a !== b) set.add(b);
      buckets.move(a, set.size);
    }
  }
  return { order, eliminated };
}

/** Vertices by degree; the least degree and in it the lowest vertex come first. */
class DegreeBuckets {
  readonly #degrees: Int32Array;
  readonly #buckets: Set<number>[] = [];
  #least = 0;

  constructor(degrees: readonly number[]) {
    this.#degrees = Int32Array.from(degrees);
    degrees.forEach((degree, vertex) => {
      this.#bucket(degree).add(vertex);
    });
  }

  takeLeast(): number {
    while ((this.#buckets[this.#least]?.size ?? 0) === 0) this.#least++;
    const bucket = this.#buckets[this.#least]!;
    let vertex = Number.POSITIVE_INFINITY;
    for (const other of bucket) if (other < vertex) vertex = other;
    bucket.delete(vertex);
    return vertex;
  }

  move(vertex: number, degree: number): void {
    if (this.#degrees[vertex] === degree) return;
    this.#buckets[this.#degrees[vertex]!]!.delete(vertex);
    this.#degrees[vertex] = degree;
    this.#bucket(degree).add(vertex);
    if (degree < this.#least) this.#least = degree;
  }

  #bucket(degree: number): Set<number> {
    return (this.#buckets[degree] ??= new Set());
  }
}
