package dev.gatehouse.gateway.upstream;

import java.net.InetSocketAddress;

/** One address of a model server, and how it fares. Shared by all event loops. */
public final class Address {

    private final InetSocketAddress socket;
    private final Circuit circuit;

    Address(InetSocketAddress socket, Circuit circuit) {
        this.socket = socket;
        this.circuit = circuit;
    }

    /** Where to connect. */
    public InetSocketAddress socket() {
        return socket;
    }

    Circuit circuit() {
        return circuit;
    }
}
