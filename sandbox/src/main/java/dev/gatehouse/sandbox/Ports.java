package dev.gatehouse.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** TCP ports on 127.0.0.1, one for each listener. */
public record Ports(
        int postgres,
        int keycloak,
        int keycloakManagement,
        int governance,
        int gateway,
        int gatewayManagement,
        int modelServer) {

    private static final int LISTENERS = 7;

    /** The demo's fixed ports, so that addresses in the docs can be clicked. */
    public static Ports demo() {
        return new Ports(15432, 18180, 19180, 18080, 18090, 18091, 18500);
    }

    /** Ports that were free a moment ago, for tests. */
    public static Ports free() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < LISTENERS; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
            return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4], ports[5], ports[6]);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        } finally {
            for (ServerSocket socket : sockets) {
                closeQuietly(socket);
            }
        }
    }

    /** Each port with who listens on it. */
    Map<Integer, String> listeners() {
        Map<Integer, String> listeners = new LinkedHashMap<>();
        listeners.put(postgres, "PostgreSQL");
        listeners.put(keycloak, "Keycloak");
        listeners.put(keycloakManagement, "Keycloak's management interface");
        listeners.put(governance, "governance-service");
        listeners.put(gateway, "serving-gateway");
        listeners.put(gatewayManagement, "serving-gateway's management interface");
        listeners.put(modelServer, "the model server");
        return listeners;
    }

    /**
     * Makes sure that nothing listens on any of the ports.
     *
     * @param patience how long to wait for a taken port to become free
     * @throws SandboxException naming each taken port and what wanted it
     */
    void check(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        List<String> taken = taken();
        while (!taken.isEmpty() && System.nanoTime() < end) {
            Pause.millis(200);
            taken = taken();
        }
        if (!taken.isEmpty()) {
            throw new SandboxException("Taken on 127.0.0.1: " + String.join("; ", taken)
                    + ". End the program that listens there (`lsof -i :PORT` or `ss -ltnp` shows it) and start again.");
        }
    }

    private List<String> taken() {
        List<String> taken = new ArrayList<>();
        listeners().forEach((port, listener) -> {
            try (ServerSocket socket = new ServerSocket()) {
                // Connections of an earlier run that still wait to time out do not make a port taken.
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                taken.add("port " + port + ", which " + listener + " wants");
            }
        });
        return taken;
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a probe on port " + socket.getLocalPort(), e);
        }
    }
}
