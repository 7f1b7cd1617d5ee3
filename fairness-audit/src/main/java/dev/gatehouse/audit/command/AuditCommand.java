package dev.gatehouse.audit.command;

import dev.gatehouse.audit.Progress;
import dev.gatehouse.audit.cells.Limits;
import dev.gatehouse.audit.page.AuditText;
import dev.gatehouse.audit.plan.AuditException;
import dev.gatehouse.audit.plan.AuditPlan;
import dev.gatehouse.audit.plan.DiagnosisPlan;
import dev.gatehouse.audit.plan.DriftPlan;
import dev.gatehouse.audit.plan.PerformancePlan;
import dev.gatehouse.audit.plan.PlanKind;
import dev.gatehouse.audit.plan.SplitsPlan;
import dev.gatehouse.audit.report.AuditReport;
import dev.gatehouse.audit.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code ./gatehouse audit PLAN.yaml}: audits files without a server, as the plan's kind says. */
@Command(
        name = "gatehouse audit",
        sortOptions = false,
        description = {
            "Audits the rows of a file for fairness, drift or performance, diagnoses a change, or checks a split into training and"
                    + " evaluation rows, as a plan says, without a server.",
            "Exit code: 0 pass, or the plan sets no limit; 1 fail; 3 insufficient evidence; 2 error."
        })
public final class AuditCommand implements Callable<Integer> {
    /** Every deciding comparison passes, or nothing has a limit. */
    static final int PASS = 0;
    /** A deciding comparison fails. */
    static final int FAIL = 1;
    /** The plan, the data or the call cannot be used. */
    static final int ERROR = 2;
    /** The data do not say. */
    static final int INSUFFICIENT = 3;

    /** The largest file of cells that is read, in bytes. */
    static final long MAX_CELLS_BYTES = 128L << 20;

