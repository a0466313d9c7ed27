import type { AgentId } from "../topology/topology.ts";

/** Bytes from one peer to another: one frame (`codec.ts`). Nobody changes them once they are sent. */
export type Packet = Uint8Array;

/** Takes a packet that has arrived. */
export type PacketHandler = (from: AgentId, packet: Packet) => void;

/** One peer's way to its neighbours. It may lose, delay, reorder and double packets, never change them. */
export interface Network {
  /** Hands over a packet, which arrives later or never: no handler is called before `send` returns. */
  send(to: AgentId, packet: Packet): void;
  /** Sets who is called for every packet that arrives; `from` is who really sent it. */
  onPacket(handle: PacketHandler): void;
  /** Nothing is sent or delivered any more. */
  close(): void;
}
