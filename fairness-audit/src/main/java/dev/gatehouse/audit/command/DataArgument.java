package dev.gatehouse.audit.command;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What {@code --data} names. Unlike a plan, who calls the command may name any folder. */
final class DataArgument {
    private static final String WILDCARDS = "*?[";

    private DataArgument() {}

    /**
     * The files.
     *
     * @param argument a file, or a glob
     * @throws AuditException when there is none
     */
    static List<Path> files(String argument) {
        int wildcard = 0;
        while (wildcard < argument.length() && WILDCARDS.indexOf(argument.charAt(wildcard)) < 0) {
            wildcard++;
        }
        if (wildcard == argument.length()) {
            return List.of(file(argument));
        }
        // The deepest folder without a wildcard in its name holds all that the pattern can name.
        int slash = argument.lastIndexOf('/', wildcard);
        String folder = slash < 0 ? "." : slash == 0 ? "/" : argument.substring(0, slash);
        return FairnessAudit.resolve(Path.of(folder).toAbsolutePath().normalize(), argument.substring(slash + 1));
    }

    private static Path file(String argument) {
        try {
            return Path.of(argument).toRealPath();
        } catch (IOException e) {
            throw new AuditException("data: " + argument + " cannot be read: " + OutputFile.reason(e), e);
        }
    }
}
