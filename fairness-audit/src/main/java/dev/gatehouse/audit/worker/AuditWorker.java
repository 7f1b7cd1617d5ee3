package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.diagnosis.DiagnosisAudit;
import dev.gatehouse.audit.drift.DriftAudit;
import dev.gatehouse.audit.explain.LabelledRows;
import dev.gatehouse.audit.explain.ModelExplainer;
import dev.gatehouse.audit.performance.PerformanceAudit;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.audit.scoring.ScoreSpec;
import dev.gatehouse.audit.splits.SplitsAudit;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * One audit, in the process that {@link AuditProcess} starts: reads the job from the work folder, scores, counts, evaluates, and
 * leaves the result there. It changes nothing else.
 */
final class AuditWorker {

    /** The result is in the work folder. */
    static final int DONE = 0;

    /** What HotSpot ends with under {@code -XX:+ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    /** The model or the data cannot be audited; {@code refused.txt} says why. */
    static final int REFUSED = 10;

    /** A fault in the worker itself; standard error says which. */
    static final int FAILED = 11;

    /** Who started it has died. */
    static final int ORPHANED = 12;

    static final String PROGRESS = "progress ";
    static final String REPORT = "report.json";
    static final String CELLS = "cells.json.gz";
    static final String REASON = "refused.txt";

    /** System property: what the engine may use, in MB. */
    static final String ENGINE_MEGABYTES = "gatehouse.engine-megabytes";

    private static final long ENGINE = Long.getLong(ENGINE_MEGABYTES, Limits.MEMORY_MEGABYTES);

    /** The facade's stages in words for people. */
    private static final Map<String, String> STAGES = Map.of(
            "digest", "checking the scores",
            "convert", "preparing the rows",
            "survey", "looking over the rows",
            "count", "counting",
            "evaluate", "computing metrics and intervals",
            "proxies", "looking for proxies",
            "classifier", "training the classifier",
            "sample", "taking a sample");

    /** Between two lines of progress, in nanoseconds. */
    private static final long PROGRESS_EVERY_NANOS = 200_000_000L;

    /** The longest that a model is explained, in nanoseconds: two minutes. */
    private static final long EXPLAIN_NANOS = 120_000_000_000L;

    private final Path folder;
    private final PrintStream out;
    private long nextProgress;
    private String lastStage = "";

    private AuditWorker(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
        this.nextProgress = System.nanoTime();
    }

    /** @param arguments the work folder */
    public static void main(String[] arguments) {
        endWithParent();
        int code;
        try {
            Path folder = Path.of(arguments[0]);
            code = new AuditWorker(folder, System.out).run(AuditJob.read(folder));
        } catch (IOException | RuntimeException | LinkageError e) {
            e.printStackTrace();
            code = FAILED;
        }
        System.out.flush();
        // Native libraries may hold threads of their own: nothing is waited for.
        Runtime.getRuntime().halt(code);
    }

