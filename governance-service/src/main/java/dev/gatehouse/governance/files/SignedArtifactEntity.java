package dev.gatehouse.governance.files;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A model of several files, as it was signed; never changed. */
@Entity
@Table(name = "signed_artifact")
class SignedArtifactEntity extends PanacheEntityBase {

    @Id
    String sha256;

    @Column(name = "statement_sha256")
    String statementSha256;

    String model;
    String signer;

    @Column(name = "key_id")
    String keyId;

    int files;
    byte[] signature;

    @Column(name = "verified_at")
    Instant verifiedAt;

    @Column(name = "verified_for")
    String verifiedFor;
}
