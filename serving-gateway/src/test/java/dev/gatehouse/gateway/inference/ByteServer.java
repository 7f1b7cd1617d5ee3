package dev.gatehouse.gateway.inference;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server of bytes, which counts the requests whose last byte has come. */
final class ByteServer implements AutoCloseable {

    static final byte[] ANSWER = Answers.ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    static final byte[] BROKEN = Answers.ascii("HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}");

    /** What a server does with a connection, request by request; returning ends the connection. */
    interface Manner {
        void serve(Socket connection, ByteServer server) throws IOException, InterruptedException;
    }

    /** Answers every request. */
    static final Manner WELL = (connection, server) -> {
        while (server.readsRequest(connection)) {
            connection.getOutputStream().write(ANSWER);
        }
    };

    private final ServerSocket listener;
    final AtomicInteger requests = new AtomicInteger();
    final List<Socket> connections = new CopyOnWriteArrayList<>();
    volatile Manner manner;

    ByteServer(ServerSocketFactory sockets, String host, int port, Manner manner) throws IOException {
        this.listener = sockets.createServerSocket(port, 100, InetAddress.getByName(host));
        this.manner = manner;
        Thread thread = new Thread(this::accept, "byte-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                Thread thread = new Thread(() -> serve(connection), "byte-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            manner.serve(connection, this);
        } catch (IOException | InterruptedException e) {
            // The connection ends with it.
        }
    }

    boolean readsRequest(Socket connection) throws IOException {
        InputStream in = connection.getInputStream();
        int last = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            last = last << 8 | b;
            if (last == 0x0d0a0d0a) {
                requests.incrementAndGet();
                return true;
            }
        }
        return false;
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
