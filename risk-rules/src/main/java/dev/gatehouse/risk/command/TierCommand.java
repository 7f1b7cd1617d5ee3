package dev.gatehouse.risk.command;

import dev.gatehouse.risk.Assessment;
import dev.gatehouse.risk.AssessmentDocument;
import dev.gatehouse.risk.FactsFile;
import dev.gatehouse.risk.InvalidFactsException;
import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.RiskAssessor;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code gatehouse tier FACTS.yaml}. */
@Command(
        name = "tier",
        description = {
            "Tells the risk tier, legal classes, obligations and their reasons from a file of facts.",
            "Exit code: 0 assessed, 2 blocked by missing facts, 3 prohibited, 1 error."
        })
final class TierCommand implements Callable<Integer> {

    /** Most problems with facts that are told; more would only hide the first ones. */
    static final int MAX_PROBLEMS = 100;

    @Parameters(paramLabel = "FACTS.yaml", description = "a plain map of fact name to value")
    Path facts;

    @Option(
            names = "--pack",
            paramLabel = "DIR",
            description = "add the packs of this directory; one with the id of a shipped pack replaces it (repeatable)")
    List<Path> packs = List.of();

    @Option(names = "--only", description = "apply the packs of --pack alone, without the shipped ones")
    boolean only;

    @Option(
            names = "--on",
            paramLabel = "DATE",
            converter = Day.class,
            description = "the day to assess for, such as 2027-12-02; without it, today (UTC)")
    LocalDate on;

    @Option(names = "--json", description = "answer in JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    private final Clock clock;

    TierCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Assessment assessment = assess(on == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : on);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(new String(AssessmentDocument.json(assessment), StandardCharsets.UTF_8));
        } else {
            AssessmentText.write(assessment, out);
        }
        return switch (assessment.status()) {
            case ASSESSED -> RiskCommand.DONE;
            case BLOCKED -> RiskCommand.BLOCKED;
            case PROHIBITED -> RiskCommand.PROHIBITED;
        };
    }

    private Assessment assess(LocalDate day) {
        if (only && packs.isEmpty()) {
            throw new UnusableInput("--only leaves the shipped packs out: name the packs to apply by --pack");
        }
        Map<String, Object> stated = stated();
        try {
            RiskAssessor assessor = packs.isEmpty() && !only
                    ? RiskAssessor.shipped()
                    : RiskAssessor.of(only ? PackFiles.of(packs) : PackFiles.shippedAnd(packs));
            return assessor.assess(stated, day);
        } catch (InvalidPackException e) {
            throw new UnusableInput(PackFiles.told(e));
        } catch (InvalidFactsException e) {
            List<InvalidFactsException.Problem> problems = e.problems();
            String told = problems.stream()
                    .limit(MAX_PROBLEMS)
                    .map(problem -> facts + ": " + problem)
                    .collect(Collectors.joining("\n"));
            int untold = Math.max(0, problems.size() - MAX_PROBLEMS);
            throw new UnusableInput(told + (untold == 0 ? "" : "\n" + facts + ": and " + untold + " more"));
        } catch (IllegalStateException e) {
            throw new UnusableInput(e.getMessage());
        }
    }

    private Map<String, Object> stated() {
        try {
            return FactsFile.read(facts.toString(), PackFiles.read(facts, FactsFile.MAX_FACTS_BYTES));
        } catch (InvalidFactsException e) {
            throw new UnusableInput(e.getMessage());
        }
    }

    /** Reads a day, with a message for people. */
    static final class Day implements ITypeConverter<LocalDate> {
        @Override
        public LocalDate convert(String text) {
            try {
                LocalDate day = LocalDate.parse(text);
                if (day.getYear() >= 1900 && day.getYear() < 2200) {
                    return day;
                }
            } catch (DateTimeException e) {
                // told below
            }
            throw new TypeConversionException(
                    "'" + text + "' is not a date such as 2027-12-02 (of the years 1900 to 2199)");
        }
    }
}
