package dev.gatehouse.approval.command;

import dev.gatehouse.approval.canonical.CanonicalJson;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./gatehouse verify PERMIT}: checks a permit without a server. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks a permit without a server.",
            "Exit code: 0 verified; 1 does not verify; 2 cannot be read, or called wrongly."
        })
final class VerifyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PERMIT", description = "a permit's DSSE envelope")
    private Path file;

    @Option(names = "--key", required = true, paramLabel = "PEM", description = "file of public keys that you trust")
    private Path key;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    VerifyCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PermitCheck check = PermitVerifier.verify(read(file), keys());
        if (check instanceof PermitCheck.Invalid invalid) {
            out.println("NOT VERIFIED: " + invalid.reason());
            return GatehouseCommand.NO;
        }
        PermitCheck.Valid valid = (PermitCheck.Valid) check;
        Instant now = clock.instant();
        if (now.isBefore(valid.permit().notBefore())
                || !now.isBefore(valid.permit().effectiveExpiry())) {
            out.println("NOT VALID NOW: the permit is valid from "
                    + valid.permit().notBefore() + " to " + valid.permit().effectiveExpiry() + ".");
            return GatehouseCommand.NO;
        }
        out.println("VERIFIED: permit " + valid.permit().permitId() + ", signed by key " + valid.keyId() + ".");
        return GatehouseCommand.YES;
    }

    private TrustedKeys keys() {
        try {
            return TrustedKeys.fromPemFile(key);
        } catch (KeyMaterialException e) {
            throw new UnusableInput("--key: " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > Envelope.MAX_BYTES) {
                throw new UnusableInput(file + " is larger than " + CanonicalJson.MAX_DOCUMENT_BYTES + " bytes.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableInput(file + " cannot be read: " + e, e);
        }
    }
}
