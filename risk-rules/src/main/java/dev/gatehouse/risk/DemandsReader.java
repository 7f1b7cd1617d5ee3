package dev.gatehouse.risk;

import dev.gatehouse.risk.Obligations.AuditEvidence;
import dev.gatehouse.risk.Obligations.FairnessPolicy;
import dev.gatehouse.risk.Obligations.Limit;
import dev.gatehouse.risk.Obligations.PerformancePolicy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads what a tier or a rule demands from the section that holds it. */
final class DemandsReader {
    /** Most seats of one function. */
    static final int MAX_SEATS = 20;
    /** Longest staleness limit. */
    static final Duration MAX_STALENESS = Duration.ofDays(7);

    private static final List<String> EXCLUDED = List.of("developers", "evidence-givers", "plan-owners", "submitters");
    private static final int MAX_ROWS = 1_000_000;
    private static final String MINIMUM_ROWS = "minimum_rows";
    private static final String ROWS = "1 to 1000000 rows";
    private static final String CONFIDENCE = "confidence";
    private static final String LEVEL = "a level between 0.5 and 1, such as 0.95";
    private static final String PERIOD = "a period such as P90D or P1Y";

    private DemandsReader() {}

    static Demands read(Section section) {
        Map<String, Integer> quorum = new TreeMap<>();
        section.section("quorum")
                .ifPresent(seats -> seats.keys()
                        .forEach(function -> seats.parsed(
                                        function,
                                        text -> within(Integer.parseInt(text), 1, MAX_SEATS),
                                        "1 to " + MAX_SEATS + " seats")
                                .ifPresent(count -> quorum.put(function, count))));
        List<String> mayNotVote =
                section.texts("may_not_vote").stream().distinct().sorted().toList();
        if (!EXCLUDED.containsAll(mayNotVote)) {
            section.problem("may_not_vote", "'may_not_vote' may list " + String.join(", ", EXCLUDED));
        }
        Map<String, Period> cadence = new TreeMap<>();
        section.section("monitor_cadence")
                .ifPresent(kinds -> kinds.keys()
                        .forEach(kind -> kinds.parsed(kind, PackReader::period, PERIOD)
                                .ifPresent(period -> cadence.put(kind, period))));
        Optional<Section> drift = section.section("drift");
        return new Demands(
                quorum,
                mayNotVote,
                section.optionalParsed("permit_validity", PackReader::period, PERIOD),
                cadence,
                section.optionalParsed("revalidation", PackReader::period, PERIOD),
                section.optionalParsed("log_retention", PackReader::period, PERIOD),
                section.optionalParsed(
                        "staleness_limit", DemandsReader::staleness, "a duration such as PT15M, at most P7D"),
                section.optionalParsed(
                        "minimum_binding", text -> oneOf(Demands.BINDINGS, text), String.join(", ", Demands.BINDINGS)),
                section.section("fairness").flatMap(DemandsReader::fairness),
                drift.map(DemandsReader::drift).orElse(Map.of()),
                drift.flatMap(DemandsReader::driftEvidence),
                section.section("performance").flatMap(DemandsReader::performance),
                section.section("finding_due").map(DemandsReader::findingDue).orElse(Map.of()),
                section.section("card_completeness")
                        .map(DemandsReader::cardCompleteness)
                        .orElse(Map.of()),
                section.section("approval").map(ApprovalDemands::read).orElse(ApprovalDemands.NONE));
    }

    private static Map<String, Limit> drift(Section section) {
        Map<String, Limit> limits =
                section.section("limits").map(DemandsReader::limits).orElse(Map.of());
        if (limits.isEmpty()) {
            section.problem("limits", "'limits' must give at least one distance its greatest value");
        }
        return limits;
    }

    private static Optional<AuditEvidence> driftEvidence(Section section) {
        Optional<Integer> rows = section.optionalParsed(MINIMUM_ROWS, DemandsReader::rows, ROWS);
        Optional<BigDecimal> confidence = section.optionalParsed(CONFIDENCE, DemandsReader::level, LEVEL);
        if (rows.isPresent() != confidence.isPresent()) {
            section.problem(MINIMUM_ROWS, "'minimum_rows' and 'confidence' go together");
        }
        section.refuseUnread();
        return rows.flatMap(least -> confidence.map(level -> new AuditEvidence(least, level)));
    }

