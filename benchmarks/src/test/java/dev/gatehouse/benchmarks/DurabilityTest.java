package dev.gatehouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmark of the log's durability, brief: a few of each attack. It needs root, strace and xfsprogs, and says so without them. */
@Tag("needs-root")
class DurabilityTest {

    @Test
    void nothingAcknowledgedIsLostAndAControlThatDoesNotSyncLoses() throws Exception {
        Figures figures = new Durability(Durability.Extent.BRIEF).run();
        assertThat(figures.kept()).as(String.join("\n", figures.lines())).isTrue();
        assertThat(figures.lines())
                .anyMatch(line -> line.matches("log: kill -9 +3 +\\d+ +0 +0"))
                .anyMatch(line -> line.matches("log: power cut +2 +\\d+ +0 +0"))
                .anyMatch(line -> line.matches("log: a system call fails, then a power cut +3 +\\d+ +0 +0"))
                .anyMatch(line -> line.matches("log: full disk +1 +\\d+ +0 +0"))
                .anyMatch(line -> line.matches("log: a bit flipped, or cut short +40 +0 +0 +0"))
                .anyMatch(line -> line.matches("control: power cut, syncs do nothing +1 +\\d+ +[1-9]\\d* +\\d+"))
                .anyMatch(line -> line.matches("OK +acknowledged and not in the log: 0.00 .*"));
    }
}
