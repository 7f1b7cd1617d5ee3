package dev.gatehouse.risk;

import dev.gatehouse.risk.Coverage.Kind;
import dev.gatehouse.risk.Coverage.Means;
import dev.gatehouse.risk.Coverage.Point;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Turns a coverage table's YAML into its points, as strictly as packs are read. */
final class CoverageReader {
    /** What Gatehouse keeps by itself, by the id that tables use. */
    static final Map<String, String> RECORDS = new TreeMap<>(Map.ofEntries(
            Map.entry("assessment", "Risk assessment: facts, tier, reasons, packs by digest"),
            Map.entry("audit-report", "Audit report, on a plan fixed before the run"),
            Map.entry("card", "Model card"),
            Map.entry("dossier", "Dossier that the board voted on"),
            Map.entry("evidence-bundle", "Evidence bundle for outsiders"),
            Map.entry("finding", "Findings with owner and due date"),
            Map.entry("ground-truth", "Labels joined to predictions"),
            Map.entry("inventory", "Inventory of use cases and versions"),
            Map.entry("ledger", "Append-only ledger of every act"),
            Map.entry("outcome-log", "Log of every prediction"),
            Map.entry("permit", "Signed permit with its conditions, enforced by the gateway")));

    private CoverageReader() {}

    static Coverage read(String file, byte[] bytes) throws InvalidPackException {
        Section root = StrictYaml.read(file, bytes, Coverage.MAX_BYTES);
        Problems problems = root.problems();
        Section framework = root.section("framework").orElse(null);
        if (framework == null) {
            root.problem("framework", "'framework' with id, title, citation and certainty is missing");
            throw problems.refusal();
        }
        String id = PackReader.matching(framework, "id", PackReader.ID);
        String title = framework.text("title");
        String citation = framework.text("citation");
        Optional<Certainty> certainty = PackReader.certainty(framework);
        Optional<LocalDate> from =
                framework.optionalParsed("effective_from", PackReader::day, "a date such as 2027-05-01");
        Optional<String> note = framework.optionalText("note");
        framework.refuseUnread();
        List<Point> points = readPoints(root);
        root.refuseUnread();
        problems.throwIfAny();
        return new Coverage(id, title, citation, certainty.orElseThrow(), from, note, points);
    }

    private static List<Point> readPoints(Section root) {
        List<Section> sections = root.sections("points");
        List<Point> points = new ArrayList<>();
        if (sections.isEmpty() || sections.size() > Coverage.MAX_POINTS) {
            root.problem("points", "'points' must list 1 to " + Coverage.MAX_POINTS + " points");
            return points;
        }
        Set<String> ids = new HashSet<>();
        for (Section section : sections) {
            String id = PackReader.matching(section, "id", PackReader.ID);
            if (!ids.add(id)) {
                section.problem("id", "point id '" + id + "' is used twice");
            }
            List<Means> metBy = readMeans(section);
            Optional<String> gap = section.optionalText("not_met");
            if (metBy.isEmpty() && gap.isEmpty()) {
                section.problem(
                        "met_by",
                        "point '" + Section.shown(id) + "' needs 'met_by', or 'not_met' with the reason, or both");
            }
            points.add(new Point(id, section.text("title"), metBy, gap, section.optionalText("note")));
            section.refuseUnread();
        }
        return points;
    }

    private static List<Means> readMeans(Section point) {
        List<Means> metBy = new ArrayList<>();
        for (Section section : point.sections("met_by")) {
            Optional<String> gate = section.optionalText("gate");
            Optional<String> duty = section.optionalText("duty");
            Optional<String> record = section.optionalText("record");
            section.refuseUnread();
            if (section.keys().size() != 1) {
                section.problem("gate", "each entry of 'met_by' names one gate, one duty or one record");
            } else if (record.isPresent() && !RECORDS.containsKey(record.get())) {
                section.problem(
                        "record",
                        "'" + Section.shown(record.get()) + "' is not a record; allowed: "
                                + String.join(", ", RECORDS.keySet()));
            }
            gate.ifPresent(id -> metBy.add(new Means(Kind.GATE, id)));
            duty.ifPresent(id -> metBy.add(new Means(Kind.DUTY, id)));
            record.ifPresent(id -> metBy.add(new Means(Kind.RECORD, id)));
        }
        if (metBy.stream().distinct().count() < metBy.size()) {
            point.problem("met_by", "'met_by' names something twice");
        }
        return metBy;
    }
}
