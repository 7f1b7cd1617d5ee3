package dev.gatehouse.risk.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry of the commands that need no server. */
@Command(
        name = "gatehouse",
        subcommands = {TierCommand.class, PackCommand.class},
        description = "Risk tiering without a server.")
public final class RiskCommand {
    /** Done; of {@code tier}: assessed. */
    static final int DONE = 0;
    /** The input cannot be used, or the command was called wrongly. */
    static final int ERROR = 1;
    /** Facts are missing that could change the result. */
    static final int BLOCKED = 2;
    /** A rule prohibits the use. */
    static final int PROHIBITED = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this text")
    private boolean help;

    private RiskCommand() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
        int code = run(out, err, Clock.systemUTC(), args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @param out where the answer goes
     * @param err where problems go
     * @param clock tells the day when no {@code --on} is given
     * @return 0 done or assessed, 2 blocked, 3 prohibited, 1 error
     */
    static int run(PrintWriter out, PrintWriter err, Clock clock, String... args) {
        CommandLine line = new CommandLine(new RiskCommand(), new WithClock(clock));
        line.setOut(out);
        line.setErr(err);
        // A file whose name begins with @ is a file, not a list of arguments.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, rejected) -> {
            err.println(e.getMessage());
            err.println();
            e.getCommandLine().usage(err);
            return ERROR;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof UnusableInput) {
                err.println(e.getMessage());
                return ERROR;
            }
            throw e;
        });
        line.setExitCodeExceptionMapper(e -> ERROR);
        return line.execute(args);
    }

    /** Makes the commands, which take the clock that tells them today. */
    private record WithClock(Clock clock) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == TierCommand.class) {
                return type.cast(new TierCommand(clock));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
