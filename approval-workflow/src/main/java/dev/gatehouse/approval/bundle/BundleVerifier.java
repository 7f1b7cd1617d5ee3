package dev.gatehouse.approval.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatehouse.approval.bundle.CheckReport.Check;
import dev.gatehouse.approval.bundle.CheckReport.Result;
import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.canonical.InvalidDocumentException;
import dev.gatehouse.approval.dossier.Dossier;
import dev.gatehouse.approval.ledger.Checkpoint;
import dev.gatehouse.approval.ledger.NoteKey;
import dev.gatehouse.approval.permit.Permit;
import dev.gatehouse.approval.permit.PermitCheck;
import dev.gatehouse.approval.permit.PermitVerifier;
import dev.gatehouse.approval.signing.KeyMaterialException;
import dev.gatehouse.approval.signing.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks a bundle without the service: that its files are complete and unchanged, that the permit is signed and says what the dossier and
 * the votes say, that every piece of evidence is the one that the board saw, and that the acts are in the ledger.
 *
 * <p>Proofs show that what is there is true. That nothing was left out, and what nothing else speaks of (the printed card, the README, names of
 * people), rests on the list of files and the ledger's signature on it, see {@link BundleSeal}: whoever has not the key can write a list anew,
 * but not sign it.
 */
public final class BundleVerifier {
    private final BundleArchive archive;
    private final Trust trust;
    private final Instant at;
    private final List<Check> checks = new ArrayList<>();

    private BundleVerifier(BundleArchive archive, Trust trust, Instant at) {
        this.archive = archive;
        this.trust = trust;
        this.at = at;
    }

    /**
     * Keys that are known from elsewhere than the bundle.
     *
     * @param permitKeys whose permits are believed; empty to see only whether the bundle fits its own keys
     * @param ledgerKeys whose checkpoints are believed; empty likewise
     */
    public record Trust(Optional<TrustedKeys> permitKeys, List<NoteKey> ledgerKeys) {
        /** Copies the list. */
        public Trust {
            ledgerKeys = List.copyOf(ledgerKeys);
        }
    }

    /** A check: returns what was found, or throws InvalidDocumentException with what is wrong. */
    interface Finding {
        String find();
    }

    /**
     * Checks a bundle.
     *
     * @param zip the file
     * @param trust keys known from elsewhere
     * @param at the instant for which the permit's validity is asked
     * @throws InvalidDocumentException if the file is not a zip that a bundle could be
     * @throws IOException if the file cannot be read
     */
    public static CheckReport verify(Path zip, Trust trust, Instant at) throws IOException {
        BundleVerifier verifier = new BundleVerifier(BundleArchive.read(zip), trust, at);
        verifier.checkAll();
        return new CheckReport(verifier.checks);
    }

    private void checkAll() {
        check("files", Result.HOLDS, this::files);
        Optional<ReleaseRecord> release = read(BundleLayout.RELEASE, ReleaseRecord::read);
        Optional<Dossier> dossier = read(BundleLayout.DOSSIER, Dossier::read);
        if (release.isEmpty() || dossier.isEmpty()) {
            return;
        }
        check("dossier", Result.HOLDS, () -> {
            Digest digest = dossier.get().digest();
            require(
                    digest.equals(release.get().dossier()),
                    "dossier.json has the digest " + digest + ", release.json names "
                            + release.get().dossier());
            return "dossier.json is the one that release.json names, " + digest;
        });
        Optional<Permit> permit = permit();
        boolean expected = release.get().permit().isPresent();
        if (expected || archive.document(BundleLayout.PERMIT).isPresent()) {
            permit.ifPresent(signed -> new PermitEvidence(signed, release.get(), dossier.get())
                    .checks()
                    .forEach((subject, finding) -> check(subject, Result.HOLDS, finding)));
            if (archive.document(BundleLayout.PERMIT).isEmpty()) {
                fail("permit", "release.json names a permit, but " + BundleLayout.PERMIT + " is missing");
            }
        } else {
            check("permit", Result.HOLDS, () -> {
                require(
                        !release.get().state().equals("Approved"),
                        "the release is Approved, and its permit is missing");
                return "there is none: the release is " + release.get().state();
            });
        }
        new DossierEvidence(archive, dossier.get())
                .checks()
                .forEach((subject, finding) -> check(subject, Result.HOLDS, finding));
        ledger(release.get(), permit);
    }

