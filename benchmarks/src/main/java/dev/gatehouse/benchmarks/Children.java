package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Processes that a benchmark starts on loopback, each with a log file in its folder. */
final class Children implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 20;

    private final Path folder;
    private final Map<String, Process> processes = new LinkedHashMap<>();

    Children(Path folder) {
        this.folder = folder;
    }

    void start(String name, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        processes.put(name, builder.start());
    }

    /** A process and its descendants. */
    List<ProcessHandle> tree(String name) {
        ProcessHandle root = processes.get(name).toHandle();
        List<ProcessHandle> all = new ArrayList<>(List.of(root));
        all.addAll(root.descendants().toList());
        return all;
    }

    /** Waits until a path is answered with that status. */
    void await(int port, String path, int status) throws InterruptedException, IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (answer(port, path) != status) {
            for (Map.Entry<String, Process> process : processes.entrySet()) {
                if (!process.getValue().isAlive()) {
                    throw new IllegalStateException(process.getKey() + " has ended: "
                            + Files.readString(folder.resolve(process.getKey() + ".log")));
                }
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "http://127.0.0.1:" + port + path + " does not answer " + status + " within " + START_LIMIT);
            }
            Thread.sleep(50);
        }
    }

    private static int answer(int port, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(1_000);
            return connection.getResponseCode();
        } catch (IOException e) {
            return -1;
        }
    }

    static int freePort() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        List<Process> all = new ArrayList<>(processes.values());
        all.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
        for (Process process : all) {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
    }
}
