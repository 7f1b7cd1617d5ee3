package dev.gatehouse.audit.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter err = new StringWriter();
    private long nanos = 42;
    private final ProgressLine line = new ProgressLine(new PrintWriter(err), () -> nanos);

    @Test
    void aQuickAuditShowsNothing() {
        line.at("count", 0.5);
        nanos += ProgressLine.FIRST_AFTER_NANOS - 1;
        line.at("count", 0.9);
        line.close();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aLongOneTellsStageShareAndTimeAtMostFiveTimesASecond() {
        nanos += ProgressLine.FIRST_AFTER_NANOS;
        line.at("count", 0.456);
        line.at("count", 0.457);
        assertThat(err.toString()).isEqualTo("\rCounting the rows 45 % (1 s)");
        nanos += ProgressLine.PAUSE_NANOS;
        line.at("evaluate", Double.NaN);
        assertThat(err.toString()).contains("\rComputing the metrics (1 s)");
    }

    @Test
    void theLineIsTakenAwayAtTheEnd() {
        nanos += ProgressLine.FIRST_AFTER_NANOS;
        line.at("digest", 0);
        int width = err.toString().length() - 1;
        line.close();
        assertThat(err.toString()).endsWith("\r" + " ".repeat(width) + "\r");
    }
}