    private String files() {
        SortedMap<String, Digest> listed = sums();
        List<String> wrong = new ArrayList<>();
        archive.digests().forEach((name, digest) -> {
            Digest said = listed.remove(name);
            if (name.equals(BundleLayout.SUMS) || name.equals(BundleLayout.SEAL)) {
                return;
            }
            if (said == null) {
                wrong.add(name + " is not listed in " + BundleLayout.SUMS);
            } else if (!said.equals(digest)) {
                wrong.add(name + " is changed: its SHA-256 is not the listed one");
            }
            if (!isKnown(name)) {
                wrong.add(name + " does not belong into a bundle");
            }
        });
        listed.keySet().forEach(name -> wrong.add(name + " is missing"));
        require(wrong.isEmpty(), String.join("; ", wrong));
        return "the files are all those of " + BundleLayout.SUMS + ", whose own SHA-256 is "
                + archive.digests().get(BundleLayout.SUMS).hex();
    }

    private SortedMap<String, Digest> sums() {
        byte[] text = archive.document(BundleLayout.SUMS)
                .orElseThrow(() -> new InvalidDocumentException(BundleLayout.SUMS + " is missing"));
        SortedMap<String, Digest> listed = new TreeMap<>();
        for (String line : new String(text, UTF_8).split("\n")) {
            int separator = line.indexOf("  ");
            if (separator < 0
                    || listed.put(line.substring(separator + 2), new Digest(line.substring(0, separator))) != null) {
                throw new InvalidDocumentException(
                        BundleLayout.SUMS + " has a line that is not a digest and a name, or one name twice");
            }
        }
        return listed;
    }

    private static boolean isKnown(String name) {
        return BundleLayout.NAMED.contains(name)
                || name.startsWith(BundleLayout.EVIDENCE)
                || name.startsWith(BundleLayout.AUDITS)
                || name.startsWith(BundleLayout.PLANS)
                || name.startsWith(BundleLayout.DOCUMENTS)
                || name.startsWith(BundleLayout.LEDGER);
    }

    /** The permit if its signature is right, by a given key or by the bundle's own. */
    private Optional<Permit> permit() {
        Optional<byte[]> envelope = archive.document(BundleLayout.PERMIT);
        if (envelope.isEmpty()) {
            return Optional.empty();
        }
        try {
            TrustedKeys keys = trust.permitKeys().orElseGet(this::ownKeys);
            PermitCheck check = PermitVerifier.verify(envelope.get(), keys);
            if (check instanceof PermitCheck.Invalid invalid) {
                fail("signature", sentence(invalid.reason()));
                return Optional.empty();
            }
            PermitCheck.Valid valid = (PermitCheck.Valid) check;
            boolean anchored = trust.permitKeys().isPresent();
            check(
                    "signature",
                    anchored ? Result.HOLDS : Result.NOT_ANCHORED,
                    () -> anchored
                            ? "the permit is signed by your key " + valid.keyId()
                            : "the permit is signed by the bundle's own key: compare the SHA-256 of the key, "
                                    + valid.keyId() + ", with the one that is published, or give --key");
            return Optional.of(valid.permit());
        } catch (InvalidDocumentException | KeyMaterialException e) {
            fail("signature", e.getMessage());
            return Optional.empty();
        }
    }

    private TrustedKeys ownKeys() {
        return TrustedKeys.fromPem(
                archive.document(BundleLayout.KEYS)
                        .map(pem -> new String(pem, UTF_8))
                        .orElse(""),
                BundleLayout.KEYS);
    }

