package dev.gatehouse.audit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.Digests;
import dev.gatehouse.audit.plan.GroupMetric;
import dev.gatehouse.audit.plan.Plan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.DiagnosisReport;
import dev.gatehouse.audit.report.DriftReport;
import dev.gatehouse.audit.report.Explanations;
import dev.gatehouse.audit.report.PerformanceReport;
import dev.gatehouse.audit.report.Report;
import dev.gatehouse.audit.report.SplitsReport;
import dev.gatehouse.audit.report.Verdict;
import dev.gatehouse.audit.scoring.OnnxScorer;
import dev.gatehouse.audit.scoring.ScoreSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Real child processes, real models, real signals. */
class AuditProcessTest {

    private static final AuditProcess.Limits LIMITS = new AuditProcess.Limits(256, 512, Duration.ofMinutes(2));
    private static final Progress NOBODY = Progress.NONE;

    private static final AuditPlan PLAN = AuditPlan.parse("""
            data: rows
            kind: fairness
            label: {column: label, positive: default}
            decision: {score: score, threshold: 0.5}
            favourable: negative
            protected: [group]
            reference: best
            limits: {impact_ratio: {min: 0.8}}
            """.getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path files;

    @TempDir
    Path work;

    private static Path model;
    private static Path rows;
    private static String signature;

    @BeforeAll
    static void aModelAndRows() throws IOException {
        Random random = new Random(3);
        LabelFactory labels = new LabelFactory();
        List<Example<Label>> examples = new ArrayList<>();
        StringBuilder csv = new StringBuilder("age,income,group,label\n");
        for (int i = 0; i < 4_000; i++) {
            double age = random.nextDouble();
            double income = random.nextDouble();
            String label = 0.5 * age - 2 * income + random.nextGaussian() / 4 > -0.4 ? "default" : "repay";
            examples.add(new ArrayExample<>(
                    new Label(label), List.of(new Feature("age", age), new Feature("income", income))));
            csv.append(String.format(
                    Locale.ROOT, "%.6f,%.6f,%s,%s%n", age, income, random.nextBoolean() ? "a" : "b", label));
        }
        LinearSGDModel trained = new LogisticRegressionTrainer()
                .train(new MutableDataset<>(
                        new ListDataSource<>(examples, labels, new SimpleDataSourceProvenance("rows", labels))));
        model = Files.write(
                files.resolve("model.onnx"), trained.exportONNXModel("test", 1).toByteArray());
        rows = Files.writeString(files.resolve("rows.csv"), csv);
        signature = """
                {"input": {"name": "input", "datatype": "FP32", "features": ["age", "income"]},
                 "output": {"name": "output", "datatype": "FP32", "scoreColumn": %d, "columns": 2}}""".formatted(trained.getOutputIDInfo().getID(new Label("default")));
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(work).isEmptyDirectory();
        assertThat(workers()).isEmpty();
    }

    @Test
    void comesToTheReportThatTheSameRowsGiveInThisProcess() {
        List<String> stages = new java.util.concurrent.CopyOnWriteArrayList<>();
        AuditProcess.Outcome outcome =
                AuditProcess.run(job(rows), work, LIMITS, (stage, share) -> stages.add(stage), () -> false);

        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Done.class);
        AuditProcess.Outcome.Done done = (AuditProcess.Outcome.Done) outcome;
        assertThat(stages).contains("checking the data", "loading the model", "counting", "writing the report");
        Path scored = files.resolve("scored.csv");
        try (OnnxScorer scorer = OnnxScorer.open(model, Digests.sha256(model), ScoreSpec.parse(signature))) {
            scorer.scoreFile(rows, scored, List.of("group", "label"));
        }
        FairnessAudit.Result here = FairnessAudit.run(PLAN, scored);
        assertThat(done.report().verdict()).isEqualTo(Verdict.PASS);
        assertThat(new String(done.reportBytes(), StandardCharsets.UTF_8))
                .isEqualTo(new String(here.report().toJson(), StandardCharsets.UTF_8));
        assertThat(AuditProcess.unzip(done.gzippedCells()))
                .isEqualTo(here.cells().toJson());
    }

