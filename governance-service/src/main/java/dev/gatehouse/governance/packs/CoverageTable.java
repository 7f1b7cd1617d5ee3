package dev.gatehouse.governance.packs;

import dev.gatehouse.risk.Coverage;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * Which points of a framework are met by which gates, duties and records, as the active packs ask for them.
 *
 * @param id such as {@code nist-ai-rmf}
 * @param title for people
 * @param citation of the framework's text
 * @param certainty of the citation, in words
 * @param effectiveFrom first day on which the framework applies; null where it has none
 * @param note on the framework's state; null without one
 * @param met how many points are met
 * @param partly how many are met in part
 * @param notMet how many are not
 * @param points in the framework's order
 */
public record CoverageTable(
        String id,
        String title,
        String citation,
        String certainty,
        LocalDate effectiveFrom,
        String note,
        int met,
        int partly,
        int notMet,
        List<Point> points) {

    /**
     * A point of a framework.
     *
     * @param state {@code MET}, {@code PARTLY} or {@code NOT_MET}
     * @param metBy what meets it
     * @param gap what stays open, and why; null when nothing does
     * @param note how to read it; null without one
     */
    public record Point(String id, String title, String state, List<Meant> metBy, String gap, String note) {}

    /**
     * What meets a point.
     *
     * @param kind {@code GATE}, {@code DUTY} or {@code RECORD}
     * @param id of the gate, duty or record
     * @param title for people
     * @param asked whether an active pack asks for it; a gate or duty that none asks for meets nothing
     */
    public record Meant(String kind, String id, String title, boolean asked) {}

    static CoverageTable of(Coverage c, Map<Coverage.Means, String> titles) {
        Map<Coverage.State, Integer> counts = c.counts();
        return new CoverageTable(
                c.id(),
                c.title(),
                c.citation(),
                c.certainty().label(),
                c.effectiveFrom().orElse(null),
                c.note().orElse(null),
                counts.get(Coverage.State.MET),
                counts.get(Coverage.State.PARTLY),
                counts.get(Coverage.State.NOT_MET),
                c.points().stream().map(p -> point(p, titles)).toList());
    }

    private static Point point(Coverage.Point p, Map<Coverage.Means, String> titles) {
        return new Point(
                p.id(),
                p.title(),
                p.state().name(),
                p.metBy().stream()
                        .map(m -> new Meant(
                                m.kind().name(), m.id(), titles.getOrDefault(m, m.id()), titles.containsKey(m)))
                        .toList(),
                p.gap().orElse(null),
                p.note().orElse(null));
    }
}