    private static final int STOP_SECONDS = 10;
    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Parameters(arity = "0..1", paramLabel = "PLAN.yaml", description = "the audit plan, in YAML or JSON")
    private Path planFile;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "audit this file, or the files of this quoted glob, instead of the plan's")
    private String data;

    @Option(
            names = "--reference",
            paramLabel = "FILE",
            description = "compare with this file, or the files of this quoted glob, instead of the plan's (drift,"
                    + " performance, diagnosis, splits)")
    private String reference;

    @Option(names = "--json", paramLabel = "OUT", description = "write the report as JSON; '-' for the standard output")
    private Path json;

    @Option(names = "--html", paramLabel = "OUT", description = "write the report as one HTML file with charts")
    private Path html;

    @Option(
            names = "--cells",
            paramLabel = "OUT",
            description = "write the counts that the report is computed from; they show small groups")
    private Path cells;

    @Option(
            names = "--from-cells",
            paramLabel = "FILE",
            description = "compute the report from such counts again, without the rows")
    private Path fromCells;

    @Option(
            names = "--statistics",
            paramLabel = "OUT",
            description = "write what the reference looked like, without rows and small counts (drift, splits)")
    private Path statistics;

    @Option(
            names = "--reference-statistics",
            paramLabel = "FILE",
            description = "compare with such statistics instead of reference rows (drift)")
    private Path referenceStatistics;

    @Option(
            names = "--schema",
            paramLabel = "NAME",
            description =
                    "print a JSON Schema: plan or report (of fairness), drift-plan, drift-report, performance-plan,"
                            + " performance-report, diagnosis-plan, diagnosis-report, splits-plan, splits-report or"
                            + " statistics")
    private String schema;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this text")
    private boolean help;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    private final OutputStream rawOut;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Terminal terminal;

    private AuditCommand(OutputStream rawOut, PrintWriter out, PrintWriter err, Terminal terminal) {
        this.rawOut = rawOut;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        Thread auditing = Thread.currentThread();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(auditing, ended)));
        int code = ERROR;
        try {
            code = run(System.out, System.err, Terminal.ofThisProcess(), args);
        } finally {
            ended.countDown();
        }
        System.exit(code);
    }

    /** Ctrl-C: the audit ends by itself, so that it removes what it laid aside. */
    private static void stop(Thread auditing, CountDownLatch ended) {
        if (ended.getCount() == 0) {
            return;
        }
        auditing.interrupt();
        try {
            ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs the command.
     *
     * @param rawOut where the answer goes
     * @param rawErr where problems, warnings and progress go
     * @param terminal how they are shown
     * @return {@link #PASS}, {@link #FAIL}, {@link #INSUFFICIENT} or {@link #ERROR}
     */
    static int run(OutputStream rawOut, OutputStream rawErr, Terminal terminal, String... args) {
        PrintWriter out = new PrintWriter(rawOut, false, terminal.charset());
        PrintWriter err = new PrintWriter(rawErr, false, terminal.charset());
        CommandLine line = new CommandLine(new AuditCommand(rawOut, out, err, terminal));
        line.setOut(out);
        line.setErr(err);
        line.setUsageHelpWidth(Math.max(AuditText.MIN_WIDTH, terminal.width()));
        // A file whose name begins with @ is a file, not a list of arguments.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, rejected) -> {
            err.println(e.getMessage());
            err.println();
            e.getCommandLine().usage(err);
            return ERROR;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof AuditException || e instanceof UncheckedIOException) {
                err.println(e.getMessage());
                return ERROR;
            }
            throw e;
        });
        line.setExitCodeExceptionMapper(e -> ERROR);
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            err.println("The audit needs more memory than the "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB that it may use. Name fewer protected attributes, strata, classes or features, or"
                    + " set GATEHOUSE_AUDIT_HEAP_MB to more.");
            return ERROR;
        } finally {
            out.flush();
            err.flush();
        }
    }

    @Override
    public Integer call() {
        if (schema != null) {
            return printSchema();
        }
        if (planFile == null) {
            throw new ParameterException(spec.commandLine(), "Name a plan: gatehouse audit PLAN.yaml");
        }
        if (fromCells != null && (data != null || reference != null || cells != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from-cells takes the place of rows: leave --data, --reference and --cells out");
        }
        List<OutputFile> outputs = outputs();
        KindOfAudit kind = readPlan();
        List<Path> inputs = new ArrayList<>(List.of(planFile));
        inputs.addAll(fromCells == null ? kind.files() : List.of(fromCells));
        outputs.forEach(output -> output.check(inputs, outputs));
        KindOfAudit.Outcome outcome = run(kind);
        if (Thread.interrupted()) {
            throw new AuditException("stopped; nothing was written");
        }
        tell(outcome, outputs);
        Verdict verdict = outcome.verdict();
        if (verdict == null) {
            return PASS;
        }
        return switch (verdict) {
            case PASS -> PASS;
            case FAIL -> FAIL;
            case INSUFFICIENT -> INSUFFICIENT;
        };
    }

    private int printSchema() {
        if (planFile != null) {
            throw new ParameterException(spec.commandLine(), "--schema stands alone, without a plan");
        }
        Class<?> owner = switch (schema) {
            case "plan", "drift-plan", "performance-plan", "diagnosis-plan", "splits-plan" -> AuditPlan.class;
            case "report", "drift-report", "performance-report", "diagnosis-report", "splits-report", "statistics" ->
                AuditReport.class;
            default ->
                throw new ParameterException(
                        spec.commandLine(),
                        "--schema: 'plan', 'report', 'drift-plan', 'drift-report', 'performance-plan',"
                                + " 'performance-report', 'diagnosis-plan', 'diagnosis-report', 'splits-plan',"
                                + " 'splits-report' or 'statistics', not '" + schema
                                + "'");
        };
        String name = schema.equals("plan") || schema.equals("report") ? "audit-" + schema : schema;
        try (InputStream in = owner.getResourceAsStream(name + ".schema.json")) {
            in.transferTo(rawOut);
            rawOut.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the schema cannot be printed: " + OutputFile.reason(e), e);
        }
        return PASS;
    }

    private KindOfAudit readPlan() {
        byte[] text = read(planFile, AuditPlan.MAX_PLAN_BYTES, "a plan");
        try {
            return kind(PlanKind.of(text), text);
        } catch (AuditException e) {
            throw new AuditException(planFile + ": " + e.getMessage(), e);
        }
    }

    private List<OutputFile> outputs() {
        List<OutputFile> outputs = new ArrayList<>();
        if (json != null && !json.equals(STANDARD_OUTPUT)) {
            outputs.add(new OutputFile("--json", json));
        }
        if (html != null) {
            outputs.add(new OutputFile("--html", html));
        }
        if (cells != null) {
            outputs.add(new OutputFile("--cells", cells));
        }
        if (statistics != null) {
            outputs.add(new OutputFile("--statistics", statistics));
        }
        for (OutputFile output : outputs) {
            if (output.path().equals(STANDARD_OUTPUT)) {
                throw new ParameterException(
                        spec.commandLine(), output.option() + ": only --json can go to the standard output");
            }
        }
        return outputs;
    }

    /** What the plan's kind makes of the plan and the options. */
    private KindOfAudit kind(PlanKind kind, byte[] plan) {
        if (kind == PlanKind.FAIRNESS && reference != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--reference: only plans of kind drift, performance, diagnosis and splits compare with a reference");
        }
        if (statistics != null && kind != PlanKind.DRIFT && kind != PlanKind.SPLITS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--statistics: only plans of kind drift and splits have a reference to describe");
        }
        if (referenceStatistics != null
                && (kind != PlanKind.DRIFT || reference != null || statistics != null || fromCells != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--reference-statistics takes the place of the reference of a plan of kind drift: leave --reference,"
                            + " --statistics and --from-cells out");
        }
        return switch (kind) {
            case FAIRNESS -> new FairnessKind(planFile, AuditPlan.parse(plan), data);
            case DRIFT -> new DriftKind(planFile, DriftPlan.parse(plan), data, reference, referenceStatistics);
            case PERFORMANCE -> new PerformanceKind(planFile, PerformancePlan.parse(plan), data, reference);
            case DIAGNOSIS -> new DiagnosisKind(planFile, DiagnosisPlan.parse(plan), data, reference);
            case SPLITS -> new SplitsKind(planFile, SplitsPlan.parse(plan), data, reference);
        };
    }

    private KindOfAudit.Outcome run(KindOfAudit kind) {
        if (fromCells != null) {
            byte[] stored = read(fromCells, MAX_CELLS_BYTES, "a file of cells");
            try {
                return kind.recompute(stored);
            } catch (AuditException e) {
                throw new AuditException(fromCells + ": " + e.getMessage(), e);
            }
        }
        try (WorkingFolder folder = WorkingFolder.make();
                ProgressLine line = new ProgressLine(err, System::nanoTime)) {
            Progress progress = terminal.progress() ? line : Progress.NONE;
            return kind.run(progress, new Limits(Limits.MEMORY_MEGABYTES, Limits.THREADS, folder.path()));
        }
    }

    private void tell(KindOfAudit.Outcome outcome, List<OutputFile> outputs) {
        for (OutputFile output : outputs) {
            output.write(
                    switch (output.option()) {
                        case "--json" -> outcome.report();
                        case "--html" -> outcome.html().get().getBytes(StandardCharsets.UTF_8);
                        case "--statistics" -> outcome.statistics().get();
                        default -> outcome.cells().get();
                    });
        }
        if (cells != null) {
            err.println(cells + " holds small groups, unmerged: keep it as closely as the rows themselves.");
        }
        if (STANDARD_OUTPUT.equals(json)) {
            try {
                rawOut.write(outcome.report());
                rawOut.write('\n');
                rawOut.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the standard output cannot be written: " + OutputFile.reason(e), e);
            }
        } else {
            out.print(outcome.text().apply(terminal.width(), terminal.unicode()));
        }
    }

    static byte[] read(Path file, long maximumBytes, String what) {
        try {
            if (Files.size(file) > maximumBytes) {
                throw new AuditException(
                        file + ": larger than " + maximumBytes + " bytes, the most that " + what + " may have");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AuditException(file + ": cannot be read: " + OutputFile.reason(e), e);
        }
    }
}
