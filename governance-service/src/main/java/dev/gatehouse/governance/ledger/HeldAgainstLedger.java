package dev.gatehouse.governance.ledger;

import java.util.List;

/** State in the database that must be what the acts in the ledger made of it; who keeps it says where it is not. */
public interface HeldAgainstLedger {

    /** What differs, a sentence each; empty when nothing does. */
    List<String> differences();
}