    private void ledger(ReleaseRecord release, Optional<Permit> permit) {
        boolean anchored = !trust.ledgerKeys().isEmpty();
        try {
            List<NoteKey> keys = anchored ? trust.ledgerKeys() : ownLedgerKeys();
            LedgerEvidence ledger = LedgerEvidence.read(archive, keys);
            check(
                    "ledger",
                    anchored ? Result.HOLDS : Result.NOT_ANCHORED,
                    () -> ledger.summary()
                            + (anchored
                                    ? ""
                                    : ", by a key that the bundle itself brings: compare "
                                            + keys.stream()
                                                    .map(NoteKey::verifierKey)
                                                    .collect(Collectors.joining(", "))
                                            + " with the key that is published, or give --ledger-key"));
            Digest envelope = archive.digests().get(BundleLayout.PERMIT);
            check("acts", Result.HOLDS, () -> ledger.story(release, permit, envelope));
            read(BundleLayout.COMMENTS, Discussion::read)
                    .ifPresent(told -> check("discussion", Result.HOLDS, () -> ledger.discussion(release, told)));
            permit.ifPresent(signed -> check(
                    "validity",
                    anchored ? Result.HOLDS : Result.NOT_ANCHORED,
                    () -> ledger.validity(signed, at)
                            + (anchored
                                    ? ""
                                    : "; whether an act that closed it was left out of the bundle cannot be told without"
                                            + " --ledger-key")));
            check(
                    "completeness",
                    anchored ? Result.HOLDS : Result.NOT_ANCHORED,
                    () -> completeness(release, ledger.checkpoint(), keys, anchored));
        } catch (InvalidDocumentException e) {
            fail("ledger", e.getMessage());
        }
    }

    private List<NoteKey> ownLedgerKeys() {
        return archive.document(BundleLayout.LEDGER_KEYS)
                .map(text -> new String(text, UTF_8))
                .orElseThrow(() -> new InvalidDocumentException(BundleLayout.LEDGER_KEYS + " is missing"))
                .lines()
                .map(NoteKey::parse)
                .toList();
    }

    /** The one check that finds what was left out, since a list that fits the rest can be written anew. */
    private String completeness(
            ReleaseRecord release, Checkpoint checkpoint, Collection<NoteKey> keys, boolean anchored) {
        Digest sums = archive.digests().get(BundleLayout.SUMS);
        require(sums != null, BundleLayout.SUMS + " is missing");
        String note = archive.document(BundleLayout.SEAL)
                .map(bytes -> new String(bytes, UTF_8))
                .orElseThrow(() -> new InvalidDocumentException(BundleLayout.SEAL
                        + " is missing: without the ledger's signature on the list, nothing tells what was left out"));
        try {
            new BundleSeal(release.id(), checkpoint.size(), sums).requireSigned(note, checkpoint.origin(), keys);
        } catch (InvalidDocumentException e) {
            throw new InvalidDocumentException(BundleLayout.SEAL + ": " + e.getMessage(), e);
        }
        return anchored
                ? "the ledger " + checkpoint.origin() + " signed the list of files as all that it keeps of the release"
                        + " under this checkpoint. Only this list speaks of " + BundleLayout.README + ", "
                        + BundleLayout.CARD_PDF + " and the names of people"
                : "the list of files is signed by a key that the bundle itself brings: what was left out, or who wrote "
                        + BundleLayout.README + ", " + BundleLayout.CARD_PDF
                        + " and the names of people, cannot be told without --ledger-key";
    }

    private <T> Optional<T> read(String name, Function<byte[], T> reader) {
        try {
            return Optional.of(reader.apply(
                    archive.document(name).orElseThrow(() -> new InvalidDocumentException("it is missing"))));
        } catch (InvalidDocumentException e) {
            fail(name, name + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void check(String subject, Result ifItHolds, Finding finding) {
        try {
            checks.add(new Check(subject, ifItHolds, finding.find() + "."));
        } catch (InvalidDocumentException e) {
            fail(subject, e.getMessage());
        }
    }

    private void fail(String subject, String what) {
        checks.add(new Check(subject, Result.FAILS, what + "."));
    }

    /** Without the full stop that {@link #fail} adds. */
    private static String sentence(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }

    static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new InvalidDocumentException(otherwise);
        }
    }

    /** Each finding under its subject, in order. */
    static Map<String, Finding> ordered() {
        return new LinkedHashMap<>();
    }
}
