package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process in the middle of its work, again and again, and misses no record that it had acknowledged. */
class LogKillTest {

    private static final int KILLS = 20;
    private static final int MAX_LIFE_MILLIS = 60;

    @TempDir
    Path directory;

    @Test
    void noAcknowledgedRecordIsLostByAKill() throws Exception {
        Random random = new Random(20261121);
        int acknowledged = 0;
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int last = appendUntilKilled(next, 1 + random.nextInt(MAX_LIFE_MILLIS));
            acknowledged += Math.max(0, last - next + 1);
            List<Integer> read;
            try (OutcomeLog log = TestLog.open(directory, AppendingChild.SETTINGS)) {
                read = TestLog.numbersIn(log);
            }
            assertThat(read.size()).as("after kill %d", kill).isGreaterThan(last);
            assertThat(read).isEqualTo(IntStream.range(0, read.size()).boxed().toList());
            next = read.size();
        }
        System.out.printf("%d kills, %d acknowledged records, %d in the log%n", KILLS, acknowledged, next);
        assertThat(acknowledged).isGreaterThan(KILLS);
    }

    /** Returns the last number that was acknowledged, or one less than {@code first}. */
    private int appendUntilKilled(int first, int lifeMillis) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        directory.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        AtomicInteger last = new AtomicInteger(first - 1);
        try (BufferedReader lines = child.inputReader(StandardCharsets.US_ASCII)) {
            String line = lines.readLine();
            assertThat(line).as("the child's first acknowledgement").isNotNull();
            long end = System.nanoTime() + lifeMillis * 1_000_000L;
            for (; line != null && line.matches("\\d+"); line = lines.readLine()) {
                last.set(Integer.parseInt(line));
                if (System.nanoTime() > end) {
                    // Not by the Process: that would close the pipe, and with it the acknowledgements still to be read.
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return last.get();
    }
}
