package dev.gatehouse.governance.ledger;

/** The database's tree is not what the ledger has signed before. Signing on would make two histories; somebody must look. */
final class LedgerHaltedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LedgerHaltedException(String message) {
        super(message);
    }
}
