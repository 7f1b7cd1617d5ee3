package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Plans;
import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.report.AuditReport;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellQueryTest {
    private static final AuditPlan PLAN = Plans.scored("""
            favourable: negative
            protected: [sex, region]
            intersections: 2
            limits: {impact_ratio: {min: 0.8}}
            """);

    /** Rows as a prediction log, labels that came later and attributes kept apart hold them. */
    private static final String TABLES = """
            CREATE TABLE prediction (id int, subject text, score double precision);
            CREATE TABLE truth (id int, label text);
            CREATE TABLE attribute (subject text, attribute text, value text);
            """;

    private static final String SOURCE = """
            (SELECT p.score AS s, t.label AS y, a.value AS sex, b.value AS region
             FROM prediction p
             LEFT JOIN truth t ON t.id = p.id
             LEFT JOIN attribute a ON a.subject = p.subject AND a.attribute = 'sex'
             LEFT JOIN attribute b ON b.subject = p.subject AND b.attribute = 'region'
             WHERE p.id >= ?)""";

    @TempDir
    Path folder;

    @Test
    void postgresAndDuckDbCountTheSameCells() throws Exception {
        Rows rows = Rows.withColumns("sex", "region", "y", "s");
        try (Connection connection = SharedPostgres.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
            fill(connection, rows);
            AuditReport inPostgres;
            Cells cells;
            cells = DatabaseCells.count(PLAN, connection, SOURCE, query -> query.setInt(1, 0));
            inPostgres = FairnessAudit.evaluate(PLAN, cells, "PostgreSQL", null);
            FairnessAudit.Result inDuckDb = FairnessAudit.run(PLAN, rows.writeTo(folder.resolve("rows.csv")));
            assertThat(cells).isEqualTo(inDuckDb.cells());
            assertThat(inPostgres.cellsDigest()).isEqualTo(inDuckDb.report().cellsDigest());
            assertThat(inPostgres.comparisons()).isEqualTo(inDuckDb.report().comparisons());
            assertThat(inPostgres.rows().leftOut().keySet())
                    .containsExactlyInAnyOrder(
                            "missing_label",
                            "missing_attribute:region",
                            "score_not_a_number",
                            "score_out_of_range",
                            "missing_score");
        }
    }

    private static void fill(Connection connection, Rows rows) throws Exception {
        Random random = new Random(11);
        try (PreparedStatement prediction = connection.prepareStatement("INSERT INTO prediction VALUES (?, ?, ?)");
                PreparedStatement truth = connection.prepareStatement("INSERT INTO truth VALUES (?, ?)");
                PreparedStatement attribute = connection.prepareStatement("INSERT INTO attribute VALUES (?, ?, ?)")) {
            for (int i = 0; i < 2_000; i++) {
                Double score = random.nextInt(50) == 0
                        ? List.of(Double.NaN, Double.POSITIVE_INFINITY, -2e6).get(random.nextInt(3))
                        : (Double) random.nextDouble();
                score = i == 5 ? null : score;
                String label = random.nextInt(20) == 0 ? null : random.nextInt(3) == 0 ? "1" : "0";
                String sex = random.nextBoolean() ? "f" : "m";
                String region = random.nextInt(30) == 0 ? null : "it's \\ " + random.nextInt(3);
                prediction.setInt(1, i);
                prediction.setString(2, "subject-" + i);
                prediction.setObject(3, score);
                prediction.addBatch();
                if (label != null) {
                    truth.setInt(1, i);
                    truth.setString(2, label);
                    truth.addBatch();
                }
                attribute(attribute, i, "sex", sex);
                attribute(attribute, i, "region", region);
                rows.row(
                        sex,
                        region == null ? "" : region,
                        label == null ? "" : label,
                        score == null ? "" : Double.toString(score));
            }
            prediction.executeBatch();
            truth.executeBatch();
            attribute.executeBatch();
        }
    }

    private static void attribute(PreparedStatement insert, int subject, String name, String value) throws Exception {
        if (value != null) {
            insert.setString(1, "subject-" + subject);
            insert.setString(2, name);
            insert.setString(3, value);
            insert.addBatch();
        }
    }
}
