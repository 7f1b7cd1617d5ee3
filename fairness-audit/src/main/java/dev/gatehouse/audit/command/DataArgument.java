package dev.gatehouse.audit.command;

import dev.gatehouse.audit.FairnessAudit;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a plan, or an option in its place, names. Unlike a plan, who calls the command may name any folder. */
final class DataArgument {
    private static final String WILDCARDS = "*?[";

    private DataArgument() {}

    /**
     * The files.
     *
     * @param option the option, for messages
     * @param argument a file, or a glob; null where the option is not given
     * @param planned what the plan names instead, within its folder
     * @throws AuditException when there is none
     */
    static List<Path> files(Path planFile, String option, String argument, String planned) {
        if (argument != null) {
            try {
                return files(argument);
            } catch (AuditException e) {
                throw new AuditException(named(option, e), e);
            }
        }
        try {
            return FairnessAudit.resolve(planFile.toAbsolutePath().normalize().getParent(), planned);
        } catch (AuditException e) {
            throw new AuditException(
                    planFile + ": " + named(option.substring(2), e) + ". It is looked for in the plan's folder; "
                            + option + " FILE names another",
                    e);
        }
    }

    /**
     * The files of the sample that others are compared with.
     *
     * @param argument as {@code --reference} has it; null where the option is not given
     * @param planned what the plan names; null for none
     * @throws AuditException when there is none, or the option is given for a plan that names none
     */
    static List<Path> reference(Path planFile, String argument, String planned) {
        if (planned == null) {
            if (argument != null) {
                throw new AuditException("--reference: the plan names no reference, so that none can take its place");
            }
            return List.of();
        }
        return files(planFile, "--reference", argument, planned);
    }

    /** A message that says 'data' of whatever names the files. */
    private static String named(String what, AuditException e) {
        String message = e.getMessage();
        return message.startsWith("data: ") ? what + message.substring("data".length()) : what + ": " + message;
    }

    private static List<Path> files(String argument) {
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
