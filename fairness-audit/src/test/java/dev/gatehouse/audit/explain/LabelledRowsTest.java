package dev.gatehouse.audit.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledRowsTest {
    private static final AuditPlan BINARY = Cases.binary("");

    @TempDir
    Path folder;

    @Test
    void fewRowsAreAllTakenInTheirOrderAndTheModelsColumns() throws IOException {
        LabelledRows rows = sample("b,y,a,other\n2,yes,1,x\n4,no,3,x\n6,,5,x\n8, ,7,x\n10,Yes,9,x\n", BINARY, 10);
        assertThat(rows.inputs()).isDeepEqualTo(new float[][] {{1, 2}, {3, 4}, {9, 10}});
        assertThat(rows.labels()).containsExactly(1, 0, 0);
    }

    @Test
    void ofManyRowsAChoiceIsTakenThatDependsOnTheSeedAlone() throws IOException {
        StringBuilder csv = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 5_000; i++) {
            csv.append(i).append(",0,").append(i % 3 == 0 ? "yes" : "no").append('\n');
        }
        LabelledRows rows = sample(csv.toString(), BINARY, 1_000);
        assertThat(rows.size()).isEqualTo(1_000);
        double[] places =
                Arrays.stream(rows.inputs()).mapToDouble(row -> row[0]).toArray();
        assertThat(places).isSorted();
        assertThat(Arrays.stream(places).average().orElseThrow()).isBetween(2_350.0, 2_650.0);
        assertThat(Arrays.stream(rows.labels()).sum()).isBetween(285.0, 382.0);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.labels()[i]).isEqualTo(places[i] % 3 == 0 ? 1 : 0);
        }
        assertThat(sample(csv.toString(), BINARY, 1_000).inputs()).isDeepEqualTo(rows.inputs());
        Path file = Files.writeString(folder.resolve("again.csv"), csv);
        assertThat(LabelledRows.sample(file, List.of("a", "b"), BINARY, 1_000, 2)
                        .inputs()[0][0])
                .isNotEqualTo(rows.inputs()[0][0]);
    }

    @Test
    void aRegressionTakesNumbersOnly() throws IOException {
        LabelledRows rows =
                sample("a,b,y\n1,1,2.5\n1,1,\n1,1,old\n1,1,NaN\n1,1,1e10\n1,1,-3\n", Cases.regression(""), 10);
        assertThat(rows.labels()).containsExactly(2.5, -3);
    }

    @Test
    void whatIsNoNumberIsNamedByLineAndColumn() {
        assertThatThrownBy(() -> sample("a,b,y\n1,2,yes\n1,,no\n", BINARY, 10))
                .isInstanceOf(AuditException.class)
                .hasMessage("line 3, column 'b': empty; the model needs a number");
        assertThatThrownBy(() -> sample("a,b,y\n1,Infinity,yes\n", BINARY, 10))
                .hasMessage("line 2, column 'b': 'Infinity' is no finite number");
        assertThatThrownBy(() -> sample("a,y\n1,yes\n", BINARY, 10)).hasMessageContaining("has no column 'b'");
    }

    private LabelledRows sample(String csv, AuditPlan plan, int most) throws IOException {
        return LabelledRows.sample(
                Files.writeString(folder.resolve("rows.csv"), csv), List.of("a", "b"), plan, most, 1);
    }
}
