package dev.gatehouse.audit.splits;

import dev.gatehouse.audit.cells.DriftCells;
import dev.gatehouse.audit.cells.SplitCells;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.Samples;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.SplitsReport.Check;
import dev.gatehouse.audit.report.SplitsReport.Judged;
import dev.gatehouse.audit.report.SplitsReport.Leak;
import dev.gatehouse.audit.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** From cells to a report: what the samples share, what gives the label away, and the verdict over all of it. */
final class SplitsEvaluation {
    /** The largest number of findings that the reasons name one by one; all are in the report. */
    private static final int MAX_REASONS = 50;

    private final SplitsPlan plan;
    private final SplitCells cells;
    private final DriftReport drift;
    private final Judging judging;
    private final List<String> failing = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private int decided;

    /** @param drift of the same cells */
    SplitsEvaluation(SplitsPlan plan, SplitCells cells, DriftReport drift) {
        this.plan = plan;
        this.cells = cells;
        this.drift = drift;
        this.judging = new Judging(plan);
        checkFit();
    }

    /** Cells may come from a file, so they are held against the plan before anything is computed. */
    private void checkFit() {
        int chunks = cells.cells().chunks(true).length;
        check(
                (plan.label() == null ? 1 : SplitCells.LABEL_CHUNKS) == chunks,
                "they are " + (chunks == 1 ? "not " : "") + "cut by a label");
        check((cells.entities() == null) == plan.entity().isEmpty(), "one of them has an entity");
        check((cells.times() == null) == (plan.time() == null), "one of them has a time");
        check(
                cells.times() == null || cells.times().gap().equals(SplitsAudit.gap(plan)),
                "they were counted with another gap");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AuditException("the cells do not fit the plan: " + what);
        }
    }

    SplitsReport report(String dataDigest, String referenceDigest) {
        Overlaps overlaps = new Overlaps(plan, cells, judging);
        List<Check> checks = overlaps.checks();
        List<Leak> leaks = new Leakage(plan, judging).of(cells.cells());
        Double[] adjusted = Judging.holm(Stream.concat(
                        checks.stream().map(each -> each.judged().pLimit()),
                        leaks.stream()
                                .flatMap(each -> Stream.of(
                                        each.judged().pLimit(),
                                        each.differenceJudged().pLimit())))
                .toList());
        int next = 0;
        List<Check> judgedChecks = new ArrayList<>();
        for (Check each : checks) {
            judgedChecks.add(new Check(
                    each.check(), each.count(), each.value(), each.judged().withHolm(adjusted[next++]), each.detail()));
        }
        List<Leak> judgedLeaks = new ArrayList<>();
        for (Leak each : leaks) {
            judgedLeaks.add(with(
                    each,
                    each.judged().withHolm(adjusted[next++]),
                    each.differenceJudged().withHolm(adjusted[next++])));
        }
        judgedChecks.forEach(
                each -> decide(each.judged(), each.check(), each.check() + " is above its limit: " + each.detail()));
        for (Leak each : judgedLeaks) {
            decide(
                    each.judged(),
                    each.feature() + ": leak_auc",
                    each.feature()
                            + (each.copy() ? " is the label under another name" : " predicts the label by itself"));
            decide(
                    each.differenceJudged(),
                    each.feature() + ": leak_difference",
                    each.feature() + " tells more of the label in the training than in the evaluation rows");
        }
        decide(drift);
        return new SplitsReport(
                "splits",
                SplitsReport.FORMAT,
                verdict(),
                reasons(),
                plan.digest(),
                dataDigest,
                referenceDigest,
                cells.digest(),
                cells.cells().engine(),
                plan.confidence(),
                new Samples(side(true), side(false)),
                judgedChecks,
                overlaps.duplicates(),
                overlaps.entityCounts(),
                overlaps.timeTold(),
                judgedLeaks,
                overlaps.identifiers(),
                drift,
                SplitsNotes.of(plan, cells, judgedLeaks, drift, judging.alpha()));
    }

    private static Leak with(Leak leak, Judged judged, Judged difference) {
        return new Leak(
                leak.feature(),
                leak.kind(),
                leak.auc(),
                judged,
                leak.difference(),
                leak.differenceHolm(),
                difference,
                leak.training(),
                leak.evaluation(),
                leak.cramersV(),
                leak.copy());
    }

    private Samples.Side side(boolean ofTraining) {
        DriftCells of = cells.cells();
        long rows = of.rows(ofTraining);
        int[] chunks = of.chunks(ofTraining);
        Long labelled = plan.label() == null
                ? null
                : (Long) (rows - of.chunks().get(chunks[0]).rows());
        return new Samples.Side(rows, rows, labelled, Map.of());
    }

    private void decide(Judged judged, String subject, String beyond) {
        if (judged.verdict() == null) {
            return;
        }
        decided++;
        boolean held = judged.pHolm() == null || judged.pHolm() <= judging.alpha();
        if (judged.verdict() == Verdict.FAIL && held) {
            failing.add(beyond + ".");
        } else if (judged.verdict() == Verdict.FAIL) {
            open.add(beyond + ", but not after Holm's adjustment for several limits.");
        } else if (judged.verdict() == Verdict.INSUFFICIENT) {
            open.add(subject + ": " + judged.reason() + ".");
        }
    }

    private void decide(DriftReport drift) {
        if (drift.verdict() == null) {
            return;
        }
        decided++;
        if (drift.verdict() != Verdict.PASS) {
            (drift.verdict() == Verdict.FAIL ? failing : open)
                    .addAll(drift.reasons().stream()
                            .map(each -> "Drift: " + each)
                            .toList());
        }
    }

    private Verdict verdict() {
        if (decided == 0) {
            return null;
        }
        return !failing.isEmpty() ? Verdict.FAIL : open.isEmpty() ? Verdict.PASS : Verdict.INSUFFICIENT;
    }

    private List<String> reasons() {
        if (decided == 0) {
            return List.of("Nothing has a limit, so there is no verdict: the figures document, they do not decide.");
        }
        List<String> told = failing.isEmpty() ? open : failing;
        if (told.isEmpty()) {
            return List.of(
                    decided == 1
                            ? "The one thing that has a limit lies within it."
                            : "All " + decided + " things that decide lie within their limits.");
        }
        return told.size() <= MAX_REASONS
                ? told
                : Stream.concat(
                                told.stream().limit(MAX_REASONS),
                                Stream.of("The same holds for " + (told.size() - MAX_REASONS) + " more."))
                        .toList();
    }
}
