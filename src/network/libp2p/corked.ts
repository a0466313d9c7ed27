// A transport that hands all pieces of a message to the system at once. Noise and yamux make five of one
// message (two lengths, a header, the message, a tag), and TCP without delay sends each as a packet of its
// own. What a connection makes of a message and a socket is no promise of that transport: one that is made
// otherwise stays as it is, and so do the bytes.
import type { Socket } from "node:net";
import type { MultiaddrConnection, Transport, Upgrader } from "@libp2p/interface";
import type { Uint8ArrayList } from "uint8arraylist";

/** What the TCP transport makes of a socket. */
interface SocketConnection extends MultiaddrConnection {
  readonly socket: Socket;
  sendData(data: Uint8ArrayList): { readonly sentBytes: number; readonly canSendMore: boolean };
}

/** The transport that `make` makes, over TCP sockets, corked. */
export function corked<Components>(make: (components: Components) => Transport) {
  return (components: Components): Transport => {
    const transport = make(components);
    const dial = transport.dial.bind(transport);
    const createListener = transport.createListener.bind(transport);
    transport.dial = (address, options) => dial(address, { ...options, upgrader: over(options.upgrader) });
    transport.createListener = (options) =>
      createListener({ ...options, upgrader: over(options.upgrader) });
    return transport;
  };
}

function over(upgrader: Upgrader): Upgrader {
  return new Proxy(upgrader, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const isUpgrade = name === "upgradeOutbound" || name === "upgradeInbound";
      return (connection: MultiaddrConnection, ...rest: unknown[]) => {
        if (isUpgrade && isOnSocket(connection)) cork(connection);
        return member.call(target, connection, ...rest);
      };
    },
  });
}

function isOnSocket(connection: MultiaddrConnection): connection is SocketConnection {
  const { socket, sendData } = connection as Partial<SocketConnection>;
  const calls = [sendData, socket?.cork, socket?.uncork, socket?.write];
  return calls.every((call) => typeof call === "function");
}

function cork(connection: SocketConnection): void {
  const { socket } = connection;
  connection.sendData = (data) => {
    let canSendMore = true;
    socket.cork();
    for (const piece of data) canSendMore = socket.write(piece);
    socket.uncork();
    return { sentBytes: data.byteLength, canSendMore };
  };
}
