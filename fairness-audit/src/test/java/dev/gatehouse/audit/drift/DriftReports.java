package dev.gatehouse.audit.drift;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.DriftCells.Break;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.DriftReport.Classifier;
import dev.gatehouse.audit.report.DriftReport.Teller;
import dev.gatehouse.audit.report.Estimate;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reports on a few columns of every kind, over four chunks, for what shows them. */
public final class DriftReports {
    /** What a name from the data may try. */
    public static final String SCRIPT = "<script>alert('x')</script>";

    private static final int N = 500;

    private DriftReports() {}

    static DriftCells cells() {
        return Counted.chunks(2, N, N, N, N)
                .number("x", each(1, 0), each(2, 0), each(3, 0.2), each(4, 1.5))
                .number("grade", few(100), few(120), few(200), few(300))
                .category("job", jobs(300, 0), jobs(310, 0), jobs(200, 10), jobs(100, 40))
                .category(SCRIPT, jobs(300, 0), jobs(310, 0), jobs(300, 0), jobs(305, 0))
                .number("gap", each(5, 0), each(6, 0), Values.without(each(7, 0), 50), Values.without(each(8, 0), N))
                .duplicates(3)
                .broken("zip", Break.BECAME_NUMBERS, 12)
                .broken("gone", Break.COLUMN_MISSING, 2 * N)
                .cells();
    }

    private static double[] each(long seed, double mean) {
        return Values.normal(seed, N, mean, 1);
    }

    private static double[] few(int ones) {
        return Values.numbers(1, ones, 2, N - ones - 50, 3, 50);
    }

    private static String[] jobs(int clerks, int pilots) {
        return Values.texts("clerk", clerks, "baker", N - clerks - pilots, "pilot", pilots);
    }

    /** @param more further members of the plan, each after a comma */
    public static DriftPlan plan(String more) {
        return DriftPlan.parse(("{kind: drift, data: now.csv, reference: then.csv, chunks: {rows: 500}" + more + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    public static DriftReport report(DriftPlan plan) {
        return withClassifier(DriftAudit.evaluate(plan, cells(), null, null));
    }

    static DriftReport withClassifier(DriftReport report) {
        return new DriftReport(
                report.kind(),
                report.format(),
                report.verdict(),
                report.reasons(),
                report.method(),
                report.planDigest(),
                report.dataDigest(),
                report.referenceDigest(),
                report.cellsDigest(),
                report.engine(),
                report.confidence(),
                report.rows(),
                report.driftedShare(),
                report.drift(),
                report.score(),
                report.label(),
                report.quality(),
                new Classifier(
                        Estimate.of(0.71, 0.69, 0.73),
                        0.53,
                        1000,
                        1000,
                        null,
                        true,
                        null,
                        null,
                        null,
                        null,
                        List.of(
                                new Teller("x", 0.8, Estimate.of(0.7, 0.68, 0.72)),
                                new Teller(SCRIPT, 0.1, Estimate.undefined("it has one value")))),
                report.notes());
    }
}
