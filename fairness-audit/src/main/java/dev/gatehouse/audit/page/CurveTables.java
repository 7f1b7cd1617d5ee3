package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.report.AuditReport.Bar;
import dev.gatehouse.audit.report.AuditReport.CalibrationBin;
import dev.gatehouse.audit.report.AuditReport.Curves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The numbers of the calibration and score charts, folded away: there are many of them. */
final class CurveTables {
    private CurveTables() {}

    static void write(Html page, String set, Map<String, Curves> groups) {
        Map<String, Curves> present = new LinkedHashMap<>();
        groups.forEach((name, curves) -> {
            if (curves != null) {
                present.put(name, curves);
            }
        });
        List<List<Cell>> calibration = calibration(present);
        List<List<Cell>> scores = scores(present);
        if (calibration.isEmpty() && scores.isEmpty()) {
            return;
        }
        page.open("details").element("summary", "The numbers of these curves by " + set);
        if (!calibration.isEmpty()) {
            page.table(
                    "Calibration by " + set,
                    List.of("Group", "Scores", "Rows", "Mean score", "Observed share"),
                    calibration);
        }
        if (!scores.isEmpty()) {
            List<String> heads = new ArrayList<>(List.of("From, below the next"));
            heads.addAll(present.keySet());
            page.table("Rows by score and " + set, heads, scores);
        }
        page.close("details");
    }

    private static List<List<Cell>> calibration(Map<String, Curves> groups) {
        List<List<Cell>> rows = new ArrayList<>();
        groups.forEach((name, curves) -> {
            if (curves.calibration() != null) {
                for (CalibrationBin bin : curves.calibration()) {
                    rows.add(List.of(
                            Cell.name(name),
                            Cell.number(Wording.number(bin.from()) + " to " + Wording.number(bin.to())),
                            Cell.number(Wording.count(bin.n())),
                            Cell.number(Wording.number(bin.meanScore())),
                            AuditPage.estimate(bin.observed())));
                }
            }
        });
        return rows;
    }

    /** A row a bar, a column a group: every group has the same bars. */
    private static List<List<Cell>> scores(Map<String, Curves> groups) {
        List<List<Cell>> rows = new ArrayList<>();
        List<Bar> first =
                groups.isEmpty() ? List.of() : groups.values().iterator().next().scores();
        for (int i = 0; i < first.size(); i++) {
            List<Cell> row = new ArrayList<>();
            row.add(Cell.name(Wording.number(first.get(i).from())));
            for (Curves curves : groups.values()) {
                row.add(Cell.number(
                        i < curves.scores().size()
                                ? Wording.count(curves.scores().get(i).n())
                                : "–"));
            }
            rows.add(row);
        }
        return rows;
    }
}
