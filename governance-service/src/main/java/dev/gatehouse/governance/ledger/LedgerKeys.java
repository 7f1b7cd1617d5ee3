package dev.gatehouse.governance.ledger;

import dev.gatehouse.approval.ledger.LedgerKey;
import dev.gatehouse.approval.ledger.NoteKey;
import java.util.List;

/**
 * The keys of this ledger.
 *
 * @param active signs
 * @param known verify: the active one's public half first, then former ones
 */
record LedgerKeys(LedgerKey active, List<NoteKey> known) {

    /** Name of the ledger. */
    String origin() {
        return active.noteKey().name();
    }
}
