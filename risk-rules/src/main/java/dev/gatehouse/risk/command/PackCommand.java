package dev.gatehouse.risk.command;

import dev.gatehouse.risk.InvalidPackException;
import dev.gatehouse.risk.PolicyPack;
import dev.gatehouse.risk.RiskAssessor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gatehouse pack check DIR}. */
@Command(name = "pack", description = "Works on policy packs.", synopsisSubcommandLabel = "COMMAND")
final class PackCommand {

    @Spec
    CommandSpec spec;

    @Command(
            name = "check",
            description = {
                "Checks the packs of a directory and runs their tests; then whether they work together with the shipped packs"
                        + " (a pack with the id of a shipped one stands in for it).",
                "Exit code: 0 all can be used, 1 some cannot; each problem names file, line, rule and reason."
            })
    int check(@Parameters(paramLabel = "DIR", description = "directory of *.yaml files, or one file") Path place) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        boolean refused = false;
        for (Path file : PackFiles.in(place)) {
            try {
                PolicyPack pack = PackFiles.load(file);
                out.println(file + ": " + pack.reference().id() + " "
                        + pack.reference().version() + ": "
                        + pack.ruleIds().size() + " rules, " + pack.facts().size() + " facts, " + pack.tests()
                        + " tests passed");
            } catch (InvalidPackException e) {
                refused = true;
                err.println(PackFiles.told(e));
            }
        }
        if (refused) {
            return RiskCommand.ERROR;
        }
        try {
            RiskAssessor together = RiskAssessor.of(PackFiles.shippedAnd(List.of(place)));
            out.println("They work together: "
                    + String.join(
                            ", ",
                            together.packs().stream()
                                    .map(pack -> pack.id() + " " + pack.version())
                                    .toList()));
            return RiskCommand.DONE;
        } catch (InvalidPackException e) {
            err.println(PackFiles.told(e));
            return RiskCommand.ERROR;
        }
    }
}
