package dev.gatehouse.governance.ledger;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The ledger's key, name and second place. There are no defaults: a ledger that nobody can check must not start. */
@ConfigMapping(prefix = "gatehouse.ledger")
interface LedgerConfig {

    /** PKCS#12 keystore with one Ed25519 key. */
    Optional<Path> keystore();

    /** Its password. */
    Optional<String> password();

    /** Name of this ledger, the same for as long as it lives: an address without a scheme, such as {@code example.org/gatehouse}. */
    Optional<String> origin();

    /** Folder outside the database in which every checkpoint is kept. */
    Optional<Path> anchor();

    /** Verifier keys of this ledger that it signs with no more, those of earlier origins too. */
    Optional<List<String>> formerKeys();

    /**
     * The present origin, where this ledger goes on over leaves that nothing proves: those left when others are gone for good, or those
     * of a database without any checkpoint. Checkpoints of earlier origins do not bind it then.
     */
    Optional<String> beginsAnew();
}
