package dev.gatehouse.approval.bundle;

import dev.gatehouse.approval.canonical.Digest;
import dev.gatehouse.approval.ledger.TlogProof;
import java.util.Set;

/** The files of a bundle by name. */
public final class BundleLayout {
    /** Explains the bundle to a person. */
    public static final String README = "README.txt";
    /** What the release is, see {@link ReleaseRecord}. */
    public static final String RELEASE = "release.json";
    /** The dossier's bytes. */
    public static final String DOSSIER = "dossier.json";
    /** The permit's envelope; absent where the board permitted nothing. */
    public static final String PERMIT = "permit.dsse.json";
    /** The public keys that the service signs permits with, as PEM. */
    public static final String KEYS = "keys.pem";
    /** The card's content; absent where the dossier has none. */
    public static final String CARD = "card.json";
    /** The card as it was issued, printed from its content and the board's decision. */
    public static final String CARD_PDF = "card.pdf";
    /** The signature on a model of several files; absent where the artifact is one file. */
    public static final String MODEL_SIGNATURE = "model-signature.json";
    /** What was said and asked about the dossier, see {@link Discussion}; without remarks where nothing was. */
    public static final String COMMENTS = "comments.json";
    /** The ledger's verifier keys in the form of C2SP signed-note, one a line. */
    public static final String LEDGER_KEYS = "ledger/verifier-keys.txt";
    /** The signed checkpoint that all proofs end in. */
    public static final String CHECKPOINT = "ledger/checkpoint.txt";
    /** Digest and name of every file but itself and {@link #SEAL}, as {@code sha256sum -c} reads them. */
    public static final String SUMS = "SHA256SUMS";
    /** What the ledger's key signs of {@link #SUMS}, see {@link BundleSeal}; the last file of the zip. */
    public static final String SEAL = "SHA256SUMS.note";

    /** Folder of what was given for gates. */
    public static final String EVIDENCE = "evidence/";
    /** Folder of the reports of audit runs. */
    public static final String AUDITS = "audits/";
    /** Folder of the plans that they ran on. */
    public static final String PLANS = "plans/";
    /** Folder of acts, their records and proofs. */
    public static final String LEDGER = "ledger/";
    /** Folder of what is printed for people, from what is in the bundle; absent in bundles of earlier versions of the service. */
    public static final String DOCUMENTS = "documents/";

    /** The approval record: decision, votes, permit and proof, printed. */
    public static final String APPROVAL_RECORD_PDF = DOCUMENTS + "approval-record.pdf";
    /** The risk assessment that the dossier holds, printed. */
    public static final String RISK_ASSESSMENT_PDF = DOCUMENTS + "risk-assessment.pdf";

    /** Most files. */
    public static final int MAX_FILES = 10_000;
    /** Largest file in bytes. */
    public static final long MAX_FILE_BYTES = 64L << 20;
    /** Most bytes of all files together. */
    public static final long MAX_TOTAL_BYTES = 512L << 20;

    static final Set<String> NAMED = Set.of(
            README,
            RELEASE,
            DOSSIER,
            PERMIT,
            KEYS,
            CARD,
            CARD_PDF,
            APPROVAL_RECORD_PDF,
            RISK_ASSESSMENT_PDF,
            MODEL_SIGNATURE,
            COMMENTS,
            LEDGER_KEYS,
            CHECKPOINT,
            SUMS,
            SEAL);
    static final String LEAF_ENDING = ".leaf.json";
    static final String RECORD_ENDING = ".record.json";
    static final String TEXT_KEY_ENDING = ".text-key";
    static final String PDF_ENDING = ".pdf";

    private BundleLayout() {}

    /**
     * Something that was given for a gate.
     *
     * @param gate id of the gate
     * @param digest of its bytes
     * @param extension of a file's name, without the dot
     */
    public static String evidence(String gate, Digest digest, String extension) {
        return EVIDENCE + gate + "-" + digest.hex() + "." + extension;
    }

    /** The report with this digest. */
    public static String audit(Digest report) {
        return AUDITS + report.hex() + ".json";
    }

    /** The report with this digest, printed. */
    public static String auditPdf(Digest report) {
        return DOCUMENTS + "audit-" + report.hex() + PDF_ENDING;
    }

    /** The plan that was fixed under this digest; the digest is of model, data set, reference rows and plan together. */
    public static String plan(Digest fixed) {
        return PLANS + fixed.hex() + ".json";
    }

    /** The leaf at an index of the ledger, byte by byte. */
    public static String leaf(long index) {
        return LEDGER + index + LEAF_ENDING;
    }

    /** The act's own record, whose digest the leaf names. */
    public static String record(long index) {
        return LEDGER + index + RECORD_ENDING;
    }

    /** The key under which the record speaks of texts, in hexadecimal; absent where it speaks of none. */
    public static String textKey(long index) {
        return LEDGER + index + TEXT_KEY_ENDING;
    }

    /** The proof that the leaf is in the ledger. */
    public static String proof(long index) {
        return LEDGER + index + TlogProof.FILE_EXTENSION;
    }
}
