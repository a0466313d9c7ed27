// Who may connect: the members of the scenario and nobody else.
import type { ConnectionGater, PeerId } from "@libp2p/interface";

/** Connections that one member may have at a time: a new one while the old has not been found dead. */
const connectionsPerMember = 4;

/** What the gate asks. */
export interface Doorkeeper {
  isMember(id: PeerId): boolean;
  /** How many connections a peer has. */
  connectionsOf(id: PeerId): number;
  /** Told of everyone who is turned away. */
  onStranger(id: PeerId): void;
}

/** The gate. A stranger is known as one once the noise handshake has shown its key. */
export function admission({ isMember, connectionsOf, onStranger }: Doorkeeper): ConnectionGater {
  return {
    denyDialPeer: (id) => !isMember(id),
    denyInboundEncryptedConnection(id) {
      if (isMember(id)) return connectionsOf(id) >= connectionsPerMember;
      onStranger(id);
      return true;
    },
  };
}
