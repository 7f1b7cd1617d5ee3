package dev.gatehouse.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running {@link DurabilityWriter}, and what it has acknowledged. */
final class WritingProcess {

    private static final int FIRST_LIMIT_SECONDS = 60;

    private final Process process;
    private final Path said;
    private final BitSet acknowledged = new BitSet();
    private final CountDownLatch firstOrEnd = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "acknowledgements");

    private WritingProcess(Process process, Path said) {
        this.process = process;
        this.said = said;
    }

    /**
     * @param wrapper a command that runs the process, such as strace; mostly empty
     * @param said where its words go
     */
    static WritingProcess start(Path log, int first, Optional<Path> keys, List<String> wrapper, Path said)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                DurabilityWriter.class.getName(),
                log.toString(),
                Integer.toString(first)));
        keys.ifPresent(file -> command.add(file.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(said.toFile()).start();
        WritingProcess writing = new WritingProcess(process, said);
        writing.reader.setDaemon(true);
        writing.reader.start();
        return writing;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // A kill may cut the last line; a number without its end is not an acknowledgement that counts.
                if (line.matches("\\d+")) {
                    acknowledged.set(Integer.parseInt(line));
                    firstOrEnd.countDown();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the acknowledgements of a process cannot be read", e);
        } finally {
            firstOrEnd.countDown();
        }
    }

    /** Waits until the process acknowledges or ends, and then so long, or until it ends. */
    void run(long millis) throws InterruptedException {
        if (!firstOrEnd.await(FIRST_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing was acknowledged within " + FIRST_LIMIT_SECONDS + " s");
        }
        process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** Kills it, if it lives, and returns all numbers that it had acknowledged. */
    BitSet kill() throws InterruptedException {
        // Not by the Process itself: that would close the pipe, and with it the acknowledgements still to be read.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
        return acknowledged;
    }

    String said() throws IOException {
        return Files.readString(said, StandardCharsets.UTF_8).strip();
    }
}
