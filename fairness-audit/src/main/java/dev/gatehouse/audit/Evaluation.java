package dev.gatehouse.audit;

import dev.gatehouse.audit.cells.Cells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.AuditPlan.Reference;
import dev.gatehouse.audit.plan.AuditPlan.Task;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.AuditReport.Summary;
import dev.gatehouse.audit.report.Estimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** From cells to a report: groups, comparisons, verdict. */
final class Evaluation {
    /** The largest number of groups in a report, over all attributes, intersections and classes. */
    static final int MAX_REPORTED_GROUPS = 20_000;

    private final AuditPlan plan;
    private final Layout layout;
    private final GroupMetrics metrics;
    private final Tally all;
    private final Distributions distributions;
    private final Comparing comparing;
    private final List<AuditReport.Group> groups = new ArrayList<>();
    private final List<Summary> summaries = new ArrayList<>();

    private Evaluation(AuditPlan plan, Cells cells) {
        this.plan = plan;
        this.layout = new Layout(cells);
        this.metrics = new GroupMetrics(plan);
        this.all = new Tally(layout);
        for (int i = 0; i < cells.cells().size(); i++) {
            all.add(i);
        }
        this.distributions = new Distributions(plan, layout, all, metrics.z());
        this.comparing = new Comparing(plan, metrics);
    }

    static AuditReport of(AuditPlan plan, Cells cells, String engine, String dataDigest) {
        checkFit(plan, cells);
        return new Evaluation(plan, cells).report(engine, dataDigest);
    }

    /** Cells may come from a file, so they are held against the plan before anything is computed. */
    private static void checkFit(AuditPlan plan, Cells cells) {
        checkNames("protected attributes", cells.attributes(), plan.protectedAttributes());
        checkNames("strata", cells.strata(), plan.strata());
        boolean classes = plan.task() != Task.REGRESSION;
        check(classes != cells.classes().isEmpty() || cells.cells().isEmpty(), "classes");
        check(plan.task() != Task.BINARY || cells.classes().equals(Cells.BINARY), "classes");
        check((plan.weight() != null) == cells.weighted(), "weights");
        boolean scored = plan.scoreColumn() != null || plan.task() == Task.REGRESSION;
        check(scored == (cells.grid() != null) || cells.cells().isEmpty(), "scores");
        for (Cells.Cell cell : cells.cells()) {
            check((cell.label() >= 0) == (plan.label() != null && classes), "labels");
            check((cell.decision() >= 0) == classes, "decisions");
            check(cell.above() >= 0 || !plan.scoringRate(), "scores above the median");
        }
    }

    private static void checkNames(String what, List<Cells.Attribute> counted, List<String> planned) {
        List<String> names = counted.stream().map(Cells.Attribute::name).toList();
        if (!names.equals(planned)) {
            throw new AuditException(
                    "the cells were counted for the " + what + " " + names + ", the plan names " + planned);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AuditException("the cells do not fit the plan: " + what + " are missing or unexpected");
        }
    }

    private AuditReport report(String engine, String dataDigest) {
        Cells cells = layout.cells();
        List<Grouping> groupings = Grouping.all(plan, layout);
        List<Base> whole = Base.ofWhole(plan);
        List<Base> ofClass = plan.task() == Task.MULTICLASS ? Base.ofClass(plan) : List.of();
        long total = 0;
        for (Grouping grouping : groupings) {
            total += (long) grouping.size()
                    * (1 + (ofClass.isEmpty() ? 0 : cells.classes().size()));
            if (total > MAX_REPORTED_GROUPS) {
                throw new AuditException("the report would have more than " + MAX_REPORTED_GROUPS
                        + " groups: name fewer attributes, or lower intersections");
            }
            comparing.announce(grouping, whole, 1);
            comparing.announce(grouping, ofClass, cells.classes().size());
        }
        groupings.forEach(grouping -> evaluate(grouping, whole, ofClass));
        Judgement judgement = Judgement.of(plan, comparing.comparisons());
        long leftOut =
                cells.leftOut().values().stream().mapToLong(Long::longValue).sum();
        AuditReport.Performance overall = overall();
        return new AuditReport(
                "fairness",
                AuditReport.FORMAT,
                judgement.verdict(),
                judgement.reasons(),
                plan.profile() == null ? null : plan.profile().id(),
                plan.task().name().toLowerCase(Locale.ROOT),
                plan.digest(),
                dataDigest,
                cells.digest(),
                engine,
                plan.confidence(),
                new AuditReport.Rows(
                        all.n() + leftOut,
                        all.n(),
                        cells.weighted()
                                ? cells.weightUnit()
                                        .multiply(BigDecimal.valueOf(all.all().weight()))
                                        .doubleValue()
                                : null,
                        cells.leftOut(),
                        unknown()),
                cells.grid() == null
                        ? null
                        : new AuditReport.ScoreGrid(
                                cells.grid().step(),
                                cells.grid().exact(),
                                cells.grid().median()),
                overall,
                groups,
                judgement.comparisons(),
                summaries,
                null,
                null,
                Notes.of(plan, layout, all, overall, groups, judgement.comparisons()));
    }