    @Test
    void aPlanThatAsksHasTheModelExplained() {
        AuditPlan asking = AuditPlan.parse((new String(PLAN.toJson(), StandardCharsets.UTF_8)
                        .replace("\"minimum_group\"", "\"explanations\":{\"rows\":1000,\"local\":2},\"minimum_group\""))
                .getBytes(StandardCharsets.UTF_8));
        AuditJob job = AuditJob.of(asking, rows, Digests.sha256(rows), model, Digests.sha256(model), signature);
        List<String> stages = new java.util.concurrent.CopyOnWriteArrayList<>();

        AuditProcess.Outcome outcome =
                AuditProcess.run(job, work, LIMITS, (stage, share) -> stages.add(stage), () -> false);

        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Done.class);
        AuditReport report = (AuditReport) ((AuditProcess.Outcome.Done) outcome).report();
        assertThat(stages).contains("explaining the model");
        assertThat(report.planDigest()).isEqualTo(asking.digest());
        Explanations explanations = report.explanations();
        assertThat(explanations.importance().rows()).isEqualTo(1_000);
        assertThat(explanations.importance().baseline().value())
                .isCloseTo(report.overall().metric(GroupMetric.AUC).value(), within(0.03));
        // The label was made of income four times as much as of age.
        assertThat(explanations.importance().features())
                .extracting(Explanations.Feature::name)
                .containsExactly("income", "age");
        assertThat(explanations.importance().features().get(0).drop().lower()).isGreaterThan(0.2);
        assertThat(explanations.local())
                .extracting(Explanations.Local::title)
                .containsExactly("Row nearest the threshold 0.5", "Row nearest the 50 % quantile of scores");
        assertThat(explanations.local())
                .allSatisfy(one -> assertThat(one.baseline()
                                + one.contributions().stream()
                                        .mapToDouble(Explanations.Contribution::contribution)
                                        .sum())
                        .isCloseTo(one.score(), within(1e-9)));
        assertThat(((AuditProcess.Outcome.Done) AuditProcess.run(job, work, LIMITS, NOBODY, () -> false)).reportBytes())
                .isEqualTo(((AuditProcess.Outcome.Done) outcome).reportBytes());
    }

    @Test
    void driftPerformanceAndADiagnosisAreAuditedWithBothFilesScoredAndSplitsWithoutScores() throws IOException {
        Path half = Files.writeString(
                files.resolve("half.csv"),
                Files.readAllLines(rows).stream().limit(2_001).collect(Collectors.joining("\n", "", "\n")));
        Plan drift = Plan.parse("""
                {"kind": "drift", "data": "rows", "reference": "before", "exclude": ["group"], "score": "score", "label": "label",
                 "limits": {"wasserstein_normed": {"max": 0.2}, "jensen_shannon": {"max": 0.2}}}""".getBytes(StandardCharsets.UTF_8));
        Plan performance = Plan.parse("""
                {"kind": "performance", "data": "rows", "reference": "before", "segments": ["group"],
                 "label": {"column": "label", "positive": "default"}, "decision": {"score": "score", "threshold": 0.5},
                 "limits": {"auc": {"min": 0.7}, "auc_drop": {"max": 0.2}}}""".getBytes(StandardCharsets.UTF_8));

        Plan diagnosis = Plan.parse("""
                {"kind": "diagnosis", "data": "rows", "reference": "before", "exclude": ["group"], "segments": ["group"],
                 "label": {"column": "label", "positive": "default"}, "decision": {"score": "score", "threshold": 0.5},
                 "metrics": ["precision"]}""".getBytes(StandardCharsets.UTF_8));

        DriftReport moved = (DriftReport) against(drift, half);
        PerformanceReport fared = (PerformanceReport) against(performance, half);

        assertThat(moved.verdict()).isEqualTo(Verdict.PASS);
        assertThat(moved.drift()).extracting(DriftReport.Drift::feature).containsExactly("age", "income");
        assertThat(moved.score().statistic()).isLessThan(0.1);
        assertThat(moved.rows().reference().used()).isEqualTo(2_000);
        assertThat(fared.verdict()).isEqualTo(Verdict.PASS);
        assertThat(fared.current().labelled()).isEqualTo(4_000);
        assertThat(fared.segments()).hasSize(4);
        DiagnosisReport told = (DiagnosisReport) against(diagnosis, half);
        assertThat(told.verdict()).isNull();
        assertThat(told.rows().current().labelled()).isEqualTo(4_000);
        assertThat(told.reweighting().features())
                .extracting(DiagnosisReport.Carrier::name)
                .doesNotContain("group");
        assertThat(told.metrics().get(0).split().insufficient()).isNull();
        assertThat(told.segments()).hasSize(2);
        SplitsReport split = (SplitsReport) against(Plan.parse("""
                {"kind": "splits", "data": "rows", "reference": "training", "label": {"column": "label", "positive": "default"},
                 "exclude": ["group"], "limits": {"shared_row_share": {"max": 0.1}}, "classifier": false}""".getBytes(StandardCharsets.UTF_8)), half);
        assertThat(split.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(split.duplicates().whole().evaluation()).isEqualTo(2_000);
        assertThat(split.drift().drift()).extracting(DriftReport.Drift::feature).containsExactly("age", "income");
        AuditProcess.Outcome alone = AuditProcess.run(
                AuditJob.of(drift, rows, Digests.sha256(rows), model, Digests.sha256(model), signature),
                work,
                LIMITS,
                NOBODY,
                () -> false);
        assertThat(alone).isEqualTo(new AuditProcess.Outcome.Refused("the plan needs reference rows"));
    }

    private Report against(Plan plan, Path reference) {
        AuditProcess.Outcome outcome = AuditProcess.run(
                AuditJob.of(plan, rows, Digests.sha256(rows), model, Digests.sha256(model), signature)
                        .against(reference, Digests.sha256(reference)),
                work,
                LIMITS,
                NOBODY,
                () -> false);
        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Done.class);
        return ((AuditProcess.Outcome.Done) outcome).report();
    }

    @Test
    void parquetIsScoredAsTheSameCsvIs() throws SQLException {
        Path parquet = files.resolve("rows.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT * FROM read_csv('" + rows + "')) TO '" + parquet + "' (FORMAT parquet)");
        }
        AuditProcess.Outcome fromCsv = AuditProcess.run(job(rows), work, LIMITS, NOBODY, () -> false);
        AuditProcess.Outcome fromParquet = AuditProcess.run(job(parquet), work, LIMITS, NOBODY, () -> false);

        assertThat(((AuditProcess.Outcome.Done) fromParquet).report().cellsDigest())
                .isEqualTo(((AuditProcess.Outcome.Done) fromCsv).report().cellsDigest());
    }

    @Test
    void brokenParquetIsRefusedWithoutSayingWhereItLies() throws IOException {
        Path broken = Files.writeString(files.resolve("broken.parquet"), "PAR1 and then nothing of the kind");

        AuditProcess.Outcome outcome = AuditProcess.run(job(broken), work, LIMITS, NOBODY, () -> false);

        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Refused.class);
        assertThat(((AuditProcess.Outcome.Refused) outcome).reason())
                .startsWith("the Parquet data cannot be read")
                .doesNotContain(files.toString());
    }

    @Test
    void dataThatChangedSinceTheirDigestAreRefused() {
        AuditJob stale = AuditJob.of(
                PLAN,
                rows,
                Digests.sha256("other bytes".getBytes(StandardCharsets.UTF_8)),
                model,
                Digests.sha256(model),
                signature);

        AuditProcess.Outcome outcome = AuditProcess.run(stale, work, LIMITS, NOBODY, () -> false);

        assertThat(((AuditProcess.Outcome.Refused) outcome).reason())
                .startsWith("the data changed since they were registered");
    }

    @Test
    void aColumnThatIsNotThereIsNamed() throws IOException {
        Path narrow = Files.writeString(files.resolve("narrow.csv"), "age,group,label\n0.1,a,repay\n");

        AuditProcess.Outcome outcome = AuditProcess.run(job(narrow), work, LIMITS, NOBODY, () -> false);

        assertThat(((AuditProcess.Outcome.Refused) outcome).reason()).contains("income");
    }

    @Test
    void aCrashInNativeCodeEndsTheChildOnly() {
        AuditProcess.Outcome outcome =
                AuditProcess.run(job(rows), work, LIMITS, (stage, share) -> signal("SEGV"), () -> false);

        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Broken.class);
        assertThat(((AuditProcess.Outcome.Broken) outcome).reason()).contains("crashed in native code");
    }

    @Test
    void aChildThatTheMachineKillsIsReported() {
        AuditProcess.Outcome outcome =
                AuditProcess.run(job(rows), work, LIMITS, (stage, share) -> signal("KILL"), () -> false);

        assertThat(((AuditProcess.Outcome.Broken) outcome).reason()).contains("signal 9", "memory");
    }

    @Test
    void aCancelledRunEndsAtOnce() {
        AtomicBoolean running = new AtomicBoolean();

        AuditProcess.Outcome outcome =
                AuditProcess.run(job(rows), work, LIMITS, (stage, share) -> running.set(true), running::get);

        assertThat(outcome).isInstanceOf(AuditProcess.Outcome.Cancelled.class);
    }

    @Test
    void aRunOverItsTimeIsEnded() {
        AuditProcess.Limits tight = new AuditProcess.Limits(256, 512, Duration.ofMillis(150));

        AuditProcess.Outcome outcome = AuditProcess.run(job(rows), work, tight, NOBODY, () -> false);

        assertThat(((AuditProcess.Outcome.Broken) outcome).reason()).contains("took longer than the limit");
    }

    @Test
    void aModelTooLargeForTheHeapIsToldSo() throws IOException {
        Path huge = files.resolve("huge.onnx");
        try (var file = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(200L * 1024 * 1024);
        }
        AuditJob job = AuditJob.of(PLAN, rows, Digests.sha256(rows), huge, Digests.sha256(huge), signature);
        AuditProcess.Limits small = new AuditProcess.Limits(64, 64, Duration.ofMinutes(1));

        AuditProcess.Outcome outcome = AuditProcess.run(job, work, small, NOBODY, () -> false);

        assertThat(((AuditProcess.Outcome.Broken) outcome).reason()).contains("more than its 64 MB of heap");
        Files.delete(huge);
    }

    @Test
    void theChildEndsWhenItsParentIsGone() throws Exception {
        Path folder = Files.createDirectory(work.resolve("audit-by-hand"));
        job(rows).write(folder);
        // A parent that starts the worker as its own child and is then killed leaves it with a pipe that has ended.
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AuditWorker.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        worker.getOutputStream().close();

        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(AuditWorker.ORPHANED);
        try (var all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void theChildSeesNothingOfItsParentsEnvironment() {
        List<String> names = new java.util.concurrent.CopyOnWriteArrayList<>();

        AuditProcess.run(
                job(rows),
                work,
                LIMITS,
                (stage, share) -> workers().forEach(worker -> names.addAll(environment(worker))),
                () -> false);

        assertThat(names)
                .isNotEmpty()
                .allMatch(name -> List.of("PATH", "LANG", "MALLOC_ARENA_MAX", "PWD", "OLDPWD", "_", "SHLVL")
                        .contains(name));
    }

    private static AuditJob job(Path data) {
        return AuditJob.of(PLAN, data, Digests.sha256(data), model, Digests.sha256(model), signature);
    }

    private static List<ProcessHandle> workers() {
        return ProcessHandle.current()
                .children()
                // The whole command line is cut short by a long class path.
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    private static void signal(String name) {
        for (ProcessHandle worker : workers()) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(worker.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            String all = Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return Arrays.stream(all.split("\0"))
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> entry.substring(0, entry.indexOf('=')))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