    private static Optional<PerformancePolicy> performance(Section section) {
        Map<String, Limit> limits =
                section.section("limits").map(DemandsReader::limits).orElse(Map.of());
        if (limits.isEmpty()) {
            section.problem("limits", "'limits' must give at least one metric a limit");
        }
        Optional<Integer> rows = section.parsed(MINIMUM_ROWS, DemandsReader::rows, ROWS);
        Optional<BigDecimal> confidence = section.parsed(CONFIDENCE, DemandsReader::level, LEVEL);
        section.refuseUnread();
        return rows.flatMap(
                least -> confidence.map(level -> new PerformancePolicy(limits, new AuditEvidence(least, level))));
    }

    private static Integer rows(String text) {
        return within(Integer.parseInt(text), 1, MAX_ROWS);
    }

    private static Map<String, Period> findingDue(Section section) {
        Map<String, Period> due = new TreeMap<>();
        for (String severity : Demands.SEVERITIES) {
            section.optionalParsed(severity, PackReader::period, PERIOD).ifPresent(period -> due.put(severity, period));
        }
        section.refuseUnread();
        return due;
    }

    private static Map<String, Integer> cardCompleteness(Section section) {
        Map<String, Integer> percents = new TreeMap<>();
        for (String framework : Obligations.CARD_FRAMEWORKS) {
            section.optionalParsed(
                            framework,
                            text -> within(Integer.parseInt(text), 0, 100),
                            "a whole percentage from 0 to 100, without the sign")
                    .ifPresent(percent -> percents.put(framework, percent));
        }
        section.refuseUnread();
        return percents;
    }

    private static Map<String, Limit> limits(Section metrics) {
        Map<String, Limit> limits = new TreeMap<>();
        for (String metric : metrics.keys()) {
            metrics.section(metric).ifPresent(bounds -> {
                Limit limit = new Limit(
                        bounds.optionalParsed("min", FactValues::parseDecimal, "a number"),
                        bounds.optionalParsed("max", FactValues::parseDecimal, "a number"));
                bounds.refuseUnread();
                if (limit.min().isEmpty() && limit.max().isEmpty()) {
                    bounds.problem("min", "a limit needs min, max or both");
                }
                limits.put(metric, limit);
            });
        }
        return limits;
    }

    private static Optional<FairnessPolicy> fairness(Section section) {
        Map<String, Limit> limits =
                section.section("limits").map(DemandsReader::limits).orElse(Map.of());
        List<String> deciding = section.texts("deciding").stream().sorted().toList();
        if (deciding.isEmpty() || !limits.keySet().containsAll(deciding)) {
            section.problem("deciding", "'deciding' must list at least one metric that has a limit");
        }
        Optional<String> comparison = section.parsed(
                "comparison", text -> oneOf(Demands.COMPARISONS, text), String.join(", ", Demands.COMPARISONS));
        Optional<Integer> minimumGroup = section.parsed("minimum_group", DemandsReader::rows, ROWS);
        Optional<BigDecimal> confidence = section.parsed(CONFIDENCE, DemandsReader::level, LEVEL);
        section.refuseUnread();
        if (comparison.isEmpty() || minimumGroup.isEmpty() || confidence.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new FairnessPolicy(limits, deciding, comparison.get(), minimumGroup.get(), confidence.get()));
    }

    private static Duration staleness(String text) {
        Duration limit = Duration.parse(text);
        if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_STALENESS) > 0) {
            throw new IllegalArgumentException(text);
        }
        return limit;
    }

    private static BigDecimal level(String text) {
        BigDecimal level = FactValues.parseDecimal(text);
        if (level.compareTo(new BigDecimal("0.5")) < 0 || level.compareTo(BigDecimal.ONE) >= 0) {
            throw new IllegalArgumentException(text);
        }
        return level;
    }

    private static Integer within(int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(String.valueOf(value));
        }
        return value;
    }

    static String oneOf(List<String> words, String text) {
        if (!words.contains(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
