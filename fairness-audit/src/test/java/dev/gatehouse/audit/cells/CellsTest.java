package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.cells.People.Asks;
import dev.gatehouse.audit.plan.AuditException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CellsTest {
    private static final String STORED = """
            {"format":2,"attributes":[{"name":"g","values":["a","b"]}],"strata":[],"classes":["negative","positive"],\
            "grid":{"step":0.01,"exact":false},"weighted":false,"left_out":{"missing_score":3},"groups":[[0],[1]],\
            "cells":[[0,0,1,-1,49,2,7,2,2],[0,1,1,-1,51,1,0,1,1],[1,0,0,-1,-3,4,5,4,4]]}""";

    @Test
    void storedCellsAreReadAndWrittenBackToTheSameBytes() {
        Cells cells = parse(STORED);
        assertThat(new String(cells.toJson(), StandardCharsets.UTF_8)).isEqualTo(STORED);
        assertThat(cells.digest()).matches("sha256:[0-9a-f]{64}");
        assertThat(cells.rows()).isEqualTo(7);
        // 49 steps of 0.01, and two rows that lie 0.000007 above in sum.
        assertThat(cells.binValue(cells.cells().get(0))).isEqualTo(0.4900035);
    }

    @Test
    void forgedCellsAreRefused() {
        refused("\"format\":2", "\"format\":1", "format 2 is needed");
        refused("[\"a\",\"b\"]", "[\"b\",\"a\"]", "not sorted");
        refused("[\"a\",\"b\"]", "[\"a\",\"b\",\"c\"]", "does not occur");
        refused("[[0],[1]]", "[[1],[0]]", "not sorted");
        refused("[[0],[1]]", "[[0],[2]]", "not in the list");
        refused("[[0],[1]]", "[[0],[-1]]", "not in the list");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[2,0,0,-1,-3,4,5,4,4]", "a group has no cell");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,2,0,-1,-3,4,5,4,4]", "label is no class");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,-1,-1,-3,4,5,4,4]", "a label or a decision");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,1,-3,4,5,4,4]", "median");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,0,5,0,0]", "has 0 rows");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,4,50000,4,4]", "offset");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,4,-1,4,4]", "offset");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,4,5,9,4]", "weights");
        refused("\"weighted\":false", "\"weighted\":true,\"weight_unit\":0.5", "unit of weight");
        refused("\"weighted\":false", "\"weighted\":true,\"weight_unit\":1e-19", "unit of weight");
        refused("\"weighted\":false", "\"weighted\":true,\"weight_unit\":10", "unit of weight");
        refused("\"weighted\":false", "\"weighted\":true", "not stored cells");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,9000000000000000,4,5,4,4]", "bin is out of range");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,99999999999999999999,5,4,4]", "not stored cells");
        refused("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,4,5,4]", "not stored cells");
        refused("[0,1,1,-1,51,1,0,1,1]", "[0,0,1,-1,49,1,0,1,1]", "there twice");
        refused("\"step\":0.01", "\"step\":1e-9", "finer");
        refused("\"step\":0.01", "\"step\":-0.01", "not above 0");
        refused("\"step\":0.01", "\"step\":1e999999", "not stored cells", "digits", "above");
        refused("\"exact\":false", "\"exact\":true", "exact grid");
        refused("\"missing_score\":3", "\"because\":3", "no reason");
        refused("\"missing_score\":3", "\"missing_score\":100000000000", "more than 100000000000 rows");
        refused("\"missing_score\":3", "\"missing_score\":3,\"missing_score\":4", "Duplicate");
        refused("]]}", "]]}{}", "not stored cells");
        refused("]]}", "]]", "not stored cells");
        refused("{\"name\":\"g\"", "{\"name\":[[[[[[[\"g\"", "not stored cells");
    }

    @Test
    void sumsAboveWhatADoubleCountsAreTheNearestDouble() {
        String weighted = STORED.replace("\"weighted\":false", "\"weighted\":true,\"weight_unit\":0.1")
                .replace("[1,0,0,-1,-3,4,5,4,4]", "[1,0,0,-1,-3,40000,5,63245553203,99999999999975424]");
        Cells cells = parse(weighted);
        assertThat(cells.cells().get(2).squaredWeight()).isEqualTo(99999999999975424.0);
        assertThat(new String(cells.toJson(), StandardCharsets.UTF_8)).isEqualTo(weighted);
        // A sum of squares has to fit the sum, and the double be the number.
        assertThatThrownBy(() -> parse(weighted.replace("63245553203", "73245553203")))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("weights");
        assertThatThrownBy(() -> parse(weighted.replace("75424]", "75423]"))).isInstanceOf(AuditException.class);
    }

    @Property(tries = 200)
    void bytesThatAreChangedAreRefusedOrAreCells(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = People.complete(random, 30, 20)
                .cells(Asks.values()[random.nextInt(Asks.values().length)].plan())
                .toJson();
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) "0123456789-[]{},:\"aé".charAt(random.nextInt(20));
        }
        try {
            Cells cells = Cells.parse(bytes);
            assertThat(Cells.parse(cells.toJson())).isEqualTo(cells);
        } catch (AuditException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static void refused(String part, String forged, String... anyOf) {
        assertThat(STORED).contains(part);
        assertThatThrownBy(() -> parse(STORED.replace(part, forged)))
                .isInstanceOf(AuditException.class)
                .satisfies(e -> assertThat(anyOf)
                        .anySatisfy(text -> assertThat(e.getMessage()).contains(text)));
    }

    private static Cells parse(String json) {
        return Cells.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