    /** Standard input is a pipe that nobody writes to: it ends when its other end is gone. */
    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // Whatever comes means nothing.
                        }
                    } catch (IOException e) {
                        // As good as its end.
                    }
                    Runtime.getRuntime().halt(ORPHANED);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** What the audit came to; the cells are their JSON. */
    private record Result(Report report, byte[] cells) {}

    private int run(AuditJob job) throws IOException {
        try {
            Result result = audit(job);
            tell("writing the report", 1);
            write(CELLS, gzip(result.cells()));
            // Last, since the caller takes the report for a sign that all is there.
            write(REPORT, result.report().toJson());
            return DONE;
        } catch (AuditException e) {
            write(REASON, String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
            return REFUSED;
        }
    }

    private Result audit(AuditJob job) throws IOException {
        Plan plan = job.auditPlan();
        Columns columns = Columns.of(plan);
        tell("checking the data", Double.NaN);
        SourceRows data = SourceRows.check("data", Path.of(job.data()), job.dataDigest());
        SourceRows reference = job.reference() == null
                ? null
                : SourceRows.check("reference", Path.of(job.reference()), job.referenceDigest());
        if (plan.hasReferenceRows() != (reference != null)) {
            throw new AuditException("the plan needs " + (reference == null ? "" : "no ") + "reference rows");
        }
        if (!columns.scored()) {
            Result result = run(
                    plan, data.linked(folder), reference == null ? List.of() : List.of(reference.linked(folder)), null);
            data.checkUnchanged();
            if (reference != null) {
                reference.checkUnchanged();
            }
            return result;
        }
        ScoreSpec spec = ScoreSpec.parse(job.signature());
        tell("loading the model", Double.NaN);
        ModelExplainer.Findings explained;
        Path scored;
        List<Path> scoredReference = List.of();
        try (OnnxScorer scorer = OnnxScorer.open(Path.of(job.model()), job.modelDigest(), spec)) {
            Path rows = csv(data, columns, spec);
            scored = score(scorer, rows, "scored.csv", columns);
            explained = plan instanceof AuditPlan fairness && fairness.explanations() != null
                    ? explain(fairness, scorer, rows)
                    : null;
            data.drop(rows);
            if (reference != null) {
                Path before = csv(reference, columns, spec);
                scoredReference = List.of(score(scorer, before, "scored-reference.csv", columns));
                reference.drop(before);
            }
        }
        data.checkUnchanged();
        if (reference != null) {
            reference.checkUnchanged();
        }
        return run(plan, scored, scoredReference, explained);
    }

    /** The rows as CSV: a Parquet file is written out, in the columns that are needed. */
    private Path csv(SourceRows rows, Columns columns, ScoreSpec spec) {
        if (!ParquetRows.are(rows.file())) {
            return rows.file();
        }
        tell("reading Parquet", Double.NaN);
        List<String> needed = null;
        if (columns.kept() != null) {
            Set<String> all = new LinkedHashSet<>(spec.features());
            all.addAll(columns.kept());
            needed = List.copyOf(all);
        }
        return ParquetRows.toCsv(rows.file(), folder, rows.what() + "-rows.csv", needed, ENGINE);
    }

    private Path score(OnnxScorer scorer, Path rows, String name, Columns columns) {
        Path scored = folder.resolve(name);
        scorer.scoreFile(rows, scored, columns.keptOf(rows), this::scored);
        return scored;
    }

    private Result run(Plan plan, Path data, List<Path> reference, ModelExplainer.Findings explained) {
        Progress progress = (stage, share) -> tell(STAGES.getOrDefault(stage, stage), share);
        Limits limits = new Limits(ENGINE, Limits.THREADS, folder);
        if (plan instanceof DriftPlan drift) {
            DriftAudit.Result result = DriftAudit.run(drift, reference, List.of(data), progress, limits);
            return new Result(result.report(), result.cells().toJson());
        }
        if (plan instanceof PerformancePlan performance) {
            PerformanceAudit.Result result =
                    PerformanceAudit.run(performance, reference, List.of(data), progress, limits);
            return new Result(result.report(), result.cells().toJson());
        }
        if (plan instanceof DiagnosisPlan diagnosis) {
            DiagnosisAudit.Result result = DiagnosisAudit.run(diagnosis, reference, List.of(data), progress, limits);
            return new Result(result.report(), result.cells().toJson());
        }
        if (plan instanceof SplitsPlan splits) {
            SplitsAudit.Result result = SplitsAudit.run(splits, reference, List.of(data), progress, limits);
            return new Result(result.report(), result.cells().toJson());
        }
        FairnessAudit.Result result = FairnessAudit.run((AuditPlan) plan, List.of(data), explained, progress, limits);
        return new Result(result.report(), result.cells().toJson());
    }

    private ModelExplainer.Findings explain(AuditPlan plan, OnnxScorer scorer, Path rows) {
        String stage = "explaining the model";
        tell(stage, Double.NaN);
        List<String> columns = scorer.spec().features();
        LabelledRows sample = LabelledRows.sample(
                rows, columns, plan, ModelExplainer.rows(plan, columns.size()), ModelExplainer.SEED);
        long end = System.nanoTime() + EXPLAIN_NANOS;
        return ModelExplainer.explain(
                plan, sample, scorer::score, share -> tell(stage, share), () -> System.nanoTime() - end >= 0);
    }

    private void scored(long rows) {
        if (System.nanoTime() - nextProgress >= 0) {
            tell(String.format(Locale.ROOT, "scoring: %,d rows so far", rows), Double.NaN);
        }
    }

    /** Each stage once, and within it a line now and then. */
    private void tell(String stage, double share) {
        if (!stage.equals(lastStage) || System.nanoTime() - nextProgress >= 0) {
            lastStage = stage;
            nextProgress = System.nanoTime() + PROGRESS_EVERY_NANOS;
            out.println(PROGRESS + (Double.isNaN(share) ? "-" : Double.toString(share)) + " " + stage);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private void write(String name, byte[] bytes) throws IOException {
        Path partial = folder.resolve(name + ".partial");
        Files.write(partial, bytes);
        Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
