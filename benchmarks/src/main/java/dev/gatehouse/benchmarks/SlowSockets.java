package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Connections that send one byte a second and never finish: every other one stays in its header, the rest in their bodies, behind a valid
 * token. One that the server closes is opened again.
 */
final class SlowSockets implements AutoCloseable {

    private static final long PERIOD_MS = 1_000;

    private final URI url;
    private final byte[] openHead;
    private final byte[] openBody;
    private final List<Socket> sockets = new ArrayList<>();
    private final Thread sender = new Thread(this::send, "slow-sockets");
    private volatile boolean stopped;
    private volatile int reopened;

    SlowSockets(URI url, Map<String, String> headers, int count) throws IOException {
        this.url = url;
        StringBuilder head =
                new StringBuilder("POST " + url.getPath() + " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        this.openHead = (head + "X-Slow: ").getBytes(StandardCharsets.US_ASCII);
        this.openBody = (head + "Content-Length: 100000\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            sockets.add(open(i));
        }
        sender.setDaemon(true);
        sender.start();
    }

    private Socket open(int index) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
        socket.getOutputStream().write(index % 2 == 0 ? openHead : openBody);
        return socket;
    }

    /** How many the server closed so far. */
    int reopened() {
        return reopened;
    }

    private void send() {
        while (!stopped) {
            for (int i = 0; i < sockets.size() && !stopped; i++) {
                try {
                    sockets.get(i).getOutputStream().write('a');
                } catch (IOException e) {
                    reopen(i);
                }
            }
            try {
                Thread.sleep(PERIOD_MS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void reopen(int index) {
        reopened++;
        try {
            sockets.get(index).close();
            sockets.set(index, open(index));
        } catch (IOException e) {
            // Tried again in the next round.
        }
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        sender.interrupt();
        sender.join();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
