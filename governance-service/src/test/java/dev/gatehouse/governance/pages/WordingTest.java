package dev.gatehouse.governance.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordingTest {

    @Test
    void codesAreSaidInWords() {
        assertThat(List.of(
                        "InReview",
                        "SUPERSEDED",
                        "approve_with_conditions",
                        "permitValidity",
                        "INSUFFICIENT",
                        "art5_screen / ba"))
                .map(Wording::words)
                .containsExactly(
                        "In review",
                        "Superseded",
                        "Approve with conditions",
                        "Permit validity",
                        "Insufficient evidence",
                        "Art5 screen / ba");
    }

    @Test
    void aBadgesSignSaysWhatItsColourSays() {
        assertThat(List.of("PASS", "FAIL", "INSUFFICIENT", "InReview", "SUPERSEDED", "HIGH"))
                .map(code -> Wording.tone(code) + " " + Wording.sign(code))
                .containsExactly("good ✓", "bad ✕", "warn !", "info ●", "neutral –", "tier tier-high ");
    }

    @Test
    void isoTimesInASentenceAreWrittenAsPeopleDo() {
        assertThat(Wording.readable("Given on 2026-11-21T22:35:45.102134Z."))
                .isEqualTo("Given on 21 Nov 2026, 22:35 UTC.");
        assertThat(Wording.readable("from 2027-12-02: keep logs at least P25M"))
                .isEqualTo("from 2 Dec 2027: keep logs at least 25 months");
        assertThat(Wording.readable("PD model, 2026-13-40, P, plan P1")).isEqualTo("PD model, 2026-13-40, P, plan P1");
        assertThat(Wording.spoken("P1Y2M1D")).isEqualTo("1 year 2 months 1 day");
        assertThat(Wording.readable("staleness limit: PT24H → PT15M."))
                .isEqualTo("staleness limit: 24 hours → 15 minutes.");
        assertThat(Wording.spoken("PT1H30S")).isEqualTo("1 hour 30 seconds");
        assertThat(Wording.spoken("loaded-by-digest")).isEqualTo("loaded-by-digest");
    }

    @Test
    void digestsAndTimesAreShortButUnambiguous() {
        assertThat(Wording.shortDigest("sha256:0123456789abcdef")).isEqualTo("sha256:0123456789ab…");
        assertThat(Wording.shortDigest("0123")).isEqualTo("0123");
        Instant instant = Instant.parse("2026-11-21T22:06:09.123456Z");
        assertThat(Wording.machine(instant)).isEqualTo("2026-11-21T22:06:09.123Z");
        assertThat(Wording.utcSecond(instant)).isEqualTo("21 Nov 2026, 22:06:09");
        assertThat(Wording.grouped(1234567L)).isEqualTo("1,234,567");
        assertThat(Wording.grouped(1234567)).isEqualTo("1,234,567");
        assertThat(Wording.grouped(new BigDecimal("12345.50"))).isEqualTo("12,345.50");
        assertThat(Wording.grouped(new BigDecimal("25E10"))).isEqualTo("250,000,000,000");
        assertThat(Wording.perCent("0.125")).isEqualTo("12.5 %");
    }

    @Test
    void aDocumentBecomesLinesInItsOrderWithoutNulls() throws IOException {
        String json = "{\"a\":true,\"b\":null,\"c\":[\"x\",2],\"d\":{\"e\":[{\"f\":\"g\"}]},\"h\":[]}";
        assertThat(Line.of(new ObjectMapper().readTree(json)))
                .containsExactly(
                        new Line("a", "yes"),
                        new Line("c", "x, 2"),
                        new Line("d / e / 1 / f", "g"),
                        new Line("h", "none"));
        assertThat(Line.of(new ObjectMapper().readTree("[]"))).isEmpty();
    }

    @Test
    void aLongDocumentIsCutAtTheLimit() throws IOException {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i <= Line.MAX_LINES; i++) {
            json.append(i == 0 ? "" : ",").append("\"n").append(i).append("\":1");
        }
        assertThat(Line.of(new ObjectMapper().readTree(json.append("}").toString())))
                .hasSize(Line.MAX_LINES);
    }
}
