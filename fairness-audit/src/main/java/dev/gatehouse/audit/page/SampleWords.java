package dev.gatehouse.audit.page;

import dev.gatehouse.audit.page.Html.Cell;
import dev.gatehouse.audit.plan.DriftPlan.Chunks;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.report.Samples.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is said of the samples that an audit read, and of how they are cut. */
final class SampleWords {
    private SampleWords() {}

    /** The section on what was read. */
    static void read(Html page, Map<String, String> facts, Samples samples) {
        PageFrame.section(page, "read", "What was read").raw("<dl class=\"facts\">\n");
        facts.forEach((name, value) -> PageFrame.fact(page, name, value));
        page.close("dl");
        List<List<Cell>> rows = new ArrayList<>();
        if (samples.reference() != null) {
            rows.add(cells("Reference", samples.reference()));
        }
        rows.add(cells("Current", samples.current()));
        page.table(
                "Rows",
                samples.current().labelled() == null
                        ? List.of("Sample", "Read", "Used", "Left out")
                        : List.of("Sample", "Read", "Used", "With a label", "Left out"),
                rows);
        page.close("section");
    }

    private static List<Cell> cells(String name, Side side) {
        String why = side.leftOut().entrySet().stream()
                .map(each -> Wording.leftOut(each.getKey()) + ": " + Wording.count(each.getValue()))
                .collect(Collectors.joining(", "));
        List<Cell> cells = new ArrayList<>();
        cells.add(Cell.name(name));
        cells.add(Cell.number(Wording.count(side.read())));
        cells.add(Cell.number(Wording.count(side.used())));
        if (side.labelled() != null) {
            cells.add(Cell.number(Wording.count(side.labelled())));
        }
        cells.add(Cell.number(Wording.count(side.read() - side.used()), why));
        return cells;
    }

    /** One line on the rows of both samples. */
    static String rows(Samples samples) {
        return "Rows: " + (samples.reference() == null ? "" : side("reference", samples.reference()) + "; ")
                + side("current", samples.current());
    }

    private static String side(String name, Side side) {
        return name + " " + Wording.count(side.read()) + " read, " + Wording.count(side.used()) + " used"
                + (side.labelled() == null ? "" : ", " + Wording.count(side.labelled()) + " with a label");
    }

    static String chunks(Chunks chunks) {
        if (chunks instanceof Chunks.ByTime time) {
            return "every " + time.period().name().toLowerCase(Locale.ROOT) + " of " + time.column() + ", "
                    + (time.zone() == null ? "UTC" : time.zone().getId());
        }
        if (chunks instanceof Chunks.ByRows rows) {
            return Wording.rows(rows.rows()) + " each";
        }
        return chunks instanceof Chunks.ByNumber number ? Wording.count(number.number()) + " of each sample" : "none";
    }
}
