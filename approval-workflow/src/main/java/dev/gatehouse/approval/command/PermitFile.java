package dev.gatehouse.approval.command;

import dev.gatehouse.approval.bundle.CheckReport;
import dev.gatehouse.approval.bundle.CheckReport.Check;
import dev.gatehouse.approval.bundle.CheckReport.Result;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.permit.Basis;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A permit on its own: its signature, its dates, and files that it speaks of. */
final class PermitFile {

    private PermitFile() {}

    static CheckReport check(
            byte[] envelope, TrustedKeys keys, Instant at, Optional<Path> artifact, Optional<Path> dossier) {
        PermitCheck check = PermitVerifier.verify(envelope, keys);
        if (check instanceof PermitCheck.Invalid invalid) {
            return new CheckReport(List.of(new Check("signature", Result.FAILS, invalid.reason())));
        }
        PermitCheck.Valid valid = (PermitCheck.Valid) check;
        Permit permit = valid.permit();
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("signature", Result.HOLDS, "It is signed by your key " + valid.keyId() + "."));
        checks.add(new Check(
                "permit",
                Result.HOLDS,
                "Permit " + permit.permitId()
                        + (permit.basis() == Basis.EMERGENCY
                                ? ", for an emergency by two people and not by a board,"
                                : "")
                        + " is for " + permit.model() + "/" + permit.version() + " on route "
                        + permit.route() + " in " + permit.environment() + ", artifact " + permit.artifact()
                        + ", dossier " + permit.dossierDigest() + ", conditions "
                        + permit.conditions().toJson()
                        + (permit.basis() == Basis.EMERGENCY
                                ? ", granted before validation by two people, not by the board."
                                : ".")));
        checks.add(validity(permit, at));
        artifact.ifPresent(file -> checks.add(digest("artifact", file, permit.artifact())));
        dossier.ifPresent(file -> checks.add(digest("dossier", file, permit.dossierDigest())));
        return new CheckReport(checks);
    }

    private static Check validity(Permit permit, Instant at) {
        if (at.isBefore(permit.notBefore())) {
            return new Check(
                    "validity", Result.FAILS, "It is valid from " + permit.notBefore() + " on, not at " + at + ".");
        }
        if (!at.isBefore(permit.effectiveExpiry())) {
            return new Check("validity", Result.FAILS, "It expired at " + permit.effectiveExpiry() + ".");
        }
        return new Check(
                "validity",
                Result.HOLDS,
                "It is valid at " + at + " by its dates, until " + permit.effectiveExpiry()
                        + "; whether it was suspended or revoked, only the service or a bundle tells.");
    }

    private static Check digest(String subject, Path file, Digest named) {
        Digest digest = digestOf(file);
        return digest.equals(named)
                ? new Check(subject, Result.HOLDS, file + " is the one that the permit names.")
                : new Check(
                        subject,
                        Result.FAILS,
                        file + " has the SHA-256 " + digest.hex() + ", the permit names " + named.hex() + ".");
    }

    private static Digest digestOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, hash).transferTo(java.io.OutputStream.nullOutputStream());
            return Digest.ofHash(hash.digest());
        } catch (IOException e) {
            throw new UnusableInput(file + " cannot be read: " + e, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
