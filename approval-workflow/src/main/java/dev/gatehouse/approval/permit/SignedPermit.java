package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.signing.Envelope;

/**
 * A permit with its signature.
 *
 * @param envelope the DSSE envelope, to be stored and sent as it is
 * @param permit what its payload says
 */
public record SignedPermit(Envelope envelope, Permit permit) {}
