package dev.gatehouse.governance.audits;

import dev.gatehouse.audit.page.ReportCharts;
import dev.gatehouse.audit.page.ReportCharts.Chart;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.report.SplitsReport;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.util.List;

/**
 * What a report of another kind than fairness says, as pages and documents show it: a selection in tables and
 * charts. The report as a page of its own has every figure.
 *
 * @param kind as in plans
 * @param reasons why the verdict is what it is, or what a diagnosis found
 * @param confidence of the intervals, such as {@code 95 %}
 * @param rows how many were read and judged, a sentence
 * @param tables those that the verdict rests on first
 * @param charts those of what moved most first
 * @param notes what a reader must know
 * @param engine what counted the rows
 */
public record AuditTables(
        String kind,
        List<String> reasons,
        String confidence,
        String rows,
        List<Table> tables,
        List<Chart> charts,
        List<String> notes,
        String engine) {

    /** A chart's drawing as a page shows it; the code that draws escapes what it writes into it. */
    @TemplateExtension
    public static RawString drawing(Chart chart) {
        return new RawString(chart.svg());
    }

    /** Most rows of a table here. */
    static final int MAX_ROWS = 200;

    /**
     * A table whose first column is the row's name and whose last is the verdict.
     *
     * @param heads of all columns but the last
     * @param rows those that do not pass first
     * @param more how many there are beside them
     * @param judged whether rows have verdicts
     */
    public record Table(String title, List<String> heads, List<Row> rows, int more, boolean judged) {
        static Table of(String title, List<String> heads, List<Row> rows, boolean judged) {
            return new Table(
                    title, heads, rows.stream().limit(MAX_ROWS).toList(), Math.max(0, rows.size() - MAX_ROWS), judged);
        }
    }

    /**
     * A row.
     *
     * @param cells one for each head but the first
     * @param verdict null without a limit
     * @param remark null for none
     */
    public record Row(String name, List<String> cells, String verdict, String remark) {}

    /** Null for a report of fairness, which {@link AuditFindings} shows. */
    public static AuditTables of(Report report) {
        if (report instanceof AuditReport) {
            return null;
        }
        return new AuditTables(
                report.kind(),
                report.reasons(),
                report.confidence().movePointRight(2).stripTrailingZeros().toPlainString() + " %",
                rows(report),
                tables(report),
                ReportCharts.of(report),
                report.notes(),
                report.engine());
    }

    private static String rows(Report report) {
        if (report instanceof DriftReport drift) {
            return DriftTables.rows(drift);
        }
        if (report instanceof SplitsReport splits) {
            return SplitsTables.rows(splits);
        }
        return report instanceof DiagnosisReport diagnosis
                ? DiagnosisTables.rows(diagnosis)
                : PerformanceTables.rows((PerformanceReport) report);
    }

    private static List<Table> tables(Report report) {
        if (report instanceof DriftReport drift) {
            return DriftTables.of(drift);
        }
        if (report instanceof SplitsReport splits) {
            return SplitsTables.of(splits);
        }
        return report instanceof DiagnosisReport diagnosis
                ? DiagnosisTables.of(diagnosis)
                : PerformanceTables.of((PerformanceReport) report);
    }
}
