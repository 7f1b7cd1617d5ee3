package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.NoteKey;
import java.util.List;

/**
 * The keys of this ledger.
 *
 * @param active signs
 * @param known verify: the active one's public half first, then former ones and those of earlier origins
 * @param beginsAnew whether checkpoints of earlier origins do not bind, and leaves without any checkpoint may be signed
 */
record LedgerKeys(LedgerKey active, List<NoteKey> known, boolean beginsAnew) {

    LedgerKeys(LedgerKey active, List<NoteKey> known) {
        this(active, known, false);
    }

    /** Name of the ledger. */
    String origin() {
        return active.noteKey().name();
    }
}
