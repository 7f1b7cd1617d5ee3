package dev.gatehouse.approval.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry of the commands about approvals. */
@Command(
        name = "gatehouse",
        subcommands = {VerifyCommand.class, GateCommand.class, LedgerCommand.class},
        description = "Approvals from the command line.")
public final class GatehouseCommand {
    /** The answer is yes: verified, open. */
    static final int YES = 0;
    /** The answer is no: something does not verify, a gate is closed. */
    static final int NO = 1;
    /** There is no answer: the input cannot be used, or the command was called wrongly. */
    static final int ERROR = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "show this text")
    private boolean help;

    private GatehouseCommand() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
        int code = run(out, err, Clock.systemUTC(), System.getenv(), args);
        System.exit(code);
    }

    /**
     * Runs one command.
     *
     * @param out where the answer goes
     * @param err where problems go
     * @param clock tells the time where no option does
     * @param environment the environment's variables by name
     * @return the command's exit code
     */
    static int run(PrintWriter out, PrintWriter err, Clock clock, Map<String, String> environment, String... args) {
        CommandLine line = new CommandLine(new GatehouseCommand(), new Commands(clock, environment));
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
        try {
            return line.execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** Makes the commands that need more than their options. */
    private record Commands(Clock clock, Map<String, String> environment) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == VerifyCommand.class) {
                return type.cast(new VerifyCommand(clock));
            }
            if (type == CheckGatesCommand.class) {
                return type.cast(new CheckGatesCommand(environment));
            }
            if (type == VerifyLedgerCommand.class) {
                return type.cast(new VerifyLedgerCommand(environment));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
