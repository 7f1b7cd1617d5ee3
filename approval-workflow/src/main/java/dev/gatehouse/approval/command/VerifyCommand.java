package dev.gatehouse.approval.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.bundle.BundleVerifier;
import dev.gatehouse.approval.bundle.CheckReport;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.signing.Envelope;
import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.TrustedKeys;
import dev.gatehouse.approval.signing.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./gatehouse verify PERMIT|BUNDLE|MODEL}: checks what the service signed, and signed models, without a server. */
@Command(
        name = "verify",
        sortOptions = false,
        description = {
            "Checks a permit, an evidence bundle or a signed model, without a server.",
            "Exit code: 0 everything verifies by keys that you gave; 1 something does not verify;",
            "3 it verifies, but by a key that the bundle itself brings; 2 it cannot be read, or called wrongly."
        })
final class VerifyCommand implements Callable<Integer> {
    /** Nothing is wrong, but a key that was not given vouches for a part. */
    static final int NOT_ANCHORED = 3;
    /** Largest file that holds a ledger's verifier key, in bytes. */
    static final long MAX_KEY_BYTES = 4_096;

    private static final byte[] ZIP_START = {'P', 'K', 3, 4};

    @Parameters(
            paramLabel = "FILE",
            description = "a permit's envelope, an evidence bundle, or with --model-signature a model's folder or file")
    private Path file;

    @Option(names = "--key", paramLabel = "PEM", description = "file of public keys that you trust; may be repeated")
    private List<Path> keys = new ArrayList<>();

    @Option(
            names = "--ledger-key",
            paramLabel = "KEY|FILE",
            description = "a ledger's verifier key that you trust, as text or in a file; may be repeated")
    private List<String> ledgerKeys = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "ask whether the permit was valid then, such as 2026-11-22T12:00:00Z; now if not given")
    private String at;

    @Option(names = "--artifact", paramLabel = "FILE", description = "hold this file against the permit's artifact")
    private Path artifact;

    @Option(names = "--dossier", paramLabel = "FILE", description = "hold this file against the permit's dossier")
    private Path dossier;

    @Option(
            names = "--model-signature",
            paramLabel = "JSON",
            description = "an OpenSSF Model Signing signature: hold FILE against it")
    private Path modelSignature;

    @Option(
            names = "--ignore",
            paramLabel = "PATH",
            description = "leave this path of the model's folder out; may be repeated")
    private List<String> ignored = new ArrayList<>();

    @Option(
            names = "--follow-links",
            description = "follow symbolic links within the model's folder, if they were followed at signing")
    private boolean followLinks;

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    VerifyCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        CheckReport report;
        try {
            report = report();
        } catch (InvalidDocumentException e) {
            throw new UnusableInput(file + " is refused: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new UnusableInput(file + " cannot be read: " + e, e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? VerifyText.json(report) : VerifyText.lines(report));
        if (!report.holds()) {
            return GatehouseCommand.NO;
        }
        return report.isAnchored() ? GatehouseCommand.YES : NOT_ANCHORED;
    }

    private CheckReport report() throws IOException {
        if (modelSignature != null) {
            requireKeys("the key of who signs models");
            return ModelCheck.of(
                    file,
                    read(modelSignature, Envelope.MAX_BYTES, "a signature"),
                    modelSignature,
                    keys,
                    ignored,
                    followLinks);
        }
        if (!ignored.isEmpty() || followLinks) {
            throw wrong("--ignore and --follow-links go with --model-signature");
        }
        if (Files.isDirectory(file)) {
            throw wrong(file + " is a folder: name a permit or a bundle, or give --model-signature");
        }
        if (isZip()) {
            if (artifact != null || dossier != null) {
                throw wrong("--artifact and --dossier go with a permit; a bundle has its dossier in it");
            }
            Optional<TrustedKeys> trusted = keys.isEmpty() ? Optional.empty() : Optional.of(trusted());
            return BundleVerifier.verify(file, new BundleVerifier.Trust(trusted, ledgers()), instant());
        }
        requireKeys("the key that signs permits (GET /api/v1/keys)");
        if (!ledgerKeys.isEmpty()) {
            throw wrong("--ledger-key goes with a bundle; a permit alone has no proof in it");
        }
        return PermitFile.check(
                read(file, Envelope.MAX_BYTES, "a permit"),
                trusted(),
                instant(),
                Optional.ofNullable(artifact),
                Optional.ofNullable(dossier));
    }

    private void requireKeys(String which) {
        if (keys.isEmpty()) {
            throw wrong("Give --key: " + which + ", from somewhere you trust");
        }
    }

    private boolean isZip() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ZIP_START.length), ZIP_START);
        }
    }

    private TrustedKeys trusted() {
        try {
            TrustedKeys all = TrustedKeys.fromPemFile(keys.get(0));
            for (Path more : keys.subList(1, keys.size())) {
                for (VerificationKey key : TrustedKeys.fromPemFile(more).keys()) {
                    all = all.and(key);
                }
            }
            return all;
        } catch (KeyMaterialException e) {
            throw new UnusableInput("--key: " + e.getMessage(), e);
        }
    }

    private List<NoteKey> ledgers() {
        return ledgerKeys.stream().map(VerifyCommand::ledger).toList();
    }

    private static NoteKey ledger(String keyOrFile) {
        try {
            boolean text = keyOrFile.indexOf('+') > 0 && !Files.exists(Path.of(keyOrFile));
            return NoteKey.parse(
                    text ? keyOrFile : new String(read(Path.of(keyOrFile), MAX_KEY_BYTES, "a verifier key"), UTF_8));
        } catch (InvalidDocumentException e) {
            throw new UnusableInput("--ledger-key: " + e.getMessage() + ".", e);
        }
    }

    private Instant instant() {
        if (at == null) {
            return clock.instant();
        }
        try {
            return Instant.parse(at);
        } catch (DateTimeException e) {
            throw wrong("--at: '" + at + "' is not an instant such as 2026-11-22T12:00:00Z");
        }
    }

    private ParameterException wrong(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    static byte[] read(Path file, long maxBytes, String what) {
        try {
            if (Files.size(file) > maxBytes) {
                throw new UnusableInput(
                        file + " is larger than " + maxBytes + " bytes, the most that " + what + " has.");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnusableInput(file + " cannot be read: " + e, e);
        }
    }
}
