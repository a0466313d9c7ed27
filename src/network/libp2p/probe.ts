// A question that any member may ask: is your scenario mine? It changes nothing at the one who is asked.
import type { Connection, Stream } from "@libp2p/interface";
import { z } from "zod";
import { differingSections, type Sections } from "./greeting.ts";
import { Session } from "./session.ts";

/** The name of what is spoken. */
export const probeProtocol = "/hearsay/probe/1";

/** How long either side may take. */
const probeMs = 5000;

const record = z.record(z.string().max(40), z.string().max(80));

/** Answers one question over a stream: with this peer's sections. */
export function answerProbe(stream: Stream, sections: Sections): void {
  const timer = setTimeout(() => session.abort("no question"), probeMs);
  const session: Session = new Session(stream, 0, {
    onGreeting(bytes) {
      if (parsed(bytes) === undefined) return session.abort("no question");
      session.send(written(sections));
      void session.close(AbortSignal.timeout(probeMs));
    },
    onPacket: () => session.abort("one question only"),
    onDrain: () => {},
    onFault: () => {},
    onEnd: () => clearTimeout(timer),
  });
}

/**
 * Asks over a connection; answers the sections that differ.
 * @throws Error where there is no answer
 */
export async function probe(connection: Connection, sections: Sections): Promise<readonly string[]> {
  const signal = AbortSignal.timeout(probeMs);
  const stream = await connection.newStream(probeProtocol, { signal });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error("no answer"));
      session.abort("no answer");
    }, probeMs);
    const session: Session = new Session(stream, 0, {
      onGreeting(bytes) {
        const theirs = parsed(bytes);
        if (theirs === undefined) reject(new Error("an answer that is none"));
        else resolve(differingSections(sections, theirs));
        void session.close(signal);
      },
      onPacket: () => {},
      onDrain: () => {},
      onFault: () => {},
      onEnd() {
        clearTimeout(timer);
        reject(new Error("closed without an answer"));
      },
    });
    session.send(written(sections));
  });
}

function written(sections: Sections): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(sections));
}

function parsed(bytes: Uint8Array): Sections | undefined {
  try {
    return record.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}