    private AuditReport.Performance overall() {
        List<AuditReport.ClassMetrics> classes = null;
        if (plan.task() == Task.MULTICLASS) {
            classes = new ArrayList<>();
            for (int k = 0; k < layout.cells().classes().size(); k++) {
                classes.add(new AuditReport.ClassMetrics(
                        layout.cells().classes().get(k), estimates(metrics.ofClass(all.confusion(k)))));
            }
        }
        return new AuditReport.Performance(all.n(), estimates(metrics.whole(all)), distributions.of(all), classes);
    }

    private void evaluate(Grouping grouping, List<Base> whole, List<Base> ofClass) {
        List<Tally> tallies = grouping.tallies();
        Part part = new Part(grouping, tallies);
        List<Side> sides = part.sides(tally -> side(tally, null));
        for (int group = 0; group < sides.size(); group++) {
            add(part, group, sides.get(group), null);
        }
        compare(part, whole, sides, tally -> side(tally, null), null);
        for (int k = 0; !ofClass.isEmpty() && k < layout.cells().classes().size(); k++) {
            int code = k;
            String outcome = layout.cells().classes().get(k);
            List<Side> ofOne = part.sides(tally -> side(tally, code));
            for (int group = 0; group < ofOne.size(); group++) {
                add(part, group, ofOne.get(group), outcome);
            }
            compare(part, ofClass, ofOne, tally -> side(tally, code), outcome);
        }
    }

    /** @param code the class against the rest; null for the group as a whole */
    private Side side(Tally tally, Integer code) {
        if (code != null) {
            Confusion confusion = tally.confusion(code);
            return new Side(Map.of(), tally, confusion, metrics.ofClass(confusion));
        }
        return new Side(Map.of(), tally, plan.task() == Task.BINARY ? tally.confusion(1) : null, metrics.whole(tally));
    }

    private void add(Part part, int group, Side side, String outcome) {
        boolean curves = part.grouping.isSingle() && outcome == null;
        groups.add(new AuditReport.Group(
                side.name(),
                outcome,
                side.tally().n(),
                (double) side.tally().all().weight() / all.all().weight(),
                estimates(side.measures()),
                curves ? distributions.of(side.tally()) : null,
                part.notCompared[group]));
    }

    private void compare(Part part, List<Base> bases, List<Side> sides, Function<Tally, Side> asSide, String outcome) {
        List<Side> compared = new ArrayList<>();
        Map<Map<String, String>, Side> shown = new LinkedHashMap<>();
        for (int group = 0; group < sides.size(); group++) {
            shown.put(sides.get(group).name(), sides.get(group));
            if (part.notCompared[group] == null) {
                compared.add(sides.get(group));
            }
        }
        Side absent = null;
        if (plan.reference() instanceof Reference.Named named && part.grouping.named(named.groups()) != null) {
            Side nobody = asSide.apply(new Tally(layout));
            absent = new Side(
                    part.grouping.named(named.groups()), nobody.tally(), nobody.confusion(), nobody.measures());
        }
        comparing.compare(
                part.grouping, bases, compared, shown, side -> asSide.apply(all.minus(side.tally())), absent, outcome);
        summaries.addAll(Summaries.of(plan, part.grouping, compared, outcome));
    }

    private Map<String, Estimate> estimates(Map<GroupMetric, Measure> measures) {
        Map<String, Estimate> estimates = new LinkedHashMap<>();
        measures.forEach((metric, measure) -> estimates.put(metric.id(), measure.estimate(metrics.z())));
        return estimates;
    }

    /** By attribute, the rows whose value the plan counts as unknown; null when it names none. */
    private Map<String, Long> unknown() {
        if (plan.unknown().isEmpty()) {
            return null;
        }
        Map<String, Long> unknown = new LinkedHashMap<>();
        plan.protectedAttributes().forEach(attribute -> unknown.put(attribute, 0L));
        for (AuditReport.Group group : groups) {
            if (group.attributes().size() == 1 && group.outcome() == null) {
                group.attributes().forEach((attribute, value) -> {
                    if (plan.unknown().contains(value)) {
                        unknown.merge(attribute, group.n(), Long::sum);
                    }
                });
            }
        }
        return unknown;
    }

    /** A grouping with its tallies and which of its groups are compared. */
    private final class Part {
        private final Grouping grouping;
        private final List<Tally> tallies;
        private final String[] notCompared;

        Part(Grouping grouping, List<Tally> tallies) {
            this.grouping = grouping;
            this.tallies = tallies;
            this.notCompared = new String[tallies.size()];
            for (int i = 0; i < notCompared.length; i++) {
                notCompared[i] = grouping.notCompared(i, tallies.get(i), all.all());
            }
        }

        List<Side> sides(Function<Tally, Side> asSide) {
            List<Side> sides = new ArrayList<>();
            for (int group = 0; group < tallies.size(); group++) {
                Side side = asSide.apply(tallies.get(group));
                sides.add(new Side(grouping.name(group), side.tally(), side.confusion(), side.measures()));
            }
            return sides;
        }
    }
}
