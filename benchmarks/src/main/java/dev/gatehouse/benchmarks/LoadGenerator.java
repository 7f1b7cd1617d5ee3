package dev.gatehouse.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two load generators of Debian: wrk, which asks as fast as it is answered, and h2load, which asks at a given rate over HTTP/1.1. */
final class LoadGenerator {

    private static final Pattern RESULT =
            Pattern.compile("(?m)^RESULT ([0-9]+) ([0-9]+) ([0-9]+) ([0-9]+) ([0-9]+) ([0-9]+)$");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Path folder;
    private final Path headers;
    private final Map<String, String> headerMap;
    private final Path script;

    LoadGenerator(Path folder, Map<String, String> headers) throws IOException {
        this.folder = folder;
        this.headerMap = headers;
        this.headers = folder.resolve("headers.txt");
        Files.write(
                this.headers,
                headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .toList());
        this.script = folder.resolve("post.lua");
        try (InputStream lua = LoadGenerator.class.getResourceAsStream("post.lua")) {
            Files.write(script, lua.readAllBytes());
        }
    }

    /**
     * What came of a load.
     *
     * @param perSecond answers with 200 a second
     * @param requests answers with 200 in all
     * @param refused other answers
     * @param p50Ms median of the time from request to answer, milliseconds
     * @param p99Ms its 99th percentile
     */
    record Load(double perSecond, long requests, long refused, double p50Ms, double p99Ms) {}

    /** As many requests as the connections allow, each waiting for its answer. */
    Load saturate(URI url, byte[] body, int connections, Duration time) throws IOException, InterruptedException {
        String said = run(
                time,
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + time.toSeconds() + "s",
                        "--timeout",
                        "10s",
                        "-s",
                        script.toString(),
                        url.toString(),
                        "--",
                        file(body).toString(),
                        headers.toString()));
        Matcher result = RESULT.matcher(said);
        if (!result.find()) {
            throw new IllegalStateException("wrk did not say what it measured: " + said);
        }
        long refused = Long.parseLong(result.group(3));
        long requests = Long.parseLong(result.group(1)) - refused;
        if (requests == 0 || !result.group(4).equals("0")) {
            throw new IllegalStateException(url + " did not answer every call: " + said);
        }
        return new Load(
                requests * 1e6 / Long.parseLong(result.group(2)),
                requests,
                refused,
                Long.parseLong(result.group(5)) / 1e3,
                Long.parseLong(result.group(6)) / 1e3);
    }

    /** So many requests a second, whether or not they are answered in time; each waits in its connection for the one before. */
    Load atRate(URI url, byte[] body, int connections, double perSecond, Duration time)
            throws IOException, InterruptedException {
        Path log = folder.resolve("h2load.tsv");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(List.of(
                "h2load",
                "--h1",
                "-t1",
                "-c" + connections,
                "-D" + time.toSeconds(),
                "--rps=" + String.format(Locale.ROOT, "%.3f", perSecond / connections),
                "--log-file=" + log,
                "-d" + file(body)));
        headerMap.forEach((name, value) -> command.add("-H" + name + ": " + value));
        command.add(url.toString());
        String said = run(time, command);
        List<String[]> rows =
                Files.readAllLines(log).stream().map(line -> line.split("\t")).toList();
        long[] micros = rows.stream()
                .filter(row -> row[1].equals("200"))
                .mapToLong(row -> Long.parseLong(row[2]))
                .toArray();
        if (micros.length == 0) {
            throw new IllegalStateException(url + " answered no call with 200: " + said);
        }
        Arrays.sort(micros);
        return new Load(
                micros.length / (double) time.toSeconds(),
                micros.length,
                rows.size() - micros.length,
                LedgerService.quantile(micros, 0.5) / 1e3,
                LedgerService.quantile(micros, 0.99) / 1e3);
    }

    private Path file(byte[] body) throws IOException {
        return Files.write(folder.resolve("body-" + body.length + ".json"), body);
    }

    private String run(Duration time, List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve(command.get(0) + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException(command.get(0) + " did not end");
        }
        String said = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IllegalStateException(command.get(0) + " failed: " + said);
        }
        return said;
    }
}
